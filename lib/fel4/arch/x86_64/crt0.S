/* SPDX-License-Identifier: BSD-2-Clause */
/* The first instructions: no stack yet, bootinfo's address in RDI (spec 08, section 1). */
#include <fel4_config.h>

    .section .text
    .globl _start
    .type _start, @function
_start:
    leaq stack_top(%rip), %rsp
    leaq stack(%rip), %rsi
    movq $FEL4_STACK_SIZE, %rdx
    xorl %ebp, %ebp
    callq fel4_start

    .section .bss
    .balign 4096
    .globl fel4_stack_guard
fel4_stack_guard: /* start.c unmaps it */
    .skip 4096
stack:
    .skip FEL4_STACK_SIZE
    .balign 16
stack_top:

    .section .note.GNU-stack, "", @progbits
