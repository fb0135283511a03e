/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is whose child (spec 01, section 8), as Revoke shows it. */
#include "world.h"

static bool gone(word_t cptr)
{
    return slot_is_empty(slot_at(cptr));
}

TEST("revoking an unbadged endpoint deletes every other capability to it")
{
    word_t ep = make(OBJECT_ENDPOINT), a = copy_of(ep, RIGHTS_ALL), b = badged(ep, RIGHTS_ALL, 5);
    word_t c = copy_of(b, RIGHT_READ);
    revoke_cap(ep);
    assert_true(gone(a) && gone(b) && gone(c));
    assert_int_equal(type_at(ep), CAP_ENDPOINT);
}

TEST("a badged original has only its own copies, not another mint of the same badge")
{
    word_t ep = make(OBJECT_ENDPOINT);
    word_t first = badged(ep, RIGHTS_ALL, 5), second = badged(ep, RIGHTS_ALL, 5);
    word_t other = badged(ep, RIGHTS_ALL, 6);
    word_t copy_first = copy_of(first, RIGHTS_ALL), copy_second = copy_of(second, RIGHTS_ALL);
    word_t grandchild = copy_of(copy_second, RIGHTS_ALL);
    revoke_cap(second);
    assert_true(gone(copy_second) && gone(grandchild));
    assert_false(gone(first) || gone(copy_first) || gone(other) || gone(second));
    revoke_cap(first);
    assert_true(gone(copy_first));
    assert_false(gone(second));
}

TEST("when a badged original is deleted its copies join no other family")
{
    word_t ep = make(OBJECT_ENDPOINT), older = badged(ep, RIGHTS_ALL, 5);
    word_t middle = badged(ep, RIGHTS_ALL, 5), orphan = copy_of(middle, RIGHTS_ALL);
    word_t newer = badged(ep, RIGHTS_ALL, 5);
    delete_cap(middle);
    revoke_cap(newer);
    revoke_cap(older);
    assert_false(gone(orphan));
    revoke_cap(ep);
    assert_true(gone(orphan));
}

TEST("revoking a copy deletes nothing")
{
    word_t ep = make(OBJECT_ENDPOINT), a = copy_of(ep, RIGHTS_ALL), b = copy_of(a, RIGHTS_ALL);
    revoke_cap(a);
    assert_false(gone(b) || gone(ep));
}

TEST("deleting the original makes no copy an original")
{
    word_t ep = make(OBJECT_ENDPOINT), a = copy_of(ep, RIGHTS_ALL), b = copy_of(a, RIGHTS_ALL);
    delete_cap(ep);
    revoke_cap(a);
    revoke_cap(b);
    assert_false(gone(a) || gone(b));
}

TEST("move and mutate carry the property of being an original along")
{
    word_t ep = make(OBJECT_ENDPOINT), copy = copy_of(ep, RIGHTS_ALL), moved = new_slot();
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_MOVE, words(moved, DEPTH, ep, DEPTH), caps(ROOT_CNODE)));
    assert_true(gone(ep));
    revoke_cap(moved);
    assert_true(gone(copy));
    assert_false(gone(moved));
}

TEST("copies of a CNode with whatever guard are children of the original")
{
    word_t node = make_sized(OBJECT_CNODE, 4), copy = copy_of(node, 0);
    word_t guarded = badged(node, 0, 3 << 6 | 8);
    revoke_cap(node);
    assert_true(gone(copy) && gone(guarded));
}

TEST("revoking an untyped deletes objects, their copies and nested untypeds")
{
    word_t outer = make_sized(OBJECT_UNTYPED, 12), inner = make_from(outer, OBJECT_UNTYPED, 10);
    word_t ep = make_from(inner, OBJECT_ENDPOINT, 0), copy = copy_of(ep, 1);
    word_t node = make_from(outer, OBJECT_CNODE, 2);
    revoke_cap(outer);
    assert_true(gone(inner) && gone(ep) && gone(copy) && gone(node));
}

TEST("a deleted untyped leaves its children to its parent")
{
    word_t outer = make_sized(OBJECT_UNTYPED, 12), inner = make_from(outer, OBJECT_UNTYPED, 10);
    word_t ep = make_from(inner, OBJECT_ENDPOINT, 0);
    delete_cap(inner);
    assert_false(gone(ep));
    revoke_cap(outer);
    assert_true(gone(ep));
}

TEST("copies held by a TCB are children of what was given, and are revoked with it")
{
    struct thread thread = new_thread(10);
    assert_int_equal(cap_type(thread.tcb->slots[TCB_BUFFER].cap), CAP_FRAME);
    revoke_cap(thread.frame);
    assert_int_equal(cap_type(thread.tcb->slots[TCB_BUFFER].cap), CAP_NULL);
}

TEST("capabilities placed at boot have no parent")
{
    for (word_t slot = 1; slot < 16; slot++) {
        if (!slot_is_empty(slot_at(slot))) {
            assert_null(slot_at(slot)->prev);
        }
    }
}

TEST("siblings stay in the tree when the one between them goes")
{
    word_t ep = make(OBJECT_ENDPOINT), a = copy_of(ep, 1), b = copy_of(ep, 1), c = copy_of(ep, 1);
    delete_cap(b);
    assert_false(gone(a) || gone(c));
    revoke_cap(ep);
    assert_true(gone(a) && gone(c));
}

static void exchange(word_t a, word_t b)
{
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_ROTATE, words(a, DEPTH, 0, b, DEPTH, 0, a, DEPTH),
                   caps(ROOT_CNODE, ROOT_CNODE)));
}

TEST("exchanging two neighbours of the list, either way round, keeps the family")
{
    for (unsigned turn = 0; turn < 2; turn++) {
        word_t node = make_sized(OBJECT_CNODE, 2), a = copy_of(node, 0);
        exchange(turn == 0 ? node : a, turn == 0 ? a : node);
        revoke_cap(a); /* the original is there now */
        assert_true(gone(node));
        assert_int_equal(type_at(a), CAP_CNODE);
    }
}
