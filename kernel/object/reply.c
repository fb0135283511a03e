/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply capabilities that were saved in a CNode; how replies work is in ipc/reply.c. */
#include "object/object.h"
#include "lib/panic.h"

struct cap reply_finalise(struct slot *slot, bool last)
{
    (void)last;
    struct tcb *caller = cap_ptr(slot->cap);
    kassert(caller->reply_slot == slot);
    caller->reply_slot = NULL;
    return cap_null();
}

void reply_relocated(struct cap cap, struct slot *slot)
{
    struct tcb *caller = cap_ptr(cap);
    kassert(cap_type(slot->cap) == CAP_REPLY && caller->state == THREAD_AWAITING_REPLY);
    caller->reply_slot = slot;
}

enum err reply_invoke(struct invocation *inv)
{
    reply_send(inv->caller, inv->slot);
    return ERR_NONE;
}
