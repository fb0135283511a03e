/* SPDX-License-Identifier: BSD-2-Clause */
/* The CNode methods: checks in their order, then effects (spec 02, section 4). */
#include "world.h"

enum { FREE = 2000, NOWHERE = BIT(50) }; /* an address that hits the root CNode's guard */

static struct message cnode(word_t label, struct list message)
{
    return call(ROOT_CNODE, label, message, caps(ROOT_CNODE));
}

TEST("labels of other objects are illegal, before the length is looked at")
{
    assert_error(cnode(LABEL_TCB_RESUME, words()), ERR_ILLEGAL);
    assert_error(cnode(LABEL_IRQ_ISSUE_IRQ_HANDLER, words()), ERR_ILLEGAL);
    assert_error(cnode(0, words()), ERR_ILLEGAL);
}

TEST("every method needs two words, then finds its slot as a target")
{
    for (word_t label = LABEL_CNODE_REVOKE; label <= LABEL_CNODE_SAVE_CALLER; label++) {
        assert_error(cnode(label, words(FREE)), ERR_TRUNCATED);
        assert_error(cnode(label, words(FREE, 0)), ERR_RANGE, 1, 64);
        assert_error(cnode(label, words(NOWHERE, DEPTH)), ERR_LOOKUP, 0, LOOKUP_GUARD_MISMATCH, 64,
                     0, 52);
    }
}

TEST("copy, mint, move and mutate check four words, then the slots, then their own length")
{
    static const struct {
        word_t label;
        unsigned words;
    } methods[] = {{LABEL_CNODE_COPY, 5},
                   {LABEL_CNODE_MINT, 6},
                   {LABEL_CNODE_MOVE, 4},
                   {LABEL_CNODE_MUTATE, 5}};
    word_t ep = make(OBJECT_ENDPOINT);
    for (unsigned i = 0; i < COUNT_OF(methods); i++) {
        word_t label = methods[i].label;
        assert_error(cnode(label, words(ROOT_TCB, 64, NOWHERE)), ERR_TRUNCATED);
        assert_error(call(ROOT_CNODE, label, words(ROOT_TCB, 64, NOWHERE, 64), caps()),
                     ERR_TRUNCATED);
        assert_error(cnode(label, words(ROOT_TCB, 64, NOWHERE, 64)), ERR_DELETE_FIRST);
        assert_error(cnode(label, words(FREE, 64, NOWHERE, 64)), ERR_LOOKUP, 1,
                     LOOKUP_GUARD_MISMATCH, 64, 0, 52);
        assert_error(cnode(label, words(FREE, 64, FREE + 1, 64)), ERR_LOOKUP, 1,
                     LOOKUP_MISSING_CAPABILITY, 64);
        if (methods[i].words > 4) {
            struct list one_less = words(FREE, 64, ep, 64, 15);
            one_less.count = methods[i].words - 1;
            assert_error(cnode(label, one_less), ERR_TRUNCATED);
        }
    }
}

TEST("a source root that is no CNode is an invalid root, of the source")
{
    assert_error(call(ROOT_CNODE, LABEL_CNODE_MOVE, words(FREE, 64, 1, 64), caps(ROOT_TCB)),
                 ERR_LOOKUP, 1, LOOKUP_INVALID_ROOT);
}

TEST("copying onto the source itself: delete first")
{
    assert_error(cnode(LABEL_CNODE_MOVE, words(ROOT_TCB, 64, ROOT_TCB, 64)), ERR_DELETE_FIRST);
}

TEST("a copy has at most the rights of its source")
{
    word_t ep = make(OBJECT_ENDPOINT), less = copy_of(ep, RIGHT_READ | RIGHT_GRANT);
    assert_int_equal(cap_rights(slot_at(less)->cap), RIGHT_READ | RIGHT_GRANT);
    assert_int_equal(cap_rights(slot_at(copy_of(less, 0xff))->cap), RIGHT_READ | RIGHT_GRANT);
    assert_int_equal(cap_rights(slot_at(copy_of(ep, 0))->cap), 0);
}

TEST("rights mean nothing to TCBs, CNodes and untypeds")
{
    word_t tcb = copy_of(ROOT_TCB, 0);
    assert_int_equal(slot_at(tcb)->cap.w[0], slot_at(ROOT_TCB)->cap.w[0]);
    assert_int_equal(slot_at(tcb)->cap.w[1], slot_at(ROOT_TCB)->cap.w[1]);
}

