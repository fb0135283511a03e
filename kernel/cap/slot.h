/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A slot holds one capability and its place in the derivation list.
 *
 * The list is the derivation tree in preorder: behind a capability come its descendants, and a
 * copy is put right behind its source. Two flags tell who is whose child: `original` (its Revoke
 * can delete something) and `family` (it got its badge by Mint, or was issued for something that
 * others may be issued for: what follows is no child of what is in front).
 * All capabilities to one object stand together. Reply capabilities and capabilities placed at
 * boot are their own list of one. Spec 01, section 8.
 *
 *     untyped ─ endpoint ─ mint 7 ─ copy of mint 7 ─ copy ─ tcb ─ …      one list, in this order
 *        └───────┬──────────┬──────────────────────────────┘
 *             children    child of the endpoint
 */
#pragma once

#include "cap/cap.h"

struct slot {
    struct cap cap;
    struct slot *prev;
    word_t next_and_flags; /* struct slot *, with the flags in its low bits */
};

_Static_assert(sizeof(struct slot) == BIT(SLOT_BITS), "seL4_SlotBits");

enum { SLOT_ORIGINAL = 1, SLOT_FAMILY = 2, SLOT_FLAGS = 3 };

static inline bool slot_is_empty(const struct slot *slot)
{
    return cap_is_null(slot->cap);
}

static inline struct slot *slot_next(const struct slot *slot)
{
    return (struct slot *)(slot->next_and_flags & ~(word_t)SLOT_FLAGS);
}

static inline bool slot_has_flag(const struct slot *slot, word_t flag)
{
    return (slot->next_and_flags & flag) != 0;
}

/* Puts `cap` into an empty slot as an original without a parent. */
void slot_set_root(struct slot *slot, struct cap cap);
/* Puts `cap` into an empty slot as an original child of `parent`'s capability. */
void slot_set_child(struct slot *slot, struct cap cap, struct slot *parent);
/* The same for a child that is no original (ASID pools). */
void slot_set_unoriginal_child(struct slot *slot, struct cap cap, struct slot *parent);
/* Puts `cap`, derived from `source`'s, into an empty slot: as a child of source if that is an
 * original, else as its sibling. Copying an untyped marks the source as used up. */
void slot_set_copy(struct slot *slot, struct cap cap, struct slot *source);
/* Moves the capability, changed to `cap`, with its place in the tree; `from` becomes empty. */
void slot_move(struct slot *to, struct slot *from, struct cap cap);
/* Exchanges two slots, of which either may be empty, changing the capabilities on the way. */
void slot_swap(struct slot *a, struct cap new_a, struct slot *b, struct cap new_b);
/* Takes the capability out, without any effect on its object. */
void slot_clear(struct slot *slot);

/* Whether a capability derived from this slot's exists. */
bool slot_has_children(const struct slot *slot);
/* Whether `slot`, the next one in the list, is a descendant of `parent`. */
bool slot_is_child(const struct slot *parent, const struct slot *slot);
/* Whether no other capability names the same object. */
bool slot_is_last(const struct slot *slot);
