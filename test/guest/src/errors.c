/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02: two things wrong at once — the check that comes first decides; and errors that other
 * files have no place for. */
#include "arch.h"
#include "support.h"

enum { TOO_DEEP = seL4_WordBits + 1 };

static int raw(seL4_Word type, seL4_Word bits, seL4_CPtr root, seL4_Word index, seL4_Word depth,
               seL4_Word offset, seL4_Word count)
{
    return (int)seL4_Untyped_Retype(test_untyped, type, bits, root, index, depth, offset, count);
}

/* ---- Retype: each line has the error of its number, and all later ones that go with it ---- */

TEST("02 3 #1-4", "Retype: label, length, type, size")
{
    CHECK_EQ(invoke(test_untyped, TCBSuspend, WORDS(0), NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(test_untyped, UntypedRetype, WORDS(~(seL4_Word)0, 99, 0, 0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_ERROR(raw(~(seL4_Word)0, 99, self_tcb, 0, TOO_DEEP, 0, 0), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    CHECK_ERROR(raw(seL4_TCBObject, seL4_WordBits, self_tcb, 0, TOO_DEEP, 0, 0), seL4_RangeError);
    CHECK_MR(1, seL4_MaxUntypedBits);
    CHECK_ERROR(raw(seL4_CapTableObject, seL4_MaxUntypedBits, self_tcb, 0, TOO_DEEP, 0, 0),
                seL4_RangeError);
}

TEST("02 3 #5-8", "Retype: least sizes, then where to")
{
    CHECK_ERROR(raw(seL4_CapTableObject, 0, self_tcb, 0, TOO_DEEP, 0, 0), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_ERROR(raw(seL4_UntypedObject, 3, self_tcb, 0, TOO_DEEP, 0, 0), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, self_tcb, 0, TOO_DEEP, 0, 0), seL4_FailedLookup);
    CHECK_MR(1, seL4_InvalidRoot);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, ROOT, 0, TOO_DEEP, 0, 0), seL4_RangeError);
    CHECK_MR(1, seL4_WordBits);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, ROOT, self_tcb, DEPTH, ~(seL4_Word)0, 0),
                seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, DEPTH);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, self_tcb, 12345, 0, ~(seL4_Word)0, 0),
                seL4_FailedLookup);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, 0);
}

TEST("02 3 #9-13", "Retype: the window, its slots, then the memory")
{
    seL4_CPtr cnode = make_cnode(4), small = make_untyped(4);
    CHECK_OK(raw(seL4_EndpointObject, 0, cnode, 0, 0, 15, 1));
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 7, 0, 16, 0), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, 15);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 7, 0, 15, 257), seL4_RangeError);
    CHECK_MR(0, 1);
    CHECK_MR(1, CONFIG_RETYPE_FAN_OUT_LIMIT);
    CHECK_ERROR(raw(seL4_EndpointObject, 0, cnode, 7, 0, 15, 2), seL4_RangeError);
    CHECK_MR(1, 1);
    CHECK_ERROR((int)seL4_Untyped_Retype(small, seL4_UntypedObject, 12, cnode, 0, 0, 15, 1),
                seL4_DeleteFirst);
    CHECK_ERROR((int)seL4_Untyped_Retype(small, seL4_UntypedObject, 12, cnode, 0, 0, 14, 1),
                seL4_NotEnoughMemory);
    CHECK_MR(0, 16);
}

TEST("02 3 #13-14", "Retype of a device: too little memory before the wrong type")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    for (seL4_Word i = info->untyped.start; i < info->untyped.end; i++) {
        seL4_UntypedDesc *desc = &info->untypedList[i - info->untyped.start];
        if (desc->isDevice && desc->sizeBits < 20) {
            seL4_CPtr slot = new_slot();
            CHECK_ERROR(retype(i, seL4_CapTableObject, 20, slot, 1), seL4_NotEnoughMemory);
            if (desc->sizeBits >= 4) {
                CHECK_ERROR(retype(i, seL4_EndpointObject, 0, slot, 1), seL4_InvalidArgument);
                CHECK_MR(0, 1);
            }
            return;
        }
    }
    test_skip("no small device untyped");
}

