/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: hardware breakpoints, watchpoints and single-stepping (spec arch-aarch64, section 2.10).
 * Numbers 0 to 5 are breakpoints, 6 to 9 watchpoints. A thread's are kept in its context and loaded
 * when it runs; they match in user mode only.
 */
#include "arch/aarch64/machine.h"

#ifdef CONFIG_HARDWARE_DEBUG_API

enum {
    COUNT = DEBUG_BREAKPOINTS + DEBUG_WATCHPOINTS,
    REASON_DATA = 0,
    REASON_INSTRUCTION = 1,
    REASON_STEP = 2,
};
enum { ACCESS_READ = 0, ACCESS_WRITE = 1, ACCESS_READ_WRITE = 2 };

/* Control words: enabled, in user mode; which bytes; loads, stores or both. */
enum {
    CONTROL_ON = 1 << 0 | 2 << 1,
    CONTROL_LOADS = 1 << 3,
    CONTROL_STORES = 2 << 3,
    CONTROL_BYTES_LOW = 5,
    CONTROL_INSTRUCTION = 0xf << CONTROL_BYTES_LOW,
};
enum { MDSCR_STEP = 1 << 0, MDSCR_ON = 1 << 15 };

#define SPSR_STEP (1UL << 21)

unsigned arch_breakpoint_count(void)
{
    return COUNT;
}

bool arch_breakpoint_has_type(unsigned n, word_t type)
{
    return (n < DEBUG_BREAKPOINTS) == (type == BREAKPOINT_INSTRUCTION);
}

bool arch_breakpoint_has_size(word_t size)
{
    (void)size;
    return true;
}

/* ---- registers: their number is part of the instruction ---- */

