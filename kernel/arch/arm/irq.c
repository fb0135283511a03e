/* SPDX-License-Identifier: BSD-2-Clause */
/* ARM: interrupts of the contract, by the controller's driver. */
#include "arch/arch.h"
#include "dev/irqchip.h"

void arch_irq_enable(word_t irq)
{
    irqchip_enable(irq);
}

void arch_irq_disable(word_t irq)
{
    irqchip_disable(irq);
}

void arch_irq_delivered(word_t irq)
{
    irqchip_delivered(irq);
}

void arch_irq_ack(word_t irq)
{
    irqchip_ack(irq);
}

bool arch_irq_reserved(word_t irq)
{
    return irq == ARCH_IRQ_TIMER;
}
