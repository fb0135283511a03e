/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply capabilities: one for each thread that awaits a reply, made in the receiver's pending-reply
 * slot, gone when used. The waiting thread knows the slot, so that the capability can vanish from
 * wherever it was moved to. Spec 03, section 5.
 */
#include "ipc/ipc.h"
#include "lib/panic.h"

void reply_create(struct tcb *caller, struct tcb *receiver, bool can_grant)
{
    struct slot *slot = &receiver->slots[TCB_CALLER];
    kassert(slot_is_empty(slot) && caller != receiver && caller->reply_slot == NULL);
    sched_block(caller, THREAD_AWAITING_REPLY);
    struct cap cap = cap_to(CAP_REPLY, caller);
    slot_set_root(slot, cap_with_rights(cap, can_grant ? RIGHT_GRANT : 0));
    caller->reply_slot = slot;
}

void reply_discard(struct slot *slot)
{
    if (!slot_is_empty(slot)) {
        struct tcb *caller = cap_ptr(slot->cap);
        kassert(cap_type(slot->cap) == CAP_REPLY && caller->reply_slot == slot);
        caller->reply_slot = NULL;
        slot_clear(slot);
    }
}

void reply_send(struct tcb *replier, struct slot *slot)
{
    struct tcb *caller = cap_ptr(slot->cap);
    kassert(cap_type(slot->cap) == CAP_REPLY && caller != replier);
    bool can_grant = cap_has_rights(slot->cap, RIGHT_GRANT);
    kassert(caller->state == THREAD_AWAITING_REPLY && caller->reply_slot == slot);
    if (caller->fault.kind == FAULT_NONE) {
        message_transfer(replier, caller, NULL, 0, can_grant);
        reply_discard(slot);
        sched_wake(caller, THREAD_READY);
        return;
    }
    reply_discard(slot);
    kassert(caller->reply_slot == NULL);
    bool runs_again = fault_apply_reply(caller, replier);
    caller->fault.kind = FAULT_NONE;
    if (runs_again) {
        sched_wake(caller, THREAD_READY_RETRY);
    } else {
        caller->state = THREAD_STOPPED;
    }
}
