/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: a word of pending signals, or a FIFO queue of threads waiting for one, and
 * possibly a thread it is bound to, which gets its signals while receiving on an endpoint.
 * Spec 03, section 7.
 */
#include "ipc/ipc.h"
#include "lib/panic.h"

static struct tcb_queue queue_of(const struct notification *ntfn)
{
    return (struct tcb_queue){.head = notification_head(ntfn), .tail = ntfn->tail};
}

static void set_queue(struct notification *ntfn, struct tcb_queue queue)
{
    enum notification_state state = queue.head == NULL ? NOTIFICATION_IDLE : NOTIFICATION_WAITING;
    ntfn->head_and_state = (word_t)queue.head | state;
    ntfn->tail = queue.tail;
}

void notification_leave(struct tcb *tcb)
{
    struct notification *ntfn = tcb->ipc.object;
    kassert(tcb->state == THREAD_WAITING && notification_state(ntfn) == NOTIFICATION_WAITING);
    struct tcb_queue queue = queue_of(ntfn);
    queue_remove(&queue, tcb);
    set_queue(ntfn, queue);
}

static void set_active(struct notification *ntfn, word_t pending)
{
    kassert(notification_head(ntfn) == NULL);
    ntfn->head_and_state = NOTIFICATION_ACTIVE;
    ntfn->pending = pending;
}

/* Takes the pending signals of an active notification. */
static word_t take_pending(struct notification *ntfn)
{
    kassert(notification_state(ntfn) == NOTIFICATION_ACTIVE);
    ntfn->head_and_state = NOTIFICATION_IDLE;
    return ntfn->pending;
}

void notification_signal(struct notification *ntfn, word_t badge)
{
    struct tcb *woken = NULL;
    switch (notification_state(ntfn)) {
    case NOTIFICATION_ACTIVE:
        ntfn->pending |= badge;
        return;
    case NOTIFICATION_WAITING:
        woken = notification_head(ntfn);
        notification_leave(woken);
        break;
    case NOTIFICATION_IDLE:
        if (ntfn->bound == NULL || ntfn->bound->state != THREAD_RECEIVING) {
            set_active(ntfn, badge);
            return;
        }
        woken = ntfn->bound;
        endpoint_leave(woken);
        break;
    }
    kassert(woken != this_cpu()->current);
    woken->context.cap = badge;
    sched_wake(woken, THREAD_READY);
}

void notification_wait(struct tcb *tcb, struct notification *ntfn, bool blocking)
{
    kassert(tcb_is_ready(tcb) && (ntfn->bound == NULL || ntfn->bound == tcb));
    if (notification_state(ntfn) == NOTIFICATION_ACTIVE) {
        tcb->context.cap = take_pending(ntfn);
    } else if (blocking) {
        sched_block(tcb, THREAD_WAITING);
        tcb->ipc.object = ntfn;
        struct tcb_queue queue = queue_of(ntfn);
        queue_append(&queue, tcb);
        set_queue(ntfn, queue);
    } else {
        tcb->context.cap = 0;
    }
}

bool notification_take_bound(struct tcb *tcb)
{
    struct notification *ntfn = tcb->bound;
    if (LIKELY(ntfn == NULL) || notification_state(ntfn) != NOTIFICATION_ACTIVE) {
        return false;
    }
    tcb->context.cap = take_pending(ntfn);
    return true;
}

void notification_bind(struct notification *ntfn, struct tcb *tcb)
{
    kassert(ntfn->bound == NULL && tcb->bound == NULL);
    kassert(notification_state(ntfn) != NOTIFICATION_WAITING);
    ntfn->bound = tcb;
    tcb->bound = ntfn;
}

void notification_unbind(struct tcb *tcb)
{
    kassert(tcb->bound == NULL || tcb->bound->bound == tcb);
    if (tcb->bound != NULL) {
        tcb->bound->bound = NULL;
        tcb->bound = NULL;
    }
}

bool notification_cancel_some(struct notification *ntfn)
{
    if (notification_state(ntfn) != NOTIFICATION_WAITING) {
        return false;
    }
    sched_require_choice();
    for (unsigned i = 0; i < CANCEL_BATCH && notification_head(ntfn) != NULL; i++) {
        struct tcb *tcb = notification_head(ntfn);
        notification_leave(tcb);
        sched_wake(tcb, THREAD_READY_RETRY);
    }
    return notification_head(ntfn) != NULL;
}
