/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-*, section 3: frames, tables, VSpaces, ASIDs, as far as all architectures agree. */
#include "arch.h"
#include "support.h"

enum { VSPACE = seL4_CapInitThreadVSpace, PAGE = 4096 };

static seL4_CPtr new_vspace(void)
{
    seL4_CPtr root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, root));
    return root;
}

TEST("x86 3.6 #1, aarch64 3.6 a1, armv7 3.6 a1", "Map without words or VSpace: TruncatedMessage")
{
    seL4_CPtr frame = make_frame();
    CHECK_EQ(invoke(frame, LABEL_MAP, WORDS(0, 0), CAPS(VSPACE)), seL4_TruncatedMessage);
    CHECK_EQ(invoke(frame, LABEL_MAP, WORDS(0, 0, 0), NO_CAPS), seL4_TruncatedMessage);
}

TEST("x86 3.6 #2, aarch64 3.6 a2, armv7 3.6 a2",
     "Map into what is no VSpace, or one without ASID: InvalidCapability 1")
{
    seL4_CPtr frame = make_frame();
    CHECK_ERROR(arch_map(frame, ROOT, free_range(), seL4_ReadWrite), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(arch_map(frame, make(VSPACE_ROOT, 0), free_range(), seL4_ReadWrite),
                seL4_InvalidCapability);
    CHECK_MR(0, 1);
}

TEST("arch 3.6", "a mapped frame is memory: what is written is read, and both mappings agree")
{
    seL4_CPtr frame = make_frame(), twin = copy_of(frame);
    seL4_Word a = free_range(), b = free_range();
    map_at(frame, a);
    map_at(twin, b);
    for (unsigned i = 0; i < PAGE / sizeof(seL4_Word); i++) {
        ((volatile seL4_Word *)a)[i] = i * 7;
    }
    for (unsigned i = 0; i < PAGE / sizeof(seL4_Word); i++) {
        CHECK_EQ(((volatile seL4_Word *)b)[i], i * 7);
    }
}

TEST("x86 3.6 #3, aarch64 3.6 a5, armv7 3.6 a3",
     "Map of a mapped frame at another address: InvalidArgument 0")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_ERROR(arch_map(frame, VSPACE, va + PAGE, seL4_ReadWrite), seL4_InvalidArgument);
    CHECK_MR(0, 0);
}

TEST("x86 3.6 #3, aarch64 3.6 a5, armv7 3.6 a3",
     "Map of a mapped frame in another VSpace: InvalidCapability 1")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_ERROR(arch_map(frame, new_vspace(), va, seL4_ReadWrite), seL4_InvalidCapability);
    CHECK_MR(0, 1);
}

TEST("x86 3.6 #3, aarch64 3.6 a5, armv7 3.6 a3", "Map above user memory: InvalidArgument 0")
{
    CHECK_ERROR(arch_map(make_frame(), VSPACE, ~(seL4_Word)0 << 12, seL4_ReadWrite),
                seL4_InvalidArgument);
    CHECK_MR(0, 0);
}

TEST("x86 3.6 #6, aarch64 3.6 a4, armv7 3.6 a5",
     "Map at an address that is not aligned: AlignmentError")
{
    CHECK_ERROR(arch_map(make_frame(), VSPACE, free_range() + 8, seL4_ReadWrite),
                seL4_AlignmentError);
}

TEST("x86 3.6 #7, aarch64 3.6 a6, armv7 3.6 a6",
     "Map without a page table: FailedLookup, and the level that is missing")
{
    seL4_CPtr vspace = new_vspace();
    CHECK_ERROR(arch_map(make_frame(), vspace, 0x400000, seL4_ReadWrite), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, UPPER_LEVELS == 0 ? 20 : 39);
}

TEST("x86 3.6 !1, x86 8 #5, aarch64 3.6, armv7 3.6 !1",
     "mapping over another frame replaces it; unmapping the old one then does nothing")
{
    seL4_CPtr old = make_frame(), new = make_frame();
    seL4_Word va = free_range();
    map_at(old, va);
    *(volatile seL4_Word *)va = 1;
    CHECK_OK(arch_map(new, VSPACE, va, seL4_ReadWrite));
    CHECK_EQ(*(volatile seL4_Word *)va, 0);
    CHECK_OK(arch_unmap(old));
    CHECK_EQ(*(volatile seL4_Word *)va, 0);
}

TEST("arch 3.6", "Unmap of an unmapped frame succeeds")
{
    CHECK_OK(arch_unmap(make_frame()));
}

