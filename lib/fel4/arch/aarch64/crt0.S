/* SPDX-License-Identifier: BSD-2-Clause */
/* The first instructions: no stack yet, bootinfo's address in X0 (spec 08, section 1). */
#include <fel4_config.h>

    .section .text
    .globl _start
    .type _start, @function
_start:
    adrp x1, stack
    ldr x2, =FEL4_STACK_SIZE
    add x3, x1, x2
    and sp, x3, #~15
    mov x29, xzr
    mov x30, xzr
    bl fel4_start

    .section .bss
    .balign 4096
    .globl fel4_stack_guard
fel4_stack_guard: /* start.c unmaps it */
    .skip 4096
stack:
    .skip FEL4_STACK_SIZE

    .section .note.GNU-stack, "", @progbits
