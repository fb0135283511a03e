/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: what trap.S hands on: exceptions of user code, interrupts, and exceptions of the kernel
 * itself, which end it. Spec arch-armv7, sections 2.4, 2.5 and 2.7.
 */
#include "arch/armv7/machine.h"
#include "dev/irqchip.h"
#include "lib/panic.h"

enum { STATUS_BITS = 14 };

/* The running thread uses the FPU, and may: its state moves in. */
static bool give_fpu(void)
{
    if (!HAVE_FPU || !loaded.fpu_allowed || loaded.fpu_open) {
        return false;
    }
    fpu_access(true);
    if (loaded.fpu != NULL) {
        fpu_save(&loaded.fpu->fpu);
    }
    loaded.fpu = current_context;
    fpu_restore(&current_context->fpu);
    return true;
}

/* An instruction of the FPU while that is closed looks like one that does not exist: it is tried
 * once more with the FPU open. In Thumb code it lies two bytes behind where trap.S looks for it. */
void undefined_dispatch(void)
{
    enum { THUMB = 1 << 5 };
    if (give_fpu()) {
        current_context->pc += current_context->cpsr & THUMB ? 2 : 0;
    } else {
        trap_user_exception(0, 0);
    }
}

static void abort_dispatch(word_t va, bool fetch, word_t status)
{
    if (!HARDWARE_DEBUG_API || !debug_dispatch(fetch, status, va)) {
        trap_vm_fault(va, fetch, status & MASK(STATUS_BITS));
    }
}

void data_abort_dispatch(void)
{
    abort_dispatch(READ_CP15(CP15_DFAR), false, READ_CP15(CP15_DFSR));
}

void fetch_abort_dispatch(void)
{
    abort_dispatch(current_context->restart_pc, true, READ_CP15(CP15_IFSR));
}

void irq_dispatch(void)
{
    word_t irq = irqchip_take();
    trap_irq(irq < ARCH_IRQ_COUNT ? irq : ARCH_IRQ_COUNT);
}

_Noreturn void kernel_exception(word_t pc, word_t mode)
{
    panic("exception in the kernel at 0x%lx: mode 0x%lx, data 0x%lx at 0x%lx, fetch 0x%lx", pc,
          mode & 0x1f, READ_CP15(CP15_DFSR), READ_CP15(CP15_DFAR), READ_CP15(CP15_IFSR));
}
