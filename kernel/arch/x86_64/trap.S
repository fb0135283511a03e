/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: into the kernel and out of it. All of this, with `skim` and the descriptor tables, is
 * mapped while user code runs; with CONFIG_KERNEL_SKIM_WINDOW nothing else of the kernel is. The
 * first thing an entry does is to switch to the kernel's address space, the last to the user's.
 *
 * User registers go straight into the running thread's context. After SYSCALL the user's RSP is
 * not ours to keep (spec arch-x86_64, section 1.1), so RSP serves as the scratch register.
 */
#include <kernel/gen_config.h>

#include "arch/x86_64/types.h"

#ifdef CONFIG_KERNEL_SKIM_WINDOW
#ifdef CONFIG_SUPPORT_PCID
/* The kernel's PCID is 0, and what the TLB knows of it stays. */
#define KERNEL_CR3(scratch32, scratch) movabsq $kernel_root_paddr + (1 << 63), scratch
#else
#define KERNEL_CR3(scratch32, scratch) movl $kernel_root_paddr, scratch32
#endif
#define TO_KERNEL_SPACE(scratch32, scratch)                                                        \
    KERNEL_CR3(scratch32, scratch);                                                                \
    movq scratch, %cr3
#define TO_USER_SPACE(scratch)                                                                     \
    movq skim_user_cr3(%rip), scratch;                                                             \
    movq scratch, %cr3
#else
#define TO_KERNEL_SPACE(scratch32, scratch)
#define TO_USER_SPACE(scratch)
#endif

#define FLAG_VIRTUAL_8086 17
#define FLAG_INTERRUPTS   0x200
#define FLAG_ALWAYS_SET   0x2
#define FLAGS_OF_USERS    0xfff

#define skim_current  skim
#define skim_user_cr3 skim + 8

/* Branches of user code have no influence on predictions in the kernel. Uses RAX, RCX, RDX. */
.macro restrict_prediction on
#ifdef CONFIG_KERNEL_X86_IBRS_BASIC
    movl $MSR_SPEC_CTRL, %ecx
    movl $\on, %eax
    xorl %edx, %edx
    wrmsr
#endif
.endm

    .section .skim.text, "ax"

/* Everything but RCX, R11, RSP, which SYSCALL and SYSRET use up. */
.macro save_common to
    movq %rdi, CTX_RDI(\to)
    movq %rsi, CTX_RSI(\to)
    movq %r10, CTX_R10(\to)
    movq %r8, CTX_R8(\to)
    movq %r9, CTX_R9(\to)
    movq %r15, CTX_R15(\to)
    movq %rbx, CTX_RBX(\to)
    movq %rdx, CTX_RDX(\to)
    movq %rbp, CTX_RBP(\to)
    movq %r12, CTX_R12(\to)
    movq %r13, CTX_R13(\to)
    movq %r14, CTX_R14(\to)
.endm

.macro load_common from
    movq CTX_RDI(\from), %rdi
    movq CTX_RSI(\from), %rsi
    movq CTX_R10(\from), %r10
    movq CTX_R8(\from), %r8
    movq CTX_R9(\from), %r9
    movq CTX_R15(\from), %r15
    movq CTX_RBX(\from), %rbx
    movq CTX_RDX(\from), %rdx
    movq CTX_RBP(\from), %rbp
    movq CTX_R12(\from), %r12
    movq CTX_R13(\from), %r13
    movq CTX_R14(\from), %r14
.endm

#ifdef CONFIG_SYSENTER
.macro make_canonical address
    shlq $16, \address
    sarq $16, \address
.endm

/* SYSENTER: number in RAX, the user's RSP in RCX, the address of the instruction in RDX, from which
 * user code could send us anywhere: it is made one that IRET takes. The stack is the skim stack.
 * The user's flags are still there, but for IF. All registers come back, by IRET. */
    .globl sysenter_entry
    .balign 16
sysenter_entry:
    pushfq
    pushq $FLAG_ALWAYS_SET
    popfq
    pushq %rcx
    TO_KERNEL_SPACE(%ecx, %rcx)
    movq skim_current(%rip), %rcx
    save_common %rcx
    movq %rax, CTX_RAX(%rcx)
    movq %r11, CTX_R11(%rcx)
    popq CTX_RSP(%rcx)
    popq CTX_FLAGS(%rcx)
    orq $FLAG_INTERRUPTS, CTX_FLAGS(%rcx)
    movq %rdx, CTX_RESTART_PC(%rcx)
    addq $2, %rdx
    movq %rdx, CTX_PC(%rcx)
    make_canonical CTX_RESTART_PC(%rcx)
    make_canonical CTX_PC(%rcx)
    movq $0, CTX_BY_SYSCALL(%rcx)
    movq CTX_RSP(%rcx), %rdx
    movq %rdx, CTX_RCX(%rcx)
    movq $kernel_stack_top, %rsp
    movq %rdi, %r12
    movq %rsi, %r13
    movq %rax, %r14
    restrict_prediction 1
    callq trap_syscall
    jmp arch_resume
#endif

/* SYSCALL: number in RDX, capability in RDI, message info in RSI. RCX and R11 hold the return
 * address and the flags. */
    .globl syscall_entry
    .balign 16
