/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: control registers (spec arch-aarch64, section 2.9), and the kernel's tick. */
#include "arch/aarch64/machine.h"
#include "dev/irqchip.h"

/* The cycle counter, for the kernel's own measurements; and for programs, if they may. */
BOOT_CODE static void pmu_init(void)
{
    enum { ENABLE = 1 << 0, LONG_CYCLES = 1 << 6 };
    WRITE_REG(pmuserenr_el0, ENABLED(CONFIG_EXPORT_PMU_USER));
    if (ENABLE_BENCHMARKS) {
        WRITE_REG(pmccfiltr_el0, 0);
        WRITE_REG(pmcntenset_el0, 1UL << 31);
        WRITE_REG(pmcr_el0, READ_REG(pmcr_el0) | ENABLE | LONG_CYCLES);
    }
}

uint64_t arch_cycles(void)
{
    return READ_REG(pmccntr_el0);
}

/* What a loader, or reset, may have left undefined is set, where user code could make something of
 * it: masking interrupts (USER_MASKS), breakpoints in the kernel (MDSCR). */
BOOT_CODE void cpu_init(void)
{
    enum {
        ALIGNMENT = 1 << 1,
        USER_STACK_ALIGNMENT = 1 << 4,
        USER_MASKS = 1 << 9,
        WRITABLE_NOT_EXECUTABLE = 1 << 19,
        CACHES_MMU = 1 << 12 | 1 << 2 | 1 << 0,
        USER_CACHE_TYPE = 1 << 15,
        USER_CACHE_OPS = 1 << 26,
        BIG_ENDIAN = 1 << 25 | 1 << 24,
    };
    word_t sctlr = READ_REG(sctlr_el1) | CACHES_MMU;
    sctlr &= ~(word_t)(ALIGNMENT | USER_STACK_ALIGNMENT | USER_MASKS | WRITABLE_NOT_EXECUTABLE |
                       BIG_ENDIAN | USER_CACHE_TYPE | USER_CACHE_OPS);
    if (ENABLED(CONFIG_AARCH64_USER_CACHE_ENABLE)) {
        sctlr |= USER_CACHE_TYPE | USER_CACHE_OPS;
    }
    WRITE_REG(sctlr_el1, sctlr);
    WRITE_REG(cntkctl_el1,
              ENABLED(CONFIG_EXPORT_PCNT_USER) | ENABLED(CONFIG_EXPORT_VCNT_USER) << 1 |
                  ENABLED(CONFIG_EXPORT_VTMR_USER) << 8 | ENABLED(CONFIG_EXPORT_PTMR_USER) << 9);
    WRITE_REG(cpacr_el1, 0);
    WRITE_REG(mdscr_el1, 0);
    pmu_init();
    if (HARDWARE_DEBUG_API) {
        debug_init();
    }
    cpu_isb();
}

BOOT_CODE void machine_reserve(void (*reserve)(uint64_t start, uint64_t end))
{
    (void)reserve; /* the timer is in the processor */
}

word_t timer_interval;

void arch_timer_start(void)
{
    timer_interval = READ_REG(cntfrq_el0) / 1000 * TIMER_TICK_MS;
    WRITE_REG(cntv_cval_el0, READ_REG(cntvct_el0) + timer_interval);
    WRITE_REG(cntv_ctl_el0, 1);
    cpu_isb();
    irqchip_enable(ARCH_IRQ_TIMER);
}
