/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 4 (CNode methods), and the rules of 01 that they show. */
#include "support.h"

TEST("02 4 #1", "no method of a CNode: IllegalOperation, before the length is looked at")
{
    CHECK_EQ(invoke(ROOT, UntypedRetype, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(ROOT, TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

TEST("02 4 #2, 02 2.3 #8", "fewer than two words: TruncatedMessage")
{
    seL4_Word labels[] = {CNodeRevoke, CNodeDelete, CNodeCancelBadgedSends,
                          CNodeCopy,   CNodeMint,   CNodeMove,
                          CNodeMutate, CNodeRotate, CNodeSaveCaller};
    for (unsigned i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        CHECK_EQ(invoke(ROOT, labels[i], WORDS(0), CAPS(ROOT, ROOT)), seL4_TruncatedMessage);
    }
}

TEST("02 4 #3, 01 5.1 #2", "depth 0 and more than a word: RangeError(1, word bits)")
{
    CHECK_ERROR(seL4_CNode_Delete(ROOT, 1, 0), seL4_RangeError);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_WordBits);
    CHECK_ERROR(seL4_CNode_Delete(ROOT, 1, seL4_WordBits + 1), seL4_RangeError);
}

TEST("01 5.1 #3", "the guard of the invoked CNode must be translated, too: GuardMismatch")
{
    CHECK_ERROR(seL4_CNode_Delete(ROOT, 1, 4), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_GuardMismatch);
    CHECK_MR(2, 4);
    CHECK_MR(3, 0);
}

TEST("01 5.1 #4, 01 5 b2", "leftover bits: DepthMismatch {leftover, 0}")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_ERROR(seL4_CNode_Delete(cnode, 0, 10), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_DepthMismatch);
    CHECK_MR(2, 6);
    CHECK_MR(3, 0);
}

TEST("01 5 a3, 01 5.1 #3, 01 5.2 #3", "fewer bits than the radix: DepthMismatch {bits left, radix}")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_ERROR(seL4_CNode_Delete(cnode, 0, 3), seL4_FailedLookup);
    CHECK_MR(1, seL4_DepthMismatch);
    CHECK_MR(2, 3);
    CHECK_MR(3, 4);
}

TEST("01 5 a2 !1, 01 5.1 #3, 01 5.2 #4, 02 2.3 #7",
     "a guard that differs: GuardMismatch {bits left, guard, its size}")
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, seL4_CNode_CapData_new(5, 3).words[0]);
    CHECK_ERROR(seL4_CNode_Delete(guarded, 0x40, 7), seL4_FailedLookup);
    CHECK_MR(1, seL4_GuardMismatch);
    CHECK_MR(2, 7);
    CHECK_MR(3, 5);
    CHECK_MR(4, 3);
    CHECK_OK(seL4_CNode_Delete(guarded, 0x50, 7));
}

TEST("01 5 !1", "the guard is tested before the depth")
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, seL4_CNode_CapData_new(1, 3).words[0]);
    CHECK_ERROR(seL4_CNode_Delete(guarded, 0, 4), seL4_FailedLookup);
    CHECK_MR(1, seL4_GuardMismatch);
    CHECK_ERROR(seL4_CNode_Delete(guarded, 2, 4), seL4_FailedLookup);
    CHECK_MR(1, seL4_DepthMismatch);
    CHECK_MR(2, 4);
    CHECK_MR(3, 7);
}

TEST("02 4.1 #4", "Copy and its kind without source root or words: TruncatedMessage")
{
    seL4_CPtr to = new_slot();
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(to, DEPTH, 0, DEPTH, 15), NO_CAPS),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(ROOT, CNodeMove, WORDS(to, DEPTH, 0), CAPS(ROOT)), seL4_TruncatedMessage);
}

TEST("02 4.1 #5, 01 7, 02 2.3 #9",
     "destination occupied: DeleteFirst, before the source is looked at")
{
    seL4_CPtr ep = make_endpoint();
    CHECK_ERROR(seL4_CNode_Copy(ROOT, ep, DEPTH, ROOT, 0, 0, seL4_AllRights), seL4_DeleteFirst);
    CHECK_ERROR(seL4_CNode_Move(ROOT, ep, DEPTH, ROOT, ep, DEPTH), seL4_DeleteFirst);
}

