/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast path: what happens most, straight through. Call to a waiting server, ReplyRecv to a
 * waiting client, Signal that lets the current thread go on. Each function first makes sure that
 * nothing at all is unusual, changing nothing, and answers false if something is; then it does
 * exactly what the slow path would have done. The tests run everything with and without it.
 *
 * All of it is inline, in trap_syscall, which need not save registers. A message may have any
 * length here, if both sides have a buffer for what goes beyond the registers; it may have no
 * capabilities.
 */
#pragma once

#include "ipc/ipc.h"

enum { INFO_CAPS_MASK = 3 << INFO_CAPS_LOW, INFO_UNWRAPPED_MASK = 7 << INFO_UNWRAPPED_LOW };

/* The fields for length and number of capabilities lie side by side: one number tells a message
 * that lies in registers from one that needs buffers, and both from one that is not for here. */
static inline word_t info_size(word_t info)
{
    return info & (INFO_CAPS_MASK | MASK(INFO_LENGTH_BITS));
}

static inline bool info_is_short(word_t info)
{
    return info_size(info) <= ARCH_MR_COUNT;
}

/* The words of a long message beyond the registers. */
struct buffers {
    const word_t *from;
    word_t *to;
};

/* False if the message would be cut short. */
static inline bool find_buffers(const struct tcb *from, const struct tcb *to,
                                struct buffers *buffers)
{
    buffers->from = tcb_buffer(from, false);
    buffers->to = tcb_buffer(to, true);
    return buffers->from != NULL && buffers->to != NULL;
}

static inline void copy_registers(const struct tcb *from, struct tcb *to, word_t length)
{
    for (word_t i = 0; i < ARCH_MR_COUNT && i != length; i++) {
        to->context.mr[i] = from->context.mr[i];
    }
}

static inline void copy_words(const struct buffers *buffers, word_t length)
{
    for (word_t i = BUFFER_MESSAGE + ARCH_MR_COUNT; i < BUFFER_MESSAGE + length; i++) {
        buffers->to[i] = buffers->from[i];
    }
}

/* Whether no other ready thread would be chosen before `tcb`, which `current` makes way for. */
static inline bool runs_next(const struct tcb *tcb, const struct tcb *current)
{
    return (NUM_DOMAINS == 1 || tcb->domain == this_cpu()->domain) &&
           (LIKELY(tcb->priority >= current->priority) || tcb->priority >= sched_highest_ready());
}

/* `to`, which waited, goes on with a message; the current thread has given way. */
static inline __attribute__((always_inline)) void hand_over(struct tcb *to, word_t badge,
                                                            word_t info)
{
    to->context.cap = badge;
    to->context.info = info & ~(word_t)INFO_UNWRAPPED_MASK;
    to->state = THREAD_READY;
    sched_switch(to);
}

/* The capability at a CPtr, if it is one to an endpoint with the given rights. */
static inline __attribute__((always_inline)) bool find_endpoint(const struct tcb *tcb, word_t cptr,
                                                                word_t rights, struct cap *cap)
{
    *cap = cspace_lookup_quick(tcb->slots[TCB_CSPACE].cap, cptr)->cap;
    return cap_type(*cap) == CAP_ENDPOINT && cap_has_rights(*cap, rights);
}

/* `is_long` is a constant wherever this is called. */
static inline __attribute__((always_inline)) bool fastpath_call(word_t cptr, word_t info,
                                                                bool is_long)
{
    struct tcb *caller = this_cpu()->current;
    struct cap cap;
    if (UNLIKELY(!find_endpoint(caller, cptr, RIGHT_WRITE, &cap))) {
        return false;
    }
    struct endpoint *ep = cap_ptr(cap);
    if (UNLIKELY(endpoint_state(ep) != ENDPOINT_RECEIVING)) {
        return false;
    }
    struct tcb *server = endpoint_head(ep);
    struct buffers buffers;
    word_t length = info & MASK(INFO_LENGTH_BITS);
    if (UNLIKELY((cap_rights(cap) & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) == 0 ||
                 !runs_next(server, caller) ||
                 (is_long && !find_buffers(caller, server, &buffers)))) {
        return false;
    }

    struct tcb *next = server->link.next;
    if (UNLIKELY(next != NULL)) {
        ep->head_and_state = (word_t)next | ENDPOINT_RECEIVING;
        next->link.prev = NULL;
        server->link.next = NULL;
    } else {
        ep->head_and_state = ENDPOINT_IDLE;
        ep->tail = NULL;
    }

    /* The slot is empty, so its other words are 0 already. */
    struct slot *slot = &server->slots[TCB_CALLER];
    struct cap reply = cap_to(CAP_REPLY, caller);
    slot->cap.w[1] = cap_with_rights(reply, server->ipc.can_grant ? RIGHT_GRANT : 0).w[1];
    slot->next_and_flags = SLOT_ORIGINAL;
    caller->reply_slot = slot;
    caller->state = THREAD_AWAITING_REPLY;

    copy_registers(caller, server, length);
    if (is_long) {
        copy_words(&buffers, length);
    }
    hand_over(server, cap_badge(cap), info);
    return true;
}

