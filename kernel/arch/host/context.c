/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: a thread's registers. */
#include "arch/arch.h"

const char *const arch_reg_names[ARCH_REG_COUNT] = {"pc",  "sp",  "cap", "info", "mr0", "mr1",
                                                    "mr2", "mr3", "g0",  "g1",   "g2",  "flags"};

void context_init(struct context *context)
{
    context->general[HOST_REG_FLAGS - HOST_REG_GENERAL] = HOST_FLAGS_FIXED;
}

void context_init_idle(struct context *context)
{
    (void)context;
}

word_t *arch_reg(struct context *context, unsigned i)
{
    switch (i) {
    case 0:
        return &context->restart_pc;
    case HOST_REG_SP:
        return &context->sp;
    case HOST_REG_CAP:
        return &context->cap;
    case HOST_REG_CAP + 1:
        return &context->info;
    default:
        return i < HOST_REG_GENERAL ? &context->mr[i - HOST_REG_MR]
                                    : &context->general[i - HOST_REG_GENERAL];
    }
}

void arch_read_regs(struct context *context, unsigned count, word_t *values)
{
    for (unsigned i = 0; i < count; i++) {
        values[i] = *arch_reg(context, i);
    }
}

word_t arch_sanitise_reg(unsigned i, word_t value)
{
    return i == HOST_REG_FLAGS ? (value & HOST_FLAGS_MASK) | HOST_FLAGS_FIXED : value;
}

void arch_regs_written(struct context *context, bool self)
{
    (void)context, (void)self;
}

void arch_set_tls_base(struct context *context, word_t base)
{
    context->tls = base;
}

void arch_set_own_tls_base(struct context *context, word_t base)
{
    context->tls = base;
}

bool arch_syscall(struct context *context, sword_t number)
{
    (void)context, (void)number;
    return false;
}

void arch_fpu_forget(struct context *context)
{
    host.fpu_forgotten = context;
}

/* ---- fault messages: more words than registers, and fewer ---- */

/* Indices into seL4_UserContext, in the order of the messages. */
static const uint8_t unknown_syscall_regs[] = {4, 5, 6, 7, 8, 9, 10, 0, 1, 11};
static const uint8_t user_exception_regs[] = {0, 1, 11};

const struct fault_regs arch_fault_regs[] = {
    [ARCH_UNKNOWN_SYSCALL] = {unknown_syscall_regs, COUNT_OF(unknown_syscall_regs)},
    [ARCH_USER_EXCEPTION] = {user_exception_regs, COUNT_OF(user_exception_regs)},
};

word_t arch_stack_pointer(const struct context *context)
{
    return context->sp;
}

/* ---- hardware debugging: not in this configuration ---- */

bool arch_single_step(struct context *context, unsigned n, word_t count, bool fresh)
{
    (void)context, (void)n, (void)count, (void)fresh;
    return true;
}