TEST("02 4.1 #6, 01 5.1 #1, 01 5 a1", "source lookup fails: FailedLookup of the source")
{
    CHECK_ERROR(seL4_CNode_Move(ROOT, new_slot(), DEPTH, ROOT, 0, 3), seL4_FailedLookup);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_GuardMismatch);
    CHECK_ERROR(seL4_CNode_Move(ROOT, new_slot(), DEPTH, make_endpoint(), 0, 3), seL4_FailedLookup);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_InvalidRoot);
}

TEST("02 4.1 #7, 01 5.2 #2 !1", "source empty: MissingCapability with the source depth")
{
    CHECK_ERROR(copy(new_slot(), new_slot(), seL4_AllRights), seL4_FailedLookup);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, DEPTH);
}

TEST("02 4.1 #8", "the method's own length is checked after the slots")
{
    seL4_CPtr to = new_slot(), ep = make_endpoint();
    CHECK_EQ(invoke(ROOT, CNodeMint, WORDS(to, DEPTH, ep, DEPTH, 15), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(ROOT, CNodeMint, WORDS(to, DEPTH, to, DEPTH, 15), CAPS(ROOT)),
             seL4_FailedLookup);
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(to, DEPTH, ep, DEPTH), CAPS(ROOT)),
             seL4_TruncatedMessage);
}

TEST("01 3 !1, 02 4.1 #11",
     "a badge can be set once: Mint of a badged capability is illegal, even with badge 0")
{
    seL4_CPtr badged = minted(make_endpoint(), seL4_AllRights, 7);
    CHECK_ERROR(mint(new_slot(), badged, seL4_AllRights, 8), seL4_IllegalOperation);
    CHECK_ERROR(mint(new_slot(), badged, seL4_AllRights, 7), seL4_IllegalOperation);
    CHECK_ERROR(mint(new_slot(), badged, seL4_AllRights, 0), seL4_IllegalOperation);
    CHECK_OK(copy(new_slot(), badged, seL4_AllRights));
}

TEST("01 3 !2, 02 4.1 #11", "Mutate of an endpoint or notification is always illegal")
{
    CHECK_ERROR(mutate(new_slot(), make_endpoint(), 0), seL4_IllegalOperation);
    CHECK_ERROR(mutate(new_slot(), make_notification(), 5), seL4_IllegalOperation);
}

TEST("01 3, 01 2 b5", "for kinds without badge or guard, Mint copies and Mutate moves")
{
    seL4_CPtr tcb = make_tcb(), to = new_slot(), other = new_slot();
    CHECK_OK(mint(to, tcb, seL4_NoRights, 1234));
    CHECK_OK(mutate(other, to, 99));
    CHECK(is_empty(to));
    CHECK_OK(seL4_TCB_Suspend(other));
}

TEST("01 4, 02 4.1 #11", "a guard and radix beyond a word: IllegalOperation")
{
    seL4_CPtr cnode = make_cnode(8);
    seL4_Word data =
        seL4_CNode_CapData_new(0, seL4_WordBits - 7 < 63 ? seL4_WordBits - 7 : 63).words[0];
    CHECK_ERROR(mint(new_slot(), cnode, seL4_AllRights, data), seL4_IllegalOperation);
    CHECK_ERROR(mutate(new_slot(), cnode, data), seL4_IllegalOperation);
}

TEST("01 4 !1", "Mint with word 0 resets the guard, Copy keeps it")
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, seL4_CNode_CapData_new(1, 2).words[0]);
    seL4_CPtr kept = copy_of(guarded);
    CHECK_OK(seL4_CNode_Delete(kept, 0x13, 6));
    seL4_CPtr reset = minted(guarded, seL4_AllRights, 0);
    CHECK_OK(seL4_CNode_Delete(reset, 3, 4));
}