TEST("a frame is writable only if it is readable")
{
    word_t frame = make(TYPE_FRAME);
    assert_int_equal(cap_frame_rights(slot_at(copy_of(frame, 3))->cap), VM_READ_WRITE);
    assert_int_equal(cap_frame_rights(slot_at(copy_of(frame, 2))->cap), VM_READ_ONLY);
    assert_int_equal(cap_frame_rights(slot_at(copy_of(frame, 1))->cap), VM_KERNEL_ONLY);
    word_t read_only = copy_of(frame, 2);
    assert_int_equal(cap_frame_rights(slot_at(copy_of(read_only, 3))->cap), VM_READ_ONLY);
    assert_int_equal(cap_frame_rights(slot_at(copy_of(read_only, 1))->cap), VM_KERNEL_ONLY);
}

TEST("Mint badges once; again it is illegal, even with the same badge or none")
{
    word_t ep = make(OBJECT_ENDPOINT), b = badged(ep, RIGHTS_ALL, 7);
    assert_int_equal(cap_badge(slot_at(b)->cap), 7);
    assert_error(cnode(LABEL_CNODE_MINT, words(FREE, 64, b, 64, 15, 7)), ERR_ILLEGAL);
    assert_error(cnode(LABEL_CNODE_MINT, words(FREE, 64, b, 64, 15, 0)), ERR_ILLEGAL);
    assert_int_equal(cap_badge(slot_at(copy_of(b, 15))->cap), 7);
}

TEST("Mint with badge 0 copies")
{
    word_t ntfn = make(OBJECT_NOTIFICATION), copy = badged(ntfn, RIGHT_READ, 0);
    assert_int_equal(cap_badge(slot_at(copy)->cap), 0);
    assert_false(slot_has_flag(slot_at(copy), SLOT_ORIGINAL));
}

TEST("all 64 bits of a badge are kept")
{
    word_t b = badged(make(OBJECT_ENDPOINT), 15, ~0ul);
    assert_int_equal(cap_badge(slot_at(b)->cap), ~0ul);
}

TEST("Mutate of an endpoint or notification is illegal, whatever the badge")
{
    word_t ep = make(OBJECT_ENDPOINT), ntfn = make(OBJECT_NOTIFICATION);
    assert_error(cnode(LABEL_CNODE_MUTATE, words(FREE, 64, ep, 64, 0)), ERR_ILLEGAL);
    assert_error(cnode(LABEL_CNODE_MUTATE, words(FREE, 64, ntfn, 64, 3)), ERR_ILLEGAL);
    assert_int_equal(type_at(ep), CAP_ENDPOINT);
}

TEST("Mint and Mutate replace a CNode's guard, word 0 resets it; Copy and Move keep it")
{
    word_t node = make_sized(OBJECT_CNODE, 4), guarded = badged(node, 0, 0x2a << 6 | 6);
    assert_int_equal(cap_guard(slot_at(guarded)->cap), 0x2a);
    assert_int_equal(cap_guard_size(slot_at(guarded)->cap), 6);
    assert_int_equal(cap_guard_size(slot_at(copy_of(guarded, 0))->cap), 6);
    assert_ok(cnode(LABEL_CNODE_MOVE, words(FREE, 64, guarded, 64)));
    assert_int_equal(cap_guard_size(slot_at(FREE)->cap), 6);
    assert_ok(cnode(LABEL_CNODE_MUTATE, words(guarded, 64, FREE, 64, 0)));
    assert_int_equal(cap_guard_size(slot_at(guarded)->cap), 0);
    assert_int_equal(cap_guard(slot_at(guarded)->cap), 0);
}

TEST("a guard is cut to its size, and must leave room for the radix")
{
    word_t node = make_sized(OBJECT_CNODE, 4);
    assert_int_equal(cap_guard(slot_at(badged(node, 0, 0xff << 6 | 3))->cap), 7);
    assert_error(cnode(LABEL_CNODE_MINT, words(FREE, 64, node, 64, 15, 61)), ERR_ILLEGAL);
    assert_ok(cnode(LABEL_CNODE_MINT, words(FREE, 64, node, 64, 15, 60)));
}

