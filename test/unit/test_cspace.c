/* SPDX-License-Identifier: BSD-2-Clause */
/* From addresses to slots (spec 01, section 5). */
#include "world.h"

static struct cap node_cap(word_t cptr, word_t guard, word_t guard_size)
{
    return cap_with_guard(cap_with_guard_size(slot_at(cptr)->cap, guard_size), guard);
}

/* A CNode of 16 slots whose slot 5 holds one of 4 slots with guard 0b10. */
static struct cap two_levels(struct slot **inner)
{
    word_t outer = make_sized(OBJECT_CNODE, 4), node = make_sized(OBJECT_CNODE, 2);
    struct slot *slots = object_at(outer);
    assert_ok(call(outer, LABEL_CNODE_MINT, words(5, 4, node, DEPTH, RIGHTS_ALL, 2 << 6 | 2),
                   caps(ROOT_CNODE)));
    assert_int_equal(cap_type(slots[5].cap), CAP_CNODE);
    *inner = object_at(node);
    return slot_at(outer)->cap;
}

TEST("what is no CNode is an invalid root")
{
    struct lookup found = cspace_lookup(cap_null(), 0, WORD_BITS);
    assert_null(found.slot);
    assert_int_equal(found.failure.type, LOOKUP_INVALID_ROOT);
}

TEST("the guard is compared with the top bits of what is left")
{
    struct cap cap = node_cap(make_sized(OBJECT_CNODE, 4), 0x3, 4);
    assert_ptr_equal(cspace_lookup(cap, 0x37, 8).slot, cnode_slots(cap) + 7);
    struct lookup found = cspace_lookup(cap, 0x47, 8);
    assert_int_equal(found.failure.type, LOOKUP_GUARD_MISMATCH);
    assert_int_equal(found.failure.bits_left, 8);
    assert_int_equal(found.failure.guard, 0x3);
    assert_int_equal(found.failure.bits_found, 4);
}

TEST("a guard longer than what is left is a guard mismatch, even if it is zero")
{
    struct cap cap = node_cap(make_sized(OBJECT_CNODE, 4), 0, 5);
    assert_int_equal(cspace_lookup(cap, 0, 4).failure.type, LOOKUP_GUARD_MISMATCH);
}

TEST("guard and radix together longer than what is left is a depth mismatch")
{
    struct cap cap = node_cap(make_sized(OBJECT_CNODE, 4), 0, 3);
    struct lookup found = cspace_lookup(cap, 0, 6);
    assert_int_equal(found.failure.type, LOOKUP_DEPTH_MISMATCH);
    assert_int_equal(found.failure.bits_left, 6);
    assert_int_equal(found.failure.bits_found, 7);
}

TEST("a guard as long as what is left is compared; then there is no room for the radix")
{
    struct cap cap = node_cap(make_sized(OBJECT_CNODE, 4), 5, 4);
    assert_int_equal(cspace_lookup(cap, 5, 4).failure.type, LOOKUP_DEPTH_MISMATCH);
    assert_int_equal(cspace_lookup(cap, 6, 4).failure.type, LOOKUP_GUARD_MISMATCH);
}

TEST("bits above the given number are ignored")
{
    struct cap cap = node_cap(make_sized(OBJECT_CNODE, 4), 0, 0);
    assert_ptr_equal(cspace_lookup(cap, 0xfff3, 4).slot, cnode_slots(cap) + 3);
}

TEST("a CNode in the slot goes on with the rest, with its own guard")
{
    struct slot *inner;
    struct cap outer = two_levels(&inner);
    struct lookup found = cspace_lookup(outer, 0x5 << 4 | 2 << 2 | 3, 8);
    assert_ptr_equal(found.slot, inner + 3);
    assert_int_equal(found.bits_left, 0);
    assert_ptr_equal(cspace_lookup(outer, 5, 4).slot, cnode_slots(outer) + 5);
    assert_int_equal(cspace_lookup(outer, 0x5 << 4 | 1 << 2 | 3, 8).failure.type,
                     LOOKUP_GUARD_MISMATCH);
}