TEST("01 2 b1 c1, 02 2.4 #2", "rights only shrink: a copy of a receive-only endpoint cannot send")
{
    seL4_CPtr reader = minted(make_endpoint(), seL4_CanRead, 0);
    seL4_CPtr again = copy_of(reader);
    CHECK_EQ(invoke(again, 0, NO_WORDS, NO_CAPS), seL4_InvalidCapability);
    CHECK_MR(0, 0);
}

TEST("01 2 b5", "rights have no effect on kinds without rights")
{
    seL4_CPtr tcb = make_tcb(), to = new_slot();
    CHECK_OK(copy(to, tcb, seL4_NoRights));
    CHECK_OK(seL4_TCB_Suspend(to));
}

TEST("02 4.1", "Move and Mutate empty the source")
{
    seL4_CPtr ep = make_endpoint(), to = new_slot();
    CHECK_OK(move(to, ep));
    CHECK(is_empty(ep));
    seL4_CPtr cnode = make_cnode(4), there = new_slot();
    CHECK_OK(mutate(there, cnode, seL4_CNode_CapData_new(1, 1).words[0]));
    CHECK(is_empty(cnode));
    CHECK_OK(seL4_CNode_Delete(there, 0x10, 5));
}

TEST("01 6 #2, 01 1 #8-10", "IRQControl can be moved but not copied")
{
    seL4_CPtr to = new_slot();
    CHECK_ERROR(copy(to, seL4_CapIRQControl, seL4_AllRights), seL4_IllegalOperation);
    CHECK_OK(move(to, seL4_CapIRQControl));
    CHECK_OK(move(seL4_CapIRQControl, to));
}

TEST("02 4.2, 01 8.3 #11, 01 8.4", "Delete and Revoke of an empty slot succeed")
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(delete (slot));
    CHECK_OK(revoke(slot));
}

TEST("02 4.3, 01 2 c9", "CancelBadgedSends needs an endpoint with all four rights")
{
    seL4_CPtr ep = make_endpoint();
    CHECK_ERROR(seL4_CNode_CancelBadgedSends(ROOT, new_slot(), DEPTH), seL4_IllegalOperation);
    CHECK_ERROR(seL4_CNode_CancelBadgedSends(ROOT, make_notification(), DEPTH),
                seL4_IllegalOperation);
    seL4_CPtr less = minted(ep, seL4_NoWrite, 5);
    CHECK_ERROR(seL4_CNode_CancelBadgedSends(ROOT, less, DEPTH), seL4_IllegalOperation);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, ep, DEPTH));
}

static int rotate(seL4_CPtr dest, seL4_Word dest_data, seL4_CPtr pivot, seL4_Word pivot_data,
                  seL4_CPtr src)
{
    return seL4_CNode_Rotate(ROOT, dest, DEPTH, dest_data, ROOT, pivot, DEPTH, pivot_data, ROOT,
                             src, DEPTH);
}

TEST("02 4.4 a1 !1", "Rotate moves source to pivot and pivot to destination")
{
    seL4_CPtr dest = new_slot(), pivot = make_tcb(), src = make_cnode(4);
    CHECK_OK(rotate(dest, 0, pivot, seL4_CNode_CapData_new(1, 1).words[0], src));
    CHECK(is_empty(src));
    CHECK_OK(seL4_TCB_Suspend(dest));
    CHECK_OK(seL4_CNode_Delete(pivot, 0x10, 5));
}

TEST("02 4.4", "Rotate with source = destination exchanges two capabilities")
{
    seL4_CPtr pivot = make_tcb(), src = make_cnode(4);
    CHECK_OK(rotate(src, 0, pivot, 0, src));
    CHECK_OK(seL4_TCB_Suspend(src));
    CHECK_OK(seL4_CNode_Delete(pivot, 1, 4));
}