/* The bytes that one object of a type takes: the next small untyped lies right behind it. */
static seL4_Word size_of(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr block = make_untyped(18), to = new_slots(2);
    CHECK_OK(retype(block, type, size_bits, to, 1));
    CHECK_ERROR(retype(block, seL4_UntypedObject, 19, to + 1, 1), seL4_NotEnoughMemory);
    return ((seL4_Word)1 << 18) - seL4_GetMR(0);
}

TEST("02 3 b1-6, x86 3.1 #1-7 #9 #11-12, aarch64 3.1 #1 #3-4 #6, armv7 3.1 #1-7 #10",
     "every type has its size; the size argument counts for CNodes and untypeds only")
{
    struct {
        seL4_Word type, argument, bits;
    } types[] = {
        {seL4_UntypedObject, 4, 4},
        {seL4_UntypedObject, 13, 13},
        {seL4_TCBObject, 30, seL4_TCBBits},
        {seL4_EndpointObject, 0, seL4_EndpointBits},
        {seL4_NotificationObject, 1, seL4_NotificationBits},
        {seL4_CapTableObject, 1, seL4_SlotBits + 1},
        {seL4_CapTableObject, 9, seL4_SlotBits + 9},
        {FRAME_SMALL, 5, seL4_PageBits},
        {TABLE, 0, seL4_PageTableBits},
        {VSPACE_ROOT, 7, seL4_VSpaceBits},
#if defined(CONFIG_ARCH_X86_64)
        {seL4_X86_PDPTObject, 0, 12},
        {seL4_X86_PageDirectoryObject, 0, 12},
#elif defined(CONFIG_ARCH_AARCH32)
        {seL4_ARM_LargePageObject, 0, 16},
#endif
    };
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        CHECK_EQ(size_of(types[i].type, types[i].argument), (seL4_Word)1 << types[i].bits);
    }
}

TEST("x86 3.1 #8 #10, aarch64 3.1 #2 #5, armv7 3.1 #8-9", "large frames have their sizes, too")
{
    seL4_CPtr block = make_untyped(4);
    struct {
        seL4_Word type, bits;
    } types[] = {
#if defined(CONFIG_ARCH_X86_64)
        {seL4_X86_LargePageObject, 21},
#ifdef CONFIG_HUGE_PAGE
        {seL4_X64_HugePageObject, 30},
#endif
#elif defined(CONFIG_ARCH_AARCH64)
        {seL4_ARM_LargePageObject, 21},
        {seL4_ARM_HugePageObject, 30},
#else
        {seL4_ARM_SectionObject, 20},
        {seL4_ARM_SuperSectionObject, 24},
#endif
    };
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        seL4_CPtr slot = new_slot();
        CHECK_ERROR(retype(block, types[i].type, 0, slot, 1), seL4_NotEnoughMemory);
        if (types[i].bits <= 21) {
            seL4_Word size = (seL4_Word)1 << types[i].bits;
            CHECK_EQ(frame_address(make(types[i].type, 0)) & (size - 1), 0);
        }
    }
}

/* ---- CNode methods ---- */

TEST("02 4 #1-3, 02 4.1 #4-5",
     "CNode: label, length, the slot, the method's arguments, then the source")
{
    seL4_CPtr ep = make_endpoint();
    CHECK_EQ(invoke(ROOT, TCBSuspend, WORDS(0), NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(0, 0), NO_CAPS), seL4_RangeError);
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(ep, DEPTH, 0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(ROOT, CNodeCopy, WORDS(ep, DEPTH, 0, 0), CAPS(ep)), seL4_DeleteFirst);
}