TEST("resolution stops at what is no CNode, with bits left over")
{
    struct slot *inner;
    struct cap outer = two_levels(&inner);
    struct lookup found = cspace_lookup(outer, 0x47, 8);
    assert_ptr_equal(found.slot, cnode_slots(outer) + 4);
    assert_int_equal(found.bits_left, 4);
}

TEST("the fast path's lookup finds the same slot, or an empty one")
{
    struct cap root = root_task()->slots[TCB_CSPACE].cap;
    for (word_t cptr = 0; cptr < 64; cptr++) {
        assert_ptr_equal(cspace_lookup_quick(root, cptr), cspace_lookup(root, cptr, DEPTH).slot);
    }
    assert_true(slot_is_empty(cspace_lookup_quick(root, BIT(63))));
    assert_true(slot_is_empty(cspace_lookup_quick(cap_null(), 0)));
    word_t outer = make_sized(OBJECT_CNODE, 4), node = make_sized(OBJECT_CNODE, 4);
    assert_ok(
        call(outer, LABEL_CNODE_MINT, words(5, 4, node, DEPTH, RIGHTS_ALL, 56), caps(ROOT_CNODE)));
    struct cap cap = slot_at(outer)->cap;
    assert_ptr_equal(cspace_lookup_quick(cap, BIT(62) | BIT(60) | 9),
                     (struct slot *)object_at(node) + 9);
    assert_true(slot_is_empty(cspace_lookup_quick(cap, BIT(62))));
}

/* ---- through an invocation: index and depth (spec 01, section 5.1) ---- */

static struct message delete_at(word_t root, word_t index, word_t depth)
{
    return call(root, LABEL_CNODE_DELETE, words(index, depth), caps());
}

TEST("depth 0 and depth 65 are out of range")
{
    assert_error(delete_at(ROOT_CNODE, 60, 0), ERR_RANGE, 1, 64);
    assert_error(delete_at(ROOT_CNODE, 60, 65), ERR_RANGE, 1, 64);
    assert_error(delete_at(ROOT_CNODE, 60, 256 + 64), ERR_RANGE, 1, 64);
}

TEST("the root's own guard has to be translated, too")
{
    assert_error(delete_at(ROOT_CNODE, 60, 12), ERR_LOOKUP, 0, LOOKUP_GUARD_MISMATCH, 12, 0, 52);
}

TEST("bits left over are a depth mismatch with nothing found")
{
    word_t node = make_sized(OBJECT_CNODE, 4);
    assert_error(delete_at(node, 0, 10), ERR_LOOKUP, 0, LOOKUP_DEPTH_MISMATCH, 6, 0);
}

TEST("too shallow a depth tells what the level would have needed")
{
    word_t node = make_sized(OBJECT_CNODE, 4);
    assert_error(delete_at(node, 0, 3), ERR_LOOKUP, 0, LOOKUP_DEPTH_MISMATCH, 3, 4);
}

/* ---- through a system call: full depth, the rest ignored ---- */

TEST("a CPtr that goes on behind a slot that is no CNode means that slot")
{
    word_t node = make_sized(OBJECT_CNODE, 4), ntfn = make(OBJECT_NOTIFICATION);
    word_t top = make_sized(OBJECT_CNODE, 4);
    assert_ok(call(top, LABEL_CNODE_COPY, words(1, 4, ntfn, DEPTH, RIGHTS_ALL), caps(ROOT_CNODE)));
    assert_ok(call(top, LABEL_CNODE_COPY, words(2, 4, node, DEPTH, RIGHTS_ALL), caps(ROOT_CNODE)));
    struct thread thread = new_thread(255);
    assert_ok(call(thread.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(top, ROOT_VSPACE)));
    assert_ptr_equal(tcb_lookup(thread.tcb, BIT(60) | 0x123).slot,
                     (struct slot *)object_at(top) + 1);
    assert_int_equal(tcb_lookup(thread.tcb, BIT(60) | 0x123).bits_left, 60);
}

TEST("a Call to an empty slot gets InvalidCapability 0, one to nowhere is a fault")
{
    assert_error(call(new_slot(), 1, words(), caps()), ERR_CAPABILITY, 0);
    call(BIT(63), 1, words(), caps());
    assert_int_equal(root_task()->state, THREAD_STOPPED);
    assert_true(console_has("cap fault in send phase at address 0x8000000000000000"));
}
