/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: hardware breakpoints, watchpoints and single-stepping (spec arch-armv7, section 7), by the
 * debug registers of coprocessor 14. Numbers 0 to 5 are breakpoints, 6 to 9 watchpoints. A thread's
 * are kept in its context and loaded when it runs; they match in user mode only. Events come as
 * aborts. Stepping takes a breakpoint, which then matches everywhere but at one address.
 */
#include "arch/armv7/machine.h"

#ifdef CONFIG_HARDWARE_DEBUG_API

enum {
    COUNT = DEBUG_BREAKPOINTS + DEBUG_WATCHPOINTS,
    REASON_DATA = 0,
    REASON_INSTRUCTION = 1,
    REASON_STEP = 2,
    REASON_SOFTWARE = 3,
};
enum { ACCESS_READ = 0, ACCESS_WRITE = 1, ACCESS_READ_WRITE = 2 };

/* Control words: enabled, in user mode; which bytes; loads, stores or both; anywhere else. */
enum {
    CONTROL_ON = 1 << 0 | 2 << 1,
    CONTROL_LOADS = 1 << 3,
    CONTROL_STORES = 2 << 3,
    CONTROL_BYTES_LOW = 5,
    CONTROL_BYTES = 0xff << CONTROL_BYTES_LOW,
    CONTROL_INSTRUCTION = 0xf << CONTROL_BYTES_LOW,
    CONTROL_MISMATCH = 4 << 20,
};
enum { STATUS_ON = 1 << 15 };

unsigned arch_breakpoint_count(void)
{
    return COUNT;
}

bool arch_breakpoint_has_type(unsigned n, word_t type)
{
    return (n < DEBUG_BREAKPOINTS) == (type == BREAKPOINT_INSTRUCTION);
}

static bool watches_8_bytes; /* else 4 */

bool arch_breakpoint_has_size(word_t size)
{
    return size <= (watches_8_bytes ? 8 : 4);
}

/* ---- registers: their number is part of the instruction ---- */

#define READ_CP14(name)                                                                            \
    ({                                                                                             \
        word_t cp14_value;                                                                         \
        asm volatile("mrc p14, 0, %0, " name : "=r"(cp14_value));                                  \
        cp14_value;                                                                                \
    })
#define WRITE_CP14(name, value)                                                                    \
    asm volatile("mcr p14, 0, %0, " name : : "r"((word_t)(value)) : "memory")

#define CP14_STATUS      "c0, c2, 2"
#define CP14_FIRST_WATCH "c0, c0, 7"
#define CP14_OS_LOCK     "c1, c0, 4"
#define CP14_OS_INFO     "c1, c1, 4"

