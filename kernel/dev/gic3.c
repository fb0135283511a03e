/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arm's GIC, version 3, with affinity routing and the processor's interface in system registers.
 * Shared interrupts are the distributor's, private ones (up to 31) the redistributor's that belongs
 * to this processor. The end of an interrupt, at once, only drops its priority: the kernel's own is
 * deactivated then, too, but one that goes to a user stays active, so that it cannot come again,
 * until it is acknowledged (spec 06, section 3). Interrupts are numbered by INTID, and all of them
 * are of group 1.
 */
#include "board_gen.h"
#include "dev/irqchip.h"
#include "lib/panic.h"

enum {
    D_CONTROL = 0x000 / 4,
    D_TYPE = 0x004 / 4,
    GROUP = 0x080 / 4, /* from here on the same in a redistributor's second frame */
    SET_ENABLE = 0x100 / 4,
    CLEAR_ENABLE = 0x180 / 4,
    CLEAR_PENDING = 0x280 / 4,
    CLEAR_ACTIVE = 0x380 / 4,
    PRIORITY = 0x400 / 4,
    CONFIG = 0xc00 / 4,
    D_ROUTER = 0x6000 / 4,
    R_CONTROL = 0x0000 / 4,
    R_TYPE = 0x0008 / 4,
    R_AFFINITY = 0x000c / 4,
    R_WAKER = 0x0014 / 4,
    R_FRAME = 0x10000, /* the second frame, of private interrupts, comes so far behind the first */
};

enum {
    D_GROUP_1 = 1 << 1,
    D_AFFINITY = 1 << 4,
    D_BUSY = 1u << 31,
    R_BUSY = 1 << 3,
    R_HAS_VIRTUAL = 1 << 1, /* two more frames */
    R_LAST = 1 << 4,
    R_ASLEEP = 1 << 1,
    R_CHILDREN_ASLEEP = 1 << 2,
    SHARED_FIRST = 32,
    SPECIAL_FIRST = 1020,
    SPECIAL_LAST = 1023,
};

/* The processor's interface. */
#define ICC_PMR     S3_0_C4_C6_0
#define ICC_DIR     S3_0_C12_C11_1
#define ICC_SGI1R   S3_0_C12_C11_5
#define ICC_IAR1    S3_0_C12_C12_0
#define ICC_EOIR1   S3_0_C12_C12_1
#define ICC_BPR1    S3_0_C12_C12_3
#define ICC_CTLR    S3_0_C12_C12_4
#define ICC_SRE     S3_0_C12_C12_5
#define ICC_IGRPEN1 S3_0_C12_C12_7

/* The names above are expanded. */
#define READ_ICC(name)         READ_REG(name)
#define WRITE_ICC(name, value) WRITE_REG(name, value)

enum { SRE_ON = 1, END_ONLY_DROPS = 1 << 1 };

const struct region irqchip_regions[IRQCHIP_REGIONS] = {
    {BOARD_GIC_DISTRIBUTOR, BOARD_GIC_DISTRIBUTOR + 0x10000},
    {BOARD_GIC_REDISTRIBUTORS, BOARD_GIC_REDISTRIBUTORS_END},
};

const bool irqchip_has_trigger = true;

static volatile uint32_t *distributor, *redistributor, *private;
static uint32_t active[BOARD_IRQ_MAX / 32 + 1]; /* with users, until they acknowledge */

static void wait_while(const volatile uint32_t *flags, uint32_t bit)
{
    while (*flags & bit) {
        /* it takes some cycles of the controller's clock */
    }
}

/* The registers of an interrupt, at the same offsets in both. */
static volatile uint32_t *block_of(word_t irq)
{
    return irq < SHARED_FIRST ? private : distributor;
}

/* ---- boot ---- */

static uint32_t own_affinity(void)
{
    enum { AFF3 = 32, AFF_LOW = 0xffffff };
    word_t id = READ_REG(mpidr_el1);
    return (uint32_t)(id & AFF_LOW) | (uint32_t)(id >> AFF3 & 0xff) << 24;
}

static void find_redistributor(volatile void *(*map)(paddr_t pa))
{
    enum { FRAMES = 2 * R_FRAME };
    for (paddr_t pa = BOARD_GIC_REDISTRIBUTORS; pa < BOARD_GIC_REDISTRIBUTORS_END;) {
        volatile uint32_t *r = map(pa);
        if (r[R_AFFINITY] == own_affinity()) {
            redistributor = r;
            private = map(pa + R_FRAME);
            return;
        }
        if (r[R_TYPE] & R_LAST) {
            break;
        }
        pa += r[R_TYPE] & R_HAS_VIRTUAL ? 2 * FRAMES : FRAMES;
    }
    panic("the interrupt controller has no redistributor for this processor");
}

