/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between threads: endpoints, notifications, replies, faults. Everything here happens
 * within one kernel entry and is indivisible. Spec 03 and 05.
 *
 *   endpoint.c      who waits on an endpoint, and for what
 *   notification.c  signals, waiting and binding
 *   transfer.c      copying a message and its capabilities
 *   reply.c         reply capabilities and answering through them
 *   cancel.c        calling off what a thread waits for
 *   fault.c         faults as messages, and their replies
 *   fastpath.h      the same for the common case, short
 */
#pragma once

#include "cap/invocation.h"
#include "thread/sched.h"

enum endpoint_state { ENDPOINT_IDLE, ENDPOINT_SENDING, ENDPOINT_RECEIVING };

/* Two words: the state is in the low bits of the head. */
struct endpoint {
    word_t head_and_state;
    struct tcb *tail;
};

enum notification_state { NOTIFICATION_IDLE, NOTIFICATION_WAITING, NOTIFICATION_ACTIVE };

/* Four words: the state is in the low bits of the head. */
struct notification {
    word_t head_and_state;
    struct tcb *tail;
    word_t pending; /* the OR of the badges signalled, while active */
    struct tcb *bound;
};

enum { ENDPOINT_BITS = 4, NOTIFICATION_BITS = sizeof(word_t) == 8 ? 5 : 4, IPC_STATE_MASK = 3 };
_Static_assert(sizeof(struct endpoint) <= BIT(ENDPOINT_BITS), "seL4_EndpointBits");
_Static_assert(MASK(ENDPOINT_BITS) >= IPC_STATE_MASK, "a TCB's address leaves room for the state");
_Static_assert(sizeof(struct notification) == BIT(NOTIFICATION_BITS), "seL4_NotificationBits");

static inline enum endpoint_state endpoint_state(const struct endpoint *ep)
{
    return (enum endpoint_state)(ep->head_and_state & IPC_STATE_MASK);
}

static inline struct tcb *endpoint_head(const struct endpoint *ep)
{
    return (struct tcb *)(ep->head_and_state & ~(word_t)IPC_STATE_MASK);
}

static inline enum notification_state notification_state(const struct notification *ntfn)
{
    return (enum notification_state)(ntfn->head_and_state & IPC_STATE_MASK);
}

static inline struct tcb *notification_head(const struct notification *ntfn)
{
    return (struct tcb *)(ntfn->head_and_state & ~(word_t)IPC_STATE_MASK);
}

/* ---- message info (spec 03, section 1) ---- */

enum { INFO_LENGTH_BITS = 7, INFO_CAPS_LOW = 7, INFO_UNWRAPPED_LOW = 9, INFO_LABEL_LOW = 12 };

static inline word_t info_length(word_t info)
{
    word_t length = info & MASK(INFO_LENGTH_BITS);
    return length > MESSAGE_MAX ? MESSAGE_MAX : length;
}

static inline word_t info_extra_caps(word_t info)
{
    return (info >> INFO_CAPS_LOW) & 3;
}

static inline word_t info_label(word_t info)
{
    return info >> INFO_LABEL_LOW;
}

static inline word_t info_new(word_t label, word_t unwrapped, word_t extra_caps, word_t length)
{
    kassert(length <= MESSAGE_MAX && extra_caps <= INV_CAPS_MAX);
    return label << INFO_LABEL_LOW | unwrapped << INFO_UNWRAPPED_LOW | extra_caps << INFO_CAPS_LOW |
           length;
}

/* ---- endpoint.c ---- */

/* What a sender's capability and system call allow. */
struct send {
    word_t badge;
    bool can_grant, can_grant_reply, is_call, blocking;
};

/* Sends `tcb`'s message, or its fault if it has one. */
void endpoint_send(struct tcb *tcb, struct endpoint *ep, struct send send);
/* `can_grant`: of the receiver's capability. The pending-reply slot is discarded first. */
void endpoint_receive(struct tcb *tcb, struct endpoint *ep, bool can_grant, bool blocking);
/* The endpoint is destroyed: those who wait start again, at most CANCEL_BATCH of them in one go;
 * whether others are left. */
enum { CANCEL_BATCH = 16 };
bool endpoint_cancel_some(struct endpoint *ep);
/* Everybody waiting to send with this badge starts again. */
void endpoint_cancel_badged(struct endpoint *ep, word_t badge);
/* A thread blocked on an endpoint leaves its queue; its state is the caller's to set. */
void endpoint_leave(struct tcb *tcb);

/* ---- notification.c ---- */

void notification_signal(struct notification *ntfn, word_t badge);
void notification_wait(struct tcb *tcb, struct notification *ntfn, bool blocking);
/* If `tcb`'s bound notification is active, `tcb` receives it now. */
bool notification_take_bound(struct tcb *tcb);
void notification_bind(struct notification *ntfn, struct tcb *tcb);
void notification_unbind(struct tcb *tcb);
/* As endpoint_cancel_some. */
bool notification_cancel_some(struct notification *ntfn);
void notification_leave(struct tcb *tcb);

/* ---- transfer.c ---- */

/* Copies `sender`'s message to `receiver`. `ep`: the endpoint it goes through, NULL for replies. */
void message_transfer(struct tcb *sender, struct tcb *receiver, struct endpoint *ep, word_t badge,
                      bool can_grant);
/* Word i of a message to or from a thread; `buffer` as tcb_buffer gives it, or NULL. Writing says
 * whether there was room, reading beyond what there is gives 0. */
static inline bool message_put(struct tcb *tcb, word_t *buffer, unsigned i, word_t value)
{
    if (i < ARCH_MR_COUNT) {
        tcb->context.mr[i] = value;
        return true;
    }
    if (buffer != NULL) {
        buffer[BUFFER_MESSAGE + i] = value;
    }
    return buffer != NULL;
}

static inline word_t message_get(const struct tcb *tcb, const word_t *buffer, unsigned i)
{
    if (i < ARCH_MR_COUNT) {
        return tcb->context.mr[i];
    }
    return buffer != NULL ? buffer[BUFFER_MESSAGE + i] : 0;
}

/* ---- reply.c ---- */

/* `caller` waits for a reply, and `receiver` gets the capability to give it. */
void reply_create(struct tcb *caller, struct tcb *receiver, bool can_grant);
/* `replier` answers through the reply capability in `slot`, which is consumed. */
void reply_send(struct tcb *replier, struct slot *slot);
/* The capability in `slot` is a reply capability, or nothing: it goes, unused. */
void reply_discard(struct slot *slot);

/* ---- fault.c ---- */

/* `tcb`, which is running, has the fault recorded in tcb->fault: tell its handler, or stop it. */
void fault_deliver(struct tcb *tcb);
/* Writes the fault message; returns its message info. */
word_t fault_message(const struct tcb *tcb, struct tcb *receiver);
/* Applies the handler's answer; whether `tcb` is to run again. */
bool fault_apply_reply(struct tcb *tcb, const struct tcb *replier);

/* ---- cancel.c ---- */

/* Whatever `tcb` waits for is called off; its state is the caller's to set. */
void ipc_cancel(struct tcb *tcb);
/* Suspend and Resume (spec 02, section 5.4). */
void ipc_suspend(struct tcb *tcb);
void ipc_restart(struct tcb *tcb);
