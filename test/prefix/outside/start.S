/* SPDX-License-Identifier: BSD-2-Clause */
/* The first instructions: a stack of our own; bootinfo's address is the first argument. */

    .section .text
    .globl _start
_start:
#if defined(__x86_64__)
    leaq start_stack_top(%rip), %rsp
    xorl %ebp, %ebp
    call start_c
1:  jmp 1b
#elif defined(__aarch64__)
    adrp x1, start_stack_top
    add x1, x1, :lo12:start_stack_top
    mov sp, x1
    mov x29, xzr
    mov x30, xzr
    bl start_c
1:  b 1b
#else
    .arm
    ldr sp, =start_stack_top
    mov fp, #0
    bl start_c
1:  b 1b
    .ltorg
#endif

    .section .bss
    .balign 16
    .skip 65536
start_stack_top:

    .section .note.GNU-stack, ""
