/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: the first instructions, with the loader's tables still in use. X0 to X5 are the loader's
 * arguments, in the order of boot_main's (spec images, section 6).
 */
#include <kernel/gen_config.h>

    .section .boot.start, "ax"
    .globl _start
_start:
    msr daifset, #15
    adrp x8, kernel_stack_top
    add x8, x8, :lo12:kernel_stack_top
    msr spsel, #1
    mov sp, x8
    adrp x8, trap_vectors
    add x8, x8, :lo12:trap_vectors
    msr vbar_el1, x8
    isb
    bl boot_main
    b arch_resume

    .section .bss.stack, "aw", %nobits
    .balign 16
    .skip 1 << CONFIG_KERNEL_STACK_BITS
    .globl kernel_stack_top
kernel_stack_top:
