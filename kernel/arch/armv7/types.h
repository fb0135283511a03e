/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: the constants of the contract, and a thread's registers (spec arch-armv7). Also read by
 * the assembly files, which take the CTX_ offsets from here; context.c checks them.
 */
#pragma once

#include "board_gen.h"

/* Where trap.S finds the registers in struct context: R0 to R14 in order, then these. */
#define CTX_PC         60
#define CTX_CPSR       64
#define CTX_RESTART_PC 68

/* RAM, as far as the window reaches, and in the last MiB devices. */
#define KERNEL_WINDOW  0xe0000000
#define KERNEL_DEVICES 0xfff00000

#ifndef __ASSEMBLER__

#include "arch/arm/debug.h"

struct fpu_state {
    uint64_t d[ENABLED(CONFIG_HAVE_FPU) ? 32 : 1];
    word_t fpscr;
};

struct context {
    word_t cap, info; /* R0, R1 */
    word_t mr[4];     /* R2 to R5 */
    word_t r6_12[7];
    word_t sp, lr;
    word_t pc, cpsr; /* CPSR 0: the idle thread */
    word_t restart_pc;
    word_t tpidrurw, tpidruro;
    struct fpu_state fpu __attribute__((aligned(8)));
#ifdef CONFIG_HARDWARE_DEBUG_API
    struct debug_registers debug;
#endif
};

enum {
    ARCH_MR_COUNT = 4,
    ARCH_REG_COUNT = 19,
    ARCH_FRAME_REG_COUNT = 10,
    ARCH_TCB_BITS = !ENABLED(CONFIG_HAVE_FPU)            ? 9
                    : ENABLED(CONFIG_HARDWARE_DEBUG_API) ? 11
                                                         : 10,
    ARCH_MAX_UNTYPED_BITS = 29,
    ARCH_ROOT_BITS = 14,
    ARCH_TABLE_BITS = 10,
    ARCH_LEVELS = 2,
    ARCH_FRAME_SIZES = 4,
    ARCH_ASID_LOW_BITS = 10,
    ARCH_ASID_POOL_COUNT = 128,
    ARCH_IRQ_COUNT = BOARD_IRQ_MAX + 1,
    ARCH_IRQ_TIMER = BOARD_IRQ_TIMER, /* the private timer's */
    ARCH_ATTR_DEFAULT = 3,
    ARCH_NO_EXECUTE = 4,
    ARCH_ATTR_BOOT_DATA = ARCH_ATTR_DEFAULT | ARCH_NO_EXECUTE,
    ARCH_TABLES_ALIKE = 0,
    ARCH_STEP_TAKES_BREAKPOINT = 1,
};

/* The checks of cache maintenance, which differ: object/arm_cache.c. */
#define ARM_STALE_BEFORE_RANGE 1
#define ARM_FLUSH_END_MAX      ARCH_USER_TOP

#define ARCH_USER_TOP  0xe0000000UL
#define ARCH_TABLE_TOP 0xe0000000UL

#define ARCH_OBJECT_TYPES                                                                          \
    OBJECT_VSPACE, OBJECT_FRAME(0), OBJECT_FRAME(1), OBJECT_FRAME(2), OBJECT_FRAME(3),             \
        OBJECT_TABLE(1)

#define ARCH_MAP_CHECKS MAP_CHECK_PLACEMENT, MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT
#define ARCH_CAP_FROM   CONTROL_IRQ

#endif