TEST("arch 3.6", "GetAddress tells neighbouring frames apart")
{
    seL4_CPtr frames = make_many(FRAME_SMALL, 0, 2);
    CHECK_EQ(arch_address(frames) + PAGE, arch_address(frames + 1));
}

TEST("arch 3.6, 02 2.4 #8", "a label that is no frame method: IllegalOperation")
{
    CHECK_EQ(invoke(make_frame(), TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

/* ---- faults on mappings ---- */

static seL4_Word probe_address;
static volatile seL4_Word probed;

static void reading(seL4_Word unused)
{
    (void)unused;
    probed = *(volatile seL4_Word *)probe_address + 1;
    park();
}

static void writing(seL4_Word unused)
{
    (void)unused;
    *(volatile seL4_Word *)probe_address = 1;
    probed = 1;
    park();
}

/* Whether a thread that does this at `va` faults. */
static bool faults(void (*code)(seL4_Word), seL4_Word va)
{
    seL4_CPtr handler = make_endpoint();
    probe_address = va;
    probed = 0;
    struct thread *thread = new_thread(code, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    if (probed != 0) {
        return false;
    }
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    CHECK_MR(seL4_VMFault_Addr, va);
    return true;
}

TEST("arch 3.3", "a read-only mapping can be read, not written")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_CanRead));
    CHECK(!faults(reading, va));
    CHECK(faults(writing, va));
}

TEST("arch 3.3 !1, 01 2 b4, x86 8 #7",
     "a mapping without the read right succeeds, and is for the kernel only")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_CanWrite));
    CHECK(faults(reading, va));
}

TEST("arch 3.3, 01 2 b4", "the capability's rights bound those of the mapping")
{
    seL4_CPtr weak = minted(make_frame(), seL4_CanRead, 0);
    seL4_Word va = free_range();
    map_at(weak, va);
    CHECK(!faults(reading, va));
    CHECK(faults(writing, va));
}

TEST("01 8.3 #8, x86 3.9 #1, arm 3.10", "deleting a frame capability removes its mapping")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK(!faults(reading, va));
    CHECK_OK(delete (frame));
    CHECK(faults(reading, va));
}

TEST("01 8.3 #8, arm 3.10, 01 6 #3, x86 3.4 #1", "deleting a copy leaves the other mapping")
{
    seL4_CPtr frame = make_frame(), twin = copy_of(frame);
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_OK(delete (twin));
    CHECK(!faults(reading, va));
}

/* ---- tables ---- */

TEST("x86 3.7 #1, aarch64 3.8 #1, armv7 3.8",
     "PageTable Map without words or VSpace: TruncatedMessage")
{
    seL4_CPtr table = make(TABLE, 0);
    CHECK_EQ(invoke(table, LABEL_TABLE_MAP, WORDS(0), CAPS(VSPACE)), seL4_TruncatedMessage);
    CHECK_EQ(invoke(table, LABEL_TABLE_MAP, WORDS(0, 0), NO_CAPS), seL4_TruncatedMessage);
}

TEST("01 6 #4, 02 4.1 #10, x86 3.4 #2-3, x86 3.7 #2, aarch64 3.4, aarch64 3.8 #2, armv7 3.4, "
     "armv7 3.8",
     "an unmapped table cannot be copied; a mapped one can, and then not unmapped")
{
    seL4_CPtr table = make(TABLE, 0), twin = new_slot();
    seL4_CPtr vspace = new_vspace();
    CHECK_ERROR(copy(twin, table, seL4_AllRights), seL4_IllegalOperation);
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), vspace, 0x400000));
    }
    CHECK_OK(arch_map_table(table, vspace, 0x400000));
    CHECK_ERROR(arch_map_table(table, vspace, 0x800000), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    CHECK_OK(copy(twin, table, seL4_AllRights));
    CHECK_ERROR(arch_unmap_table(table), seL4_RevokeFirst);
    CHECK_OK(delete (twin));
    CHECK_OK(arch_unmap_table(table));
    CHECK_OK(arch_unmap_table(table));
}

TEST("x86 3.7 #8, aarch64 3.8 #6, armv7 3.8", "a second table at the same place: DeleteFirst")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_ERROR(arch_map_table(make(TABLE, 0), VSPACE, va), seL4_DeleteFirst);
}

TEST("x86 3.7, x86 8 #11, aarch64 3.8, armv7 3.8",
     "a table that was unmapped is empty when it is mapped again")
{
    seL4_CPtr table = make(TABLE, 0), frame = make_frame();
    seL4_Word va = free_range();
    if (arch_map_table(table, VSPACE, va) != seL4_NoError) {
        test_skip("the last-level table of this range exists already");
    }
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_ReadWrite));
    CHECK(!faults(reading, va));
    CHECK_OK(arch_unmap_table(table));
    CHECK(faults(reading, va));
    CHECK_OK(arch_map_table(table, VSPACE, va));
    CHECK(faults(reading, va));
}