/* Interrupts `first` to `end` - 1: off, nothing pending or active, group 1, highest priority. */
static void reset(volatile uint32_t *block, unsigned first, unsigned end)
{
    for (unsigned i = first / 32; i < end / 32; i++) {
        block[CLEAR_ENABLE + i] = 0xffffffff;
        block[CLEAR_PENDING + i] = 0xffffffff;
        block[CLEAR_ACTIVE + i] = 0xffffffff;
        block[GROUP + i] = 0xffffffff;
    }
    for (unsigned i = first / 4; i < end / 4; i++) {
        block[PRIORITY + i] = 0;
    }
}

static void init_distributor(void)
{
    unsigned count = 32 * ((distributor[D_TYPE] & 0x1f) + 1);
    count = count < SPECIAL_FIRST ? count : SPECIAL_FIRST / 32 * 32;
    distributor[D_CONTROL] = 0;
    wait_while(&distributor[D_CONTROL], D_BUSY);
    distributor[D_CONTROL] = D_AFFINITY;
    reset(distributor, SHARED_FIRST, count);
    for (unsigned irq = SHARED_FIRST; irq < count; irq++) {
        distributor[D_ROUTER + 2 * irq] = own_affinity() & 0xffffff;
        distributor[D_ROUTER + 2 * irq + 1] = own_affinity() >> 24;
    }
    wait_while(&distributor[D_CONTROL], D_BUSY);
    distributor[D_CONTROL] = D_AFFINITY | D_GROUP_1;
}

static void init_redistributor(void)
{
    redistributor[R_WAKER] &= ~(uint32_t)R_ASLEEP;
    wait_while(&redistributor[R_WAKER], R_CHILDREN_ASLEEP);
    reset(private, 0, SHARED_FIRST);
    wait_while(&redistributor[R_CONTROL], R_BUSY);
}

/* Firmware at a higher exception level may have kept the registers to itself. */
static void init_interface(void)
{
    WRITE_ICC(ICC_SRE, READ_ICC(ICC_SRE) | SRE_ON);
    cpu_isb();
    if (!(READ_ICC(ICC_SRE) & SRE_ON)) {
        panic("firmware keeps the interrupt controller's system registers off (ICC_SRE)");
    }
    WRITE_ICC(ICC_PMR, 0xf0);
    WRITE_ICC(ICC_BPR1, 0);
    WRITE_ICC(ICC_CTLR, END_ONLY_DROPS);
    WRITE_ICC(ICC_IGRPEN1, 1);
    cpu_isb();
}

void irqchip_init(volatile void *(*map)(paddr_t pa))
{
    distributor = map(BOARD_GIC_DISTRIBUTOR);
    find_redistributor(map);
    init_distributor();
    init_redistributor();
    init_interface();
}

/* ---- one interrupt ---- */

static void deactivate(word_t irq)
{
    WRITE_ICC(ICC_DIR, irq);
    cpu_isb();
}

/* Nothing for one that no user has. */
static void give_back(word_t irq)
{
    uint32_t bit = 1u << irq % 32;
    if (active[irq / 32] & bit) {
        active[irq / 32] &= ~bit;
        deactivate(irq);
    }
}

word_t irqchip_take(void)
{
    word_t irq = READ_ICC(ICC_IAR1);
    asm volatile("dsb sy" : : : "memory");
    if (irq >= SPECIAL_FIRST && irq <= SPECIAL_LAST) {
        return irq;
    }
    WRITE_ICC(ICC_EOIR1, irq);
    if (irq == BOARD_IRQ_TIMER || irq > BOARD_IRQ_MAX) {
        deactivate(irq);
    } else {
        active[irq / 32] |= 1u << irq % 32;
    }
    return irq;
}

void irqchip_enable(word_t irq)
{
    block_of(irq)[SET_ENABLE + irq / 32] = 1u << irq % 32;
}

void irqchip_disable(word_t irq)
{
    block_of(irq)[CLEAR_ENABLE + irq / 32] = 1u << irq % 32;
    if (irq < SHARED_FIRST) {
        wait_while(&redistributor[R_CONTROL], R_BUSY);
    } else {
        wait_while(&distributor[D_CONTROL], D_BUSY);
    }
    give_back(irq);
}

void irqchip_delivered(word_t irq)
{
    (void)irq; /* it is active */
}

void irqchip_ack(word_t irq)
{
    give_back(irq);
}

void irqchip_set_edge(word_t irq, bool edge)
{
    uint32_t bit = 2u << 2 * (irq % 16);
    volatile uint32_t *config = &block_of(irq)[CONFIG + irq / 16];
    *config = edge ? *config | bit : *config & ~bit;
}

/* To a processor of this one's cluster. */
void irqchip_send(word_t irq, word_t target)
{
    enum { AFF1 = 16, AFF2 = 32, AFF3 = 48, INTID = 24 };
    word_t own = own_affinity();
    asm volatile("dsb ishst" : : : "memory");
    WRITE_ICC(ICC_SGI1R, irq << INTID | BIT(target) | (own >> 8 & 0xff) << AFF1 |
                             (own >> 16 & 0xff) << AFF2 | (own >> 24 & 0xff) << AFF3);
    cpu_isb();
}
