/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs, and for how long. Kernel code changes thread states and says who became ready; at the
 * end of the kernel entry sched_run decides once. Spec 04, sections 3 to 7.
 *
 * This is the only place that knows about time slices: a configuration with scheduling contexts
 * replaces this file's implementation, not its callers.
 */
#pragma once

#include "lib/err.h"
#include "thread/cpu.h"
#include "thread/utilisation.h"
#include "vm/asid.h"

/* A blocked or stopped thread gets `state`, one of the two ready ones, and competes for the CPU:
 * 04 section 4.1 for the first thread woken in a kernel entry, 4.2 for further ones. */
void sched_wake(struct tcb *tcb, enum thread_state state);
/* The same for Resume: ready to retry, and at equal priority next in turn (04 section 4.3). */
void sched_resume(struct tcb *tcb);
/* A ready thread stops being ready and gets `state`. */
void sched_block(struct tcb *tcb, enum thread_state state);
/* The best ready thread is to be found at the end of this kernel entry. */
void sched_require_choice(void);
/* The running thread goes to the end of its queue. */
void sched_give_way(void);
void sched_set_priority(struct tcb *tcb, unsigned priority);
void sched_set_domain(struct tcb *tcb, unsigned domain);
/* A thread is put at the head or the tail of its ready queue, or taken out; no-ops where it is
 * already so. */
void sched_prepend(struct tcb *tcb);
void sched_append(struct tcb *tcb);
void sched_dequeue(struct tcb *tcb);
/* One timer tick passed. */
void sched_tick(void);
/* Decides who runs next and switches to it. Called once at the end of each kernel entry. */
void sched_run(void);
/* Finds out anew which address space `tcb` is in. */
void sched_renew_space(struct tcb *tcb);

/* Makes `tcb`, which is in no ready queue, the running thread. */
static inline __attribute__((always_inline)) void sched_switch(struct tcb *tcb)
{
    utilisation_switch(tcb);
    this_cpu()->current = tcb;
    if (UNLIKELY(tcb->space_epoch != vm_epoch)) {
        sched_renew_space(tcb);
    }
    arch_vspace_activate(tcb->space);
    arch_switch(&tcb->context, !(tcb->flags & TCB_FLAG_FPU_DISABLED));
}

/* The running thread goes on in its current address space and FPU mode, after these changed. */
void sched_refresh_current(void);

/* The highest priority at which a thread of the current domain is ready, or -1. */
static inline int sched_highest_ready(void)
{
    const struct ready_queues *ready = &this_cpu()->ready[NUM_DOMAINS > 1 ? this_cpu()->domain : 0];
    if (ready->words == 0) {
        return -1;
    }
    unsigned word = word_log2(ready->words);
    return (int)(word * WORD_BITS + word_log2(ready->present[word]));
}

/* Counts work that is more than the one unit it is part of. */
static inline void sched_count_work(unsigned units)
{
    this_cpu()->work_units += units;
}

/* Counts one unit of long work; ERR_PREEMPTED when it is time to serve an interrupt. */
static inline enum err sched_preemption_point(void)
{
    struct cpu *cpu = this_cpu();
    if (++cpu->work_units < WORK_UNITS_PER_PREEMPTION) {
        return ERR_NONE;
    }
    cpu->work_units = 0;
    return arch_irq_pending() ? ERR_PREEMPTED : ERR_NONE;
}
