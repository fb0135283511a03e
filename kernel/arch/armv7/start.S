/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: the first instructions, with the loader's tables still in use. The loader's arguments are
 * in R0 to R3 and on its stack, in the order of boot_main's (spec images, section 6).
 */
    .syntax unified
    .arm
#include <kernel/gen_config.h>

    .section .boot.start, "ax"
    .globl _start
_start:
    cpsid aif, #0x13
#ifdef CONFIG_DEBUG_DISABLE_L1_DCACHE
    mrc p15, 0, r4, c1, c0, 0   /* now: nothing that is cached was written yet */
    bic r4, r4, #(1 << 2)
    mcr p15, 0, r4, c1, c0, 0
    isb
#endif
    ldr r4, [sp]
    ldr r5, [sp, #4]
    ldr r6, =exception_scratch
    cps #0x17               /* abort */
    mov sp, r6
    cps #0x1b               /* undefined */
    mov sp, r6
    cps #0x12               /* interrupt */
    mov sp, r6
    cps #0x13               /* supervisor: the kernel's own */
    ldr sp, =kernel_stack_top
    push {r4, r5}
    bl boot_main
    b arch_resume
    .ltorg

    .section .bss.stack, "aw", %nobits
    .balign 16
    .skip 1 << CONFIG_KERNEL_STACK_BITS
    .globl kernel_stack_top
kernel_stack_top:
exception_scratch:
    .skip 16
