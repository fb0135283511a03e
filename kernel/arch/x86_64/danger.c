/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: system calls with which a program can do anything to the machine, for experiments (spec
 * arch-x86_64, section 1.4). What goes wrong in them ends the kernel, with a report.
 *
 *   KernelX86DangerousMSR          reads and writes any model-specific register
 *   KernelDangerousCodeInjection   runs a function of the program in kernel mode
 */
#include "arch/arch.h"
#include "arch/x86_64/machine.h"

enum { SYS_DEBUG_RUN = -17, SYS_WRITE_MSR = -27, SYS_READ_MSR = -28 };

enum { KERNEL_SLOT = 511 };

/* With the skim window neither address space has both the function and the kernel: the user's gets
 * all of the kernel for as long as it runs, as the kernel's PCID. */
static void run(word_t function, word_t argument)
{
    word_t *root = arch_ptr(skim.user_cr3 & PTE_ADDRESS);
    word_t own = root[KERNEL_SLOT];
    if (SKIM_WINDOW) {
        root[KERNEL_SLOT] = kernel_root[KERNEL_SLOT];
        cpu_write_cr3(arch_paddr(root));
    }
    ((void (*)(word_t))function)(argument);
    if (SKIM_WINDOW) {
        root[KERNEL_SLOT] = own;
        cpu_write_cr3(arch_paddr(kernel_root));
    }
}

static void read_msr(struct context *context)
{
    enum { INFO_LENGTH_1 = 1 };
    context->mr[0] = cpu_read_msr((uint32_t)context->cap);
    context->info = INFO_LENGTH_1;
}

bool arch_syscall(struct context *context, sword_t number)
{
    if (DANGEROUS_CODE_INJECTION && number == SYS_DEBUG_RUN) {
        run(context->cap, context->info);
        return true;
    }
    if (DANGEROUS_MSR && number == SYS_WRITE_MSR) {
        cpu_write_msr((uint32_t)context->cap, context->mr[0]);
        return true;
    }
    if (DANGEROUS_MSR && number == SYS_READ_MSR) {
        read_msr(context);
        return true;
    }
    return false;
}
