/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: the constants of the contract, and a thread's registers (spec arch-x86_64). Also read by
 * the assembly files, which take the CTX_ offsets from here; context.c checks them.
 */
#pragma once

/* Where trap.S finds the registers in struct context. */
#define CTX_RDI        0
#define CTX_RSI        8
#define CTX_R10        16
#define CTX_R8         24
#define CTX_R9         32
#define CTX_R15        40
#define CTX_RAX        48
#define CTX_RBX        56
#define CTX_RDX        64
#define CTX_RBP        72
#define CTX_R12        80
#define CTX_R13        88
#define CTX_R14        96
#define CTX_RCX        104
#define CTX_R11        112
#define CTX_PC         120
#define CTX_RSP        128
#define CTX_FLAGS      136
#define CTX_RESTART_PC 144
#define CTX_BY_SYSCALL 152

/* Segments of the GDT. User code is where SYSRET looks for it. */
#define SEG_KERNEL_CODE 0x08
#define SEG_KERNEL_DATA 0x10
#define SEG_USER_DATA   0x2b
#define SEG_USER_CODE   0x33
#define SEG_TSS         0x38

/* The kernel's part of the address space: RAM from KERNEL_WINDOW on, the image in the last 2 GiB,
 * devices in the last 1 GiB. */
#define KERNEL_WINDOW  0xffffff8000000000
#define KERNEL_IMAGE   0xffffffff80000000
#define KERNEL_DEVICES 0xffffffffc0000000
#define KERNEL_LOAD    0x100000

#define VECTOR_IRQ_BASE 48
#define VECTOR_TIMER    157
#define VECTOR_USER     158
#define VECTOR_SPURIOUS 255

#define MSR_SPEC_CTRL 0x48

#ifndef __ASSEMBLER__

/* trap.S has saved all registers; the arguments come in R12, R13 and R14. */
#define ARCH_ENTRY __attribute__((preserve_none))

enum { FPU_SIZE = CONFIG_XSAVE_SIZE };

struct context {
    word_t cap, info; /* RDI, RSI */
    word_t mr[4];     /* R10, R8, R9, R15 */
    word_t rax, rbx, rdx, rbp, r12, r13, r14, rcx, r11;
    word_t pc, rsp, flags, restart_pc;
    word_t by_syscall; /* entered by SYSCALL, and leaves by SYSRET: RSP, RCX, R11 are lost */
    word_t fs_base, gs_base;
    struct debug_registers {
        word_t address[4];
        word_t control;
        word_t steps_left, step_every; /* single-stepping: 0 is off */
    } debug;
    uint8_t fpu[FPU_SIZE] __attribute__((aligned(64)));
};

enum {
    ARCH_MR_COUNT = 4,
    ARCH_REG_COUNT = 20,
    ARCH_FRAME_REG_COUNT = 18,
    ARCH_TCB_BITS = FPU_SIZE >= 832 ? 12 : 11,
    ARCH_MAX_UNTYPED_BITS = 47,
    ARCH_ROOT_BITS = 12,
    ARCH_TABLE_BITS = 12,
    ARCH_LEVELS = 4,
    ARCH_FRAME_SIZES = 3,
    ARCH_ASID_LOW_BITS = 9,
    ARCH_ASID_POOL_COUNT = 8,
    ARCH_IRQ_COUNT = VECTOR_TIMER - VECTOR_IRQ_BASE + 1, /* "vector" arguments, and the timer */
    ARCH_IRQ_TIMER = VECTOR_TIMER - VECTOR_IRQ_BASE,
    ARCH_IRQ_USER_MAX = 107,
    ARCH_ATTR_DEFAULT = 0,
    ARCH_ATTR_BOOT_DATA = 0,
    ARCH_NO_EXECUTE = 1 << 8,
    ARCH_TABLES_ALIKE = 0,
    ARCH_STEP_TAKES_BREAKPOINT = 0,
};

#define ARCH_USER_TOP  0x7fffffffffffUL
#define ARCH_TABLE_TOP 0x800000000000UL

#ifdef CONFIG_HUGE_PAGE
#define ARCH_OBJECT_TYPES                                                                          \
    OBJECT_TABLE(1), OBJECT_VSPACE, OBJECT_FRAME(2), OBJECT_FRAME(0), OBJECT_FRAME(1),             \
        OBJECT_TABLE(3), OBJECT_TABLE(2)
#else
#define ARCH_OBJECT_TYPES                                                                          \
    OBJECT_TABLE(1), OBJECT_VSPACE, OBJECT_FRAME(0), OBJECT_FRAME(1), OBJECT_TABLE(3),             \
        OBJECT_TABLE(2)
#endif

#define ARCH_MAP_CHECKS MAP_CHECK_PLACEMENT, MAP_CHECK_ASID, MAP_CHECK_ALIGNMENT
#define ARCH_CAP_FROM   CONTROL_IO_PORT

#endif
