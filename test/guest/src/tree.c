/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 01: what capabilities carry, how addresses are resolved, who is whose child. */
#include "arch.h"
#include "support.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

/* ---- sections 1 to 4 ---- */

TEST("01 1 #2-4 #6-7 #12, 02 3 a1-6",
     "new capabilities: full rights, no badge, no guard, the whole "
     "block")
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification(), block = make_untyped(12);
    CHECK_OK(mint(new_slot(), ep, seL4_AllRights, 1));
    CHECK_OK(mint(new_slot(), ntfn, seL4_AllRights, 1));
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, ep, DEPTH));
    CHECK_OK(seL4_CNode_Delete(make_cnode(3), 7, 3));
    CHECK_OK(seL4_TCB_Suspend(make_tcb()));
    seL4_CPtr small = new_slots(256);
    for (seL4_CPtr cap = small; cap < small + 256; cap++) {
        CHECK_OK(retype(block, seL4_UntypedObject, seL4_MinUntypedBits, cap, 1));
    }
    CHECK_ERROR(retype(block, seL4_UntypedObject, seL4_MinUntypedBits, new_slot(), 1),
                seL4_NotEnoughMemory);
    CHECK_MR(0, 0);
    map_at(make_frame(), free_range());
}

TEST("01 2 a1", "of the word of rights only four bits count")
{
    seL4_CPtr ep = make_endpoint(), weak = new_slot();
    CHECK_EQ(invoke(ROOT, CNodeMint, WORDS(weak, DEPTH, ep, DEPTH, ~(seL4_Word)0 << 4 | 2, 7),
                    CAPS(ROOT)),
             seL4_NoError);
    CHECK_EQ(invoke(weak, 0, NO_WORDS, NO_CAPS), seL4_InvalidCapability);
    seL4_CPtr full = new_slot();
    CHECK_EQ(invoke(ROOT, CNodeMint, WORDS(full, DEPTH, ep, DEPTH, ~(seL4_Word)0, 7), CAPS(ROOT)),
             seL4_NoError);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, full, DEPTH));
}

static seL4_CPtr seen_badge_of(seL4_CPtr ntfn)
{
    seL4_Word badge = 0;
    seL4_Poll(ntfn, &badge);
    return badge;
}

TEST("01 3 #1-2", "a badge has 64 bits, on 32-bit machines 28; what is above is dropped")
{
    const seL4_Word all = ~(seL4_Word)0;
    seL4_CPtr ntfn = make_notification();
    seL4_Signal(minted(ntfn, seL4_CanWrite, all));
    CHECK_EQ(seen_badge_of(ntfn), seL4_WordBits == 64 ? all : all >> 4);
    if (seL4_WordBits == 32) {
        seL4_CPtr none = minted(ntfn, seL4_AllRights, 0xf0000000);
        CHECK_OK(mint(new_slot(), none, seL4_AllRights, 5));
    }
}

TEST("01 4 #1-2", "the guard word: size and guard in their bits, the guard cut to its size")
{
    seL4_CPtr cnode = make_cnode(4), guarded = new_slot();
    const seL4_Word size = 3, guard = 5;
    seL4_Word word = seL4_WordBits == 64 ? (guard | 8) << 6 | size
                                         : (guard | 8) << 8 | size << 3 | 7 | (seL4_Word)3 << 26;
    CHECK_OK(mint(guarded, cnode, seL4_AllRights, word));
    CHECK_OK(seL4_CNode_Delete(guarded, guard << 4, 4 + size));
    CHECK_ERROR(seL4_CNode_Delete(guarded, 0, 4 + size), seL4_FailedLookup);
    CHECK_MR(3, guard);
    CHECK_MR(4, size);
}

/* ---- section 5: a CSpace of two levels, W - 8 bits of guard, 4 and 4 of radix ---- */

static seL4_CPtr outer, inner;

enum { INNER_AT = 3, ENDPOINT_AT = 2 };

static void put(seL4_CPtr cnode, seL4_Word slot, seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(cnode, slot, 4, ROOT, cap, DEPTH, seL4_AllRights));
}

/* A thread in that CSpace, its faults going to 0x21. */
static struct thread *two_levels(void (*code)(seL4_Word), seL4_Word argument, seL4_CPtr endpoint)
{
    outer = make_cnode(4);
    inner = make_cnode(4);
    put(outer, INNER_AT, inner);
    put(outer, ENDPOINT_AT, endpoint);
    struct thread *thread = new_thread(code, argument);
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    seL4_Word data = seL4_CNode_CapData_new(0, seL4_WordBits - 8).words[0];
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, 0x21, outer, data, seL4_CapInitThreadVSpace, 0));
    return thread;
}

static void send_to(seL4_Word cap)
{
    seL4_Send(cap, INFO(8, 0, 0));
    seL4_Recv(0x10, NULL);
}

TEST("01 5 a4-7 b1, 05 3, 05 2.1 a2-5",
     "a CPtr that ends early is the slot it reached, for sending, "
     "faults and receiving")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = two_levels(send_to, 0x2f, ep);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), 8);
    let_lower_run();
    /* Receiving on 0x10, an empty slot with bits left over: nothing can be received on it. */
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(seL4_Fault_CapFault, 0, 5).words[0]);
    CHECK_MR(seL4_CapFault_Addr, 0x10);
    CHECK_MR(seL4_CapFault_InRecvPhase, 1);
    CHECK_MR(seL4_CapFault_LookupFailureType, seL4_MissingCapability);
    CHECK_MR(seL4_CapFault_BitsLeft, 0);
}

TEST("01 5 a3 a6 b1, 05 2.1 a4-7 b1", "a CNode that is too deep for the bits left: DepthMismatch")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = two_levels(send_to, 0x31, ep);
    seL4_CPtr deep = minted(inner, seL4_AllRights, seL4_CNode_CapData_new(0, 2).words[0]);
    CHECK_OK(seL4_CNode_Delete(outer, INNER_AT, 4));
    put(outer, INNER_AT, deep);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(seL4_Fault_CapFault, 0, 6).words[0]);
    CHECK_MR(seL4_CapFault_Addr, 0x31);
    CHECK_MR(seL4_CapFault_InRecvPhase, 0);
    CHECK_MR(seL4_CapFault_LookupFailureType, seL4_DepthMismatch);
    CHECK_MR(seL4_CapFault_BitsLeft, 4);
    CHECK_MR(seL4_CapFault_DepthMismatch_BitsFound, 6);
}

static void send_with_cap(seL4_Word cap)
{
    seL4_SetCap(0, 0x30);
    seL4_SetCap(1, 0x31);
    seL4_Send(cap, INFO(8, 2, 0));
    seL4_Send(cap, INFO(9, 0, 0));
}

TEST("03 3 !3, 03 4.1 !2",
     "if an extra capability of a queued message is found no more, none is sent")
{
    seL4_CPtr ep = make_endpoint(), slot = new_slot();
    struct thread *thread = two_levels(send_with_cap, 0x20, ep);
    put(inner, 0, make_tcb());
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    let_lower_run();
    seL4_CPtr deep = minted(inner, seL4_AllRights, seL4_CNode_CapData_new(0, 2).words[0]);
    CHECK_OK(seL4_CNode_Delete(outer, INNER_AT, 4));
    put(outer, INNER_AT, deep);
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(8, 0, 0).words[0]);
    CHECK(is_empty(slot));
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(9, 0, 0).words[0]);
}