/* Whether the receive half of ReplyRecv will block: nobody is sending, nothing is signalled. */
static inline bool will_block(const struct tcb *tcb, const struct endpoint *ep)
{
    return endpoint_state(ep) != ENDPOINT_SENDING &&
           (LIKELY(tcb->bound == NULL) || notification_state(tcb->bound) != NOTIFICATION_ACTIVE);
}

static inline __attribute__((always_inline)) bool fastpath_reply_recv(word_t cptr, word_t info,
                                                                      bool is_long)
{
    struct tcb *server = this_cpu()->current;
    struct slot *slot = &server->slots[TCB_CALLER];
    struct cap cap;
    if (UNLIKELY(!find_endpoint(server, cptr, RIGHT_READ, &cap))) {
        return false;
    }
    struct endpoint *ep = cap_ptr(cap);
    if (UNLIKELY(!will_block(server, ep) || cap_type(slot->cap) != CAP_REPLY)) {
        return false;
    }
    struct tcb *caller = cap_ptr(slot->cap);
    struct buffers buffers;
    word_t length = info & MASK(INFO_LENGTH_BITS);
    if (UNLIKELY(caller->fault.kind != FAULT_NONE || !runs_next(caller, server) ||
                 (is_long && !find_buffers(server, caller, &buffers)))) {
        return false;
    }

    slot->cap.w[1] = 0;
    slot->next_and_flags = 0;
    caller->reply_slot = NULL;

    struct tcb *last = ep->tail;
    server->state = THREAD_RECEIVING;
    server->ipc.object = ep;
    server->ipc.can_grant = cap_has_rights(cap, RIGHT_GRANT);
    server->link = (struct tcb_link){.prev = last, .next = NULL};
    if (UNLIKELY(last != NULL)) {
        last->link.next = server;
    } else {
        ep->head_and_state = (word_t)server | ENDPOINT_RECEIVING;
    }
    ep->tail = server;

    copy_registers(server, caller, length);
    if (is_long) {
        copy_words(&buffers, length);
    }
    hand_over(caller, 0, info);
    return true;
}

/* A Signal that wakes nobody, or a thread that will not run before the current one. */
static inline __attribute__((always_inline)) bool fastpath_signal(word_t cptr, word_t info)
{
    struct tcb *current = this_cpu()->current;
    const struct slot *slot = cspace_lookup_quick(current->slots[TCB_CSPACE].cap, cptr);
    if (UNLIKELY(cap_type(slot->cap) != CAP_NOTIFICATION ||
                 !cap_has_rights(slot->cap, RIGHT_WRITE) || (info & INFO_CAPS_MASK) != 0)) {
        return false;
    }
    struct notification *ntfn = cap_ptr(slot->cap);
    switch (notification_state(ntfn)) {
    case NOTIFICATION_ACTIVE:
        ntfn->pending |= cap_badge(slot->cap);
        return true;
    case NOTIFICATION_IDLE:
        if (ntfn->bound == NULL || ntfn->bound->state != THREAD_RECEIVING) {
            ntfn->head_and_state = NOTIFICATION_ACTIVE;
            ntfn->pending = cap_badge(slot->cap);
            return true;
        }
        break;
    case NOTIFICATION_WAITING:
        break;
    }
    notification_signal(ntfn, cap_badge(slot->cap));
    sched_run();
    return true;
}
