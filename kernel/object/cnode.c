/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNodes: the methods that copy, move and delete capabilities (spec 02, section 4). All of them
 * look up the slot at (index, depth), the first two words, in the invoked CNode; "source" slots
 * are found through another CNode capability that comes with the message.
 */
#include "object/object.h"

/* Mint, Mutate, Rotate: the data word replaces the guard (01, section 4). */
enum err cnode_mint(struct cap *cap, word_t data, bool mint)
{
    (void)mint;
    word_t size = (data >> CAP_DATA_GUARD_SIZE_LOW) & MASK(CAP_DATA_GUARD_SIZE_BITS);
    word_t guard = (data >> CAP_DATA_GUARD_LOW) & MASK(CAP_DATA_GUARD_BITS);
    if (size + cap_radix(*cap) > WORD_BITS) {
        return ERR_ILLEGAL;
    }
    *cap = cap_with_guard_of(*cap, size, guard & MASK(size));
    return ERR_NONE;
}

static enum err copy(struct invocation *inv, struct slot *to, struct slot *from)
{
    struct cnode_copy_args args = cnode_copy_args(inv);
    const struct cap_class *class = cap_class(from->cap);
    struct cap cap = class->mask != NULL ? class->mask(from->cap, args.rights) : from->cap;
    if (inv->label == LABEL_CNODE_MINT) {
        enum err err = inv_mint(inv, &cap, cnode_mint_args(inv).badge, true);
        if (err != ERR_NONE) {
            return err;
        }
    }
    enum err err = inv_derive(inv, from, &cap);
    if (err == ERR_NONE) {
        slot_set_copy(to, cap, from);
    }
    return err;
}

static enum err move(struct invocation *inv, struct slot *to, struct slot *from)
{
    struct cap cap = from->cap;
    if (inv->label == LABEL_CNODE_MUTATE) {
        enum err err = inv_mint(inv, &cap, cnode_mutate_args(inv).badge, false);
        if (err != ERR_NONE) {
            return err;
        }
    }
    slot_move(to, from, cap);
    return ERR_NONE;
}

static unsigned words_needed(word_t label)
{
    switch (label) {
    case LABEL_CNODE_COPY:
        return CNODE_COPY_WORDS;
    case LABEL_CNODE_MINT:
        return CNODE_MINT_WORDS;
    case LABEL_CNODE_MUTATE:
        return CNODE_MUTATE_WORDS;
    default:
        return CNODE_MOVE_WORDS;
    }
}

/* Copy, Mint, Move, Mutate. */
static enum err copy_or_move(struct invocation *inv, struct slot *to)
{
    if (inv_is_short(inv, CNODE_MOVE_WORDS, CNODE_MOVE_CAPS)) {
        return fail_truncated(inv);
    }
    if (!slot_is_empty(to)) {
        return fail(inv, ERR_DELETE_FIRST, "destination slot is not empty");
    }
    struct cnode_move_args args = cnode_move_args(inv);
    enum err err;
    struct slot *from =
        inv_lookup(inv, inv->caps[0]->cap, args.src_index, args.src_depth, true, &err);
    if (from == NULL) {
        return err;
    }
    if (slot_is_empty(from)) {
        return fail_lookup(inv, true, lookup_missing(args.src_depth));
    }
    if (inv_is_short(inv, words_needed(inv->label), 0)) {
        return fail_truncated(inv);
    }
    bool copies = inv->label == LABEL_CNODE_COPY || inv->label == LABEL_CNODE_MINT;
    return copies ? copy(inv, to, from) : move(inv, to, from);
}

static enum err cancel_badged_sends(struct invocation *inv, struct slot *slot)
{
    if (cap_type(slot->cap) != CAP_ENDPOINT || !cap_has_rights(slot->cap, RIGHTS_ALL)) {
        return fail_illegal(inv, "needs an endpoint capability with all rights");
    }
    if (cap_badge(slot->cap) != 0) {
        endpoint_cancel_badged(cap_ptr(slot->cap), cap_badge(slot->cap));
    }
    return ERR_NONE;
}

/* The capability in `source` goes to `pivot`, the one in `pivot` to `dest`. */
static enum err rotate(struct invocation *inv, struct slot *dest)
{
    if (inv_is_short(inv, CNODE_ROTATE_WORDS, CNODE_ROTATE_CAPS)) {
        return fail_truncated(inv);
    }
    struct cnode_rotate_args args = cnode_rotate_args(inv);
    enum err err;
    struct slot *source =
        inv_lookup(inv, inv->caps[1]->cap, args.src_index, args.src_depth, true, &err);
    if (source == NULL) {
        return err;
    }
    struct slot *pivot =
        inv_lookup(inv, inv->caps[0]->cap, args.pivot_index, args.pivot_depth, true, &err);
    if (pivot == NULL) {
        return err;
    }
    if (pivot == source || pivot == dest) {
        return fail_illegal(inv, "the pivot must be a slot of its own");
    }
    if (source != dest && !slot_is_empty(dest)) {
        return fail(inv, ERR_DELETE_FIRST, "destination slot is not empty");
    }
    if (slot_is_empty(source)) {
        return fail_lookup(inv, true, lookup_missing(args.src_depth));
    }
    if (slot_is_empty(pivot)) {
        return fail_lookup(inv, false, lookup_missing(args.pivot_depth));
    }
    struct cap to_pivot = source->cap, to_dest = pivot->cap;
    err = inv_mint(inv, &to_pivot, args.pivot_badge, false);
    if (err == ERR_NONE) {
        err = inv_mint(inv, &to_dest, args.dest_badge, false);
    }
    if (err != ERR_NONE) {
        return err;
    }
    if (source == dest) {
        slot_swap(source, to_dest, pivot, to_pivot);
    } else {
        slot_move(dest, pivot, to_dest);
        slot_move(pivot, source, to_pivot);
    }
    return ERR_NONE;
}

static enum err save_caller(struct invocation *inv, struct slot *to)
{
    struct slot *reply = &inv->caller->slots[TCB_CALLER];
    if (!slot_is_empty(to)) {
        return fail(inv, ERR_DELETE_FIRST, "destination slot is not empty");
    }
    if (!slot_is_empty(reply)) {
        slot_move(to, reply, reply->cap);
    }
    return ERR_NONE;
}

enum err cnode_invoke(struct invocation *inv)
{
    if (inv->label < LABEL_CNODE_REVOKE || inv->label > LABEL_CNODE_SAVE_CALLER) {
        return fail_illegal(inv, "no method of a CNode");
    }
    if (inv_is_short(inv, CNODE_DELETE_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct cnode_delete_args args = cnode_delete_args(inv);
    enum err err;
    struct slot *slot = inv_lookup(inv, inv->cap, args.index, args.depth, false, &err);
    if (slot == NULL) {
        return err;
    }
    switch (inv->label) {
    case LABEL_CNODE_REVOKE:
        return slot_revoke(slot);
    case LABEL_CNODE_DELETE:
        return slot_delete(slot);
    case LABEL_CNODE_CANCEL_BADGED_SENDS:
        return cancel_badged_sends(inv, slot);
    case LABEL_CNODE_ROTATE:
        return rotate(inv, slot);
    case LABEL_CNODE_SAVE_CALLER:
        return save_caller(inv, slot);
    default:
        return copy_or_move(inv, slot);
    }
}
