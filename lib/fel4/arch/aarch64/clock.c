/* SPDX-License-Identifier: BSD-2-Clause */
/* The timer of AArch64: the generic timer's physical one, which the kernel does not need itself and
 * may let programs have. */
#include "src/internal.h"

#include <fel4/irq.h>

#if defined(CONFIG_EXPORT_PCNT_USER) && defined(CONFIG_EXPORT_PTMR_USER)
enum { PHYSICAL_TIMER = 30, TIMER_ON = 1 };

static seL4_CPtr handler;
static uint64_t began, hz;

static uint64_t counter(void)
{
    uint64_t count;
    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(count));
    return count;
}

static void set_control(uint64_t value)
{
    __asm__ volatile("msr cntp_ctl_el0, %0; isb" : : "r"(value));
}

const char *fel4_arch_clock_open(seL4_CPtr notification)
{
    set_control(0);
    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    handler = fel4_irq_handler(PHYSICAL_TIMER, notification);
    began = counter();
    return handler == 0 ? "interrupt 30, of the physical timer, is taken" : NULL;
}

uint64_t fel4_arch_clock_now(void)
{
    uint64_t passed = counter() - began;
    return passed / hz * FEL4_SECOND + passed % hz * FEL4_SECOND / hz;
}

void fel4_arch_clock_alarm(uint64_t at)
{
    if (at == UINT64_MAX) {
        set_control(0);
        return;
    }
    uint64_t ticks = at / FEL4_SECOND * hz + at % FEL4_SECOND * hz / FEL4_SECOND + 1;
    __asm__ volatile("msr cntp_cval_el0, %0" : : "r"(began + ticks));
    set_control(TIMER_ON);
}

void fel4_arch_clock_ack(void)
{
    set_control(0);
    seL4_IRQHandler_Ack(handler);
}
#else
const char *fel4_arch_clock_open(seL4_CPtr notification)
{
    (void)notification;
    return "this kernel keeps the timer to itself: set KernelArmExportPCNTUser = true and "
           "KernelArmExportPTMRUser = true in fel4.toml";
}

uint64_t fel4_arch_clock_now(void)
{
    return 0;
}

void fel4_arch_clock_alarm(uint64_t at)
{
    (void)at;
}

void fel4_arch_clock_ack(void)
{
}
#endif
