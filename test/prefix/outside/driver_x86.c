/* SPDX-License-Identifier: BSD-2-Clause */
/* Drivers of a PC: the tables of ACPI, PCI's configuration space, PIT, HPET, a serial port. */
#include "driver.h"

#if defined(CONFIG_ARCH_X86_64)

const char *record_of(seL4_Word id);

static seL4_CPtr ports(unsigned first, unsigned last)
{
    seL4_CPtr slot = slot_new();
    CHECK_EQ(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last,
                                          seL4_CapInitThreadCNode, slot, seL4_WordBits),
             seL4_NoError);
    return slot;
}

static seL4_CPtr pin_handler(seL4_Word pin, seL4_Word vector)
{
    seL4_CPtr slot = slot_new();
    CHECK_EQ(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, slot,
                                       seL4_WordBits, 0, pin, 0, 0, vector),
             seL4_NoError);
    return slot;
}

/* ---- ACPI ---- */

static seL4_Word physical(seL4_Word paddr, unsigned bytes)
{
    seL4_Word value = 0;
    for (unsigned i = 0; i < bytes; i++) {
        const unsigned char *at = (const unsigned char *)map_device(paddr + i);
        MUST(at != 0);
        value |= (seL4_Word)*at << (8 * i);
    }
    return value;
}

/* The table of that signature, from the list of tables; its checksum must be right. */
static seL4_Word acpi_table(const char *signature)
{
    const char *rsdp = record_of(SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP);
    seL4_Word wanted = 0, sum;
    unsigned root;
    memcpy(&root, rsdp + 16, 4);
    memcpy(&wanted, signature, 4);
    MUST(physical(root, 4) == 0x54445352); /* RSDT */
    for (seL4_Word at = root + 36; at < root + physical(root + 4, 4); at += 4) {
        seL4_Word table = physical(at, 4);
        if (physical(table, 4) != wanted) {
            continue;
        }
        sum = 0;
        for (seL4_Word i = 0; i < physical(table + 4, 4); i++) {
            sum += physical(table + i, 1);
        }
        CHECK_EQ(sum & 255, 0);
        return table;
    }
    return 0;
}

/* ---- PCI ---- */

static void pci_test(void)
{
    seL4_CPtr config = ports(0xcf8, 0xcff);
    unsigned found = 0;
    for (unsigned device = 0; device < 32; device++) {
        CHECK(seL4_X86_IOPort_Out32(config, 0xcf8, 0x80000000u | device << 11) == 0);
        seL4_X86_IOPort_In32_t id = seL4_X86_IOPort_In32(config, 0xcfc);
        found += id.error == 0 && (id.result & 0xffff) != 0xffff;
    }
    CHECK(found >= 2);
}

/* ---- PIT ---- */

static void pit_test(void)
{
    seL4_CPtr pit = ports(0x40, 0x43);
    struct interrupt irq;
    interrupt_bind(&irq, pin_handler(2, 10));
    for (int i = 0; i < 3; i++) {
        seL4_X86_IOPort_Out8(pit, 0x43, 0x30); /* counter 0, once */
        seL4_X86_IOPort_Out8(pit, 0x40, 0x00);
        seL4_X86_IOPort_Out8(pit, 0x40, 0x10);
        interrupt_wait(&irq);
        interrupt_ack(&irq);
    }
    check(1, "three interrupts of the PIT");
    interrupt_release(&irq);
}

/* ---- HPET ---- */

static void hpet_test(void)
{
    seL4_Word table = acpi_table("HPET");
    if (table == 0) {
        check(1, "HPET # SKIP the machine has none");
        return;
    }
    volatile seL4_Uint64 *hpet = (volatile seL4_Uint64 *)map_device(physical(table + 44, 8));
    enum { CAP = 0, CONFIG = 2, COUNTER = 0xf0 / 8, TIMER = 0x100 / 8, COMPARATOR = 0x108 / 8 };
    CHECK((hpet[CAP] >> 32) > 0);
    seL4_Word routes = hpet[TIMER] >> 32, pin = 0;
    while (pin < 24 && (routes >> pin & 1) == 0) {
        pin++;
    }
    MUST(pin < 24);
    struct interrupt irq;
    interrupt_bind(&irq, pin_handler(pin, 12));
    hpet[CONFIG] = hpet[CONFIG] & ~3ul;
    hpet[COUNTER] = 0;
    hpet[TIMER] = pin << 9 | 1 << 2; /* edge, once */
    hpet[COMPARATOR] = 1000000;
    hpet[CONFIG] = hpet[CONFIG] | 1;
    interrupt_wait(&irq);
    interrupt_ack(&irq);
    CHECK(hpet[COUNTER] >= 1000000);
    hpet[CONFIG] = hpet[CONFIG] & ~3ul;
    interrupt_release(&irq);
}

/* ---- a serial port that hears itself ---- */

static void serial_test(void)
{
    enum { COM2 = 0x2f8 };
    seL4_CPtr com = ports(COM2, COM2 + 7);
    struct interrupt irq;
    interrupt_bind(&irq, pin_handler(3, 14));
    seL4_X86_IOPort_Out8(com, COM2 + 3, 3);    /* 8 bits */
    seL4_X86_IOPort_Out8(com, COM2 + 4, 0x1a); /* loop, interrupts */
    seL4_X86_IOPort_Out8(com, COM2 + 1, 1);    /* when something is received */
    seL4_X86_IOPort_Out8(com, COM2, 'x');
    interrupt_wait(&irq);
    CHECK_EQ(seL4_X86_IOPort_In8(com, COM2).result, 'x');
    interrupt_ack(&irq);
    seL4_X86_IOPort_Out8(com, COM2 + 1, 0);
    interrupt_release(&irq);
}

static void msi_test(void)
{
    seL4_CPtr slot = slot_new();
    CHECK_EQ(seL4_IRQControl_GetMSI(seL4_CapIRQControl, seL4_CapInitThreadCNode, slot,
                                    seL4_WordBits, 0, 3, 0, 0, 20),
             seL4_NoError);
    struct interrupt irq;
    interrupt_bind(&irq, slot);
    interrupt_release(&irq);
}

void driver_test(void);

void driver_test(void)
{
    CHECK(acpi_table("APIC") != 0);
    CHECK(acpi_table("FACP") != 0);
    pci_test();
    pit_test();
    hpet_test();
    serial_test();
    msi_test();
    CHECK_EQ(device_page(0xfee00000), 0); /* the kernel's */
}

#endif
