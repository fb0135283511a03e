/* SPDX-License-Identifier: BSD-2-Clause */
/* See invocation.h: the checks that many methods share. */
#include "cap/invocation.h"

#include "cap/class.h"

unsigned lookup_failure_words(struct lookup_failure failure, word_t words[4])
{
    words[0] = failure.type;
    switch (failure.type) {
    case LOOKUP_MISSING_CAPABILITY:
        words[1] = failure.bits_left;
        return 2;
    case LOOKUP_DEPTH_MISMATCH:
        words[1] = failure.bits_left;
        words[2] = failure.bits_found;
        return 3;
    case LOOKUP_GUARD_MISMATCH:
        words[1] = failure.bits_left;
        words[2] = failure.guard;
        words[3] = failure.bits_found;
        return 4;
    default:
        return 1;
    }
}

enum err fail_lookup(struct invocation *inv, bool source, struct lookup_failure failure)
{
    inv->result[0] = source;
    unsigned words = lookup_failure_words(failure, &inv->result[1]);
    return fail_words(inv, ERR_LOOKUP, 1 + words,
                      source ? "source slot not found" : "target slot not found");
}

struct slot *inv_lookup(struct invocation *inv, struct cap root, word_t index, word_t depth,
                        bool source, enum err *err)
{
    if (cap_type(root) != CAP_CNODE) {
        struct lookup_failure failure = {.type = LOOKUP_INVALID_ROOT};
        *err = fail_lookup(inv, source, failure);
        return NULL;
    }
    if (depth < 1 || depth > WORD_BITS) {
        *err = fail_range(inv, 1, WORD_BITS, "depth of a slot");
        return NULL;
    }
    struct lookup found = cspace_lookup(root, index, depth);
    if (found.slot == NULL) {
        *err = fail_lookup(inv, source, found.failure);
        return NULL;
    }
    if (found.bits_left != 0) {
        struct lookup_failure failure = {.type = LOOKUP_DEPTH_MISMATCH,
                                         .bits_left = found.bits_left};
        *err = fail_lookup(inv, source, failure);
        return NULL;
    }
    return found.slot;
}

struct slot *inv_lookup_empty(struct invocation *inv, struct cap root, word_t index, word_t depth,
                              enum err *err)
{
    struct slot *slot = inv_lookup(inv, root, index, depth, false, err);
    if (slot != NULL && !slot_is_empty(slot)) {
        *err = fail(inv, ERR_DELETE_FIRST, "destination slot is not empty");
        return NULL;
    }
    return slot;
}

enum err inv_derive(struct invocation *inv, const struct slot *source, struct cap *cap)
{
    const struct cap_class *class = cap_class(*cap);
    if (class->derive == NULL) {
        return ERR_NONE;
    }
    kassert(cap_type(*cap) == cap_type(source->cap));
    enum err err = class->derive(source, cap);
    return err == ERR_NONE ? err : fail(inv, err, "capability cannot be copied");
}

enum err inv_mint(struct invocation *inv, struct cap *cap, word_t data, bool mint)
{
    const struct cap_class *class = cap_class(*cap);
    if (class->mint == NULL) {
        return ERR_NONE;
    }
    enum err err = class->mint(cap, data, mint);
    kassert(class == cap_class(*cap));
    return err == ERR_NONE ? err : fail(inv, err, "badge or guard cannot be set");
}