#define LOAD(kind, n, m)                                                                           \
    case n:                                                                                        \
        WRITE_REG(dbg##kind##vr##m##_el1, pair->value);                                            \
        WRITE_REG(dbg##kind##cr##m##_el1, pair->control);                                          \
        break

static void load_pair(unsigned n, const struct debug_pair *pair)
{
    switch (n) {
        LOAD(b, 0, 0);
        LOAD(b, 1, 1);
        LOAD(b, 2, 2);
        LOAD(b, 3, 3);
        LOAD(b, 4, 4);
        LOAD(b, 5, 5);
        LOAD(w, 6, 0);
        LOAD(w, 7, 1);
        LOAD(w, 8, 2);
        LOAD(w, 9, 3);
    }
}

BOOT_CODE void debug_init(void)
{
    WRITE_REG(oslar_el1, 0);
}

static bool uses_debug(const struct context *context)
{
    for (unsigned n = 0; n < COUNT; n++) {
        if (context->debug.pair[n].control != 0) {
            return true;
        }
    }
    return context->debug.step_every != 0;
}

void debug_load(const struct context *context)
{
    if (loaded.debug == context || (loaded.debug == NULL && !context->debug.in_use)) {
        return;
    }
    for (unsigned n = 0; n < COUNT; n++) {
        load_pair(n, &context->debug.pair[n]);
    }
    WRITE_REG(mdscr_el1, MDSCR_ON | (context->debug.step_every != 0 ? MDSCR_STEP : 0));
    cpu_isb();
    loaded.debug = context;
}

void debug_forget(const struct context *context)
{
    if (loaded.debug == context) {
        WRITE_REG(mdscr_el1, 0);
        cpu_isb();
        loaded.debug = NULL;
    }
}

static void changed(struct context *context)
{
    context->debug.in_use = uses_debug(context);
    debug_forget(context);
    if (context == arch_current()) {
        debug_load(context);
    }
}

/* ---- setting ---- */

void arch_breakpoint_unset(struct context *context, unsigned n)
{
    context->debug.pair[n] = (struct debug_pair){0, 0};
    changed(context);
}

void arch_breakpoint_set(struct context *context, unsigned n, const struct breakpoint *breakpoint)
{
    struct debug_pair pair = {.value = breakpoint->va, .control = CONTROL_ON | CONTROL_INSTRUCTION};
    if (breakpoint->type == BREAKPOINT_DATA) {
        word_t bytes = MASK(breakpoint->size) << (breakpoint->va & 7);
        pair.value = ALIGN_DOWN(breakpoint->va, 3);
        pair.control = CONTROL_ON | bytes << CONTROL_BYTES_LOW |
                       (breakpoint->access != ACCESS_WRITE ? CONTROL_LOADS : 0) |
                       (breakpoint->access != ACCESS_READ ? CONTROL_STORES : 0);
    }
    context->debug.pair[n] = pair;
    changed(context);
}

/* The address a pair stands for: that of the first watched byte. */
static word_t address_of(const struct debug_pair *pair, unsigned n)
{
    word_t bytes = pair->control >> CONTROL_BYTES_LOW;
    return pair->value + (n < DEBUG_BREAKPOINTS || bytes == 0 ? 0 : __builtin_ctzl(bytes));
}

struct breakpoint arch_breakpoint_get(const struct context *context, unsigned n)
{
    const struct debug_pair *pair = &context->debug.pair[n];
    bool is_data = n >= DEBUG_BREAKPOINTS, loads = pair->control & CONTROL_LOADS,
         stores = pair->control & CONTROL_STORES;
    word_t bytes = pair->control >> CONTROL_BYTES_LOW;
    return (struct breakpoint){
        .va = address_of(pair, n),
        .type = is_data ? BREAKPOINT_DATA : BREAKPOINT_INSTRUCTION,
        .size = is_data ? (word_t)__builtin_popcountl(bytes) : 0,
        .access = loads && stores ? ACCESS_READ_WRITE
                  : stores        ? ACCESS_WRITE
                                  : ACCESS_READ,
        .enabled = pair->control != 0,
    };
}

/* A reply can change stepping, but not begin it. */
bool arch_single_step(struct context *context, unsigned n, word_t count, bool fresh)
{
    (void)n;
    if (!fresh && context->debug.step_every == 0) {
        return false;
    }
    context->debug.step_every = context->debug.steps_left = count;
    context->spsr = count != 0 ? context->spsr | SPSR_STEP : context->spsr & ~SPSR_STEP;
    changed(context);
    return true;
}

/* ---- what happens then ---- */

static void breakpoint_hit(const struct context *context)
{
    for (unsigned n = 0; n < DEBUG_BREAKPOINTS; n++) {
        const struct debug_pair *pair = &context->debug.pair[n];
        if (pair->control != 0 && pair->value == context->restart_pc) {
            trap_debug_exception(REASON_INSTRUCTION, pair->value, n);
            return;
        }
    }
    trap_debug_exception(REASON_INSTRUCTION, context->restart_pc, 0);
}

/* The address that is reported may lie before the watched bytes, when the access does. */
static void watchpoint_hit(const struct context *context, word_t far)
{
    unsigned hit = COUNT;
    for (unsigned n = COUNT; n-- > DEBUG_BREAKPOINTS;) {
        const struct debug_pair *pair = &context->debug.pair[n];
        bool named = hit != COUNT && context->debug.pair[hit].value == ALIGN_DOWN(far, 3);
        if (pair->control != 0 && (!named || pair->value == ALIGN_DOWN(far, 3))) {
            hit = n;
        }
    }
    hit = hit != COUNT ? hit : DEBUG_BREAKPOINTS;
    trap_debug_exception(REASON_DATA, address_of(&context->debug.pair[hit], hit), hit);
}

static void stepped(struct context *context)
{
    if (context->debug.steps_left > 1) {
        context->debug.steps_left--;
        context->spsr |= SPSR_STEP;
        return;
    }
    context->debug.steps_left = context->debug.step_every;
    trap_debug_exception(REASON_STEP, 0, 0);
}

bool debug_dispatch(word_t class, word_t far)
{
    enum { BREAKPOINT = 0x30, STEP = 0x32, WATCHPOINT = 0x34, BRK = 0x3c };
    enum { REASON_SOFTWARE = 3 };
    struct context *context = current_context;
    switch (class) {
    case BREAKPOINT:
        breakpoint_hit(context);
        return true;
    case STEP:
        stepped(context);
        return true;
    case WATCHPOINT:
        watchpoint_hit(context, far);
        return true;
    case BRK:
        trap_debug_exception(REASON_SOFTWARE, 0, 0);
        return true;
    default:
        return false;
    }
}

#endif