#define LOAD(n, register, value_at, control_at)                                                    \
    case n:                                                                                        \
        WRITE_CP14("c0, c" #register ", " #value_at, pair->value);                                 \
        WRITE_CP14("c0, c" #register ", " #control_at, pair->control);                             \
        break

static void load_pair(unsigned n, const struct debug_pair *pair)
{
    switch (n) {
        LOAD(0, 0, 4, 5);
        LOAD(1, 1, 4, 5);
        LOAD(2, 2, 4, 5);
        LOAD(3, 3, 4, 5);
        LOAD(4, 4, 4, 5);
        LOAD(5, 5, 4, 5);
        LOAD(6, 0, 6, 7);
        LOAD(7, 1, 6, 7);
        LOAD(8, 2, 6, 7);
        LOAD(9, 3, 6, 7);
    }
}

static void turn(bool on)
{
    word_t status = READ_CP14(CP14_STATUS);
    WRITE_CP14(CP14_STATUS, on ? status | STATUS_ON : status & ~(word_t)STATUS_ON);
    cpu_isb();
}

/* What the registers hold is unknown until then. */
BOOT_CODE void debug_init(void)
{
    enum { HAS_OS_LOCK = 1 << 3 | 1 << 0 };
    const struct debug_pair none = {0, 0}, widest = {0, CONTROL_BYTES};
    if (READ_CP14(CP14_OS_INFO) & HAS_OS_LOCK) {
        WRITE_CP14(CP14_OS_LOCK, 0);
        cpu_isb();
    }
    load_pair(DEBUG_BREAKPOINTS, &widest);
    watches_8_bytes = (READ_CP14(CP14_FIRST_WATCH) & CONTROL_BYTES) == CONTROL_BYTES;
    for (unsigned n = 0; n < COUNT; n++) {
        load_pair(n, &none);
    }
    turn(false);
}

static bool uses_debug(const struct context *context)
{
    for (unsigned n = 0; n < COUNT; n++) {
        if (context->debug.pair[n].control != 0) {
            return true;
        }
    }
    return false;
}

void debug_load(const struct context *context)
{
    if (loaded.debug == context || (loaded.debug == NULL && !context->debug.in_use)) {
        return;
    }
    for (unsigned n = 0; n < COUNT; n++) {
        load_pair(n, &context->debug.pair[n]);
    }
    turn(true);
    loaded.debug = context;
}

void debug_forget(const struct context *context)
{
    if (loaded.debug == context) {
        turn(false);
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

/* A breakpoint stops at the word's instruction, or one of the two that Thumb code has there. */
void arch_breakpoint_set(struct context *context, unsigned n, const struct breakpoint *breakpoint)
{
    enum { THUMB_SECOND = 2 };
    struct debug_pair pair = {.value = ALIGN_DOWN(breakpoint->va, 2),
                              .control = CONTROL_ON | CONTROL_INSTRUCTION};
    if (breakpoint->va & THUMB_SECOND) {
        pair.control &= ~(word_t)(3 << CONTROL_BYTES_LOW);
    }
    if (breakpoint->type == BREAKPOINT_DATA) {
        word_t bytes = MASK(breakpoint->size) << (breakpoint->va & 3);
        pair.control = CONTROL_ON | bytes << CONTROL_BYTES_LOW |
                       (breakpoint->access != ACCESS_WRITE ? CONTROL_LOADS : 0) |
                       (breakpoint->access != ACCESS_READ ? CONTROL_STORES : 0);
    }
    context->debug.pair[n] = pair;
    changed(context);
}

/* The first byte that is watched. */
static word_t address_of(const struct debug_pair *pair)
{
    word_t bytes = (pair->control & CONTROL_BYTES) >> CONTROL_BYTES_LOW;
    return pair->value + (bytes == 0 ? 0 : (word_t)__builtin_ctzl(bytes));
}

struct breakpoint arch_breakpoint_get(const struct context *context, unsigned n)
{
    const struct debug_pair *pair = &context->debug.pair[n];
    bool is_data = n >= DEBUG_BREAKPOINTS, loads = pair->control & CONTROL_LOADS,
         stores = pair->control & CONTROL_STORES;
    word_t bytes = (pair->control & CONTROL_BYTES) >> CONTROL_BYTES_LOW;
    return (struct breakpoint){
        .va = address_of(pair),
        .type = is_data ? BREAKPOINT_DATA : BREAKPOINT_INSTRUCTION,
        .size = is_data ? (word_t)__builtin_popcountl(bytes) : 0,
        .access = loads && stores ? ACCESS_READ_WRITE
                  : stores        ? ACCESS_WRITE
                                  : ACCESS_READ,
        .enabled = pair->control != 0,
    };
}

static void step_from(struct context *context)
{
    context->debug.pair[context->debug.step_number] =
        (struct debug_pair){.value = ALIGN_DOWN(context->restart_pc, 2),
                            .control = CONTROL_ON | CONTROL_INSTRUCTION | CONTROL_MISMATCH};
}

/* A reply can change stepping, but not begin it. The thread goes on with one instruction, at the
 * address that does not match. */
bool arch_single_step(struct context *context, unsigned n, word_t count, bool fresh)
{
    struct debug_registers *debug = &context->debug;
    if (!fresh && debug->step_every == 0) {
        return false;
    }
    if (debug->step_every != 0) {
        debug->pair[debug->step_number] = (struct debug_pair){0, 0};
    }
    debug->step_every = debug->steps_left = count;
    debug->step_number = fresh ? n : debug->step_number;
    if (count != 0) {
        step_from(context);
    }
    changed(context);
    return true;
}

/* ---- what happens then ---- */

/* False if there is none that could have been hit. The address that is reported may lie before the
 * watched bytes, or be unknown. */
static bool watchpoint_hit(const struct context *context, word_t far)
{
    unsigned first = COUNT, hit = COUNT;
    for (unsigned n = DEBUG_BREAKPOINTS; n < COUNT; n++) {
        const struct debug_pair *pair = &context->debug.pair[n];
        if (pair->control == 0) {
            continue;
        }
        first = first == COUNT ? n : first;
        if (hit == COUNT && far - pair->value < sizeof(uint64_t)) {
            hit = n;
        }
    }
    hit = hit != COUNT ? hit : first;
    if (hit != COUNT) {
        trap_debug_exception(REASON_DATA, address_of(&context->debug.pair[hit]), hit);
    }
    return hit != COUNT;
}

static bool is_step(const struct context *context)
{
    const struct debug_registers *debug = &context->debug;
    return debug->step_every != 0 &&
           debug->pair[debug->step_number].value != ALIGN_DOWN(context->restart_pc, 2);
}

static void stepped(struct context *context)
{
    struct debug_registers *debug = &context->debug;
    bool done = debug->steps_left <= 1;
    debug->steps_left = done ? debug->step_every : debug->steps_left - 1;
    step_from(context);
    changed(context);
    if (done) {
        trap_debug_exception(REASON_STEP, 0, 0);
    }
}

/* What the breakpoints say; if none of them stops there, it was an instruction. */
static void fetch_event(struct context *context)
{
    for (unsigned n = 0; n < DEBUG_BREAKPOINTS; n++) {
        const struct debug_pair *pair = &context->debug.pair[n];
        if (pair->control != 0 && !(pair->control & CONTROL_MISMATCH) &&
            pair->value == ALIGN_DOWN(context->restart_pc, 2)) {
            trap_debug_exception(REASON_INSTRUCTION, context->restart_pc, n);
            return;
        }
    }
    if (is_step(context)) {
        stepped(context);
    } else {
        trap_debug_exception(REASON_SOFTWARE, 0, 0);
    }
}

bool debug_dispatch(bool fetch, word_t status, word_t far)
{
    enum { STATUS_MASK = 0x40f, STATUS_DEBUG_EVENT = 2 };
    if ((status & STATUS_MASK) != STATUS_DEBUG_EVENT) {
        return false;
    }
    if (!fetch) {
        return watchpoint_hit(current_context, far);
    }
    fetch_event(current_context);
    return true;
}

#endif
