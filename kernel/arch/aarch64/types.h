/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: the constants of the contract, and a thread's registers (spec arch-aarch64). Also read
 * by the assembly files, which take the CTX_ offsets from here; context.c checks them.
 */
#pragma once

#include "board_gen.h"

/* Where trap.S finds the registers in struct context: X0 to X30 in order, then these. */
#define CTX_X30        240
#define CTX_PC         256
#define CTX_RESTART_PC 272

/* The kernel's half: RAM from KERNEL_WINDOW on, the image inside it, devices in the last GiB. */
#define KERNEL_WINDOW  0xffffff8000000000
#define KERNEL_DEVICES 0xffffffffc0000000

#ifndef __ASSEMBLER__

#include "arch/arm/debug.h"

/* trap.S has saved all registers; the arguments come in X20, X21 and X22. */
#define ARCH_ENTRY __attribute__((preserve_none))

struct fpu_state {
    uint64_t v[64]; /* V0 to V31 */
    word_t fpsr, fpcr;
};

struct context {
    word_t cap, info; /* X0, X1 */
    word_t mr[4];     /* X2 to X5 */
    word_t x6_30[25];
    word_t sp;
    word_t pc, spsr; /* SPSR 0: the idle thread */
    word_t restart_pc;
    word_t tpidr, tpidrro;
    struct fpu_state fpu __attribute__((aligned(16)));
#ifdef CONFIG_HARDWARE_DEBUG_API
    struct debug_registers debug;
#endif
};

enum {
    ARCH_MR_COUNT = 4,
    ARCH_REG_COUNT = 36,
    ARCH_FRAME_REG_COUNT = 17,
    ARCH_TCB_BITS = ENABLED(CONFIG_HARDWARE_DEBUG_API) ? 12 : 11,
    ARCH_MAX_UNTYPED_BITS = 47,
    ARCH_ROOT_BITS = 12,
    ARCH_TABLE_BITS = 12,
    ARCH_LEVELS = 4,
    ARCH_FRAME_SIZES = 3,
    ARCH_ASID_LOW_BITS = 9,
    ARCH_ASID_POOL_COUNT = 128,
    ARCH_IRQ_COUNT = BOARD_IRQ_MAX + 1,
    ARCH_IRQ_TIMER = BOARD_IRQ_TIMER, /* the virtual timer's */
    ARCH_ATTR_DEFAULT = 3,
    ARCH_NO_EXECUTE = 4,
    ARCH_ATTR_BOOT_DATA = ARCH_ATTR_DEFAULT | ARCH_NO_EXECUTE,
    ARCH_TABLES_ALIKE = 1,
    ARCH_STEP_TAKES_BREAKPOINT = 0,
};

/* The checks of cache maintenance, which differ: object/arm_cache.c. */
#define ARM_STALE_BEFORE_RANGE 0
#define ARM_FLUSH_END_MAX      (ARCH_USER_TOP - 1)

#define ARCH_USER_TOP  0x800000000000UL
#define ARCH_TABLE_TOP 0x800000000000UL

#define ARCH_OBJECT_TYPES                                                                          \
    OBJECT_FRAME(2), OBJECT_VSPACE, OBJECT_FRAME(0), OBJECT_FRAME(1), OBJECT_TABLE(0)

#define ARCH_MAP_CHECKS MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT, MAP_CHECK_PLACEMENT
#define ARCH_CAP_FROM   CONTROL_IRQ

#endif
