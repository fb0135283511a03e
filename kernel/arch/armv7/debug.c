/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: hardware breakpoints, which this kernel does not offer: nothing is of any type. */
#include "arch/arch.h"

unsigned arch_breakpoint_count(void)
{
    return 0;
}

bool arch_breakpoint_has_type(unsigned n, word_t type)
{
    return false;
}

bool arch_breakpoint_has_size(word_t size)
{
    return false;
}

void arch_breakpoint_set(struct context *context, unsigned n, const struct breakpoint *breakpoint)
{
}

struct breakpoint arch_breakpoint_get(const struct context *context, unsigned n)
{
    return (struct breakpoint){0};
}

void arch_breakpoint_unset(struct context *context, unsigned n)
{
}

bool arch_single_step(struct context *context, word_t count, bool fresh)
{
    return false;
}
