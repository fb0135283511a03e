/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: the loader's beginning and end. A raw binary may have been put anywhere: it moves itself
 * to where it is linked. Caches and MMU are off until the kernel is entered (spec images, 4 to 6).
 * Firmware may have had them on: the image itself, and all else that they hold, goes to memory
 * before anything is written past them.
 */
#define TCR  ((1 << 36) | (2 << 30) | (1 << 26) | (1 << 24) | (16 << 16) | (1 << 10) | (1 << 8) | 16)
#define MAIR 0x0000aaff440c0400
/* RES1 bits, WFI and WFE not trapped, SP alignment, caches and MMU on. */
#define SCTLR 0x30d5180d
#define ICC_SRE_EL2 S3_4_C12_C9_5
#define ICH_HCR_EL2 S3_4_C12_C11_0

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
2:  ldr x0, =_start             /* what comes next is fetched from memory */
    ldr x1, =_archive_end
1:  dc cvac, x0
    add x0, x0, #64
    cmp x0, x1
    b.lo 1b
    dsb sy
    mov x1, #5                  /* MMU and data cache off */
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
    bl flush_all
    ic iallu
    dsb sy
    isb
    ldr x0, =_bss_start
    ldr x1, =_end
5:  stp xzr, xzr, [x0], #16
    cmp x0, x1
    b.lo 5b
    ldr x0, =stack_top
    mov sp, x0
    mov x0, x28
    bl loader_main

/* Cleans and invalidates the caches of data, level by level, up to where all is coherent. */
flush_all:
    mrs x0, clidr_el1
    ubfx x1, x0, #24, #3        /* levels to do */
    mov x2, #0
1:  cmp x2, x1
    b.hs 4f
    and x3, x0, #7              /* what this one is: 0 none, 1 instructions */
    lsr x0, x0, #3
    lsl x4, x2, #1
    add x2, x2, #1
    cmp x3, #2
    b.lo 1b
    msr csselr_el1, x4
    isb
    mrs x3, ccsidr_el1
    and w5, w3, #7
    add w5, w5, #4              /* log2 of a line */
    ubfx w6, w3, #3, #10        /* last way */
    clz w7, w6
    ubfx w8, w3, #13, #15       /* last set */
2:  mov w9, w6
3:  lsl w10, w9, w7
    lsl w11, w8, w5
    orr w10, w10, w11
    orr w10, w10, w4
    dc cisw, x10
    subs w9, w9, #1
    b.ge 3b
    subs w8, w8, #1
    b.ge 2b
    dsb sy
    b 1b
4:  dsb sy
    isb
    ret

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
    isb
    msr vttbr_el2, xzr
    mrs x0, id_aa64dfr0_el1     /* all event counters, if there are any, are EL1's */
    ubfx x0, x0, #8, #4
    cbz x0, 2f
    cmp x0, #15
    csel x0, xzr, x0, eq
    b.eq 2f
    mrs x0, pmcr_el0
    ubfx x0, x0, #11, #5
2:  msr mdcr_el2, x0
    mrs x0, id_aa64pfr0_el1     /* a GICv3 has its registers open for EL1 */
    ubfx x0, x0, #24, #4
    cbz x0, 3f
    mrs x0, ICC_SRE_EL2
    mov x1, #9                  /* on, and open */
    orr x0, x0, x1
    msr ICC_SRE_EL2, x0
    isb
    msr ICH_HCR_EL2, xzr
3:    mov x0, #3
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
