/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controllers of the Raspberry Pi 2 and 3: one for each processor (BCM2836), and one
 * for the peripherals (BCM2835), which is a source of the first. Their numbers here:
 *
 *     0 … 15     software-generated: the bits of mailbox 0 of a processor
 *     16 … 27    the sources of the processor's controller; 19 is the virtual timer
 *     32 … 95    the peripherals' "GPU" interrupts
 *     96 … 103   the peripherals' "basic" interrupts
 *
 * All are level-triggered, so one that goes to a user is masked until it is acknowledged.
 */
#include "board_gen.h"
#include "dev/irqchip.h"

enum {
    L_GPU_ROUTE = 0x0c / 4,
    L_PMU_SET = 0x10 / 4,
    L_PMU_CLEAR = 0x14 / 4,
    L_TIMER_CONTROL = 0x40 / 4,
    L_MAILBOX_CONTROL = 0x50 / 4,
    L_SOURCE = 0x60 / 4,
    L_MAILBOX_SET = 0x80 / 4,
    L_MAILBOX_CLEAR = 0xc0 / 4,
    P_BASIC_PENDING = 0x00 / 4,
    P_PENDING = 0x04 / 4,
    P_ENABLE = 0x10 / 4,
    P_ENABLE_BASIC = 0x18 / 4,
    P_DISABLE = 0x1c / 4,
    P_DISABLE_BASIC = 0x24 / 4,
    SOURCE_TIMERS = 0xf,
    SOURCE_MAILBOX = 4,
    SOURCE_GPU = 8,
    SOURCE_PMU = 9,
    IRQ_LOCAL = 16,
    IRQ_GPU = 32,
    IRQ_BASIC = 96,
    BASIC_COUNT = 8,
    NO_IRQ = 1023,
};

const struct region irqchip_regions[IRQCHIP_REGIONS] = {
    {BOARD_IRQ_LOCAL, BOARD_IRQ_LOCAL + 0x1000},
    {BOARD_IRQ_PERIPHERAL, BOARD_IRQ_PERIPHERAL + 0x1000},
};
const bool irqchip_has_trigger = false;

static volatile uint32_t *local, *peripheral;

static word_t lowest(uint32_t bits)
{
    return (word_t)__builtin_ctz(bits);
}

void irqchip_init(volatile void *(*map)(paddr_t pa))
{
    local = map(BOARD_IRQ_LOCAL);
    peripheral = map(BOARD_IRQ_PERIPHERAL);
    for (unsigned i = 0; i < 2; i++) {
        peripheral[P_DISABLE + i] = 0xffffffff;
    }
    peripheral[P_DISABLE_BASIC] = 0xff;
    local[L_GPU_ROUTE] = 0;
    local[L_PMU_CLEAR] = 0xff;
    local[L_TIMER_CONTROL] = 0;
    local[L_MAILBOX_CLEAR] = 0xffffffff;
    local[L_MAILBOX_CONTROL] = 1;
}

static word_t take_software(void)
{
    uint32_t pending = local[L_MAILBOX_CLEAR];
    if (pending == 0) {
        return NO_IRQ;
    }
    word_t irq = lowest(pending);
    local[L_MAILBOX_CLEAR] = 1u << irq;
    return irq;
}

static word_t take_peripheral(void)
{
    for (unsigned i = 0; i < 2; i++) {
        uint32_t pending = peripheral[P_PENDING + i];
        if (pending != 0) {
            return IRQ_GPU + 32 * i + lowest(pending);
        }
    }
    uint32_t basic = peripheral[P_BASIC_PENDING] & ((1u << BASIC_COUNT) - 1);
    return basic != 0 ? IRQ_BASIC + lowest(basic) : NO_IRQ;
}

word_t irqchip_take(void)
{
    uint32_t source = local[L_SOURCE];
    if (source & 1u << SOURCE_MAILBOX) {
        return take_software();
    }
    if (source & 1u << SOURCE_GPU) {
        return take_peripheral();
    }
    return source != 0 ? IRQ_LOCAL + lowest(source) : NO_IRQ;
}

static void switch_local(unsigned source, bool on)
{
    if (SOURCE_TIMERS >> source & 1) {
        uint32_t bit = 1u << source;
        uint32_t control = local[L_TIMER_CONTROL];
        local[L_TIMER_CONTROL] = on ? control | bit : control & ~bit;
    } else if (source == SOURCE_PMU) {
        local[on ? L_PMU_SET : L_PMU_CLEAR] = 1;
    }
}

static void switch_irq(word_t irq, bool on)
{
    if (irq >= IRQ_BASIC) {
        peripheral[on ? P_ENABLE_BASIC : P_DISABLE_BASIC] = 1u << (irq - IRQ_BASIC);
    } else if (irq >= IRQ_GPU) {
        unsigned i = (unsigned)(irq - IRQ_GPU);
        peripheral[(on ? P_ENABLE : P_DISABLE) + i / 32] = 1u << i % 32;
    } else if (irq >= IRQ_LOCAL) {
        switch_local((unsigned)irq - IRQ_LOCAL, on);
    }
    asm volatile("dsb sy" : : : "memory");
}

void irqchip_enable(word_t irq)
{
    switch_irq(irq, true);
}

void irqchip_disable(word_t irq)
{
    switch_irq(irq, false);
}

void irqchip_delivered(word_t irq)
{
    switch_irq(irq, false);
}

void irqchip_ack(word_t irq)
{
    switch_irq(irq, true);
}

void irqchip_set_edge(word_t irq, bool edge)
{
    (void)irq, (void)edge;
}

void irqchip_send(word_t irq, word_t target)
{
    enum { PROCESSORS = 4, MAILBOXES = 4 };
    asm volatile("dsb ishst" : : : "memory");
    if (target < PROCESSORS) {
        local[L_MAILBOX_SET + MAILBOXES * target] = 1u << irq;
    }
}
