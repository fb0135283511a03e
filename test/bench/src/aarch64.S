/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: a timed system call, and the loops that the other side runs. Under -icount the cycle
 * counter advances by one per instruction, so a difference is a number of instructions. One page
 * holds it all, for address spaces that have nothing else.
 */
#include "shot.h"

#ifdef __aarch64__

/* The registers of struct shot, then `trap` between two readings of the counter. */
.macro shot name, trap:vararg
    .globl \name
\name:
    stp x19, x20, [sp, #-32]!
    stp x21, x30, [sp, #16]
    mov x19, x0
    adrp x21, bench_began
    ldp x0, x1, [x19, #SHOT_CAP]
    ldp x2, x3, [x19, #SHOT_MR]
    ldp x4, x5, [x19, #SHOT_MR + 16]
    mrs x20, pmccntr_el0
    str w20, [x21, #:lo12:bench_began]
    ldr x7, [x19, #SHOT_NUMBER]
    \trap
    mrs x0, pmccntr_el0
    sub w0, w0, w20
    ldp x21, x30, [sp, #16]
    ldp x19, x20, [sp], #32
    ret
.endm

    .section .text.bench, "ax"
    .balign 4096
    shot bench_shot, svc #0
    shot bench_fpu_shot, svc #0; fmov d0, d1
    shot bench_nothing, nop

    .globl bench_shot_between
bench_shot_between:
    stp x19, x20, [sp, #-32]!
    str x30, [sp, #16]
    mov x19, x0
    mov x20, x2
    mov x0, x1
    bl bench_shot
    mov x0, x19
    bl bench_shot
    mov x19, x0
    mov x0, x20
    bl bench_shot
    mov x0, x19
    ldr x30, [sp, #16]
    ldp x19, x20, [sp], #32
    ret

/* Receives on X0, then replies with info X1 and receives, for ever: 5 instructions a round. */
    .globl bench_server
bench_server:
    mov x19, x0
    mov x20, x1
    mov x7, #-5
    svc #0
1:  mov x0, x19
    mov x1, x20
    mov x7, #-2
    svc #0
    b 1b

    .globl bench_fpu_server
bench_fpu_server:
    mov x19, x0
    mov x20, x1
    mov x7, #-5
    svc #0
1:  fmov d0, d1
    mov x0, x19
    mov x1, x20
    mov x7, #-2
    svc #0
    b 1b

/* Receives on X0, for ever: 4 instructions a round. */
    .globl bench_receiver
bench_receiver:
    mov x19, x0
1:  mov x0, x19
    mov x7, #-5
    svc #0
    b 1b

/* The same, noting when it was woken. */
    .globl bench_stamper
bench_stamper:
    mov x19, x0
    adrp x20, bench_woken
1:  mov x0, x19
    mov x7, #-5
    svc #0
    mrs x1, pmccntr_el0
    str w1, [x20, #:lo12:bench_woken]
    b 1b

/* Yields, for ever: 2 instructions a round. */
    .globl bench_yielder
bench_yielder:
    mov x7, #-7
1:  svc #0
    b 1b

/* Fault, for ever, at the same place. */
    .globl bench_vm_faulter
bench_vm_faulter:
    mov x2, #0
1:  ldr x1, [x2]
    b 1b

    .globl bench_exception_faulter
bench_exception_faulter:
1:  udf #0
    b 1b

    .globl bench_syscall_faulter
bench_syscall_faulter:
    mov x7, #-99
1:  svc #0
    b 1b

/* Page in X0, visits in X1; a step is 6 instructions. After each visit some time passes, so that
 * the ticks do not always come at the same instruction. */
    .globl bench_spin
bench_spin:
    mrs x2, pmccntr_el0
    str w2, [x0]
1:  ldr w3, [x0]
    mrs x2, pmccntr_el0
    str w2, [x0]
    sub w4, w2, w3
    cmp w4, #SPIN_GAP
    b.ls 1b
    sub w4, w4, #SPIN_STEP
    ldr x3, [x0, #8]
    add x5, x0, x3, lsl #3
    str x4, [x5, #16]
    add x3, x3, #1
    str x3, [x0, #8]
    ubfx w4, w2, #8, #3
2:  nop
    nop
    nop
    subs w4, w4, #1
    b.pl 2b
    cmp x3, x1
    b.lo 1b
    ret

    .bss
    .balign 8
    .globl bench_began, bench_woken
bench_began:
    .word 0
bench_woken:
    .word 0

#endif
    .section .note.GNU-stack, "", @progbits