syscall_entry:
    TO_KERNEL_SPACE(%esp, %rsp)
    movq skim_current(%rip), %rsp
    save_common %rsp
    movq %rax, CTX_RAX(%rsp)
    movq %rcx, CTX_PC(%rsp)
    movq %r11, CTX_FLAGS(%rsp)
    subq $2, %rcx
    movq %rcx, CTX_RESTART_PC(%rsp)
    movq $1, CTX_BY_SYSCALL(%rsp)
    movq $kernel_stack_top, %rsp
    movq %rdi, %r12
    movq %rsi, %r13
    movq %rdx, %r14
    restrict_prediction 1
    callq trap_syscall

/* The thread in skim.current goes on. */
    .globl arch_resume
arch_resume:
    restrict_prediction 0
    movq skim_current(%rip), %rsp
    cmpq $0, CTX_BY_SYSCALL(%rsp)
    je resume_by_iret
    load_common %rsp
    movq CTX_RAX(%rsp), %rax
    movq CTX_PC(%rsp), %rcx
    movq CTX_FLAGS(%rsp), %r11
    TO_USER_SPACE(%rsp)
    xorl %esp, %esp
    sysretq

/* All registers, through a frame on the skim stack, which the user's address space has. */
resume_by_iret:
    movq %rsp, %rax
    cmpq idle_context(%rip), %rax
    je idle_loop
    movq $skim_stack_top, %rsp
    pushq $SEG_USER_DATA
    pushq CTX_RSP(%rax)
    pushq CTX_FLAGS(%rax)
    pushq $SEG_USER_CODE
    pushq CTX_PC(%rax)
    pushq CTX_RAX(%rax)
    load_common %rax
    movq CTX_RCX(%rax), %rcx
    movq CTX_R11(%rax), %r11
    TO_USER_SPACE(%rax)
    popq %rax
    iretq

/* Waits for interrupts; each comes back here, or to another thread. */
idle_loop:
    movq $idle_stack_top, %rsp
    sti
1:  hlt
    jmp 1b

/* An exception or interrupt: the processor, or the stub, has pushed vector, error code, RIP, CS,
 * RFLAGS, RSP, SS. From user code we are on the skim stack, from the kernel on its own. */
    .balign 16
trap_entry:
    pushq %rax
    TO_KERNEL_SPACE(%eax, %rax)
    movq skim_current(%rip), %rax
    testb $3, 32(%rsp)
    jz trap_from_kernel
trap_save:
    save_common %rax
    movq %rcx, CTX_RCX(%rax)
    movq %r11, CTX_R11(%rax)
    popq CTX_RAX(%rax)
    popq %rdi
    popq %rsi
    popq %rcx
    movq %rcx, CTX_PC(%rax)
    movq %rcx, CTX_RESTART_PC(%rax)
    popq %rcx
    popq CTX_FLAGS(%rax)
    popq CTX_RSP(%rax)
    movq $0, CTX_BY_SYSCALL(%rax)
    movq $kernel_stack_top, %rsp
    cld
    restrict_prediction 1
    callq trap_dispatch
    jmp arch_resume

/* Interrupts reach the kernel only in the idle loop; anything else there is a broken kernel. But an
 * emulator may let user code into virtual-8086 mode (QEMU's, by an IRET of 32 bits), where code
 * segments look like the kernel's: the thread goes on without that mode and its privileges. */
trap_from_kernel:
    btrl $FLAG_VIRTUAL_8086, 40(%rsp)
    jnc 1f
    andl $FLAGS_OF_USERS, 40(%rsp)
    orl $FLAG_INTERRUPTS, 40(%rsp)
    jmp trap_save
1:
    cmpq $32, 8(%rsp)
    jae trap_save
    cmpq $1, 8(%rsp)
    jne kernel_exception

/* User code can delay a debug exception until it is in the kernel (a breakpoint on what MOV SS
 * reads, followed by SYSCALL). It is dropped. */
    xorl %eax, %eax
    movq %rax, %dr6
    popq %rax
    addq $16, %rsp
    iretq

kernel_exception:
    popq %rax
    pushq %r15
    pushq %r14
    pushq %r13
    pushq %r12
    pushq %r11
    pushq %r10
    pushq %r9
    pushq %r8
    pushq %rbp
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %rbx
    pushq %rax
    movq %rsp, %rdi
    movq $panic_stack_top, %rsp
    callq trap_in_kernel

/* One stub of 16 bytes per vector. The processor pushes an error code for some; the others push 0. */
    .balign 16
    .globl trap_stubs
trap_stubs:
vector = 0
    .rept 256
    .balign 16
    .if (vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30)
    .else
    pushq $0
    .endif
    pushq $vector
    jmp trap_entry
    vector = vector + 1
    .endr

/* Each call leaves an address; where prediction may go by one of them, it waits. */
    .section .text
    .globl return_stack_fill
return_stack_fill:
    .rept 32
    callq 1f
2:  pause
    lfence
    jmp 2b
1:
    .endr
    addq $(32 * 8), %rsp
    retq

    .section .skim.data, "aw", @progbits
    .globl skim
    .balign 64
skim:
    .quad 0
    .quad 0

    .globl skim_stack_top
    .balign 16
    .skip 512
skim_stack_top:

    .globl debug_stack_top, nmi_stack_top, fault_stack_top
    .skip 256
debug_stack_top:
    .skip 256
nmi_stack_top:
    .skip 256
fault_stack_top:

    .section .bss
    .balign 4096
    .globl kernel_stack_top, idle_stack_top
    .skip 1 << CONFIG_KERNEL_STACK_BITS
kernel_stack_top:
    .skip 512
idle_stack_top:
    .skip 4096
panic_stack_top:
