/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 3 (Retype) and 01, section 9 (untyped state). */
#include "arch.h"
#include "support.h"

/* Retype with all arguments. */
static int raw(seL4_Word type, seL4_Word bits, seL4_CPtr root, seL4_Word index, seL4_Word depth,
               seL4_Word offset, seL4_Word count)
{
    return seL4_Untyped_Retype(test_untyped, type, bits, root, index, depth, offset, count);
}

TEST("02 3 #1", "an untyped has only one method")
{
    CHECK_EQ(invoke(test_untyped, CNodeCopy, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

TEST("02 3 #2", "too few words: TruncatedMessage")
{
    CHECK_EQ(invoke(test_untyped, UntypedRetype, WORDS(0, 12, 0, 0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
}

TEST("02 3 #2", "no CNode: TruncatedMessage")
{
    CHECK_EQ(invoke(test_untyped, UntypedRetype, WORDS(0, 12, 0, 0, 0, 1), NO_CAPS),
             seL4_TruncatedMessage);
}

TEST("02 3 #3, 02 2.3 #2", "unknown type: InvalidArgument 0")
{
    CHECK_ERROR(raw(seL4_ObjectTypeCount, 12, ROOT, 0, 0, new_slot(), 1), seL4_InvalidArgument);
    CHECK_MR(0, 0);
}

TEST("02 3 #4", "size_bits of a word or more: RangeError, even for a fixed-size type")
{
    CHECK_ERROR(raw(seL4_EndpointObject, seL4_WordBits, ROOT, 0, 0, new_slot(), 1),
                seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MaxUntypedBits);
}

TEST("02 3 #4", "object above the largest size: RangeError")
{
    CHECK_ERROR(raw(seL4_UntypedObject, seL4_MaxUntypedBits + 1, ROOT, 0, 0, new_slot(), 1),
                seL4_RangeError);
    CHECK_ERROR(raw(seL4_CapTableObject, seL4_MaxUntypedBits - seL4_SlotBits + 1, ROOT, 0, 0,
                    new_slot(), 1),
                seL4_RangeError);
}

TEST("02 3 #5", "a CNode of one slot: InvalidArgument 1")
{
    CHECK_ERROR(raw(seL4_CapTableObject, 0, ROOT, 0, 0, new_slot(), 1), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

TEST("02 3 #6", "untyped below the least size: InvalidArgument 1")
{
    CHECK_ERROR(raw(seL4_UntypedObject, 3, ROOT, 0, 0, new_slot(), 1), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

TEST("02 3 #7", "destination lookup fails: FailedLookup of the target")
{
    CHECK_ERROR(raw(seL4_EndpointObject, 0, ROOT, 0, 1, 0, 1), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_GuardMismatch);
}

TEST("02 3 #8, 01 5.2 #2", "destination is no CNode: MissingCapability with node_depth")
{
    seL4_CPtr ep = make_endpoint();
    CHECK_ERROR(raw(seL4_EndpointObject, 0, ep, 5, 0, 0, 1), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, 0);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, ROOT, ep, DEPTH, 0, 1), seL4_FailedLookup);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, DEPTH);
}

TEST("02 3 #9", "first slot beyond the CNode: RangeError")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 0, 0, 16, 1), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, 15);
}

TEST("02 3 #10, 02 2.3 #5, 08 4 #15",
     "no objects or more than the fan-out limit: RangeError(1, 256)")
{
    seL4_Word wrong[] = {0, CONFIG_RETYPE_FAN_OUT_LIMIT + 1};
    for (int i = 0; i < 2; i++) {
        CHECK_ERROR(raw(seL4_EndpointObject, 0, ROOT, 0, 0, new_slot(), wrong[i]), seL4_RangeError);
        CHECK_MR(0, 1);
        CHECK_MR(1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    }
}

TEST("02 3 #11", "more objects than slots are left: RangeError")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 0, 0, 10, 7), seL4_RangeError);
    CHECK_MR(0, 1);
    CHECK_MR(1, 6);
}

TEST("02 3 #12, 01 7", "a slot in the window is occupied: DeleteFirst, and nothing is made")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_OK(raw(seL4_EndpointObject, 0, cnode, 0, 0, 2, 1));
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 0, 0, 0, 4), seL4_DeleteFirst);
    CHECK_OK(raw(seL4_EndpointObject, 0, cnode, 0, 0, 0, 2));
}

TEST("02 3 #13, 02 2.3 #11", "too little memory: NotEnoughMemory with what is left")
{
    seL4_CPtr small = make_untyped(8);
    seL4_CPtr to = new_slots(3);
    CHECK_ERROR(retype(small, seL4_UntypedObject, 7, to, 3), seL4_NotEnoughMemory);
    CHECK_MR(0, 256);
    CHECK_OK(retype(small, seL4_UntypedObject, 4, to, 1));
    CHECK_ERROR(retype(small, seL4_UntypedObject, 8, to + 1, 1), seL4_NotEnoughMemory);
    CHECK_MR(0, 240);
}

TEST("02 3 #13", "memory lost to alignment counts as available in the check")
{
    seL4_CPtr small = make_untyped(8);
    seL4_CPtr to = new_slots(3);
    CHECK_OK(retype(small, seL4_UntypedObject, 4, to, 1));
    CHECK_OK(retype(small, seL4_UntypedObject, 7, to + 1, 1));
    CHECK_ERROR(retype(small, seL4_UntypedObject, 4, to + 2, 1), seL4_NotEnoughMemory);
    CHECK_MR(0, 0);
}