TEST("IRQ control is moved, but never copied")
{
    assert_error(cnode(LABEL_CNODE_COPY, words(FREE, 64, IRQ_CONTROL, 64, 15)), ERR_ILLEGAL);
    assert_error(cnode(LABEL_CNODE_MINT, words(FREE, 64, IRQ_CONTROL, 64, 15, 0)), ERR_ILLEGAL);
    assert_ok(cnode(LABEL_CNODE_MOVE, words(FREE, 64, IRQ_CONTROL, 64)));
    assert_int_equal(type_at(IRQ_CONTROL), CAP_NULL);
    assert_ok(cnode(LABEL_CNODE_COPY, words(FREE + 1, 64, ASID_CONTROL, 64, 15)));
    assert_ok(cnode(LABEL_CNODE_COPY, words(FREE + 2, 64, DOMAIN_CAP, 64, 15)));
}

TEST("page tables that are not mapped and VSpaces without ASID are not copied")
{
    word_t pt = make(TYPE_PT), vspace = make(TYPE_VSPACE);
    assert_error(cnode(LABEL_CNODE_COPY, words(FREE, 64, pt, 64, 15)), ERR_ILLEGAL);
    assert_error(cnode(LABEL_CNODE_COPY, words(FREE, 64, vspace, 64, 15)), ERR_ILLEGAL);
    assert_ok(cnode(LABEL_CNODE_MOVE, words(FREE, 64, pt, 64)));
}

TEST("the copy of a mapped frame is unmapped, the moved one still mapped")
{
    word_t copy = copy_of(BOOTINFO_FRAME, 15);
    assert_false(cap_is_mapped(slot_at(copy)->cap));
    assert_ok(cnode(LABEL_CNODE_MOVE, words(FREE, 64, BOOTINFO_FRAME, 64)));
    assert_true(cap_is_mapped(slot_at(FREE)->cap));
}

/* ---- CancelBadgedSends ---- */

TEST("CancelBadgedSends needs an endpoint with all rights")
{
    word_t ep = make(OBJECT_ENDPOINT), ntfn = make(OBJECT_NOTIFICATION);
    assert_error(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(FREE, 64)), ERR_ILLEGAL);
    assert_error(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(ntfn, 64)), ERR_ILLEGAL);
    for (word_t right = 1; right < 16; right <<= 1) {
        word_t less = copy_of(ep, RIGHTS_ALL & ~right);
        assert_error(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(less, 64)), ERR_ILLEGAL);
    }
}

TEST("CancelBadgedSends restarts the senders with that badge, and nobody for badge 0")
{
    word_t ep = make(OBJECT_ENDPOINT), five = badged(ep, 15, 5), six = badged(ep, 15, 6);
    struct thread a = start_thread(255), b = start_thread(255);
    act_as(a.tcb);
    word_t pc = a.tcb->context.pc;
    send(five, 0, words(1), caps());
    act_as(b.tcb);
    send(six, 0, words(1), caps());
    act_as(root_task());
    assert_ok(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(ep, 64)));
    assert_state(a, THREAD_SENDING);
    assert_ok(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(five, 64)));
    assert_state(a, THREAD_READY_RETRY);
    assert_state(b, THREAD_SENDING);
    act_as(a.tcb);
    assert_int_equal(a.tcb->context.pc, pc); /* it sends again */
}

TEST("CancelBadgedSends leaves receivers alone, and needs nobody to wait")
{
    word_t ep = make(OBJECT_ENDPOINT), five = badged(ep, 15, 5);
    assert_ok(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(five, 64)));
    struct thread a = start_thread(255);
    act_as(a.tcb);
    recv(five);
    act_as(root_task());
    assert_ok(cnode(LABEL_CNODE_CANCEL_BADGED_SENDS, words(five, 64)));
    assert_state(a, THREAD_RECEIVING);
}

/* ---- Rotate ---- */

static struct message rotate(word_t dest, word_t dest_data, word_t pivot, word_t pivot_data,
                             word_t src)
{
    return call(ROOT_CNODE, LABEL_CNODE_ROTATE,
                words(dest, 64, dest_data, pivot, 64, pivot_data, src, 64),
                caps(ROOT_CNODE, ROOT_CNODE));
}

TEST("Rotate needs eight words and two capabilities")
{
    assert_error(cnode(LABEL_CNODE_ROTATE, words(FREE, 64, 0, 1, 64, 0, 2, 64)), ERR_TRUNCATED);
    assert_error(call(ROOT_CNODE, LABEL_CNODE_ROTATE, words(FREE, 64, 0, 1, 64, 0, 2),
                      caps(ROOT_CNODE, ROOT_CNODE)),
                 ERR_TRUNCATED);
}