TEST("01 5.2 #1, 01 5.1 #1, 02 2.3 #7", "InvalidRoot: two words, of source and of target")
{
    seL4_CPtr ep = make_endpoint(), slot = new_slot();
    CHECK_ERROR(seL4_CNode_Move(ROOT, slot, DEPTH, ep, 0, DEPTH), seL4_FailedLookup);
    CHECK_EQ(seL4_GetMR(0), 1);
    CHECK_EQ(seL4_GetMR(1), seL4_InvalidRoot);
    CHECK_EQ(
        invoke(test_untyped, UntypedRetype, WORDS(seL4_EndpointObject, 0, 0, 4, 0, 1), CAPS(ep)),
        seL4_FailedLookup);
    CHECK_ERROR_LENGTH(2);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
}

static void receive_from(seL4_Word cap)
{
    seL4_NBRecv(cap, NULL);
    park();
}

TEST("01 5 a1, 03 6.1 #1, 05 2.1 a4 b3 !1, 03 10 #5", "without a CSpace every CPtr is InvalidRoot, "
                                                      "for the fault handler, too")
{
    struct thread *thread = new_thread(receive_from, ROOT);
    seL4_CPtr cnode = make_cnode(4), handler = make_endpoint();
    put(cnode, 1, handler);
    thread->fault_endpoint = handler;
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, seL4_CNode_CapData_new(1, 2).words[0]);
    CHECK_OK(seL4_TCB_SetSpace(
        thread->tcb, (seL4_Word)1 << (seL4_WordBits - 2) | (seL4_Word)1 << (seL4_WordBits - 6),
        guarded, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    let_lower_run();
    CHECK_EQ(seL4_Recv(handler, NULL).words[0], INFO(seL4_Fault_CapFault, 0, 7).words[0]);
    CHECK_MR(seL4_CapFault_Addr, ROOT);
    CHECK_MR(seL4_CapFault_InRecvPhase, 1);
    CHECK_MR(seL4_CapFault_LookupFailureType, seL4_GuardMismatch);
    CHECK_MR(seL4_CapFault_GuardMismatch_GuardFound, 1);
    CHECK_OK(delete (guarded));
    CHECK_OK(revoke(cnode));
    seL4_Reply(INFO(0, 0, 0));
    let_lower_run();
    seL4_Word badge = 1;
    seL4_NBRecv(handler, &badge);
    CHECK_EQ(badge, 0);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
}

/* ---- sections 6 to 9 ---- */

TEST("01 6 #5", "kinds without rules of their own are copied as they are")
{
    seL4_CPtr caps[] = {make_endpoint(),
                        make_notification(),
                        make_cnode(2),
                        make_tcb(),
                        seL4_CapASIDControl,
                        seL4_CapDomain,
                        ROOT,
                        self_tcb,
                        seL4_CapInitThreadVSpace,
                        seL4_CapInitThreadASIDPool};
    for (unsigned i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
        CHECK_OK(copy(new_slot(), caps[i], seL4_NoRights));
    }
}

TEST("01 8.1 !1, 01 9 !1, 01 8.2 b1",
     "a copy of an untyped is an original: it can be revoked, and its "
     "children are its own")
{
    seL4_CPtr block = make_untyped(12), twin = copy_of(block), made = new_slot();
    CHECK_OK(retype(twin, seL4_EndpointObject, 0, made, 1));
    CHECK_OK(revoke(twin));
    CHECK(is_empty(made));
    CHECK(!is_empty(twin));
    CHECK_OK(retype(twin, seL4_EndpointObject, 0, made, 1));
    CHECK_OK(revoke(block));
    CHECK(is_empty(made) && is_empty(twin));
}

TEST("01 9 !1", "the copy of an untyped has the source's watermark, until it is reset")
{
    seL4_CPtr block = make_untyped(12), made = new_slot();
    CHECK_OK(retype(block, seL4_UntypedObject, 11, made, 1));
    CHECK_OK(delete (made));
    seL4_CPtr twin = copy_of(block);
    CHECK_OK(retype(twin, seL4_UntypedObject, 12, made, 1));
    CHECK_OK(delete (made));
    CHECK_OK(delete (twin));
    CHECK_OK(retype(block, seL4_UntypedObject, 12, made, 1));
}

TEST("01 8.2 a4 b4 b9", "copies of copies are siblings: only the original's Revoke takes them")
{
    seL4_CPtr makers[] = {make_cnode(2), make_tcb(), make_frame(), make_notification()};
    for (unsigned i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
        seL4_CPtr one = copy_of(makers[i]), two = copy_of(one), three = copy_of(two);
        CHECK_OK(revoke(one));
        CHECK(!is_empty(two) && !is_empty(three));
        CHECK_OK(delete (two));
        CHECK_OK(revoke(makers[i]));
        CHECK(is_empty(one) && is_empty(three));
    }
}

TEST("01 8.2 a1 b8, 01 8.3 #10",
     "the controls' copies are children of the originals, which have no "
     "parent")
{
    seL4_CPtr one = copy_of(seL4_CapDomain), two = copy_of(seL4_CapASIDControl);
    CHECK_OK(revoke(one));
    CHECK_OK(revoke(seL4_CapDomain));
    CHECK(is_empty(one));
    CHECK(!is_empty(two));
    CHECK_OK(delete (two));
    CHECK(!is_empty(seL4_CapDomain) && !is_empty(seL4_CapASIDControl));
    two = copy_of(seL4_CapASIDControl);
    CHECK_OK(revoke(seL4_CapASIDControl));
    CHECK(is_empty(two));
}

TEST("01 8.2 b4 !1, 01 8.3 #5",
     "a TCB's buffer and VSpace are children of what was given, and can be "
     "revoked")
{
    seL4_CPtr frame = make_frame(), tcb = make_tcb(), cnode = make_cnode(2);
    seL4_CPtr root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, root));
    CHECK_OK(seL4_TCB_Configure(tcb, 0, cnode, 0, root, 0, 0x10000000, frame));
    CHECK_OK(revoke(frame));
    CHECK_OK(revoke(root));
    CHECK_OK(revoke(cnode));
    CHECK_OK(seL4_TCB_Configure(tcb, 0, cnode, 0, root, 0, 0x10000000, frame));
    CHECK_OK(delete (tcb));
    CHECK_OK(delete (cnode));
}

