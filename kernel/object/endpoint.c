/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoint capabilities; what endpoints do is in ipc/endpoint.c. Rights and badges work the same
 * for notifications, so mask and mint serve both (spec 01, sections 2 and 3).
 */
#include "object/object.h"

struct cap endpoint_mask(struct cap cap, word_t rights)
{
    return cap_with_rights(cap, cap_rights(cap) & rights);
}

enum err endpoint_mint(struct cap *cap, word_t data, bool mint)
{
    if (!mint || cap_badge(*cap) != 0) {
        return ERR_ILLEGAL;
    }
    *cap = cap_with_badge(*cap, data);
    return ERR_NONE;
}

struct cap endpoint_finalise(struct slot *slot, bool last)
{
    if (last && endpoint_cancel_some(cap_ptr(slot->cap))) {
        sched_count_work(CANCEL_BATCH);
        return slot->cap;
    }
    return cap_null();
}

enum err endpoint_invoke(struct invocation *inv)
{
    if (!cap_has_rights(inv->cap, RIGHT_WRITE)) {
        return fail_capability(inv, 0, "endpoint capability without the right to send");
    }
    struct send send = {.badge = cap_badge(inv->cap),
                        .can_grant = cap_has_rights(inv->cap, RIGHT_GRANT),
                        .can_grant_reply = cap_has_rights(inv->cap, RIGHT_GRANT_REPLY),
                        .is_call = inv->call,
                        .blocking = inv->blocking};
    inv->handled = true;
    endpoint_send(inv->caller, cap_ptr(inv->cap), send);
    return ERR_NONE;
}
