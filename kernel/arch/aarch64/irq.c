/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: interrupts of the contract, by the controller's driver; and the kernel's tick. */
#include "arch/aarch64/machine.h"
#include "dev/irqchip.h"

word_t timer_interval;

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

void arch_timer_start(void)
{
    timer_interval = READ_REG(cntfrq_el0) / 1000 * TIMER_TICK_MS;
    WRITE_REG(cntv_cval_el0, READ_REG(cntvct_el0) + timer_interval);
    WRITE_REG(cntv_ctl_el0, 1);
    cpu_isb();
    irqchip_enable(ARCH_IRQ_TIMER);
}
