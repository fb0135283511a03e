/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: what trap.S hands on: exceptions of user code, interrupts, and exceptions of the kernel
 * itself, which end it. Spec arch-x86_64, sections 1.6, 2.4, 2.5, 4.
 */
#include "arch/arch.h"
#include "arch/x86_64/machine.h"
#include "lib/panic.h"
#include "lib/print.h"

enum {
    EXCEPTION_DEBUG = 1,
    EXCEPTION_BREAKPOINT = 3,
    EXCEPTION_PAGE_FAULT = 14,
    EXCEPTION_COUNT = 32,
};

enum { PAGE_FAULT_STATUS = 0x1f, PAGE_FAULT_FETCH = 0x10, INT_LENGTH = 2 };

static void page_fault(word_t error)
{
    trap_vm_fault(cpu_read_cr2(), (error & PAGE_FAULT_FETCH) != 0, error & PAGE_FAULT_STATUS);
}

static void exception(word_t vector, word_t error)
{
    if (vector == EXCEPTION_PAGE_FAULT) {
        page_fault(error);
    } else if (HARDWARE_DEBUG_API && vector == EXCEPTION_DEBUG) {
        debug_exception();
    } else if (HARDWARE_DEBUG_API && vector == EXCEPTION_BREAKPOINT) {
        software_breakpoint();
    } else {
        trap_user_exception(vector, error);
    }
}

/* `int n` of user code: the number says which one, and what was in EAX. */
static void user_interrupt(word_t vector)
{
    struct context *context = arch_current();
    context->restart_pc -= INT_LENGTH;
    context->pc = context->restart_pc;
    uint32_t number = (uint32_t)vector << 24 | ((uint32_t)context->rax & 0xffffff);
    trap_unknown_syscall((word_t)(sword_t)(int32_t)number);
}

void trap_dispatch(word_t vector, word_t error)
{
    if (vector < EXCEPTION_COUNT) {
        exception(vector, error);
    } else if (vector == VECTOR_SPURIOUS) {
        trap_irq(ARCH_IRQ_COUNT);
    } else if (vector >= VECTOR_USER) {
        user_interrupt(vector);
    } else {
        trap_irq(irq_entered(vector));
    }
}

/* ---- exceptions in the kernel ---- */

struct kernel_frame {
    word_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
    word_t vector, error, rip, cs, flags, rsp, ss;
};

_Noreturn void trap_in_kernel(const struct kernel_frame *f)
{
    kprintf("\nrax %016lx rbx %016lx rcx %016lx rdx %016lx\n", f->rax, f->rbx, f->rcx, f->rdx);
    kprintf("rsi %016lx rdi %016lx rbp %016lx rsp %016lx\n", f->rsi, f->rdi, f->rbp, f->rsp);
    kprintf("r8  %016lx r9  %016lx r10 %016lx r11 %016lx\n", f->r8, f->r9, f->r10, f->r11);
    kprintf("r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n", f->r12, f->r13, f->r14, f->r15);
    kprintf("rip %016lx flags %lx cr2 %016lx cr3 %016lx\n", f->rip, f->flags, cpu_read_cr2(),
            cpu_read_cr3());
    panic("exception %lu (error code 0x%lx) in the kernel at 0x%lx", f->vector, f->error, f->rip);
}
