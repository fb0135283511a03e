/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: hardware breakpoints and single-stepping (spec arch-x86_64, section 2.9). A thread's
 * debug registers are kept in its context and loaded when it runs.
 */
#include "arch/x86_64/machine.h"

enum {
    BREAKPOINTS = 4,
    DR7_ALWAYS = 1 << 10,
    DR6_STEP = 1 << 14,
    DR7_FIELD = 16,
    DR7_FIELD_BITS = 4,
    REASON_DATA = 0,
    REASON_INSTRUCTION = 1,
    REASON_STEP = 2,
    REASON_BREAKPOINT = 3,
};

/* Values of a breakpoint's two-bit fields in DR7. */
enum { TYPE_EXECUTE = 0, TYPE_WRITE = 1, TYPE_READ_WRITE = 3 };
enum { ACCESS_READ = 0, ACCESS_WRITE = 1, ACCESS_READ_WRITE = 2 };

static const uint8_t size_codes[9] = {[1] = 0, [2] = 1, [4] = 3, [8] = 2};
static const uint8_t code_sizes[4] = {1, 2, 8, 4};

static unsigned field_at(unsigned n)
{
    return DR7_FIELD + DR7_FIELD_BITS * n;
}

static word_t enable_bit(unsigned n)
{
    return BIT(2 * n);
}

unsigned arch_breakpoint_count(void)
{
    return BREAKPOINTS;
}

bool arch_breakpoint_has_type(unsigned n, word_t type)
{
    (void)n, (void)type;
    return true;
}

bool arch_breakpoint_has_size(word_t size)
{
    (void)size;
    return true; /* 8 bytes: every 64-bit processor */
}

void debug_forget(const struct context *context)
{
    if (HARDWARE_DEBUG_API && loaded.debug == context) {
        cpu_write_dr7(DR7_ALWAYS);
        loaded.debug = NULL;
    }
}

static void changed(const struct context *context)
{
    debug_forget(context);
    if (context == arch_current()) {
        debug_load(context);
    }
}

void arch_breakpoint_unset(struct context *context, unsigned n)
{
    context->debug.address[n] = 0;
    context->debug.control &= ~(enable_bit(n) | MASK(DR7_FIELD_BITS) << field_at(n));
    changed(context);
}

void arch_breakpoint_set(struct context *context, unsigned n, const struct breakpoint *breakpoint)
{
    arch_breakpoint_unset(context, n);
    word_t field = TYPE_EXECUTE;
    if (breakpoint->type == BREAKPOINT_DATA) {
        word_t type = breakpoint->access == ACCESS_WRITE ? TYPE_WRITE : TYPE_READ_WRITE;
        field = type | (word_t)size_codes[breakpoint->size] << 2;
    }
    context->debug.address[n] = breakpoint->va;
    context->debug.control |= enable_bit(n) | field << field_at(n);
    changed(context);
}

struct breakpoint arch_breakpoint_get(const struct context *context, unsigned n)
{
    word_t field = context->debug.control >> field_at(n) & MASK(DR7_FIELD_BITS);
    word_t type = field & 3;
    return (struct breakpoint){
        .va = context->debug.address[n],
        .type = type == TYPE_EXECUTE ? BREAKPOINT_INSTRUCTION : BREAKPOINT_DATA,
        .size = type == TYPE_EXECUTE ? 0 : code_sizes[field >> 2],
        .access = type == TYPE_WRITE     ? ACCESS_WRITE
                  : type == TYPE_EXECUTE ? ACCESS_READ
                                         : ACCESS_READ_WRITE,
        .enabled = (context->debug.control & enable_bit(n)) != 0,
    };
}

bool arch_single_step(struct context *context, unsigned n, word_t count, bool fresh)
{
    (void)n, (void)fresh;
    context->debug.step_every = context->debug.steps_left = count;
    if (count != 0) {
        context->flags |= FLAG_TRAP;
    } else {
        context->flags &= ~(word_t)FLAG_TRAP;
    }
    return true;
}

void debug_load(const struct context *context)
{
    if (loaded.debug == context || (loaded.debug == NULL && context->debug.control == 0)) {
        return;
    }
    cpu_write_dr7(DR7_ALWAYS);
    cpu_write_dr0(context->debug.address[0]);
    cpu_write_dr1(context->debug.address[1]);
    cpu_write_dr2(context->debug.address[2]);
    cpu_write_dr3(context->debug.address[3]);
    cpu_write_dr7(DR7_ALWAYS | context->debug.control);
    loaded.debug = context;
}

void debug_exception(void)
{
    struct context *context = arch_current();
    word_t status = cpu_read_dr6();
    cpu_write_dr6(0);
    for (unsigned n = 0; n < BREAKPOINTS; n++) {
        if ((status & BIT(n)) && (context->debug.control & enable_bit(n))) {
            bool data = (context->debug.control >> field_at(n) & 3) != TYPE_EXECUTE;
            if (!data) {
                context->flags |= FLAG_RESUME; /* restarted, the instruction does not trap again */
            }
            trap_debug_exception(data ? REASON_DATA : REASON_INSTRUCTION, context->debug.address[n],
                                 n);
            return;
        }
    }
    if ((status & DR6_STEP) && context->debug.steps_left > 1) {
        context->debug.steps_left--;
        return;
    }
    context->debug.steps_left = context->debug.step_every;
    trap_debug_exception(REASON_STEP, 0, 0);
}

void software_breakpoint(void)
{
    trap_debug_exception(REASON_BREAKPOINT, 0, 0);
}
