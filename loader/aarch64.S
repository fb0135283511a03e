/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: the loader's beginning and end. A raw binary may have been put anywhere: it moves itself
 * to where it is linked. Caches and MMU are off until the kernel is entered (spec images, 4 to 6).
 */
#define TCR  ((1 << 36) | (2 << 30) | (1 << 26) | (1 << 24) | (16 << 16) | (1 << 10) | (1 << 8) | 16)
#define MAIR 0x0000aaff440c0400
/* RES1 bits, WFI and WFE not trapped, SP alignment, caches and MMU on. */
#define SCTLR 0x30d5180d

    .section .text.start, "ax"
    .globl _start
_start:
    msr daifset, #15
    mov x28, x0                 /* a device tree, perhaps */
    adr x19, _start
    ldr x20, =_start
    cmp x19, x20
    b.eq 2f
    ldr x21, =_archive_end
    mov x22, x20
1:  ldp x23, x24, [x19], #16
    stp x23, x24, [x22]
    dc civac, x22
    add x22, x22, #16
    cmp x22, x21
    b.lo 1b
    dsb sy
    ic iallu
    dsb sy
    isb
    mov x0, x28
    br x20
2:  mov x1, #5                  /* MMU and data cache off */
    mrs x0, CurrentEL
    cmp x0, #8
    b.ne 3f
    mrs x0, sctlr_el2
    bic x0, x0, x1
    msr sctlr_el2, x0
    b 4f
3:  mrs x0, sctlr_el1
    bic x0, x0, x1
    msr sctlr_el1, x0
4:  isb
    ldr x0, =_bss_start
    ldr x1, =_end
5:  stp xzr, xzr, [x0], #16
    cmp x0, x1
    b.lo 5b
    ldr x0, =stack_top
    mov sp, x0
    mov x0, x28
    bl loader_main

/* enter_kernel(arguments, kernel entry, TTBR0, TTBR1): does not return. */
    .globl enter_kernel
enter_kernel:
    mov x19, x0
    mov x20, x1
    mov x21, x2
    mov x22, x3
    mrs x0, CurrentEL
    cmp x0, #8
    b.ne 1f
    mov x0, #(1 << 31)          /* EL1 is AArch64; nothing is trapped */
    msr hcr_el2, x0
    mov x0, #3
    msr cnthctl_el2, x0
    msr cntvoff_el2, xzr
    mov x0, #0x33ff
    msr cptr_el2, x0
    msr hstr_el2, xzr
    mrs x0, midr_el1
    msr vpidr_el2, x0
    mrs x0, mpidr_el1
    msr vmpidr_el2, x0
    mov x0, #0x3c5
    msr spsr_el2, x0
    adr x0, 1f
    msr elr_el2, x0
    ldr x0, =(SCTLR & ~5)
    msr sctlr_el1, x0
    eret
1:  ldr x0, =MAIR
    msr mair_el1, x0
    ldr x0, =TCR
    mrs x1, id_aa64mmfr0_el1
    and x1, x1, #7
    orr x0, x0, x1, lsl #32
    msr tcr_el1, x0
    msr ttbr0_el1, x21
    msr ttbr1_el1, x22
    dsb sy
    isb
    tlbi vmalle1
    ic iallu
    dsb sy
    isb
    ldr x0, =SCTLR
    msr sctlr_el1, x0
    isb
    mov x8, x20
    ldp x0, x1, [x19, #0]
    ldp x2, x3, [x19, #16]
    ldp x4, x5, [x19, #32]
    br x8

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
