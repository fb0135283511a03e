/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: control registers (spec arch-armv7, section 2.9), and the kernel's tick: the private timer
 * of the Cortex-A9, which counts down and starts over. */
#include "arch/armv7/machine.h"
#include "dev/irqchip.h"
#include "dev/outer_cache.h"

/* The cycle counter, for the kernel's own measurements; and for programs, if they may. */
BOOT_CODE static void pmu_init(void)
{
    enum { ENABLE = 1 << 0 };
    WRITE_CP15(CP15_PMUSERENR, ENABLED(CONFIG_EXPORT_PMU_USER));
    if (ENABLE_BENCHMARKS) {
        WRITE_CP15(CP15_PMCNTENSET, 1UL << 31);
        WRITE_CP15(CP15_PMCR, READ_CP15(CP15_PMCR) | ENABLE);
    }
}

/* The counter has 32 bits; each tick looks at it, more often than it wraps. */
uint64_t arch_cycles(void)
{
    static uint64_t cycles;
    cycles += (uint32_t)(READ_CP15(CP15_PMCCNTR) - (uint32_t)cycles);
    return cycles;
}

BOOT_CODE static void set(word_t *control, word_t bit, bool on)
{
    *control = on ? *control | bit : *control & ~bit;
}

/* Of the data cache, and of what it asks the level 2 cache to fetch ahead. */
BOOT_CODE static void prefetch_init(void)
{
    enum { HINT_LEVEL_2 = 1 << 1, LEVEL_1 = 1 << 2 };
    if (ENABLED(CONFIG_ENABLE_A9_PREFETCHER)) {
        WRITE_CP15(CP15_ACTLR, READ_CP15(CP15_ACTLR) | LEVEL_1 | HINT_LEVEL_2);
    }
}

BOOT_CODE void cpu_init(void)
{
    enum {
        MMU = 1 << 0,
        ALIGNMENT = 1 << 1,
        DATA_CACHE = 1 << 2,
        PREDICTION = 1 << 11,
        INSTRUCTION_CACHE = 1 << 12,
        HIGH_VECTORS = 1 << 13,
        BIG_ENDIAN = 1 << 25,
        TEX_REMAP = 1 << 28,
        ACCESS_FLAG = 1 << 29,
        THUMB_EXCEPTIONS = 1 << 30,
        COPROCESSORS_10_11 = 0xf << 20,
    };
    word_t sctlr = READ_CP15(CP15_SCTLR) | MMU;
    set(&sctlr, DATA_CACHE, !ENABLED(CONFIG_DEBUG_DISABLE_L1_DCACHE));
    set(&sctlr, INSTRUCTION_CACHE, !ENABLED(CONFIG_DEBUG_DISABLE_L1_ICACHE));
    set(&sctlr, PREDICTION, !ENABLED(CONFIG_DEBUG_DISABLE_BRANCH_PREDICTION));
    sctlr &= ~(word_t)(ALIGNMENT | HIGH_VECTORS | BIG_ENDIAN | TEX_REMAP | ACCESS_FLAG |
                       THUMB_EXCEPTIONS);
    WRITE_CP15(CP15_VBAR, trap_vectors);
    WRITE_CP15(CP15_SCTLR, sctlr);
    WRITE_CP15(CP15_CPACR, COPROCESSORS_10_11);
    cpu_isb();
    fpu_set_enabled(false);
    pmu_init();
    prefetch_init();
    if (HARDWARE_DEBUG_API) {
        debug_init();
    }
    outer_cache_init(paging_map_device);
}

/* ---- the tick ---- */

enum { T_LOAD = 0x0 / 4, T_CONTROL = 0x8 / 4, T_STATUS = 0xc / 4 };
enum { T_ENABLE = 1, T_AUTO_RELOAD = 2, T_INTERRUPT = 4 };

static volatile uint32_t *timer;

void arch_timer_start(void)
{
    timer = paging_map_device(BOARD_TIMER);
    timer[T_CONTROL] = 0;
    timer[T_LOAD] = CONFIG_TIMER_FREQUENCY / 1000 * TIMER_TICK_MS - 1;
    timer[T_STATUS] = 1;
    timer[T_CONTROL] = T_ENABLE | T_AUTO_RELOAD | T_INTERRUPT;
    irqchip_enable(ARCH_IRQ_TIMER);
}

void timer_ack(void)
{
    timer[T_STATUS] = 1;
    cpu_dsb();
}

BOOT_CODE void machine_reserve(void (*reserve)(uint64_t start, uint64_t end))
{
    /* The timer is beside the interrupt controller. */
    paddr_t page = ALIGN_DOWN(BOARD_OUTER_CACHE, 12);
    reserve(page, page + 4096);
    paging_reserve(reserve);
}
