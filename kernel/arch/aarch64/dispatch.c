/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: what trap.S hands on: exceptions of user code, interrupts, and exceptions of the kernel
 * itself, which end it. Spec arch-aarch64, sections 2.3 to 2.5.
 */
#include "arch/aarch64/machine.h"
#include "dev/irqchip.h"
#include "lib/panic.h"
#include "lib/print.h"

enum { CLASS_LOW = 26, CLASS_FPU = 0x07, CLASS_FETCH_ABORT = 0x20, CLASS_DATA_ABORT = 0x24 };

/* The running thread uses the FPU, and may: its state moves in. */
static bool give_fpu(void)
{
    if (!HAVE_FPU || !loaded.fpu_allowed || loaded.fpu_open) {
        return false;
    }
    fpu_access(true);
    cpu_isb();
    if (loaded.fpu != NULL) {
        fpu_save(&loaded.fpu->fpu);
    }
    kassert(current_context->spsr != 0);
    loaded.fpu = current_context;
    fpu_restore(&current_context->fpu);
    return true;
}

void exception_dispatch(word_t esr, word_t far)
{
    esr &= 0xffffffff;
    word_t class = esr >> CLASS_LOW;
    if (class == CLASS_DATA_ABORT) {
        trap_vm_fault(far, false, esr);
    } else if (class == CLASS_FETCH_ABORT) {
        trap_vm_fault(current_context->restart_pc, true, esr);
    } else if (class == CLASS_FPU && give_fpu()) {
        return;
    } else if (!HARDWARE_DEBUG_API || !debug_dispatch(class, far)) {
        trap_user_exception(esr, 0);
    }
}

void irq_dispatch(void)
{
    word_t irq = irqchip_take();
    trap_irq(irq < ARCH_IRQ_COUNT ? irq : ARCH_IRQ_COUNT);
}

void serror_dispatch(word_t esr)
{
    if (!ENABLED(CONFIG_AARCH64_SERROR_IGNORE)) {
        panic("asynchronous external abort, syndrome 0x%lx", esr);
    }
}

_Noreturn void kernel_exception(word_t esr, word_t elr, word_t far)
{
    panic("exception in the kernel at 0x%lx: syndrome 0x%lx, address 0x%lx", elr, esr, far);
}
