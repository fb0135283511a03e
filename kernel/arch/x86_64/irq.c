/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: interrupt controllers. The kernel's number of an interrupt is its vector minus
 * VECTOR_IRQ_BASE, the "vector" argument of GetIOAPIC and GetMSI; with CONFIG_IRQ_PIC it is the
 * PIC's line. Spec arch-x86_64, section 4.
 */
#include "arch/x86_64/machine.h"
#include "lib/print.h"
#include "lib/panic.h"

/* ---- local APIC ---- */

enum {
    LAPIC_ID = 0x020,
    LAPIC_TASK_PRIORITY = 0x080,
    LAPIC_EOI = 0x0b0,
    LAPIC_SPURIOUS = 0x0f0,
    LAPIC_REQUESTED = 0x200, /* 8 registers, 16 bytes apart */
    LAPIC_TIMER = 0x320,
    LAPIC_LINT0 = 0x350,
    LAPIC_LINT1 = 0x360,
    LAPIC_TIMER_START = 0x380,
    LAPIC_TIMER_NOW = 0x390,
    LAPIC_TIMER_DIVIDE = 0x3e0,
};

enum {
    LVT_EXTERNAL = 7 << 8, /* from the PIC, which gives the vector */
    LVT_MASKED = 1 << 16,
    LVT_PERIODIC = 1 << 17,
    SPURIOUS_ENABLE = 1 << 8,
    DIVIDE_BY_1 = 0xb,
    X2APIC_MSR_BASE = 0x800,
    APIC_BASE_X2APIC = 1 << 10,
    APIC_BASE_ENABLE = 1 << 11,
};

static volatile uint32_t *lapic;

static uint32_t lapic_read(unsigned reg)
{
    return USE_X2APIC ? (uint32_t)cpu_read_msr(X2APIC_MSR_BASE + reg / 16) : lapic[reg / 4];
}

static void lapic_write(unsigned reg, uint32_t value)
{
    if (USE_X2APIC) {
        cpu_write_msr(X2APIC_MSR_BASE + reg / 16, value);
    } else {
        lapic[reg / 4] = value;
    }
}

paddr_t lapic_address(void)
{
    return cpu_read_msr(MSR_APIC_BASE) & 0xffffff000;
}

static uint32_t lapic_id(void)
{
    return USE_X2APIC ? lapic_read(LAPIC_ID) : lapic_read(LAPIC_ID) >> 24;
}

