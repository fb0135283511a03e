/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: the loader's beginning and end. Caches and MMU are off until the kernel is entered, in
 * supervisor mode with interrupts masked (spec images, 4 to 6; arch-armv7, 5.2). Firmware may have
 * had them on: the image itself, and all else that they hold, goes to memory before anything is
 * written past them.
 */
#include "board_gen.h"

#define SCTLR_MMU    (1 << 0)
#define SCTLR_DCACHE (1 << 2)
#define SCTLR_ICACHE (1 << 12)
#define SCTLR_BRANCH (1 << 11)

/* Of the PL310. */
#define L2_CONTROL   0x100
#define L2_AUXILIARY 0x104
#define L2_SYNC      0x730
#define L2_FLUSH_WAY 0x7fc
#define L2_16_WAYS   (1 << 16)

    .syntax unified
    .arm

/* Cleans and invalidates the outer cache if it is on; R2: its registers. */
.macro outer_flush
#ifdef BOARD_OUTER_CACHE
    ldr r2, =BOARD_OUTER_CACHE
    ldr r0, [r2, #L2_CONTROL]
    tst r0, #1
    beq 3f
    ldr r0, [r2, #L2_AUXILIARY]
    tst r0, #L2_16_WAYS
    moveq r0, #0xff
    movwne r0, #0xffff
    str r0, [r2, #L2_FLUSH_WAY]
1:  ldr r1, [r2, #L2_FLUSH_WAY]
    tst r1, r0
    bne 1b
    mov r0, #0
    str r0, [r2, #L2_SYNC]
2:  ldr r1, [r2, #L2_SYNC]
    tst r1, #1
    bne 2b
3:
#endif
.endm

    .section .text.start, "ax"
    .globl _start
_start:
    cpsid aif, #0x13
    mov r11, r2                     /* a device tree, perhaps */
    ldr r0, =_start                 /* what comes next is fetched from memory */
    ldr r1, =_archive_end
1:  mcr p15, 0, r0, c7, c10, 1
    add r0, r0, #32
    cmp r0, r1
    blo 1b
    dsb
    outer_flush
    mrc p15, 0, r0, c1, c0, 0       /* MMU and data cache off */
    bic r0, r0, #SCTLR_MMU
    bic r0, r0, #SCTLR_DCACHE
    mcr p15, 0, r0, c1, c0, 0
    isb
    mov r0, #0                      /* all of the data cache, set by set and way by way */
    mcr p15, 2, r0, c0, c0, 0
    isb
    mrc p15, 1, r0, c0, c0, 0
    and r1, r0, #7
    add r1, r1, #4                  /* log2 of a line */
    ubfx r2, r0, #3, #10            /* last way */
    clz r3, r2
    ubfx r4, r0, #13, #15           /* last set */
1:  mov r5, r2
2:  lsl r6, r5, r3
    orr r6, r6, r4, lsl r1
    mcr p15, 0, r6, c7, c14, 2
    subs r5, r5, #1
    bge 2b
    subs r4, r4, #1
    bge 1b
    dsb
    outer_flush
#ifdef BOARD_OUTER_CACHE
    ldr r0, [r2, #L2_CONTROL]       /* off; one that is off already may refuse a write */
    tst r0, #1
    movne r0, #0
    strne r0, [r2, #L2_CONTROL]
#endif
    mov r0, #0
    mcr p15, 0, r0, c7, c5, 0       /* instruction cache, branch prediction */
    mcr p15, 0, r0, c7, c5, 6
    dsb
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
