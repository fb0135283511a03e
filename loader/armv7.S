/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: the loader's beginning and end. Caches and MMU are off until the kernel is entered, in
 * supervisor mode with interrupts masked (spec images, 4 to 6; arch-armv7, 5.2).
 */
#define SCTLR_MMU    (1 << 0)
#define SCTLR_DCACHE (1 << 2)
#define SCTLR_ICACHE (1 << 12)
#define SCTLR_BRANCH (1 << 11)

    .syntax unified
    .arm
    .section .text.start, "ax"
    .globl _start
_start:
    cpsid aif, #0x13
    mov r11, r2                     /* a device tree, perhaps */
    mrc p15, 0, r0, c1, c0, 0       /* MMU and data cache off */
    bic r0, r0, #SCTLR_MMU
    bic r0, r0, #SCTLR_DCACHE
    mcr p15, 0, r0, c1, c0, 0
    isb
    ldr r0, =_bss_start
    ldr r1, =_end
    mov r2, #0
1:  str r2, [r0], #4
    cmp r0, r1
    blo 1b
    ldr sp, =stack_top
    mov r0, r11
    bl loader_main

/* enter_kernel(arguments, kernel entry, root): does not return. */
    .globl enter_kernel
enter_kernel:
    mov r4, r0
    mov r5, r1
    mov r3, #0
    mcr p15, 0, r3, c2, c0, 2       /* TTBCR: one table */
    mcr p15, 0, r2, c2, c0, 0       /* TTBR0 */
    mov r0, #1
    mcr p15, 0, r0, c3, c0, 0       /* DACR: domain 0 obeys permissions */
    mcr p15, 0, r3, c13, c0, 1      /* CONTEXTIDR */
    mcr p15, 0, r3, c8, c7, 0       /* TLB */
    mcr p15, 0, r3, c7, c5, 0       /* instruction cache */
    mcr p15, 0, r3, c7, c5, 6       /* branch prediction */
    dsb
    isb
    mrc p15, 0, r0, c1, c0, 0
    orr r0, r0, #SCTLR_MMU
    orr r0, r0, #SCTLR_DCACHE
    orr r0, r0, #SCTLR_ICACHE
    orr r0, r0, #SCTLR_BRANCH
    bic r0, r0, #(1 << 1)           /* unaligned accesses are fine */
    bic r0, r0, #(1 << 28)          /* memory types as the tables say */
    bic r0, r0, #(1 << 29)
    mcr p15, 0, r0, c1, c0, 0
    isb
    ldr r0, [r4, #16]
    ldr r1, [r4, #20]
    push {r0, r1}                   /* device tree and its size */
    ldm r4, {r0-r3}
    bx r5

    .section ._archive_cpio, "a"
    .balign 16
    .globl _archive_start
_archive_start:
    .incbin "archive.cpio"
    .globl _archive_start_end
_archive_start_end:
    .balign 16

    .section .bss
    .balign 16
    .skip 8192
stack_top:
