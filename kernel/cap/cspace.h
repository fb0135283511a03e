/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a CPtr to a slot (spec 01, section 5). Bits are taken from the top: first the guard of the
 * CNode must match, then its radix selects the slot, which may hold the next CNode.
 *
 *      address   | guard | index | guard | index |
 *                 root CNode ─────► CNode ──────► slot
 */
#pragma once

#include "cap/slot.h"

enum lookup_failure_type {
    LOOKUP_OK,
    LOOKUP_INVALID_ROOT,
    LOOKUP_MISSING_CAPABILITY,
    LOOKUP_DEPTH_MISMATCH,
    LOOKUP_GUARD_MISMATCH,
};

/* Why a lookup failed, as users see it (spec 01, section 5.2). */
struct lookup_failure {
    uint8_t type;
    word_t bits_left;
    word_t bits_found; /* depth and guard mismatch */
    word_t guard;      /* guard mismatch */
};

struct lookup {
    struct slot *slot; /* NULL: failed */
    word_t bits_left;  /* not translated when the slot was reached */
    struct lookup_failure failure;
};

/* Translates the low `bits` (1 … WORD_BITS) bits of `cptr`, starting at the CNode cap `root`. */
struct lookup cspace_lookup(struct cap root, word_t cptr, word_t bits);

static inline struct lookup_failure lookup_missing(word_t bits_left)
{
    return (struct lookup_failure){.type = LOOKUP_MISSING_CAPABILITY, .bits_left = bits_left};
}

static inline struct slot *cnode_slots(struct cap cnode)
{
    return cap_ptr(cnode);
}

/* One level of the fast path's lookup: the slot that the top bits of `rest` select, with the number
 * of bits used; NULL if the guard differs. */
static inline struct slot *cspace_step(struct cap cnode, word_t rest, word_t *used)
{
    word_t size = cap_guard_size(cnode), radix = cap_radix(cnode);
    *used = size + radix;
    /* Shifting in two steps: a guard of size 0 must compare as 0. */
    if (UNLIKELY((rest >> 1 >> (WORD_BITS - 1 - size)) != cap_guard(cnode))) {
        return NULL;
    }
    return cnode_slots(cnode) + (rest << size >> (WORD_BITS - radix));
}

/* The same through any number of levels. */
static inline struct slot *cspace_lookup_levels(struct cap root, word_t cptr)
{
    word_t used, left = WORD_BITS;
    if (cap_type(root) != CAP_CNODE) {
        return NULL;
    }
    struct slot *slot = cspace_step(root, cptr, &used);
    while (used != left) {
        if (slot == NULL || used > left || cap_type(slot->cap) != CAP_CNODE) {
            return NULL;
        }
        left -= used;
        slot = cspace_step(slot->cap, cptr << (WORD_BITS - left), &used);
    }
    return slot;
}

/* An empty slot that stands for none. */
extern const struct slot cspace_no_slot;

/* The slot of a full-depth CPtr, or an empty one if anything at all is unusual: the fast path's
 * lookup. Most CSpaces are one CNode that takes all bits. */
static inline __attribute__((always_inline)) const struct slot *cspace_lookup_quick(struct cap root,
                                                                                    word_t cptr)
{
    if (UNLIKELY(cap_type(root) != CAP_CNODE || !cap_whole(root))) {
        const struct slot *slot = cspace_lookup_levels(root, cptr);
        return slot != NULL ? slot : &cspace_no_slot;
    }
    word_t radix = cap_radix(root), guard = cap_guard(root);
    if (UNLIKELY(cptr >> radix != guard)) {
        return &cspace_no_slot;
    }
    return cnode_slots(root) + (cptr - (guard << radix));
}