BOOT_CODE static void lapic_init(void)
{
    uint64_t base = cpu_read_msr(MSR_APIC_BASE);
    if (!USE_X2APIC && (base & APIC_BASE_X2APIC)) {
        kprintf(
            "The firmware left the local APIC in x2APIC mode; set KernelLAPICMode to X2APIC.\n");
        arch_halt();
    }
    cpu_write_msr(MSR_APIC_BASE, base | APIC_BASE_ENABLE | (USE_X2APIC ? APIC_BASE_X2APIC : 0));
    if (!USE_X2APIC) {
        lapic = paging_map_device(lapic_address());
    }
    lapic_write(LAPIC_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
    lapic_write(LAPIC_TASK_PRIORITY, 0);
    lapic_write(LAPIC_LINT0, USE_IOAPIC ? LVT_MASKED : LVT_EXTERNAL);
    lapic_write(LAPIC_LINT1, LVT_MASKED);
    lapic_write(LAPIC_TIMER, LVT_MASKED | VECTOR_TIMER);
    lapic_write(LAPIC_TIMER_DIVIDE, DIVIDE_BY_1);
}

void lapic_timer_begin(void)
{
    lapic_write(LAPIC_TIMER_START, UINT32_MAX);
}

uint32_t lapic_timer_passed(void)
{
    return UINT32_MAX - lapic_read(LAPIC_TIMER_NOW);
}

void lapic_start_timer(uint32_t count)
{
    lapic_write(LAPIC_TIMER, LVT_PERIODIC | VECTOR_TIMER);
    lapic_write(LAPIC_TIMER_START, count);
}

bool irq_is_pending(void)
{
    for (unsigned i = 0; i < 8; i++) {
        if (lapic_read(LAPIC_REQUESTED + 16 * i) != 0) {
            return true;
        }
    }
    return false;
}

/* ---- the legacy controllers ---- */

enum {
    PIC1 = 0x20,
    PIC2 = 0xa0,
    PIC_DATA = 1,
    PIC_VECTORS = 32,
    PIC_CASCADE = 2,
    PIC_EOI = 0x20,
    PIC_READ_SERVICED = 0x0b,
    PIC_INIT = 0x11,
    PIC_8086 = 0x01,
};

static uint16_t pic_mask = 0xffff;

static void pic_write_mask(void)
{
    cpu_out8(PIC1 + PIC_DATA, (uint8_t)pic_mask);
    cpu_out8(PIC2 + PIC_DATA, (uint8_t)(pic_mask >> 8));
}

BOOT_CODE static void pic_init(void)
{
    cpu_out8(PIC1, PIC_INIT);
    cpu_out8(PIC2, PIC_INIT);
    cpu_out8(PIC1 + PIC_DATA, PIC_VECTORS);
    cpu_out8(PIC2 + PIC_DATA, PIC_VECTORS + 8);
    cpu_out8(PIC1 + PIC_DATA, 1 << PIC_CASCADE);
    cpu_out8(PIC2 + PIC_DATA, PIC_CASCADE);
    cpu_out8(PIC1 + PIC_DATA, PIC_8086);
    cpu_out8(PIC2 + PIC_DATA, PIC_8086);
    if (!USE_IOAPIC) {
        pic_mask &= (uint16_t)~(1 << PIC_CASCADE);
    }
    pic_write_mask();
}

/* ---- I/O APICs ---- */

enum { IOAPIC_SELECT = 0, IOAPIC_WINDOW = 4, IOAPIC_VERSION = 1, IOAPIC_PIN0 = 16 };
enum { PIN_LEVEL = 1 << 15, PIN_ACTIVE_LOW = 1 << 13, PIN_MASKED = 1 << 16 };

static struct {
    volatile uint32_t *registers;
    unsigned pins;
} ioapics[IOAPIC_MAX];
static unsigned ioapics_found;

/* Where each interrupt comes from. */
static struct {
    bool has_pin;
    uint8_t ioapic, pin;
} sources[ARCH_IRQ_COUNT];

static uint32_t ioapic_read(unsigned ioapic, unsigned reg)
{
    kassert(ioapic < ioapics_found);
    ioapics[ioapic].registers[IOAPIC_SELECT] = reg;
    return ioapics[ioapic].registers[IOAPIC_WINDOW];
}

static void ioapic_write(unsigned ioapic, unsigned reg, uint32_t value)
{
    ioapics[ioapic].registers[IOAPIC_SELECT] = reg;
    ioapics[ioapic].registers[IOAPIC_WINDOW] = value;
}

BOOT_CODE static void ioapic_init(const struct acpi_info *acpi)
{
    ioapics_found = USE_IOAPIC ? acpi->ioapic_count : 0;
    for (unsigned i = 0; i < ioapics_found; i++) {
        ioapics[i].registers = paging_map_device(acpi->ioapic[i]);
        ioapics[i].pins = (ioapic_read(i, IOAPIC_VERSION) >> 16 & 0xff) + 1;
        for (unsigned pin = 0; pin < ioapics[i].pins; pin++) {
            ioapic_write(i, IOAPIC_PIN0 + 2 * pin, PIN_MASKED);
        }
    }
}

unsigned ioapic_count(void)
{
    return ioapics_found;
}

unsigned ioapic_pins(unsigned ioapic)
{
    return ioapics[ioapic].pins;
}

/* Of several vectors issued for a pin the last one has it: the others only mask and unmask. */
static void mask_pin(word_t irq, bool masked)
{
    kassert(irq < ARCH_IRQ_COUNT && sources[irq].has_pin);
    unsigned ioapic = sources[irq].ioapic, reg = IOAPIC_PIN0 + 2 * sources[irq].pin;
    uint32_t entry = ioapic_read(ioapic, reg) & ~(uint32_t)PIN_MASKED;
    ioapic_write(ioapic, reg, entry | (masked ? PIN_MASKED : 0));
}

void ioapic_route(unsigned ioapic, unsigned pin, bool level, bool active_low, word_t irq)
{
    kassert(ioapic < ioapics_found && pin < ioapics[ioapic].pins && irq <= ARCH_IRQ_USER_MAX);
    sources[irq].has_pin = true;
    sources[irq].ioapic = (uint8_t)ioapic;
    sources[irq].pin = (uint8_t)pin;
    uint32_t entry = (uint32_t)(irq + VECTOR_IRQ_BASE) | (level ? PIN_LEVEL : 0) |
                     (active_low ? PIN_ACTIVE_LOW : 0);
    ioapic_write(ioapic, IOAPIC_PIN0 + 2 * pin + 1, lapic_id() << 24);
    ioapic_write(ioapic, IOAPIC_PIN0 + 2 * pin, entry | PIN_MASKED);
}

void msi_route(word_t irq)
{
    sources[irq].has_pin = false;
}

/* ---- the contract ---- */

BOOT_CODE void irq_init(const struct acpi_info *acpi)
{
    pic_init();
    lapic_init();
    ioapic_init(acpi);
}

static void set_mask(word_t irq, bool masked)
{
    if (!USE_IOAPIC) {
        uint16_t bit = (uint16_t)(1 << irq);
        pic_mask = masked ? pic_mask | bit : pic_mask & (uint16_t)~bit;
        pic_write_mask();
    } else if (sources[irq].has_pin) {
        mask_pin(irq, masked);
    }
}

void arch_irq_enable(word_t irq)
{
    set_mask(irq, false);
}

void arch_irq_disable(word_t irq)
{
    set_mask(irq, true);
    sources[irq].has_pin = false;
}

void arch_irq_delivered(word_t irq)
{
    (void)irq; /* masked at entry */
}

void arch_irq_ack(word_t irq)
{
    set_mask(irq, false);
}

bool arch_irq_reserved(word_t irq)
{
    return USE_IOAPIC ? irq > ARCH_IRQ_USER_MAX : irq == PIC_CASCADE;
}

/* A line that went quiet too early shows as the last one of its PIC, which does not serve it. The
 * first PIC has served the second one even so. */
static bool pic_is_spurious(word_t line)
{
    uint16_t pic = line < 8 ? PIC1 : PIC2;
    if (line % 8 != 7) {
        return false;
    }
    cpu_out8(pic, PIC_READ_SERVICED);
    bool served = (cpu_in8(pic) & 0x80) != 0;
    if (!served && pic == PIC2) {
        cpu_out8(PIC1, PIC_EOI);
    }
    return !served;
}

/* What is masked is masked before it is ended, or a level-triggered one comes again at once. */
word_t irq_entered(word_t vector)
{
    if (vector >= VECTOR_IRQ_BASE) {
        word_t irq = vector - VECTOR_IRQ_BASE;
        if (sources[irq].has_pin) {
            mask_pin(irq, true);
        }
        lapic_write(LAPIC_EOI, 0);
        return USE_IOAPIC || irq == ARCH_IRQ_TIMER ? irq : ARCH_IRQ_COUNT;
    }
    word_t line = vector - PIC_VECTORS;
    if (USE_IOAPIC || pic_is_spurious(line)) {
        return ARCH_IRQ_COUNT;
    }
    pic_mask |= (uint16_t)(1 << line);
    pic_write_mask();
    if (line >= 8) {
        cpu_out8(PIC2, PIC_EOI);
    }
    cpu_out8(PIC1, PIC_EOI);
    return line;
}
