/* SPDX-License-Identifier: BSD-2-Clause */
/* The first instructions: no stack yet, bootinfo's address in R0 (spec 08, section 1). */
#include <fel4_config.h>

    .syntax unified
    .arm
    .section .text
    .globl _start
    .type _start, %function
_start:
    ldr r1, =stack
    ldr r2, =FEL4_STACK_SIZE
    add r3, r1, r2
    bic sp, r3, #7
    mov r11, #0
    mov lr, #0
    bl fel4_start

    .section .bss
    .balign 4096
    .globl fel4_stack_guard
fel4_stack_guard: /* start.c unmaps it */
    .skip 4096
stack:
    .skip FEL4_STACK_SIZE

    .section .note.GNU-stack, "", %progbits
