/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoints: threads wait in one FIFO queue, all of them senders or all of them receivers. A
 * sender that finds a receiver, or the other way round, transfers at once. Spec 03, sections 3–6.
 */
#include "ipc/ipc.h"

#include "lib/panic.h"

static struct tcb_queue queue_of(const struct endpoint *ep)
{
    return (struct tcb_queue){.head = endpoint_head(ep), .tail = ep->tail};
}

static void set_queue(struct endpoint *ep, struct tcb_queue queue, enum endpoint_state state)
{
    if (queue.head == NULL) {
        state = ENDPOINT_IDLE;
    }
    kassert(((word_t)queue.head & IPC_STATE_MASK) == 0);
    ep->head_and_state = (word_t)queue.head | state;
    ep->tail = queue.tail;
}

static void leave(struct endpoint *ep, struct tcb *tcb)
{
    struct tcb_queue queue = queue_of(ep);
    kassert(endpoint_state(ep) != ENDPOINT_IDLE && tcb->ipc.object == ep);
    queue_remove(&queue, tcb);
    set_queue(ep, queue, endpoint_state(ep));
}

void endpoint_leave(struct tcb *tcb)
{
    kassert(tcb->state == THREAD_SENDING || tcb->state == THREAD_RECEIVING);
    leave(tcb->ipc.object, tcb);
}

static void block(struct tcb *tcb, struct endpoint *ep, enum endpoint_state state)
{
    kassert(endpoint_state(ep) == ENDPOINT_IDLE || endpoint_state(ep) == state);
    sched_block(tcb, state == ENDPOINT_SENDING ? THREAD_SENDING : THREAD_RECEIVING);
    tcb->ipc.object = ep;
    struct tcb_queue queue = queue_of(ep);
    queue_append(&queue, tcb);
    set_queue(ep, queue, state);
}

/* The sender's message has arrived: it goes on, waits for the reply, or never goes on. */
static void after_delivery(struct tcb *sender, struct tcb *receiver, struct send send)
{
    if (!send.is_call) {
        if (sender->state == THREAD_SENDING) {
            sched_wake(sender, THREAD_READY);
        }
    } else if (send.can_grant || send.can_grant_reply) {
        reply_create(sender, receiver, receiver->ipc.can_grant);
    } else {
        sched_block(sender, THREAD_STOPPED);
    }
}

void endpoint_send(struct tcb *tcb, struct endpoint *ep, struct send send)
{
    if (endpoint_state(ep) == ENDPOINT_RECEIVING) {
        struct tcb *receiver = endpoint_head(ep);
        kassert(receiver->state == THREAD_RECEIVING && receiver != tcb);
        leave(ep, receiver);
        message_transfer(tcb, receiver, ep, send.badge, send.can_grant);
        sched_wake(receiver, THREAD_READY);
        after_delivery(tcb, receiver, send);
    } else if (send.blocking) {
        tcb->ipc.badge = send.badge;
        tcb->ipc.can_grant = send.can_grant;
        tcb->ipc.can_grant_reply = send.can_grant_reply;
        tcb->ipc.is_call = send.is_call;
        block(tcb, ep, ENDPOINT_SENDING);
    }
}

void endpoint_receive(struct tcb *tcb, struct endpoint *ep, bool can_grant, bool blocking)
{
    kassert(tcb_is_ready(tcb));
    reply_discard(&tcb->slots[TCB_CALLER]);
    tcb->ipc.can_grant = can_grant;
    if (notification_take_bound(tcb)) {
        return;
    }
    if (endpoint_state(ep) == ENDPOINT_SENDING) {
        struct tcb *sender = endpoint_head(ep);
        kassert(sender->state == THREAD_SENDING && sender != tcb);
        struct send send = {.badge = sender->ipc.badge,
                            .can_grant = sender->ipc.can_grant,
                            .can_grant_reply = sender->ipc.can_grant_reply,
                            .is_call = sender->ipc.is_call};
        leave(ep, sender);
        message_transfer(sender, tcb, ep, send.badge, send.can_grant);
        after_delivery(sender, tcb, send);
    } else if (blocking) {
        block(tcb, ep, ENDPOINT_RECEIVING);
    } else {
        tcb->context.cap = 0;
    }
}

static void start_again(struct tcb *tcb)
{
    tcb->fault.kind = FAULT_NONE;
    sched_wake(tcb, THREAD_READY_RETRY);
}

bool endpoint_cancel_some(struct endpoint *ep)
{
    if (endpoint_head(ep) != NULL) {
        sched_require_choice();
    }
    for (unsigned i = 0; i < CANCEL_BATCH && endpoint_head(ep) != NULL; i++) {
        struct tcb *tcb = endpoint_head(ep);
        leave(ep, tcb);
        start_again(tcb);
    }
    return endpoint_head(ep) != NULL;
}

void endpoint_cancel_badged(struct endpoint *ep, word_t badge)
{
    kassert(badge != 0);
    if (endpoint_state(ep) != ENDPOINT_SENDING) {
        return;
    }
    sched_require_choice();
    struct tcb *tcb = endpoint_head(ep);
    while (tcb != NULL) {
        struct tcb *next = tcb->link.next;
        if (tcb->ipc.badge == badge) {
            leave(ep, tcb);
            start_again(tcb);
        }
        tcb = next;
    }
}
