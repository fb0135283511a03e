/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel that says what it was handed over (spec images, section 6, and arch-aarch64, 5.2), as
 * lines `NAME=value` on QEMU's PL011. It is loaded by our loader as any other kernel.
 */
#define WINDOW 0xffffff8000000000
#define UART   0x09000000
#define GIB    0x40000000

    .section .text, "ax"
    .globl _start
_start:
    mov x19, x0
    mov x20, x1
    mov x21, x2
    mov x22, x3
    mov x23, x4
    mov x24, x5
    mov x29, sp
    mrs x25, ttbr0_el1
    and x25, x25, #0xfffffffff000
    at s1e1r, x25               /* the loader sees itself where it is */
    isb
    mrs x26, par_el1
    adrp x1, kernel_page
    orr x1, x1, #(GIB - 8)      /* the GiB's end */
    at s1e1r, x1
    isb
    mrs x27, par_el1
    mrs x28, ttbr0_el1

    /* Devices, in a table of its own at the beginning of the address space. */
    adrp x1, root
    ldr x2, =WINDOW
    adrp x3, level1
    sub x4, x3, x2
    orr x4, x4, #3
    str x4, [x1]
    mov x4, #(1 | 1 << 10)
    str x4, [x3]
    sub x4, x1, x2
    dsb sy
    msr ttbr0_el1, x4
    isb
    tlbi vmalle1
    dsb sy
    isb

.macro say name, reg
    mov x1, \reg
    adr x0, 9f
    bl line
    b 8f
9:  .asciz "\name"
    .balign 4
8:
.endm

    say "user-start", x19
    say "user-end", x20
    say "offset", x21
    say "entry", x22
    say "dtb", x23
    say "dtb-size", x24
    mrs x9, CurrentEL
    say "level", x9
    mrs x9, daif
    say "masked", x9
    mrs x9, spsel
    say "stack-pointer", x9
    mrs x9, sctlr_el1
    mov x10, #0x1005
    and x9, x9, x10
    say "mmu-caches", x9
    mrs x9, tcr_el1
    say "tcr", x9
    mrs x9, mair_el1
    say "mair", x9
    and x9, x26, #0xfffffffff000
    sub x9, x9, x25
    bfi x9, x26, #0, #1
    say "identity-map", x9
    lsr x9, x26, #56
    say "identity-memory", x9
    bic x9, x27, #0xff00000000000000
    and x9, x9, #~0xffe
    say "end-of-gib", x9
    lsr x9, x27, #56
    say "kernel-memory", x9
    ldr x10, =WINDOW
    add x9, x23, x10
    ldr w9, [x9]
    rev w9, w9
    say "tree-magic", x9
    add x9, x20, x10
    ldr w11, [x9]
    ldr w12, [x9, #4]
    say "headers", x11
    say "header-size", x12
    adr x9, bss_word
    ldr x9, [x9]
    say "bss", x9
    say "done", xzr
1:  wfi
    b 1b

/* x0: a name; x1: a value */
line:
    ldr x2, =UART
1:  ldrb w3, [x0], #1
    cbz w3, 2f
    str w3, [x2]
    b 1b
2:  mov w3, #'='
    str w3, [x2]
    mov x4, #60
3:  lsr x3, x1, x4
    and x3, x3, #15
    cmp x3, #10
    add x5, x3, #'0'
    add x3, x3, #('a' - 10)
    csel x3, x5, x3, lo
    str w3, [x2]
    subs x4, x4, #4
    b.pl 3b
    mov w3, #'\n'
    str w3, [x2]
    ret

    .section .data
    .balign 4096
kernel_page:
    .quad 1
    .section .bss
    .balign 4096
root:
    .skip 4096
level1:
    .skip 4096
bss_word:
    .skip 4096