TEST("01 9 !2, 08 6.2 !1, 02 3 c1", "initial untypeds count as used up: what is made first is zero")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr frame = new_slot();
    seL4_Word va = free_range();
    for (seL4_Word i = info->untyped.start; i < info->untyped.end; i++) {
        seL4_UntypedDesc *desc = &info->untypedList[i - info->untyped.start];
        if (desc->isDevice || desc->sizeBits < 12 || desc->sizeBits > 20 ||
            copy(frame, i, seL4_AllRights) != seL4_NoError) {
            continue;
        }
        /* A copy of it has the watermark at the end: no memory, but no children either. */
        CHECK_OK(delete (frame));
        CHECK_OK(retype(i, FRAME_SMALL, 0, frame, 1));
        map_at(frame, va);
        for (unsigned k = 0; k < 4096 / sizeof(seL4_Word); k++) {
            CHECK_EQ(((seL4_Word *)va)[k], 0);
        }
        CHECK_OK(delete (frame));
        return;
    }
    test_skip("all small untypeds are in use");
}

TEST("02 3 c3", "what is retyped are originals, and children of the untyped")
{
    seL4_CPtr block = make_untyped(seL4_TCBBits + 2), made = new_slots(4);
    CHECK_OK(retype(block, seL4_TCBObject, 0, made, 2));
    CHECK_OK(retype(block, seL4_EndpointObject, 0, made + 2, 2));
    for (seL4_CPtr cap = made; cap < made + 4; cap++) {
        seL4_CPtr twin = copy_of(cap);
        CHECK_OK(revoke(cap));
        CHECK(is_empty(twin));
    }
    CHECK_OK(revoke(block));
    for (seL4_CPtr cap = made; cap < made + 4; cap++) {
        CHECK(is_empty(cap));
    }
}