/* ---- ASIDs ---- */

TEST("x86 3.8 a1-2 b1-2, aarch64 3.9, armv7 3.9, 02 2.4 #8",
     "ASIDControl has only MakePool, a pool only Assign")
{
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_ASSIGN, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(seL4_CapInitThreadASIDPool, LABEL_MAKE_POOL, NO_WORDS, NO_CAPS),
             seL4_IllegalOperation);
}

TEST("x86 3.8 a1-2 b1-2, aarch64 3.9, armv7 3.9",
     "MakePool and Assign without arguments: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(0), CAPS(ROOT, ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapInitThreadASIDPool, LABEL_ASSIGN, NO_WORDS, NO_CAPS),
             seL4_TruncatedMessage);
}

TEST("x86 3.8 a4, aarch64 3.9, armv7 3.9",
     "MakePool from what is no untyped of 4 KiB: InvalidCapability 1")
{
    CHECK_ERROR(arch_make_pool(make_untyped(13), new_slot()), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(arch_make_pool(make_endpoint(), new_slot()), seL4_InvalidCapability);
}

TEST("x86 3.8 a5, aarch64 3.9, armv7 3.9, 02 2.3 #10",
     "MakePool from an untyped in use: RevokeFirst")
{
    seL4_CPtr block = make_untyped(12);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(arch_make_pool(block, new_slot()), seL4_RevokeFirst);
}

TEST("x86 3.8 a7, aarch64 3.9, armv7 3.9", "MakePool into an occupied slot: DeleteFirst")
{
    CHECK_ERROR(arch_make_pool(make_untyped(12), make_endpoint()), seL4_DeleteFirst);
}

TEST("x86 3.8 b3 !1, x86 3.4 #2-3, aarch64 3.9, armv7 3.9, 01 6 #4",
     "a VSpace gets one ASID; Assign again: InvalidCapability 1")
{
    seL4_CPtr root = make(VSPACE_ROOT, 0);
    CHECK_ERROR(copy(new_slot(), root, seL4_AllRights), seL4_IllegalOperation);
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, root));
    CHECK_ERROR(arch_assign(seL4_CapInitThreadASIDPool, root), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_OK(copy(new_slot(), root, seL4_AllRights));
    CHECK_ERROR(arch_assign(seL4_CapInitThreadASIDPool, ROOT), seL4_InvalidCapability);
}

TEST("x86 3.9 #4, x86 3.6 #4, aarch64 3.6 a3, aarch64 3.10, armv7 3.6 a4, armv7 3.10",
     "VSpaces of a deleted pool stay but are of no use: FailedLookup InvalidRoot")
{
    seL4_CPtr pool = new_slot(), root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_make_pool(make_untyped(12), pool));
    CHECK_OK(arch_assign(pool, root));
    CHECK_OK(delete (pool));
    CHECK_ERROR(arch_map(make_frame(), root, 0x400000, seL4_ReadWrite), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
}

TEST("01 8.1 !2, 01 8.2 a2 b8",
     "a pool is a child of its untyped, and no original: Revoke on it does nothing")
{
    seL4_CPtr block = make_untyped(12), pool = new_slot();
    CHECK_OK(arch_make_pool(block, pool));
    seL4_CPtr twin = copy_of(pool);
    CHECK_OK(revoke(pool));
    CHECK(!is_empty(twin));
    CHECK_OK(revoke(block));
    CHECK(is_empty(pool) && is_empty(twin));
}

static void spin(seL4_Word unused)
{
    (void)unused;
    probed = 1;
    for (;;) {
        seL4_Yield();
    }
}

TEST("x86 3.9 #3, aarch64 3.10, armv7 3.10",
     "a thread whose VSpace goes faults on its next instruction")
{
    seL4_CPtr handler = make_endpoint(), vspace = copy_of(VSPACE);
    struct thread *thread = new_thread(spin, 0);
    thread->fault_endpoint = handler;
    probed = 0;
    start(thread, 0);
    settle();
    CHECK_EQ(probed, 1);
    seL4_CPtr own = new_vspace();
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler, ROOT, 0, own, 0));
    CHECK_OK(delete (own));
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    CHECK_EQ(seL4_GetMR(seL4_VMFault_IP), seL4_GetMR(seL4_VMFault_Addr));
    (void)vspace;
}
