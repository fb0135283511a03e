/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: into the kernel and out of it. While user code runs, SP_EL1 points to its context, so an
 * entry needs no scratch register to find where to save. Kernel code runs on one stack, which is
 * empty at every exit; interrupts are off in it, and the idle loop polls for them.
 */
#include "arch/aarch64/types.h"

.macro save_user
    stp x0, x1, [sp, #0]
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    mrs x23, sp_el0
    mrs x24, elr_el1
    mrs x25, spsr_el1
    stp x30, x23, [sp, #CTX_X30]
    stp x24, x25, [sp, #CTX_PC]
.endm

.macro to_kernel_stack
    adrp x27, kernel_stack_top
    add x27, x27, :lo12:kernel_stack_top
    mov sp, x27
.endm

.macro vector target
    .balign 128
    b \target
.endm

    .section .text.trap, "ax"
    .globl trap_vectors
    .balign 2048
trap_vectors:
    vector trap_in_kernel /* EL1 with SP_EL0: never */
    vector trap_in_kernel
    vector trap_in_kernel
    vector trap_in_kernel
    vector trap_in_kernel /* EL1: a broken kernel */
    vector trap_in_kernel
    vector trap_in_kernel
    vector trap_in_kernel
    vector user_sync
    vector user_irq
    vector trap_in_kernel
    vector user_serror
    vector trap_in_kernel /* AArch32: not supported */
    vector trap_in_kernel
    vector trap_in_kernel
    vector trap_in_kernel

    .balign 64
user_sync:
    save_user
    mrs x26, esr_el1
    lsr w27, w26, #26
    cmp w27, #0x15 /* SVC */
    b.ne user_exception
    sub x27, x24, #4
    str x27, [sp, #CTX_RESTART_PC]
    to_kernel_stack
    mov x20, x0
    mov x21, x1
    mov x22, x7
    bl trap_syscall

/* The thread in current_context goes on. */
    .globl arch_resume
arch_resume:
    adrp x0, current_context
    ldr x0, [x0, :lo12:current_context]
    ldp x24, x25, [x0, #CTX_PC]
    cbz x25, idle_loop
    mov sp, x0
    ldp x30, x23, [sp, #CTX_X30]
    msr elr_el1, x24
    msr spsr_el1, x25
    msr sp_el0, x23
    ldp x0, x1, [sp, #0]
    ldp x2, x3, [sp, #16]
    ldp x4, x5, [sp, #32]
    ldp x6, x7, [sp, #48]
    ldp x8, x9, [sp, #64]
    ldp x10, x11, [sp, #80]
    ldp x12, x13, [sp, #96]
    ldp x14, x15, [sp, #112]
    ldp x16, x17, [sp, #128]
    ldp x18, x19, [sp, #144]
    ldp x20, x21, [sp, #160]
    ldp x22, x23, [sp, #176]
    ldp x24, x25, [sp, #192]
    ldp x26, x27, [sp, #208]
    ldp x28, x29, [sp, #224]
    eret

/* WFI wakes up although interrupts are masked. */
idle_loop:
    to_kernel_stack
    dsb sy
    wfi
    bl irq_dispatch
    b arch_resume

user_exception:
    str x24, [sp, #CTX_RESTART_PC]
    to_kernel_stack
    mov x0, x26
    mrs x1, far_el1
    bl exception_dispatch
    b arch_resume

user_irq:
    save_user
    str x24, [sp, #CTX_RESTART_PC]
    to_kernel_stack
    bl irq_dispatch
    b arch_resume

user_serror:
    save_user
    str x24, [sp, #CTX_RESTART_PC]
    to_kernel_stack
    mrs x0, esr_el1
    bl serror_dispatch
    b arch_resume

trap_in_kernel:
    to_kernel_stack
    mrs x0, esr_el1
    mrs x1, elr_el1
    mrs x2, far_el1
    bl kernel_exception

/* The kernel's C code uses no FPU registers. */
    .arch_extension fp
    .arch_extension simd
.macro each_pair op
    \op q0, q1, [x0, #0]
    \op q2, q3, [x0, #32]
    \op q4, q5, [x0, #64]
    \op q6, q7, [x0, #96]
    \op q8, q9, [x0, #128]
    \op q10, q11, [x0, #160]
    \op q12, q13, [x0, #192]
    \op q14, q15, [x0, #224]
    \op q16, q17, [x0, #256]
    \op q18, q19, [x0, #288]
    \op q20, q21, [x0, #320]
    \op q22, q23, [x0, #352]
    \op q24, q25, [x0, #384]
    \op q26, q27, [x0, #416]
    \op q28, q29, [x0, #448]
    \op q30, q31, [x0, #480]
.endm

    .globl fpu_save
fpu_save:
    each_pair stp
    mrs x1, fpsr
    mrs x2, fpcr
    add x0, x0, #512
    stp x1, x2, [x0]
    ret

    .globl fpu_restore
fpu_restore:
    each_pair ldp
    add x0, x0, #512
    ldp x1, x2, [x0]
    msr fpsr, x1
    msr fpcr, x2
    ret
