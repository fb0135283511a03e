/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delete and Revoke (spec 01, section 8). When the last capability to a CNode or TCB goes, a
 * remnant takes its place: it counts the object's slots that are still to be emptied, from the
 * last to the first, one unit of work each. So the work can stop after any unit and go on later
 * from what the slots hold; nothing else remembers it.
 *
 * Destruction does not go down a tree of objects: a CNode or TCB that dies inside a dying one
 * ("inner") changes places with the capability in its own first slot, which is then deleted
 * instead. Inner's remnant from then on lives in its own first slot (01, section 8.6).
 */
#include "lib/panic.h"
#include "object/object.h"

static struct cap remnant_new(const void *object, word_t count)
{
    return cap_with_remnant_count(cap_to(CAP_REMNANT, object), count);
}

struct cap cnode_finalise(struct slot *slot, bool last)
{
    return last ? remnant_new(cap_ptr(slot->cap), BIT(cap_radix(slot->cap))) : cap_null();
}

struct cap tcb_finalise(struct slot *slot, bool last)
{
    struct tcb *tcb = cap_ptr(slot->cap);
    if (!last) {
        return cap_null();
    }
    kassert(tcb != this_cpu()->idle);
    notification_unbind(tcb);
    ipc_suspend(tcb);
    kassert(tcb->state == THREAD_STOPPED && !tcb->queued && tcb->reply_slot == NULL);
    arch_fpu_forget(&tcb->context);
    utilisation_forget(tcb);
    tcb_debug_remove(tcb);
    return remnant_new(tcb->slots, TCB_SLOT_COUNT);
}

/* What can be done with a slot that was asked to be emptied. UNFINISHED: the capability is as
 * before, part of the work for it is done. */
enum outcome { EMPTIED, KEPT, REMAINS, UNFINISHED };

/* The capability in `slot` is finalised. If a remnant is left with nothing more to do, or with
 * only itself in its object, the slot is as good as empty. */
static enum outcome finalise(struct slot *slot, bool exposed)
{
    if (slot_is_empty(slot)) {
        return EMPTIED;
    }
    if (cap_type(slot->cap) != CAP_REMNANT) {
        const struct cap_class *class = cap_class(slot->cap);
        struct cap stays =
            class->finalise != NULL ? class->finalise(slot, slot_is_last(slot)) : cap_null();
        if (cap_type(stays) != CAP_REMNANT) {
            kassert(cap_is_null(stays) || cap_type(stays) == cap_type(slot->cap));
            return cap_is_null(stays) ? EMPTIED : UNFINISHED;
        }
        slot->cap = stays;
    }
    struct cap remnant = slot->cap;
    word_t count = cap_remnant_count(remnant);
    bool holds_itself = cap_ptr(remnant) == slot;
    if (count == 0 || (count == 1 && holds_itself)) {
        return EMPTIED;
    }
    return !exposed && holds_itself ? KEPT : REMAINS;
}

/* Empties `slot` unless it holds the remnant of the very object it lies in. */
static enum err empty_inner(struct slot *slot);

/* One slot of the object whose remnant is in `slot` is emptied: the last one not yet empty. */
static enum err reduce_exposed(struct slot *slot)
{
    struct cap remnant = slot->cap;
    word_t count = cap_remnant_count(remnant);
    kassert(cap_type(remnant) == CAP_REMNANT && count > 0);
    struct slot *end = (struct slot *)cap_ptr(remnant) + count - 1;
    enum err err = empty_inner(end);
    if (err != ERR_NONE) {
        return err;
    }
    /* Emptying `end` may have moved this remnant elsewhere, when the two objects hold each other.
     */
    if (cap_type(slot->cap) == CAP_REMNANT && cap_ptr(slot->cap) == cap_ptr(remnant) &&
        cap_remnant_count(slot->cap) == count) {
        if (slot_is_empty(end)) {
            slot->cap = cap_with_remnant_count(remnant, count - 1);
        } else {
            kassert(end == slot);
        }
    }
    return ERR_NONE;
}

/* The remnant in `slot` and the capability in its object's first slot change places. */
static void swap_with_first(struct slot *slot)
{
    struct slot *first = cap_ptr(slot->cap);
    kassert(cap_type(slot->cap) == CAP_REMNANT && first != slot);
    slot_swap(slot, first->cap, first, slot->cap);
}

static enum err empty_inner(struct slot *slot)
{
    for (;;) {
        switch (finalise(slot, false)) {
        case EMPTIED:
            slot_clear(slot);
            return ERR_NONE;
        case KEPT:
            return ERR_NONE;
        case REMAINS:
            swap_with_first(slot);
            break;
        case UNFINISHED:
            break;
        }
        enum err err = sched_preemption_point();
        if (err != ERR_NONE) {
            return err;
        }
    }
}

enum err slot_delete(struct slot *slot)
{
    enum outcome outcome;
    while ((outcome = finalise(slot, true)) != EMPTIED) {
        enum err err = outcome == UNFINISHED ? ERR_NONE : reduce_exposed(slot);
        if (err == ERR_NONE) {
            err = sched_preemption_point();
        }
        if (err != ERR_NONE) {
            return err;
        }
    }
    if (!slot_is_empty(slot)) {
        slot_clear(slot);
    }
    return ERR_NONE;
}

void slot_delete_simple(struct slot *slot)
{
    enum outcome outcome;
    do {
        outcome = finalise(slot, true);
    } while (outcome == UNFINISHED);
    kassert(outcome == EMPTIED);
    if (!slot_is_empty(slot)) {
        slot_clear(slot);
    }
}

enum err slot_revoke(struct slot *slot)
{
    while (slot_has_children(slot)) {
        enum err err = slot_delete(slot_next(slot));
        if (err == ERR_NONE) {
            err = sched_preemption_point();
        }
        if (err != ERR_NONE) {
            return err;
        }
    }
    return ERR_NONE;
}
