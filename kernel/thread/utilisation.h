/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each thread has of the processor, and what the kernel takes of it: kernels with
 * CONFIG_BENCHMARK_TRACK_UTILISATION (spec 07, section 5.1). In others every call here is nothing.
 *
 * Counting goes on between utilisation_start and utilisation_stop, the ResetLog and FinalizeLog
 * system calls. A thread's counters outlive both; only those of the idle thread start anew.
 */
#pragma once

#include "thread/tcb.h"

void utilisation_start(void);
void utilisation_stop(void);

/* A kernel entry begins; it ends, `cycles` later. It is put down to the thread that ran. */
void utilisation_entered(void);
void utilisation_leaving(uint64_t cycles);

/* The counters of a thread that ran, up to now; set to 0. */
struct utilisation utilisation_of(struct tcb *tcb);
void utilisation_clear(struct tcb *tcb);
/* Those of all threads together, and the cycles from start to stop. */
struct utilisation utilisation_total(void);

/* Hooks of sched_switch and of a TCB's end. */
void utilisation_note_switch(struct tcb *next);
void utilisation_note_end(const struct tcb *tcb);

static inline __attribute__((always_inline)) void utilisation_switch(struct tcb *next)
{
    if (TRACK_UTILISATION) {
        utilisation_note_switch(next);
    }
}

static inline void utilisation_forget(const struct tcb *tcb)
{
    if (TRACK_UTILISATION) {
        utilisation_note_end(tcb);
    }
}
