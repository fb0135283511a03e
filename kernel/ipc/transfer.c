/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying a message: registers, the buffers' words, and at most one capability; capabilities to the
 * endpoint itself arrive as their badges. Spec 03, section 4.
 */
#include "cap/class.h"
#include "ipc/ipc.h"
#include "lib/panic.h"

enum { CAPS_MAX = 3 };

/* The sender's extra capabilities; how many, or 0 if any of them cannot be found. */
static unsigned find_extra_caps(const struct tcb *sender, const word_t *buffer, unsigned count,
                                struct slot *slots[CAPS_MAX])
{
    kassert(count <= CAPS_MAX);
    for (unsigned i = 0; i < count; i++) {
        slots[i] = tcb_lookup(sender, buffer[BUFFER_CAPS + i]).slot;
        if (slots[i] == NULL) {
            return 0;
        }
    }
    return count;
}

/* The empty slot that the receiver offers for a capability, or NULL. */
static struct slot *find_receive_slot(const struct tcb *receiver, const word_t *buffer)
{
    struct lookup root = tcb_lookup(receiver, buffer[BUFFER_RECEIVE_CNODE]);
    word_t depth = buffer[BUFFER_RECEIVE_DEPTH];
    if (root.slot == NULL || depth < 1 || depth > WORD_BITS) {
        return NULL;
    }
    struct lookup found = cspace_lookup(root.slot->cap, buffer[BUFFER_RECEIVE_INDEX], depth);
    if (found.slot == NULL || found.bits_left != 0 || !slot_is_empty(found.slot)) {
        return NULL;
    }
    return found.slot;
}

/* Copies the capability into the receive slot; false if it is of a kind that cannot be sent. */
static bool put_copy(struct slot *to, struct slot *from)
{
    struct cap cap = from->cap;
    const struct cap_class *class = cap_class(cap);
    if (cap_is_null(cap) || (class->derive != NULL && class->derive(from, &cap) != ERR_NONE)) {
        return false;
    }
    kassert(!cap_is_null(cap));
    slot_set_copy(to, cap, from);
    return true;
}

/* Returns the extraCaps and capsUnwrapped fields of the receiver's message info. */
static word_t transfer_caps(const struct tcb *sender, const word_t *from, struct tcb *receiver,
                            word_t *to, const struct endpoint *ep)
{
    struct slot *slots[CAPS_MAX];
    unsigned wanted = (unsigned)info_extra_caps(sender->context.info);
    unsigned count = find_extra_caps(sender, from, wanted, slots);
    struct slot *free = count > 0 ? find_receive_slot(receiver, to) : NULL;
    word_t unwrapped = 0;
    unsigned done = 0;
    for (; done < count; done++) {
        struct cap cap = slots[done]->cap;
        if (ep != NULL && cap_type(cap) == CAP_ENDPOINT && cap_ptr(cap) == ep) {
            to[BUFFER_CAPS + done] = cap_badge(cap);
            unwrapped |= BIT(done);
        } else if (free == NULL || !put_copy(free, slots[done])) {
            break;
        } else {
            free = NULL;
        }
    }
    return info_new(0, unwrapped, done, 0);
}

/* Copies the words beyond the message registers; returns the length that arrived. */
static word_t transfer_words(word_t length, const word_t *from, word_t *to)
{
    if (from == NULL || to == NULL) {
        return ARCH_MR_COUNT;
    }
    for (word_t i = ARCH_MR_COUNT; i < length; i++) {
        to[BUFFER_MESSAGE + i] = from[BUFFER_MESSAGE + i];
    }
    return length;
}

static word_t transfer_message(struct tcb *sender, struct tcb *receiver, struct endpoint *ep,
                               bool can_grant)
{
    word_t info = sender->context.info;
    word_t length = info_length(info);
    kassert(sender != receiver);
    word_t in_registers = word_min(length, ARCH_MR_COUNT);
    for (word_t i = 0; i < in_registers; i++) {
        receiver->context.mr[i] = sender->context.mr[i];
    }
    word_t caps = 0;
    bool has_caps = can_grant && info_extra_caps(info) > 0;
    if (length > ARCH_MR_COUNT || has_caps) {
        const word_t *from = tcb_buffer(sender, false);
        word_t *to = tcb_buffer(receiver, true);
        if (length > ARCH_MR_COUNT) {
            length = transfer_words(length, from, to);
        }
        if (has_caps && from != NULL && to != NULL) {
            caps = transfer_caps(sender, from, receiver, to, ep);
        }
    }
    return info_new(info_label(info), 0, 0, length) | caps;
}

void message_transfer(struct tcb *sender, struct tcb *receiver, struct endpoint *ep, word_t badge,
                      bool can_grant)
{
    if (UNLIKELY(sender->fault.kind != FAULT_NONE)) {
        receiver->context.info = fault_message(sender, receiver);
    } else {
        receiver->context.info = transfer_message(sender, receiver, ep, can_grant);
    }
    receiver->context.cap = badge;
}
