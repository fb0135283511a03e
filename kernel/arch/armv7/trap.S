/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: into the kernel and out of it. While user code runs, the supervisor's SP points to its
 * context, so a system call needs no scratch register to find where to save. The other exceptions
 * have a mode, and a word to save R0 in, of their own, and go on in supervisor mode. Kernel code
 * runs on one stack, which is empty at every exit; interrupts are off in it, and the idle loop polls
 * for them.
 */
#include "arch/armv7/types.h"

#define MODE_USER       0x10
#define MODE_SUPERVISOR 0x13

    .syntax unified
    .arm
    .fpu neon

.macro address register, symbol
    movw \register, #:lower16:\symbol
    movt \register, #:upper16:\symbol
.endm

    .section .text.trap, "ax"
    .globl trap_vectors
    .balign 32
trap_vectors:
    b trap_in_kernel
    b undefined_entry
    b syscall_entry
    b fetch_abort_entry
    b data_abort_entry
    b trap_in_kernel
    b irq_entry
    b trap_in_kernel

    .balign 64
syscall_entry:
    stmia sp, {r0-r14}^
    mrs r8, spsr
    sub r9, lr, #4
    str lr, [sp, #CTX_PC]
    str r8, [sp, #CTX_CPSR]
    str r9, [sp, #CTX_RESTART_PC]
    address sp, kernel_stack_top
    mov r2, r7
    bl trap_syscall

/* The thread in current_context goes on. */
    .globl arch_resume
arch_resume:
    address r0, current_context
    ldr r0, [r0]
    ldr r1, [r0, #CTX_CPSR]
    cmp r1, #0
    beq idle_loop
    mov sp, r0
    ldr lr, [sp, #CTX_PC]
    msr spsr_cxsf, r1
    clrex
    ldmia sp, {r0-r14}^
    movs pc, lr

/* WFI wakes up although interrupts are masked. */
idle_loop:
    address sp, kernel_stack_top
    dsb
    wfi
    bl irq_dispatch
    b arch_resume

/* LR, less `offset`, is where the thread goes on. */
.macro exception name, offset, handler
    .balign 32
\name:
    sub lr, lr, #\offset
    str r0, [sp]
    mrs r0, spsr
    and r0, r0, #31
    cmp r0, #MODE_USER
    bne trap_in_kernel
    address r0, current_context
    ldr r0, [r0]
    add r0, r0, #4
    stmia r0, {r1-r14}^
    sub r0, r0, #4
    ldr r1, [sp]
    mrs r2, spsr
    str r1, [r0]
    str lr, [r0, #CTX_PC]
    str r2, [r0, #CTX_CPSR]
    str lr, [r0, #CTX_RESTART_PC]
    cps #MODE_SUPERVISOR
    address sp, kernel_stack_top
    bl \handler
    b arch_resume
.endm

    exception undefined_entry, 4, undefined_dispatch
    exception fetch_abort_entry, 4, fetch_abort_dispatch
    exception data_abort_entry, 8, data_abort_dispatch
    exception irq_entry, 4, irq_dispatch

trap_in_kernel:
    mov r0, lr
    mrs r1, cpsr
    cps #MODE_SUPERVISOR
    address sp, kernel_stack_top
    bl kernel_exception

/* ---- FPU: 16 or 32 registers ---- */

.macro each_register op
    \op r0!, {d0-d15}
    vmrs r1, mvfr0
    and r1, r1, #15
    cmp r1, #2
    bne 1f
    \op r0!, {d16-d31}
    b 2f
1:  add r0, r0, #128
2:
.endm

    .globl fpu_save
fpu_save:
    each_register vstmia
    vmrs r1, fpscr
    str r1, [r0]
    bx lr

    .globl fpu_restore
fpu_restore:
    each_register vldmia
    ldr r1, [r0]
    vmsr fpscr, r1
    bx lr

    .globl fpu_set_enabled
fpu_set_enabled:
    cmp r0, #0
    movne r0, #(1 << 30)
    vmsr fpexc, r0
    isb
    bx lr

/* ---- what the compiler calls: the processor has no division ---- */

/* R0 / R1: quotient in R0, remainder in R1; a division by 0 gives 0. */
    .globl __aeabi_uidiv
    .globl __aeabi_uidivmod
__aeabi_uidiv:
__aeabi_uidivmod:
    mov r3, #0
    cmp r1, #0
    beq 3f
    clz r2, r0
    clz r12, r1
    subs r2, r12, r2            /* how far the divisor can move up */
    blo 3f
1:  cmp r0, r1, lsl r2
    subhs r0, r0, r1, lsl r2
    adc r3, r3, r3              /* carry: it fitted */
    subs r2, r2, #1
    bhs 1b
3:  mov r1, r0
    mov r0, r3
    bx lr

    .globl __aeabi_memcpy
    .globl __aeabi_memcpy4
    .globl __aeabi_memcpy8
__aeabi_memcpy:
__aeabi_memcpy4:
__aeabi_memcpy8:
    b memcpy

    .globl __aeabi_memmove
    .globl __aeabi_memmove4
    .globl __aeabi_memmove8
__aeabi_memmove:
__aeabi_memmove4:
__aeabi_memmove8:
    b memmove

    .globl __aeabi_memset
    .globl __aeabi_memset4
    .globl __aeabi_memset8
__aeabi_memset:
__aeabi_memset4:
__aeabi_memset8:
    mov r3, r1
    mov r1, r2
    mov r2, r3
    b memset

    .globl __aeabi_memclr
    .globl __aeabi_memclr4
    .globl __aeabi_memclr8
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
    mov r2, r1
    mov r1, #0
    b memset
