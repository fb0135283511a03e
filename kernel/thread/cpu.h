/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each processor has for itself. There is one processor today; code that says this_cpu() is
 * ready for more.
 */
#pragma once

#include "thread/tcb.h"

enum { PRIORITY_WORDS = (NUM_PRIORITIES + WORD_BITS - 1) / WORD_BITS };
_Static_assert(NUM_PRIORITIES >= 1 && NUM_PRIORITIES <= 256, "a priority is one byte of a TCB");
_Static_assert(NUM_DOMAINS >= 1 && NUM_DOMAINS <= 256, "a domain is one byte of a TCB");
_Static_assert(TIME_SLICE >= 1 && WORK_UNITS_PER_PREEMPTION >= 1, "KernelTimeSlice and the like");

/* The ready threads of one domain. Bit p of `present` is set iff queue[p] is not empty; bit w of
 * `words` iff present[w] is not 0. */
struct ready_queues {
    word_t words;
    word_t present[PRIORITY_WORDS];
    struct tcb_queue queue[NUM_PRIORITIES];
};

struct cpu {
    struct tcb *current;
    struct tcb *idle;
    /* The decision pending for the end of this kernel entry: with both unset the current thread
     * goes on if it is ready; `next` is the one thread woken so far; `choose`: the best one. */
    struct tcb *next;
    bool choose;
    unsigned domain;
    unsigned work_units; /* done since interrupts were last looked for */
    struct ready_queues ready[NUM_DOMAINS];
};

extern struct cpu cpu0;

static inline struct cpu *this_cpu(void)
{
    return &cpu0;
}