TEST("02 4.4 #4", "Rotate with too few words or capabilities: TruncatedMessage")
{
    CHECK_EQ(invoke(ROOT, CNodeRotate, WORDS(1, DEPTH, 0, 2, DEPTH, 0, 3), CAPS(ROOT, ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(ROOT, CNodeRotate, WORDS(1, DEPTH, 0, 2, DEPTH, 0, 3, DEPTH), CAPS(ROOT)),
             seL4_TruncatedMessage);
}

TEST("02 4.4 #6", "a pivot that cannot be found is reported as a source")
{
    seL4_CPtr src = make_tcb();
    CHECK_ERROR(seL4_CNode_Rotate(ROOT, new_slot(), DEPTH, 0, ROOT, 1, 3, 0, ROOT, src, DEPTH),
                seL4_FailedLookup);
    CHECK_MR(0, 1);
}

TEST("02 4.4 #7", "the pivot must be a slot of its own: IllegalOperation")
{
    seL4_CPtr a = make_tcb(), to = new_slot();
    CHECK_ERROR(rotate(to, 0, a, 0, a), seL4_IllegalOperation);
    CHECK_ERROR(rotate(a, 0, a, 0, make_tcb()), seL4_IllegalOperation);
}

TEST("02 4.4 #8", "Rotate onto an occupied destination: DeleteFirst")
{
    CHECK_ERROR(rotate(make_tcb(), 0, make_tcb(), 0, make_tcb()), seL4_DeleteFirst);
}

TEST("02 4.4 #9-10", "an empty source is reported as source, an empty pivot as target")
{
    CHECK_ERROR(rotate(new_slot(), 0, make_tcb(), 0, new_slot()), seL4_FailedLookup);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_ERROR(rotate(new_slot(), 0, new_slot(), 0, make_tcb()), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MissingCapability);
}

TEST("02 4.4 #11-12 !2, 01 3 !2", "endpoints and notifications cannot be rotated")
{
    CHECK_ERROR(rotate(new_slot(), 0, make_tcb(), 0, make_endpoint()), seL4_IllegalOperation);
    CHECK_ERROR(rotate(new_slot(), 0, make_notification(), 0, make_tcb()), seL4_IllegalOperation);
}

TEST("02 4.5 !1", "SaveCaller onto an occupied slot: DeleteFirst; without a caller: success")
{
    CHECK_ERROR(seL4_CNode_SaveCaller(ROOT, make_endpoint(), DEPTH), seL4_DeleteFirst);
    seL4_CPtr to = new_slot();
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, to, DEPTH));
    CHECK(is_empty(to));
}

/* ---- derivation and deletion (01, section 8) ---- */

TEST("01 8.2 b2", "Revoke of an endpoint deletes all other capabilities to it")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr plain = copy_of(ep), badged = minted(ep, seL4_AllRights, 3);
    seL4_CPtr deep = copy_of(badged);
    CHECK_OK(revoke(ep));
    CHECK(!is_empty(ep));
    CHECK(is_empty(plain) && is_empty(badged) && is_empty(deep));
}

TEST("01 8.1 !2, 01 8.2 b9, 01 8.4", "Revoke of a copy does nothing")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr first = copy_of(ep), second = copy_of(first);
    CHECK_OK(revoke(first));
    CHECK(!is_empty(second));
    CHECK(!is_empty(ep));
}

TEST("01 8.2 b3", "Revoke of a badged capability takes its copies, not another Mint of that badge")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr one = minted(ep, seL4_AllRights, 9), twin = minted(ep, seL4_AllRights, 9);
    seL4_CPtr of_one = copy_of(one), of_twin = copy_of(twin);
    CHECK_OK(revoke(one));
    CHECK(is_empty(of_one));
    CHECK(!is_empty(twin));
    CHECK(!is_empty(of_twin));
}

TEST("01 8.2 b3", "copies of a deleted badged capability do not join a sibling's family")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr one = minted(ep, seL4_AllRights, 9), twin = minted(ep, seL4_AllRights, 9);
    seL4_CPtr of_one = copy_of(one), of_twin = copy_of(twin);
    CHECK_OK(delete (one));
    CHECK_OK(revoke(twin));
    CHECK(!is_empty(of_one));
    CHECK(is_empty(of_twin));
}