TEST("02 4.1 a1-4 #6-8",
     "Copy, Mint, Move, Mutate: the source is found, is not empty, then the length")
{
    seL4_CPtr to = new_slot(), ep = make_endpoint(), none = new_slot();
    struct {
        seL4_Word label;
        unsigned words;
    } methods[] = {{CNodeCopy, 5}, {CNodeMint, 6}, {CNodeMove, 4}, {CNodeMutate, 5}};
    for (unsigned i = 0; i < 4; i++) {
        seL4_Word words[] = {to, DEPTH, ep, 0, 15, 0}, label = methods[i].label;
        CHECK_EQ(invoke(ROOT, label, 4, words, CAPS(ROOT)), seL4_RangeError);
        words[2] = none;
        words[3] = DEPTH;
        CHECK_EQ(invoke(ROOT, label, 4, words, CAPS(ROOT)), seL4_FailedLookup);
        words[2] = ep;
        if (methods[i].words > 4) {
            CHECK_EQ(invoke(ROOT, label, methods[i].words - 1, words, CAPS(ROOT)),
                     seL4_TruncatedMessage);
        }
        bool illegal = label == CNodeMutate;
        CHECK_EQ(invoke(ROOT, label, methods[i].words, words, CAPS(ROOT)),
                 illegal ? seL4_IllegalOperation : seL4_NoError);
        if (!illegal) {
            CHECK_OK(delete (label == CNodeMove ? new_slot() : to));
        }
        if (label == CNodeMove) {
            CHECK_OK(move(ep, to));
        }
    }
}

TEST("02 4.1 #9-11", "Mint of an untyped with children: RevokeFirst; of an unmapped table: Illegal")
{
    seL4_CPtr block = make_untyped(12);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(mint(new_slot(), block, seL4_NoRights, 5), seL4_RevokeFirst);
    CHECK_ERROR(mint(new_slot(), make(TABLE, 0), seL4_AllRights, 5), seL4_IllegalOperation);
    CHECK_ERROR(mint(new_slot(), make(VSPACE_ROOT, 0), seL4_AllRights, 5), seL4_IllegalOperation);
    CHECK_ERROR(mint(new_slot(), seL4_CapIRQControl, seL4_AllRights, 5), seL4_IllegalOperation);
}

TEST("02 4.4 #5-8", "Rotate: source, pivot, their places, the destination, then what is in them")
{
    seL4_CPtr full = make_tcb(), other = make_endpoint(), none = new_slot();
    CHECK_ERROR(seL4_CNode_Rotate(ROOT, full, DEPTH, 0, full, 1, 0, 0, full, 1, 0),
                seL4_FailedLookup);
    CHECK_MR(0, 1);
    CHECK_MR(1, seL4_InvalidRoot);
    CHECK_ERROR(seL4_CNode_Rotate(ROOT, full, DEPTH, 0, ROOT, 1, 0, 0, ROOT, none, DEPTH),
                seL4_RangeError);
    CHECK_ERROR(seL4_CNode_Rotate(ROOT, full, DEPTH, 0, ROOT, none, DEPTH, 0, ROOT, none, DEPTH),
                seL4_IllegalOperation);
    CHECK_ERROR(seL4_CNode_Rotate(ROOT, full, DEPTH, 0, ROOT, none, DEPTH, 0, ROOT, other, DEPTH),
                seL4_DeleteFirst);
}

/* ---- TCB, domain, notification ---- */

TEST("02 5.8 #1-5", "Bind: the capability is there, the thread is free, then what it is")
{
    seL4_CPtr tcb = make_tcb(), ntfn = make_notification();
    CHECK_OK(seL4_TCB_BindNotification(tcb, ntfn));
    CHECK_EQ(invoke(tcb, TCBBindNotification, NO_WORDS, NO_CAPS), seL4_TruncatedMessage);
    CHECK_ERROR(seL4_TCB_BindNotification(tcb, new_slot()), seL4_IllegalOperation);
    CHECK_ERROR(seL4_TCB_BindNotification(make_tcb(), new_slot()), seL4_IllegalOperation);
}

