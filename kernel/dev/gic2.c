/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arm's GIC, version 2. An interrupt is ended when it is taken; one for a user is then masked until
 * acknowledged, so it cannot come again. Interrupts are numbered by INTID.
 */
#include "board_gen.h"
#include "dev/irqchip.h"

enum {
    D_CONTROL = 0x000 / 4,
    D_TYPE = 0x004 / 4,
    D_GROUP = 0x080 / 4,
    D_SET_ENABLE = 0x100 / 4,
    D_CLEAR_ENABLE = 0x180 / 4,
    D_CLEAR_PENDING = 0x280 / 4,
    D_CLEAR_ACTIVE = 0x380 / 4,
    D_PRIORITY = 0x400 / 4,
    D_TARGETS = 0x800 / 4,
    D_CONFIG = 0xc00 / 4,
    D_SGI = 0xf00 / 4,
    C_CONTROL = 0x00 / 4,
    C_PRIORITY_MASK = 0x04 / 4,
    C_ACKNOWLEDGE = 0x0c / 4,
    C_END = 0x10 / 4,
    INTID_MASK = 0x3ff,
    SPI_FIRST = 32,
};

const struct region irqchip_regions[IRQCHIP_REGIONS] = {
    {BOARD_GIC_DISTRIBUTOR, BOARD_GIC_DISTRIBUTOR + 0x1000},
    {BOARD_GIC_CPU, BOARD_GIC_CPU + 0x1000},
};

const bool irqchip_has_trigger = true;

static volatile uint32_t *distributor, *cpu;

/* Each processor sees itself as the target of its private interrupts. */
static uint32_t own_target(void)
{
    uint32_t target = 0;
    for (unsigned i = 0; i < SPI_FIRST / 4 && target == 0; i++) {
        target = distributor[D_TARGETS + i];
    }
    target |= target >> 16;
    target |= target >> 8;
    target &= 0xff;
    return (target != 0 ? target : 1) * 0x01010101u;
}

void irqchip_init(volatile void *(*map)(paddr_t pa))
{
    distributor = map(BOARD_GIC_DISTRIBUTOR);
    cpu = map(BOARD_GIC_CPU);
    distributor[D_CONTROL] = 0;
    unsigned count = 32 * ((distributor[D_TYPE] & 0x1f) + 1);
    uint32_t target = own_target();
    for (unsigned i = 0; i < count / 32; i++) {
        distributor[D_CLEAR_ENABLE + i] = 0xffffffff;
        distributor[D_CLEAR_PENDING + i] = 0xffffffff;
        distributor[D_CLEAR_ACTIVE + i] = 0xffffffff;
        distributor[D_GROUP + i] = 0;
    }
    for (unsigned i = 0; i < count / 4; i++) {
        distributor[D_PRIORITY + i] = 0;
        if (i >= SPI_FIRST / 4) {
            distributor[D_TARGETS + i] = target;
        }
    }
    distributor[D_CONTROL] = 1;
    cpu[C_PRIORITY_MASK] = 0xf0;
    cpu[C_CONTROL] = 1;
}

word_t irqchip_take(void)
{
    uint32_t taken = cpu[C_ACKNOWLEDGE];
    word_t irq = taken & INTID_MASK;
    if (irq < 1020) {
        cpu[C_END] = taken;
    }
    return irq;
}

void irqchip_enable(word_t irq)
{
    distributor[D_SET_ENABLE + irq / 32] = 1u << irq % 32;
}

void irqchip_disable(word_t irq)
{
    distributor[D_CLEAR_ENABLE + irq / 32] = 1u << irq % 32;
    asm volatile("dsb sy" : : : "memory");
}

void irqchip_delivered(word_t irq)
{
    irqchip_disable(irq);
}

void irqchip_ack(word_t irq)
{
    irqchip_enable(irq);
}

void irqchip_set_edge(word_t irq, bool edge)
{
    uint32_t bit = 2u << 2 * (irq % 16);
    volatile uint32_t *config = &distributor[D_CONFIG + irq / 16];
    *config = edge ? *config | bit : *config & ~bit;
}

void irqchip_send(word_t irq, word_t target)
{
    asm volatile("dsb ishst" : : : "memory");
    distributor[D_SGI] = 1u << (16 + target) | (uint32_t)irq;
}
