/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: a timed system call, and the loops that the other side runs. Under -icount the time-stamp
 * counter advances by one per instruction, so a difference is a number of instructions. One page
 * holds it all, for address spaces that have nothing else.
 */
#include "shot.h"

#ifdef __x86_64__

/* The registers of struct shot, then `trap` between two readings of the counter. */
.macro shot name, trap:vararg
    .globl \name
\name:
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rdi, %rbp
    movq SHOT_CAP(%rbp), %rdi
    movq SHOT_INFO(%rbp), %rsi
    movq SHOT_MR(%rbp), %r10
    movq SHOT_MR + 8(%rbp), %r8
    movq SHOT_MR + 16(%rbp), %r9
    movq SHOT_MR + 24(%rbp), %r15
    movq %rsp, %rbx
    rdtsc
    movl %eax, %r12d
    movl %eax, bench_began(%rip)
    movq SHOT_NUMBER(%rbp), %rdx
    \trap
    rdtsc
    movq %rbx, %rsp
    subl %r12d, %eax
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    retq
.endm

    .section .text.bench, "ax"
    .balign 4096
    shot bench_shot, syscall
    shot bench_fpu_shot, syscall; movaps %xmm0, %xmm1
    shot bench_nothing, nop

    .globl bench_shot_between
bench_shot_between:
    pushq %rdx
    pushq %rdi
    movq %rsi, %rdi
    callq bench_shot
    popq %rdi
    callq bench_shot
    popq %rdi
    pushq %rax
    callq bench_shot
    popq %rax
    retq

/* Receives on RDI, then replies with info RSI and receives, for ever: 5 instructions a round. */
    .globl bench_server
bench_server:
    movq %rdi, %r12
    movq %rsi, %r13
    movq $-5, %rdx
    syscall
1:  movq %r12, %rdi
    movq %r13, %rsi
    movq $-2, %rdx
    syscall
    jmp 1b

    .globl bench_fpu_server
bench_fpu_server:
    movq %rdi, %r12
    movq %rsi, %r13
    movq $-5, %rdx
    syscall
1:  movaps %xmm0, %xmm1
    movq %r12, %rdi
    movq %r13, %rsi
    movq $-2, %rdx
    syscall
    jmp 1b

/* Receives on RDI, for ever: 4 instructions a round. */
    .globl bench_receiver
bench_receiver:
    movq %rdi, %r12
1:  movq %r12, %rdi
    movq $-5, %rdx
    syscall
    jmp 1b

/* The same, noting when it was woken. */
    .globl bench_stamper
bench_stamper:
    movq %rdi, %r12
1:  movq %r12, %rdi
    movq $-5, %rdx
    syscall
    rdtsc
    movl %eax, bench_woken(%rip)
    jmp 1b

/* Yields, for ever: 2 instructions a round. */
    .globl bench_yielder
bench_yielder:
    movq $-7, %rdx
1:  syscall
    jmp 1b

/* Fault, for ever, at the same place. */
    .globl bench_vm_faulter
bench_vm_faulter:
1:  movq 0, %rax
    jmp 1b

    .globl bench_exception_faulter
bench_exception_faulter:
1:  ud2
    jmp 1b

    .globl bench_syscall_faulter
bench_syscall_faulter:
    movq $-99, %rdx
1:  syscall
    jmp 1b

/* Page in RDI, visits in RSI; a step is 6 instructions. After each visit some time passes, so that
 * the ticks do not always come at the same instruction. */
    .globl bench_spin
bench_spin:
    rdtsc
    movl %eax, (%rdi)
1:  movl (%rdi), %ecx
    rdtsc
    movl %eax, (%rdi)
    subl %ecx, %eax
    cmpl $SPIN_GAP, %eax
    jbe 1b
    subl $SPIN_STEP, %eax
    movq 8(%rdi), %rcx
    movq %rax, 16(%rdi, %rcx, 8)
    incq %rcx
    movq %rcx, 8(%rdi)
    movl (%rdi), %eax
    shrl $8, %eax
    andl $7, %eax
2:  nop
    nop
    nop
    decl %eax
    jns 2b
    cmpq %rsi, %rcx
    jb 1b
    retq

    .bss
    .globl bench_began, bench_woken
bench_began:
    .long 0
bench_woken:
    .long 0

#endif
    .section .note.GNU-stack, "", @progbits
