/* SPDX-License-Identifier: BSD-2-Clause */
/* See sched.h. */
#include "thread/sched.h"

#include "lib/panic.h"
#include "thread/domain.h"

struct cpu cpu0;

/* ---- ready queues ---- */

static struct ready_queues *queues_of(const struct tcb *tcb)
{
    return &this_cpu()->ready[tcb->domain];
}

static void mark_present(struct ready_queues *ready, unsigned priority)
{
    unsigned word = priority / WORD_BITS;
    ready->present[word] |= BIT(priority % WORD_BITS);
    ready->words |= BIT(word);
}

static void mark_absent(struct ready_queues *ready, unsigned priority)
{
    unsigned word = priority / WORD_BITS;
    ready->present[word] &= ~BIT(priority % WORD_BITS);
    if (ready->present[word] == 0) {
        ready->words &= ~BIT(word);
    }
}

void sched_prepend(struct tcb *tcb)
{
    kassert(tcb_is_ready(tcb) && tcb != this_cpu()->idle);
    if (!tcb->queued) {
        struct ready_queues *ready = queues_of(tcb);
        queue_prepend(&ready->queue[tcb->priority], tcb);
        mark_present(ready, tcb->priority);
        tcb->queued = true;
    }
}

void sched_append(struct tcb *tcb)
{
    kassert(tcb_is_ready(tcb) && tcb != this_cpu()->idle);
    if (!tcb->queued) {
        struct ready_queues *ready = queues_of(tcb);
        queue_append(&ready->queue[tcb->priority], tcb);
        mark_present(ready, tcb->priority);
        tcb->queued = true;
    }
}

void sched_dequeue(struct tcb *tcb)
{
    if (tcb->queued) {
        struct ready_queues *ready = queues_of(tcb);
        struct tcb_queue *queue = &ready->queue[tcb->priority];
        kassert(queue->head != NULL && (ready->words & BIT(tcb->priority / WORD_BITS)) != 0);
        queue_remove(queue, tcb);
        tcb->queued = false;
        if (queue->head == NULL) {
            mark_absent(ready, tcb->priority);
        }
    }
}

/* ---- decisions during a kernel entry ---- */

void sched_require_choice(void)
{
    struct cpu *cpu = this_cpu();
    if (cpu->next != NULL) {
        sched_prepend(cpu->next);
        cpu->next = NULL;
    }
    cpu->choose = true;
}

/* A ready thread competes for the CPU. If it does not get it and is in no queue yet, its place is
 * the head of its queue, or the tail where woken_thread_wins says so. */
static void compete(struct tcb *tcb)
{
    struct cpu *cpu = this_cpu();
    kassert(tcb_is_ready(tcb) && tcb != cpu->current && tcb != cpu->idle);
    if (tcb->domain != cpu->domain) {
        sched_prepend(tcb);
    } else if (cpu->next != NULL || cpu->choose) {
        sched_require_choice();
        sched_prepend(tcb);
    } else {
        cpu->next = tcb;
    }
}

void sched_wake(struct tcb *tcb, enum thread_state state)
{
    kassert(!tcb_is_ready(tcb) && !tcb->queued);
    kassert(state == THREAD_READY || state == THREAD_READY_RETRY);
    tcb->state = (uint8_t)state;
    compete(tcb);
}

void sched_resume(struct tcb *tcb)
{
    kassert(!tcb_is_ready(tcb) && !tcb->queued);
    tcb->state = THREAD_READY_RETRY;
    /* The running thread, which suspended itself a moment ago, is in no queue and simply goes on.
     */
    if (tcb != this_cpu()->current) {
        sched_prepend(tcb);
        compete(tcb);
    }
}

void sched_block(struct tcb *tcb, enum thread_state state)
{
    struct cpu *cpu = this_cpu();
    kassert(state != THREAD_READY && state != THREAD_READY_RETRY && tcb != cpu->idle);
    tcb->state = (uint8_t)state;
    sched_dequeue(tcb);
    if (cpu->next == tcb) {
        cpu->next = NULL;
        cpu->choose = true;
    }
}

void sched_give_way(void)
{
    sched_append(this_cpu()->current);
    sched_require_choice();
}

