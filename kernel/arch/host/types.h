/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Host: the constants of the contract. "Physical memory" is one mapping of the process, a thread's
 * registers are this structure and nothing else, and the page tables have x86_64's shape, so that
 * generic code finds what it knows. Nothing here depends on time or chance.
 */
#pragma once

/* RAM, and where the process sees it. */
#define HOST_RAM_START 0x1000000UL
#define HOST_RAM_SIZE  0x1000000UL
#define HOST_RAM_END   (HOST_RAM_START + HOST_RAM_SIZE)
#define HOST_WINDOW    0x200000000000UL

enum { HOST_GENERAL_REGS = 4 };

struct context {
    word_t cap, info;
    word_t mr[4];
    word_t pc, restart_pc, sp;
    word_t general[HOST_GENERAL_REGS]; /* the last one is sanitised: HOST_REG_FLAGS */
    word_t tls;
};

/* Words of seL4_UserContext: pc sp cap info mr0–mr3 are its frame part, general its integer part.
 */
enum { HOST_REG_SP = 1, HOST_REG_CAP = 2, HOST_REG_MR = 4, HOST_REG_GENERAL = 8 };
enum { HOST_REG_FLAGS = 11, HOST_FLAGS_FIXED = 2, HOST_FLAGS_MASK = 0xff };

enum {
    ARCH_MR_COUNT = 4,
    ARCH_REG_COUNT = 12,
    ARCH_FRAME_REG_COUNT = 8,
    ARCH_TCB_BITS = 11,
    ARCH_MAX_UNTYPED_BITS = 47,
    ARCH_ROOT_BITS = 12,
    ARCH_TABLE_BITS = 12,
    ARCH_LEVELS = 4,
    ARCH_FRAME_SIZES = 3,
    ARCH_ASID_LOW_BITS = 9,
    ARCH_ASID_POOL_COUNT = 4,
    ARCH_IRQ_COUNT = 16,
    ARCH_IRQ_TIMER = 15,
    ARCH_ATTR_DEFAULT = 0,
    ARCH_ATTR_BOOT_DATA = 0,
    ARCH_NO_EXECUTE = 1 << 8,
    ARCH_TABLES_ALIKE = 0,
    ARCH_STEP_TAKES_BREAKPOINT = 0,
};

#define ARCH_USER_TOP  0x7fffffffffffUL
#define ARCH_TABLE_TOP 0x800000000000UL

#define ARCH_OBJECT_TYPES                                                                          \
    OBJECT_TABLE(1), OBJECT_VSPACE, OBJECT_FRAME(2), OBJECT_FRAME(0), OBJECT_FRAME(1),             \
        OBJECT_TABLE(3), OBJECT_TABLE(2)

#define ARCH_MAP_CHECKS MAP_CHECK_PLACEMENT, MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT
#define ARCH_CAP_FROM   CONTROL_IO_PORT
