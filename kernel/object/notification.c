/* SPDX-License-Identifier: BSD-2-Clause */
/* Notification capabilities; what notifications do is in ipc/notification.c. */
#include "object/object.h"

struct cap notification_finalise(struct slot *slot, bool last)
{
    struct notification *ntfn = cap_ptr(slot->cap);
    if (last) {
        if (ntfn->bound != NULL) {
            notification_unbind(ntfn->bound);
        }
        if (notification_cancel_some(ntfn)) {
            sched_count_work(CANCEL_BATCH);
            return slot->cap;
        }
    }
    return cap_null();
}

enum err notification_invoke(struct invocation *inv)
{
    if (!cap_has_rights(inv->cap, RIGHT_WRITE)) {
        return fail_capability(inv, 0, "notification capability without the right to signal");
    }
    notification_signal(cap_ptr(inv->cap), cap_badge(inv->cap));
    return ERR_NONE;
}
