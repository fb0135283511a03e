/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A loader that was written from spec images, section 6, and arch-aarch64, 5.2, alone. It starts our
 * kernel at EL1 with exactly what these promise, and leaves in every other register and behind
 * the user image what a kernel must not depend on. KERNEL_END, DTB, DTB_SIZE, USER, USER_END,
 * OFFSET and ENTRY come from the command line, as do the files kernel.bin, kernel.dtb, user.bin.
 */
#define KERNEL 0x40000000
#define WINDOW 0xffffff8000000000
#define MAIR   0x0000aaff440c0400
#define TCR    ((1 << 36) | (2 << 30) | (1 << 26) | (1 << 24) | (16 << 16) | (1 << 10) | (1 << 8) | 16)
#define BLOCK  (1 | 4 << 2 | 1 << 10)

.macro move from, to
    ldr x0, =\from
    ldr x1, =\from\()_end
    ldr x2, =\to
1:  ldrb w3, [x0], #1
    strb w3, [x2], #1
    cmp x0, x1
    b.lo 1b
.endm

    .section .text, "ax"
    .globl _start
_start:
    msr daifset, #15
    ldr x0, =KERNEL
    ldr x1, =USER_END
1:  stp xzr, xzr, [x0], #16
    cmp x0, x1
    b.lo 1b
    add x1, x1, #4096
    mov x2, #-1                 /* nothing of use behind the user image */
2:  str x2, [x0], #8
    cmp x0, x1
    b.lo 2b
    move kernel, KERNEL
    move dtb, DTB
    move user, USER

    /* From the kernel's image to the end of its GiB, and this loader itself. */
    ldr x0, =kernel_l0
    ldr x1, =kernel_l1
    ldr x2, =kernel_l2
    orr x3, x1, #3
    str x3, [x0, #(511 * 8)]
    orr x3, x2, #3
    str x3, [x1, #8]
    ldr x3, =(KERNEL | BLOCK)
    mov x4, #512
3:  str x3, [x2], #8
    add x3, x3, #0x200000
    subs x4, x4, #1
    b.ne 3b
    ldr x0, =own_l0
    ldr x1, =own_l1
    ldr x2, =own_l2
    orr x3, x1, #3
    str x3, [x0]
    orr x3, x2, #3
    str x3, [x1, #8]
    ldr x3, =(IMAGE | BLOCK)
    str x3, [x2, #(((IMAGE >> 21) & 511) * 8)]

    ldr x0, =MAIR
    msr mair_el1, x0
    ldr x0, =TCR
    mrs x1, id_aa64mmfr0_el1
    and x1, x1, #7
    orr x0, x0, x1, lsl #32
    msr tcr_el1, x0
    ldr x0, =own_l0
    msr ttbr0_el1, x0
    ldr x0, =kernel_l0
    msr ttbr1_el1, x0
    ldr x0, =IMAGE
    msr vbar_el1, x0
    dsb sy
    tlbi vmalle1
    ic iallu
    dsb sy
    isb
    mrs x0, sctlr_el1
    mov x1, #0x1005
    orr x0, x0, x1
    msr sctlr_el1, x0
    isb
    ldr x0, =0xdeadbeefdeadbeef
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
    mov x\n, x0
    .endr
    msr tpidr_el1, x0
    mov sp, x0
    ldr x0, =USER
    ldr x1, =USER_END
    ldr x2, =OFFSET
    ldr x3, =ENTRY
    ldr x4, =DTB
    ldr x5, =DTB_SIZE
    ldr x30, =(WINDOW + KERNEL)
    br x30
    .ltorg

    .section .data
kernel:
    .incbin "kernel.bin"
kernel_end:
dtb:
    .incbin "kernel.dtb"
dtb_end:
user:
    .incbin "user.bin"
user_end:

    .section .bss
    .balign 4096
kernel_l0:
    .skip 4096
kernel_l1:
    .skip 4096
kernel_l2:
    .skip 4096
own_l0:
    .skip 4096
own_l1:
    .skip 4096
own_l2:
    .skip 4096