TEST("02 3", "checks come in order: the type before the size, the window before the memory")
{
    CHECK_ERROR(raw(seL4_ObjectTypeCount, seL4_WordBits, ROOT, 0, 0, 0, 0), seL4_InvalidArgument);
    seL4_CPtr small = make_untyped(4);
    seL4_CPtr ep = make_endpoint();
    CHECK_ERROR(retype(small, seL4_UntypedObject, 12, ep, 1), seL4_DeleteFirst);
}

TEST("02 3 c2", "objects fill the slots in order and memory in ascending addresses")
{
    seL4_CPtr to = make_many(FRAME_SMALL, 0, 3);
    seL4_Word first = frame_address(to);
    CHECK_EQ(frame_address(to + 1), first + 4096);
    CHECK_EQ(frame_address(to + 2), first + 8192);
}

TEST("02 3 c2", "the start is rounded up to the object's size")
{
    seL4_CPtr block = make_untyped(14);
    seL4_CPtr to = new_slots(3);
    CHECK_OK(retype(block, FRAME_SMALL, 0, to, 1));
    CHECK_OK(retype(block, seL4_EndpointObject, 0, to + 1, 1));
    CHECK_OK(retype(block, FRAME_SMALL, 0, to + 2, 1));
    CHECK_EQ(frame_address(to + 2), frame_address(to) + 8192);
}

TEST("02 3 c1 !1", "memory is zero again after everything in the block was deleted")
{
    seL4_CPtr block = make_untyped(12);
    seL4_CPtr frame = new_slot();
    seL4_Word va = free_range();
    CHECK_OK(retype(block, FRAME_SMALL, 0, frame, 1));
    map_at(frame, va);
    volatile seL4_Word *word = (volatile seL4_Word *)va;
    word[0] = word[511 % (4096 / sizeof(seL4_Word))] = ~(seL4_Word)0;
    CHECK_OK(delete (frame));
    CHECK_OK(retype(block, FRAME_SMALL, 0, frame, 1));
    map_at(frame, va);
    for (unsigned i = 0; i < 4096 / sizeof(seL4_Word); i++) {
        CHECK_EQ(word[i], 0);
    }
}

TEST("02 3", "a failed Retype neither resets nor zeroes")
{
    seL4_CPtr block = make_untyped(12);
    seL4_CPtr frame = new_slot();
    seL4_Word va = free_range();
    CHECK_OK(retype(block, FRAME_SMALL, 0, frame, 1));
    map_at(frame, va);
    *(volatile seL4_Word *)va = 42;
    CHECK_ERROR(retype(block, seL4_EndpointObject, 0, new_slot(), 1), seL4_NotEnoughMemory);
    CHECK_EQ(*(volatile seL4_Word *)va, 42);
}

TEST("02 3", "the destination may be a CNode inside a CNode")
{
    seL4_CPtr cnode = make_cnode(4);
    CHECK_OK(raw(seL4_EndpointObject, 0, ROOT, cnode, DEPTH, 3, 1));
    CHECK_OK(seL4_CNode_Move(ROOT, new_slot(), DEPTH, cnode, 3, 4));
}

TEST("01 9 !1, 01 6 #1, 02 4.1 #9", "an untyped with children cannot be copied")
{
    seL4_CPtr block = make_untyped(12);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(copy(new_slot(), block, seL4_AllRights), seL4_RevokeFirst);
}

TEST("01 9 !1", "while a copy of an untyped exists, the source has no memory and no second copy")
{
    seL4_CPtr block = make_untyped(12);
    seL4_CPtr twin = copy_of(block);
    seL4_CPtr to = new_slot();
    CHECK_ERROR(retype(block, seL4_EndpointObject, 0, to, 1), seL4_NotEnoughMemory);
    CHECK_MR(0, 0);
    CHECK_ERROR(copy(to, block, seL4_AllRights), seL4_RevokeFirst);
    CHECK_OK(retype(twin, seL4_EndpointObject, 0, to, 1));
    CHECK_OK(delete (to));
    CHECK_OK(delete (twin));
    CHECK_OK(retype(block, seL4_EndpointObject, 0, to, 1));
}

TEST("01 9, 01 8.3 #1", "deleting an untyped leaves its children alone")
{
    seL4_CPtr block = make_untyped(12);
    seL4_CPtr ntfn = new_slot();
    CHECK_OK(retype(block, seL4_NotificationObject, 0, ntfn, 1));
    CHECK_OK(delete (block));
    seL4_Signal(ntfn);
    seL4_Word badge;
    seL4_Poll(ntfn, &badge);
    CHECK(!is_empty(ntfn));
}

TEST("01 9, 01 8.2 a2 b1", "revoking an untyped empties the slots of all its children")
{
    seL4_CPtr block = make_untyped(14);
    seL4_CPtr first = new_slots(4), inner = new_slot();
    CHECK_OK(retype(block, seL4_EndpointObject, 0, first, 4));
    CHECK_OK(retype(block, seL4_UntypedObject, 12, inner, 1));
    seL4_CPtr grandchild = new_slot();
    CHECK_OK(retype(inner, FRAME_SMALL, 0, grandchild, 1));
    seL4_CPtr twin = copy_of(first);
    CHECK_OK(revoke(block));
    for (int i = 0; i < 4; i++) {
        CHECK(is_empty(first + i));
    }
    CHECK(is_empty(inner));
    CHECK(is_empty(grandchild));
    CHECK(is_empty(twin));
    CHECK_OK(retype(block, seL4_UntypedObject, 14, inner, 1));
}

TEST("02 3", "the least untyped holds one endpoint")
{
    seL4_CPtr block = make_untyped(4);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(retype(block, seL4_EndpointObject, 0, new_slot(), 1), seL4_NotEnoughMemory);
}