TEST("Rotate looks up the source, then the pivot, both as sources")
{
    assert_error(rotate(FREE, 0, BIT(51), 0, NOWHERE), ERR_LOOKUP, 1, LOOKUP_GUARD_MISMATCH, 64, 0,
                 52);
    assert_error(call(ROOT_CNODE, LABEL_CNODE_ROTATE, words(FREE, 64, 0, 1, 64, 0, 2, 0),
                      caps(ROOT_TCB, ROOT_CNODE)),
                 ERR_RANGE, 1, 64);
    assert_error(call(ROOT_CNODE, LABEL_CNODE_ROTATE, words(FREE, 64, 0, 1, 64, 0, 2, 64),
                      caps(ROOT_TCB, ROOT_CNODE)),
                 ERR_LOOKUP, 1, LOOKUP_INVALID_ROOT);
}

TEST("Rotate: the pivot is a slot of its own; then dest is empty; then both are full")
{
    assert_error(rotate(FREE, 0, ROOT_TCB, 0, ROOT_TCB), ERR_ILLEGAL);
    assert_error(rotate(ROOT_TCB, 0, ROOT_TCB, 0, FREE), ERR_ILLEGAL);
    assert_error(rotate(ROOT_TCB, 0, FREE, 0, FREE + 1), ERR_DELETE_FIRST);
    assert_error(rotate(FREE, 0, ROOT_TCB, 0, FREE + 1), ERR_LOOKUP, 1, LOOKUP_MISSING_CAPABILITY,
                 64);
    assert_error(rotate(FREE, 0, FREE + 1, 0, ROOT_TCB), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY,
                 64);
}

TEST("Rotate never takes endpoints")
{
    word_t ep = make(OBJECT_ENDPOINT), node = make_sized(OBJECT_CNODE, 2);
    assert_error(rotate(FREE, 0, node, 0, ep), ERR_ILLEGAL);
    assert_error(rotate(FREE, 0, ep, 0, node), ERR_ILLEGAL);
}

TEST("Rotate: source goes to pivot with the pivot's word, pivot to dest with dest's")
{
    word_t a = make_sized(OBJECT_CNODE, 2), b = make_sized(OBJECT_CNODE, 3);
    assert_ok(rotate(FREE, 0x1 << 6 | 5, b, 0x2 << 6 | 6, a));
    assert_int_equal(type_at(a), CAP_NULL);
    assert_int_equal(cap_radix(slot_at(b)->cap), 2);
    assert_int_equal(cap_guard_size(slot_at(b)->cap), 6);
    assert_int_equal(cap_radix(slot_at(FREE)->cap), 3);
    assert_int_equal(cap_guard_size(slot_at(FREE)->cap), 5);
}

TEST("Rotate with dest = source exchanges")
{
    word_t tcb = make(OBJECT_TCB), node = make_sized(OBJECT_CNODE, 2);
    assert_ok(rotate(tcb, 0, node, 0, tcb));
    assert_int_equal(type_at(tcb), CAP_CNODE);
    assert_int_equal(type_at(node), CAP_TCB);
}

/* ---- SaveCaller ---- */

TEST("SaveCaller needs an empty slot, and without a caller does nothing")
{
    assert_error(cnode(LABEL_CNODE_SAVE_CALLER, words(ROOT_TCB, 64)), ERR_DELETE_FIRST);
    assert_ok(cnode(LABEL_CNODE_SAVE_CALLER, words(FREE, 64)));
    assert_int_equal(type_at(FREE), CAP_NULL);
}

TEST("Delete and Revoke of an empty slot succeed")
{
    assert_ok(cnode(LABEL_CNODE_DELETE, words(FREE, 64)));
    assert_ok(cnode(LABEL_CNODE_REVOKE, words(FREE, 64)));
}

TEST("NBSend and Send perform the method without a reply; an error is invisible")
{
    word_t ep = make(OBJECT_ENDPOINT);
    send(ROOT_CNODE, LABEL_CNODE_COPY, words(FREE, 64, ep, 64, 15), caps(ROOT_CNODE));
    assert_int_equal(type_at(FREE), CAP_ENDPOINT);
    word_t info = root_task()->context.info, w0 = root_task()->context.mr[0];
    nb_send(ROOT_CNODE, LABEL_CNODE_COPY, words(FREE, 64, ep, 64, 15), caps(ROOT_CNODE));
    assert_int_equal(root_task()->context.info, info);
    assert_int_equal(root_task()->context.mr[0], w0);
    assert_int_equal(root_task()->context.cap, ROOT_CNODE);
}
