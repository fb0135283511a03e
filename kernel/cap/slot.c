/* SPDX-License-Identifier: BSD-2-Clause */
/* See slot.h. Everything that links and unlinks the derivation list is in this file. */
#include "cap/slot.h"

#include "cap/class.h"
#include "lib/panic.h"

static void set_links(struct slot *slot, struct slot *prev, struct slot *next, word_t flags)
{
    kassert(((word_t)next & SLOT_FLAGS) == 0 && (flags & ~(word_t)SLOT_FLAGS) == 0);
    kassert(prev != slot && next != slot);
    slot->prev = prev;
    slot->next_and_flags = (word_t)next | flags;
}

static void set_next(struct slot *slot, struct slot *next)
{
    slot->next_and_flags = (word_t)next | (slot->next_and_flags & SLOT_FLAGS);
}

/* The neighbours of a slot that now holds what they are linked to. */
static void relink_neighbours(struct slot *slot)
{
    struct slot *next = slot_next(slot);
    kassert(!slot_is_empty(slot) && slot->prev != slot && next != slot);
    if (slot->prev != NULL) {
        set_next(slot->prev, slot);
    }
    if (next != NULL) {
        next->prev = slot;
    }
}

static void insert_behind(struct slot *slot, struct cap cap, struct slot *place, word_t flags)
{
    kassert(slot_is_empty(slot) && slot->prev == NULL && slot->next_and_flags == 0);
    kassert(!cap_is_null(cap) && !slot_is_empty(place));
    slot->cap = cap;
    set_links(slot, place, slot_next(place), flags);
    relink_neighbours(slot);
}

static void tell_relocated(struct slot *slot)
{
    const struct cap_class *class = cap_class(slot->cap);
    if (class->relocated != NULL) {
        class->relocated(slot->cap, slot);
    }
}

void slot_set_root(struct slot *slot, struct cap cap)
{
    kassert(slot_is_empty(slot) && !cap_is_null(cap));
    slot->cap = cap;
    set_links(slot, NULL, NULL, SLOT_ORIGINAL);
}

void slot_set_child(struct slot *slot, struct cap cap, struct slot *parent)
{
    /* Several may be issued for the same thing. */
    insert_behind(slot, cap, parent, SLOT_ORIGINAL | (cap_type(cap) == CAP_ARCH ? SLOT_FAMILY : 0));
}

void slot_set_unoriginal_child(struct slot *slot, struct cap cap, struct slot *parent)
{
    insert_behind(slot, cap, parent, 0);
}

void slot_set_copy(struct slot *slot, struct cap cap, struct slot *source)
{
    word_t flags = 0;
    kassert(cap_type(cap) == cap_type(source->cap));
    if (cap_type(cap) == CAP_UNTYPED) {
        flags = SLOT_ORIGINAL;
        word_t full = BIT(cap_untyped_bits(source->cap));
        source->cap = cap_with_untyped_watermark(source->cap, full);
    } else if (cap_has_badge(cap) && cap_badge(cap) != cap_badge(source->cap)) {
        flags = SLOT_ORIGINAL | SLOT_FAMILY;
    }
    insert_behind(slot, cap, source, flags);
}

void slot_move(struct slot *to, struct slot *from, struct cap cap)
{
    kassert(slot_is_empty(to) && !slot_is_empty(from) && !cap_is_null(cap));
    *to = *from;
    to->cap = cap;
    *from = (struct slot){0};
    relink_neighbours(to);
    tell_relocated(to);
}

void slot_swap(struct slot *a, struct cap new_a, struct slot *b, struct cap new_b)
{
    kassert(a != b && cap_is_null(new_a) == slot_is_empty(b) &&
            cap_is_null(new_b) == slot_is_empty(a));
    struct slot old_a = *a, old_b = *b;
    *a = old_b;
    a->cap = new_a;
    *b = old_a;
    b->cap = new_b;
    /* Where the two are neighbours, each one's link still points to itself. */
    if (a->prev == a) {
        a->prev = b;
        set_next(b, a);
    } else if (b->prev == b) {
        b->prev = a;
        set_next(a, b);
    }
    if (!slot_is_empty(a)) {
        relink_neighbours(a);
        tell_relocated(a);
    }
    if (!slot_is_empty(b)) {
        relink_neighbours(b);
        tell_relocated(b);
    }
}

void slot_clear(struct slot *slot)
{
    struct slot *prev = slot->prev, *next = slot_next(slot);
    kassert(prev == NULL || slot_next(prev) == slot);
    kassert(next == NULL || next->prev == slot);
    if (prev != NULL) {
        set_next(prev, next);
    }
    if (next != NULL) {
        next->prev = prev;
        /* A family whose head goes must not join the one in front of it. */
        if (slot_has_flag(slot, SLOT_FAMILY)) {
            next->next_and_flags |= SLOT_FAMILY;
        }
    }
    *slot = (struct slot){0};
}

static bool same_region(struct cap a, struct cap b)
{
    const struct cap_class *class = cap_class(a);
    if (class->same_region != NULL) {
        return class->same_region(a, b);
    }
    return cap_type(a) == cap_type(b) && cap_ptr(a) == cap_ptr(b);
}

bool slot_is_child(const struct slot *parent, const struct slot *slot)
{
    if (!slot_has_flag(parent, SLOT_ORIGINAL) || !same_region(parent->cap, slot->cap)) {
        return false;
    }
    if (cap_has_badge(parent->cap) && cap_badge(parent->cap) != 0) {
        return cap_badge(slot->cap) == cap_badge(parent->cap) && !slot_has_flag(slot, SLOT_FAMILY);
    }
    return cap_type(parent->cap) != CAP_ARCH || !slot_has_flag(slot, SLOT_FAMILY);
}

bool slot_has_children(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);
    return next != NULL && slot_is_child(slot, next);
}

static bool same_object(struct cap a, struct cap b)
{
    return cap_type(a) == cap_type(b) && cap_type(a) != CAP_UNTYPED && same_region(a, b);
}

bool slot_is_last(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);
    kassert(!slot_is_empty(slot));
    return (slot->prev == NULL || !same_object(slot->prev->cap, slot->cap)) &&
           (next == NULL || !same_object(slot->cap, next->cap));
}