TEST("01 8.1, 01 8.2 a5", "being an original moves along with the capability")
{
    seL4_CPtr cnode = make_cnode(4), child = copy_of(cnode), there = new_slot();
    CHECK_OK(move(there, cnode));
    CHECK_OK(revoke(there));
    CHECK(is_empty(child));
}

TEST("01 8.1 !3", "deleting the original promotes no copy")
{
    seL4_CPtr tcb = make_tcb(), one = copy_of(tcb), two = copy_of(tcb);
    CHECK_OK(delete (tcb));
    CHECK_OK(revoke(one));
    CHECK_OK(revoke(two));
    CHECK(!is_empty(one) && !is_empty(two));
}

TEST("01 8.3 #4", "deleting the last capability to a CNode deletes what is in it")
{
    seL4_CPtr cnode = make_cnode(4), ep = make_endpoint();
    CHECK_OK(seL4_CNode_Move(cnode, 5, 4, ROOT, ep, DEPTH));
    seL4_CPtr outside = new_slot();
    CHECK_OK(seL4_CNode_Copy(ROOT, outside, DEPTH, cnode, 5, 4, seL4_AllRights));
    CHECK_OK(delete (cnode));
    CHECK(is_empty(cnode));
    CHECK(!is_empty(outside));
    CHECK_OK(revoke(test_untyped));
    CHECK(is_empty(outside));
}

TEST("01 8.3 #4", "a CNode lives as long as a capability with any guard does")
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, seL4_CNode_CapData_new(1, 1).words[0]);
    CHECK_OK(seL4_CNode_Copy(cnode, 2, 4, ROOT, make_tcb(), DEPTH, seL4_AllRights));
    CHECK_OK(delete (cnode));
    CHECK_OK(seL4_CNode_Move(ROOT, new_slot(), DEPTH, guarded, 0x12, 5));
}

TEST("01 8.6", "a last capability to a CNode inside a dying CNode is only partly destroyed")
{
    seL4_CPtr outer = make_cnode(4), inner = make_cnode(4);
    seL4_CPtr first = make_endpoint(), second = make_notification();
    seL4_CPtr watch = copy_of(second);
    CHECK_OK(seL4_CNode_Move(inner, 0, 4, ROOT, first, DEPTH));
    CHECK_OK(seL4_CNode_Move(inner, 1, 4, ROOT, second, DEPTH));
    CHECK_OK(seL4_CNode_Move(outer, 3, 4, ROOT, inner, DEPTH));
    CHECK_OK(delete (outer));
    CHECK(is_empty(outer));
    CHECK(!is_empty(watch));
    CHECK_OK(revoke(test_untyped));
    CHECK(is_empty(watch));
    CHECK_OK(retype(test_untyped, seL4_UntypedObject, TEST_UNTYPED_BITS, outer, 1));
}

TEST("01 8.6", "a CNode that holds itself goes with its untyped")
{
    seL4_CPtr block = make_untyped(12), cnode = new_slot();
    CHECK_OK(retype(block, seL4_CapTableObject, 4, cnode, 1));
    CHECK_OK(seL4_CNode_Copy(cnode, 0, 4, ROOT, cnode, DEPTH, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(cnode, 7, 4, ROOT, cnode, DEPTH, seL4_AllRights));
    CHECK_OK(delete (cnode));
    CHECK_OK(revoke(block));
    CHECK_OK(retype(block, seL4_UntypedObject, 12, cnode, 1));
}

TEST("01 8.6", "two CNodes that hold each other go with their untyped")
{
    seL4_CPtr block = make_untyped(12), pair = new_slots(2);
    CHECK_OK(retype(block, seL4_CapTableObject, 4, pair, 2));
    CHECK_OK(seL4_CNode_Copy(pair, 0, 4, ROOT, pair + 1, DEPTH, seL4_AllRights));
    CHECK_OK(seL4_CNode_Move(pair + 1, 0, 4, ROOT, pair, DEPTH));
    CHECK_OK(delete (pair + 1));
    CHECK_OK(revoke(block));
    CHECK_OK(retype(block, seL4_UntypedObject, 12, pair, 1));
}