/* `tcb` gave up its place because its priority or domain changed. */
static void compete_again(struct tcb *tcb)
{
    struct cpu *cpu = this_cpu();
    if (tcb == cpu->current) {
        sched_require_choice();
    } else if (tcb_is_ready(tcb)) {
        compete(tcb);
    }
}

/* Takes a thread out of wherever its priority or domain put it. */
static void give_up_place(struct tcb *tcb)
{
    struct cpu *cpu = this_cpu();
    sched_dequeue(tcb);
    if (cpu->next == tcb) {
        cpu->next = NULL;
    }
}

void sched_set_priority(struct tcb *tcb, unsigned priority)
{
    kassert(priority < NUM_PRIORITIES);
    give_up_place(tcb);
    tcb->priority = (uint8_t)priority;
    compete_again(tcb);
}

void sched_set_domain(struct tcb *tcb, unsigned domain)
{
    kassert(domain < NUM_DOMAINS);
    give_up_place(tcb);
    tcb->domain = (uint8_t)domain;
    if (tcb != this_cpu()->current && tcb_is_ready(tcb)) {
        sched_prepend(tcb);
    }
    /* The running thread leaves its domain, or one that is better may have come into it. */
    sched_require_choice();
}

void sched_tick(void)
{
    struct tcb *current = this_cpu()->current;
    if (current->state == THREAD_READY) {
        if (current->time_left > 1) {
            current->time_left--;
        } else {
            current->time_left = TIME_SLICE;
            sched_append(current);
            sched_require_choice();
        }
    }
    if (NUM_DOMAINS > 1 && domain_tick()) {
        sched_require_choice();
    }
}

/* ---- the decision ---- */

void sched_renew_space(struct tcb *tcb)
{
    tcb->space = vm_space(tcb->slots[TCB_VSPACE].cap);
    tcb->space_epoch = vm_epoch;
}

void sched_refresh_current(void)
{
    struct tcb *current = this_cpu()->current;
    if (current != this_cpu()->idle) {
        sched_switch(current);
    }
}

/* The best ready thread, out of its queue; the idle thread if there is none. */
static struct tcb *take_best(void)
{
    struct cpu *cpu = this_cpu();
    if (NUM_DOMAINS > 1) {
        cpu->domain = domain_current();
    }
    int priority = sched_highest_ready();
    if (priority < 0) {
        return cpu->idle;
    }
    struct tcb *best = cpu->ready[cpu->domain].queue[priority].head;
    kassert(best != NULL && best->priority == priority && best->domain == cpu->domain);
    sched_dequeue(best);
    return best;
}

/* Whether the one woken thread runs at once (04 section 4.1); otherwise it has been queued. */
static bool woken_thread_wins(struct tcb *current, bool current_ready, struct tcb *woken)
{
    if (current_ready) {
        if (woken->priority > current->priority) {
            return true;
        }
        if (woken->priority == current->priority) {
            sched_append(woken);
        } else {
            sched_prepend(woken);
        }
        return false;
    }
    if (current != this_cpu()->idle && woken->priority >= current->priority) {
        return true;
    }
    if (woken->priority >= sched_highest_ready()) {
        return true;
    }
    sched_prepend(woken);
    return false;
}

static struct tcb *decide(struct cpu *cpu, struct tcb *current, bool current_ready)
{
    struct tcb *woken = cpu->next;
    if (woken != NULL) {
        if (woken_thread_wins(current, current_ready, woken)) {
            if (current_ready) {
                sched_prepend(current);
            }
            sched_dequeue(woken);
            return woken;
        }
        if (current_ready) {
            return current;
        }
    } else if (!cpu->choose && (current_ready || current == cpu->idle)) {
        return current;
    }
    if (current_ready) {
        sched_prepend(current);
    }
    return take_best();
}

void sched_run(void)
{
    struct cpu *cpu = this_cpu();
    struct tcb *current = cpu->current;
    struct tcb *chosen = decide(cpu, current, tcb_is_ready(current));
    kassert(!chosen->queued && (tcb_is_ready(chosen) || chosen == cpu->idle));
    cpu->next = NULL;
    cpu->choose = false;
    if (chosen != current) {
        sched_switch(chosen);
    }
    if (chosen->state == THREAD_READY_RETRY) {
        chosen->context.pc = chosen->context.restart_pc;
        chosen->state = THREAD_READY;
    }
}