TEST("02 2.4 #1-2 #6 #8", "invocations by kind: nothing, no right, another's label without words")
{
    CHECK_EQ(invoke(new_slot(), UntypedRetype, NO_WORDS, NO_CAPS), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    CHECK_ERROR_LENGTH(1);
    seL4_CPtr caps[] = {test_untyped,
                        self_tcb,
                        ROOT,
                        seL4_CapIRQControl,
                        seL4_CapDomain,
                        make_frame(),
                        make(TABLE, 0),
                        make(VSPACE_ROOT, 0),
                        seL4_CapASIDControl,
                        seL4_CapInitThreadASIDPool};
    for (unsigned i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
        CHECK_EQ(invoke(caps[i], 0, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
        CHECK_ERROR_LENGTH(0);
        CHECK_EQ(invoke(caps[i], nArchInvocationLabels + 5, NO_WORDS, NO_CAPS),
                 seL4_IllegalOperation);
    }
}

TEST("02 2.3 #1-11", "every error has its number and its words")
{
    CHECK_EQ(seL4_NoError, 0);
    CHECK_EQ(seL4_InvalidArgument, 1);
    CHECK_EQ(seL4_InvalidCapability, 2);
    CHECK_EQ(seL4_IllegalOperation, 3);
    CHECK_EQ(seL4_RangeError, 4);
    CHECK_EQ(seL4_AlignmentError, 5);
    CHECK_EQ(seL4_FailedLookup, 6);
    CHECK_EQ(seL4_TruncatedMessage, 7);
    CHECK_EQ(seL4_DeleteFirst, 8);
    CHECK_EQ(seL4_RevokeFirst, 9);
    CHECK_EQ(seL4_NotEnoughMemory, 10);
    seL4_CPtr tcb = make_tcb();
    CHECK_EQ(invoke(tcb, TCBSetIPCBuffer, WORDS(8), CAPS(make_frame())), seL4_AlignmentError);
    CHECK_ERROR_LENGTH(0);
    CHECK_EQ(invoke(tcb, TCBSetPriority, WORDS(256), CAPS(self_tcb)), seL4_RangeError);
    CHECK_ERROR_LENGTH(2);
    CHECK_EQ(invoke(tcb, TCBSetPriority, WORDS(1), CAPS(ROOT)), seL4_InvalidCapability);
    CHECK_ERROR_LENGTH(1);
}

/* ---- extra capabilities that lead nowhere ---- */

static seL4_CPtr invoked;

static void with_bad_cap(seL4_Word call)
{
    seL4_SetCap(0, ROOT);
    seL4_SetCap(1, (seL4_CPtr)1 << (seL4_WordBits - 2));
    seL4_SetCap(2, (seL4_CPtr)1 << (seL4_WordBits - 1));
    if (call) {
        seL4_Call(invoked, seL4_MessageInfo_new(0, 0, 3, 0));
    } else {
        seL4_Send(invoked, seL4_MessageInfo_new(0, 0, 3, 0));
    }
    park();
}

TEST("02 2.1 #2, 05 2.1 b2", "an extra capability that leads nowhere is a fault of Send and Call, "
                             "whatever is invoked")
{
    seL4_CPtr ep = make_endpoint(), handler = make_endpoint();
    seL4_CPtr caps[] = {minted(ep, seL4_CanWrite, 1), make_notification(), make_tcb()};
    for (unsigned i = 0; i < 6; i++) {
        invoked = caps[i / 2];
        struct thread *thread = new_thread(with_bad_cap, i % 2);
        thread->fault_endpoint = handler;
        start(thread, +1);
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        CHECK_EQ(info.words[0], seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 7).words[0]);
        CHECK_MR(seL4_CapFault_Addr, (seL4_CPtr)1 << (seL4_WordBits - 2));
        CHECK_MR(seL4_CapFault_InRecvPhase, 0);
    }
}

static volatile seL4_Word went_on;

static void never_faulting(seL4_Word nowhere)
{
    seL4_SetCap(0, nowhere);
    seL4_NBSend(nowhere, seL4_MessageInfo_new(0, 0, 0, 0));
    seL4_NBSend(invoked, seL4_MessageInfo_new(0, 0, 1, 0));
    seL4_Reply(seL4_MessageInfo_new(0, 0, 1, 0));
    seL4_Yield();
    went_on = 1;
    park();
}

TEST("05 2.1 b5, 03 10 #2 #6, 02 2.1 #1-2",
     "NBSend, Reply and Yield never fault, whatever they are given")
{
    went_on = 0;
    invoked = make_endpoint();
    spawn(never_faulting, (seL4_CPtr)1 << (seL4_WordBits - 1), +1);
    CHECK_EQ(went_on, 1);
}
