/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-*, sections 3.2 and 3.6 to 3.10: missing levels, what is in the way, ASIDs that went,
 * and which check comes first. */
#include "arch.h"
#include "support.h"

enum { VSPACE = seL4_CapInitThreadVSpace, PAGE = 4096, PLACE = 0x10000000 };

#if defined(CONFIG_ARCH_AARCH64)
enum { ALIGNMENT_FIRST = 1 };
#else
enum { ALIGNMENT_FIRST = 0 };
#endif

/* Its sum with a frame's size does not wrap round. */
static const seL4_Word ABOVE = ~(seL4_Word)0 << 24;

static seL4_CPtr new_pool(void)
{
    seL4_CPtr pool = new_slot();
    CHECK_OK(arch_make_pool(make_untyped(12), pool));
    return pool;
}

static seL4_CPtr new_vspace(seL4_CPtr pool)
{
    seL4_CPtr root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_assign(pool, root));
    return root;
}

static void check_missing(int error, seL4_Word bits)
{
    CHECK_EQ(error, seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_MissingCapability);
    CHECK_MR(2, bits);
}

static void check_dead(int error)
{
    CHECK_EQ(error, seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
}

/* ---- levels ---- */

TEST("x86 3.2 #1-4, x86 3.6 #7, x86 3.7 #7, aarch64 3.2 #1-4, aarch64 3.6 a6, armv7 3.2, armv7 3.6 "
     "a6",
     "each missing level has its number, for frames and for tables")
{
    seL4_CPtr root = new_vspace(seL4_CapInitThreadASIDPool), frame = make_frame();
    static const seL4_Word bits[] = {39, 30};
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        check_missing(arch_map(frame, root, PLACE, seL4_ReadWrite), bits[level]);
#if defined(CONFIG_ARCH_X86_64)
        check_missing(arch_map_table(make(TABLE, 0), root, PLACE), bits[level]);
        if (level == 0) {
            check_missing(arch_map_upper(1, make(arch_upper_type(1), 0), root, PLACE), 39);
        }
#endif
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), root, PLACE));
    }
    check_missing(arch_map(frame, root, PLACE, seL4_ReadWrite), UPPER_LEVELS == 0 ? 20 : 21);
    CHECK_OK(arch_map_table(make(TABLE, 0), root, PLACE));
    CHECK_OK(arch_map(frame, root, PLACE, seL4_ReadWrite));
}

#if !defined(CONFIG_ARCH_AARCH32)
TEST("x86 3.6 #7-8, aarch64 3.6 a6, aarch64 8 #3, 02 2.3 #7",
     "a table in a large frame's way, and a large "
     "frame in a small one's")
{
    seL4_CPtr root = new_vspace(seL4_CapInitThreadASIDPool), tables = make_many(TABLE, 0, 2);
    seL4_CPtr upper[] = {make(arch_upper_type(0), 0), make(arch_upper_type(1), 0)};
    seL4_CPtr small = make_frame(), large = make(FRAME_LARGE, 0);
    check_missing(arch_map(large, root, PLACE, seL4_ReadWrite), 39);
    CHECK_OK(arch_map_upper(0, upper[0], root, PLACE));
    check_missing(arch_map(large, root, PLACE, seL4_ReadWrite), 30);
    CHECK_OK(arch_map_upper(1, upper[1], root, PLACE));
    CHECK_OK(arch_map(large, root, PLACE, seL4_ReadWrite));
    check_missing(arch_map(small, root, PLACE, seL4_ReadWrite), 21);
    CHECK_ERROR(arch_map_table(tables, root, PLACE), seL4_DeleteFirst);
    CHECK_OK(arch_unmap(large));
    CHECK_OK(arch_map_table(tables + 1, root, PLACE));
#if defined(CONFIG_ARCH_X86_64)
    CHECK_ERROR(arch_map(large, root, PLACE, seL4_ReadWrite), seL4_DeleteFirst);
#else
    check_missing(arch_map(large, root, PLACE, seL4_ReadWrite), 12);
#endif
}

#if defined(CONFIG_ARCH_AARCH64) || defined(CONFIG_HUGE_PAGE)
TEST("x86 3.6 #7-8, x86 3.7 #7-8, aarch64 3.6 a6, aarch64 8 #3",
     "frames of 1 GiB: a table in their way, and "
     "they in others'")
{
#if defined(CONFIG_ARCH_X86_64)
    seL4_Word type = seL4_X64_HugePageObject;
#else
    seL4_Word type = seL4_ARM_HugePageObject;
#endif
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr huge = new_slot(), root = new_vspace(seL4_CapInitThreadASIDPool);
    seL4_CPtr upper[] = {make(arch_upper_type(0), 0), make(arch_upper_type(1), 0), make(TABLE, 0)};
    seL4_CPtr small = make_frame(), large = make(FRAME_LARGE, 0);
    int error = seL4_NotEnoughMemory;
    for (seL4_Word i = info->untyped.start; i < info->untyped.end && error != 0; i++) {
        seL4_UntypedDesc *desc = &info->untypedList[i - info->untyped.start];
        error = desc->isDevice && desc->sizeBits >= 30 ? retype(i, type, 0, huge, 1) : error;
    }
    CHECK_OK(error);
    seL4_Word place = (seL4_Word)1 << 30;
    check_missing(arch_map(huge, root, place, seL4_ReadWrite), 39);
    CHECK_OK(arch_map_upper(0, upper[0], root, place));
    CHECK_OK(arch_map(huge, root, place, seL4_ReadWrite));
    check_missing(arch_map(small, root, place, seL4_ReadWrite), 30);
    check_missing(arch_map(large, root, place, seL4_ReadWrite), 30);
#if defined(CONFIG_ARCH_X86_64)
    check_missing(arch_map_table(upper[2], root, place), 30);
#endif
    CHECK_ERROR(arch_map_upper(1, upper[1], root, place), seL4_DeleteFirst);
    CHECK_OK(arch_unmap(huge));
    CHECK_OK(arch_map_upper(1, upper[1], root, place));
#if defined(CONFIG_ARCH_X86_64)
    CHECK_ERROR(arch_map(huge, root, place, seL4_ReadWrite), seL4_DeleteFirst);
#else
    check_missing(arch_map(huge, root, place, seL4_ReadWrite), 21);
#endif
}
#endif

TEST("aarch64 3.2 !1, aarch64 8 #6, x86 3.2, x86 3.6 #3",
     "the last page of user memory: on AArch64 it can be "
     "mapped, on x86 not")
{
    seL4_CPtr root = new_vspace(seL4_CapInitThreadASIDPool);
    seL4_Word last = 0x7ffffffff000;
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), root, last));
    }
    CHECK_OK(arch_map_table(make(TABLE, 0), root, last));
#if defined(CONFIG_ARCH_X86_64)
    CHECK_ERROR(arch_map(make_frame(), root, last, seL4_ReadWrite), seL4_InvalidArgument);
    CHECK_OK(arch_map(make_frame(), root, last - PAGE, seL4_ReadWrite));
#else
    CHECK_OK(arch_map(make_frame(), root, last, seL4_ReadWrite));
    CHECK_ERROR(arch_map(make_frame(), root, last + PAGE, seL4_ReadWrite), seL4_InvalidArgument);
#endif
}
#endif

#if defined(CONFIG_ARCH_AARCH64)
TEST("aarch64 3.8 !1 #6, aarch64 8 #5",
     "three Maps of tables at one address make its three levels; a fourth "
     "is too much")
{
    seL4_CPtr root = new_vspace(seL4_CapInitThreadASIDPool), tables = make_many(TABLE, 0, 4);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(arch_map_table(tables + i, root, PLACE + 0x1234));
    }
    CHECK_ERROR(arch_map_table(tables + 3, root, PLACE), seL4_DeleteFirst);
    CHECK_OK(arch_map(make_frame(), root, PLACE, seL4_ReadWrite));
}
#endif

/* ---- Map of a table ---- */

TEST("x86 3.7 #2 #4-5 #3, aarch64 3.8 #2-4, armv7 3.8, 02 2.3 #3",
     "Map of a table: mapped already, the "
     "VSpace, the address, each first")
{
    seL4_CPtr root = new_vspace(seL4_CapInitThreadASIDPool), table = make(TABLE, 0);
    seL4_CPtr bare = make(VSPACE_ROOT, 0);
    CHECK_ERROR(arch_map_table(table, ROOT, ABOVE), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(arch_map_table(table, bare, ABOVE), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(arch_map_table(table, root, ABOVE), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), root, PLACE + 0x12345));
    }
    CHECK_OK(arch_map_table(table, root, PLACE + 0x12345));
    CHECK_OK(arch_map(make_frame(), root, PLACE, seL4_ReadWrite));
    CHECK_ERROR(arch_map_table(table, ROOT, ABOVE), seL4_InvalidCapability);
    CHECK_MR(0, 0);
}

static volatile seL4_Word touched;

static void touching(seL4_Word va)
{
    *(volatile seL4_Word *)va = 1;
    touched = 1;
    park();
}

TEST("x86 3.9 #2, arm 3.10, 01 8.3 #9",
     "deleting a table takes its range along; its frames still say mapped")
{
    seL4_CPtr table = make(TABLE, 0), frame = make_frame(), handler = make_endpoint();
    seL4_Word va = free_range();
    CHECK_OK(arch_map_table(table, VSPACE, va));
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_ReadWrite));
    *(volatile seL4_Word *)va = 1;
    CHECK_OK(delete (table));
    touched = 0;
    struct thread *thread = new_thread(touching, va);
    thread->fault_endpoint = handler;
    start(thread, +1);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_VMFault);
    CHECK_ERROR(arch_map(frame, VSPACE, va + PAGE, seL4_ReadWrite), seL4_InvalidArgument);
    CHECK_OK(arch_unmap(frame));
    CHECK_OK(arch_map_table(make(TABLE, 0), VSPACE, va));
    CHECK_OK(arch_map(frame, VSPACE, va + PAGE, seL4_ReadWrite));
}

/* ---- ASIDs that went, and orders ---- */

TEST("x86 3.6 #3-6, x86 8 #6, aarch64 3.6 a3-5, aarch64 8 #4, armv7 3.6 a3-5, armv7 8 #6",
     "Map: place, ASID, alignment; on AArch64 ASID, alignment, place")
{
    seL4_CPtr pool = new_pool(), dead = new_vspace(pool), frame = make_frame();
    seL4_CPtr live = new_vspace(seL4_CapInitThreadASIDPool);
    CHECK_OK(delete (pool));
    int error = arch_map(frame, dead, ABOVE + 8, seL4_ReadWrite);
    if (ALIGNMENT_FIRST) {
        check_dead(error);
    } else {
        CHECK_EQ(error, seL4_InvalidArgument);
    }
    check_dead(arch_map(frame, dead, PLACE + 8, seL4_ReadWrite));
    CHECK_ERROR(arch_map(frame, live, ABOVE + 8, seL4_ReadWrite),
                ALIGNMENT_FIRST ? seL4_AlignmentError : seL4_InvalidArgument);
    CHECK_ERROR(arch_map(frame, live, PLACE + 8, seL4_ReadWrite), seL4_AlignmentError);
    seL4_Word va = free_range();
    map_at(frame, va);
    CHECK_ERROR(arch_map(frame, VSPACE, va + 8, seL4_ReadWrite),
                ALIGNMENT_FIRST ? seL4_AlignmentError : seL4_InvalidArgument);
    CHECK_ERROR(arch_map(frame, live, va + 8, seL4_ReadWrite),
                ALIGNMENT_FIRST ? seL4_AlignmentError : seL4_InvalidCapability);
}

TEST("x86 3.6 #4-5, x86 3.7 #6, aarch64 3.6 a3, aarch64 3.8 #5, armv7 3.6 a4, armv7 3.8",
     "a VSpace whose ASID went, or is another's now, takes no frames and no tables")
{
    seL4_CPtr pool = new_pool(), old = new_vspace(pool), frame = make_frame(),
              table = make(TABLE, 0);
    CHECK_OK(delete (pool));
    check_dead(arch_map(frame, old, PLACE, seL4_ReadWrite));
    check_dead(arch_map_table(table, old, PLACE));
    new_vspace(new_pool());
    CHECK_ERROR(arch_map(frame, old, PLACE, seL4_ReadWrite), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(arch_map_table(table, old, PLACE), seL4_InvalidCapability);
    CHECK_MR(0, 1);
}

TEST("x86 8 #18, x86 3.9 #4, arm 3.10",
     "a frame of a dead ASID has to be unmapped before it goes elsewhere")
{
    seL4_CPtr pool = new_pool(), dead = new_vspace(pool), frame = make_frame();
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), dead, PLACE));
    }
    CHECK_OK(arch_map_table(make(TABLE, 0), dead, PLACE));
    CHECK_OK(arch_map(frame, dead, PLACE, seL4_ReadWrite));
    CHECK_OK(delete (pool));
    seL4_Word va = free_range();
    CHECK_ERROR(arch_map(frame, VSPACE, va, seL4_ReadWrite), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_OK(arch_unmap(frame));
    map_at(frame, va);
}

TEST("x86 3.8 a3-6, aarch64 3.9, armv7 3.9",
     "MakePool: a free number, the untyped, what was made of it, the "
     "slot, each first")
{
    seL4_CPtr used = make_untyped(12), full = make_endpoint();
    CHECK_OK(retype(used, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, 0), CAPS(full, full)),
             seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, 0), CAPS(used, full)),
             seL4_RevokeFirst);
    seL4_CPtr block = make_untyped(12);
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, 0), CAPS(block, full)),
             seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, 0), CAPS(block, ROOT)),
             seL4_RangeError);
    CHECK_MR(1, seL4_WordBits);
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, DEPTH), CAPS(block, ROOT)),
             seL4_DeleteFirst);
    while (arch_make_pool(make_untyped(12), new_slot()) == seL4_NoError) {
    }
    CHECK_EQ(invoke(seL4_CapASIDControl, LABEL_MAKE_POOL, WORDS(full, 0), CAPS(full, full)),
             seL4_DeleteFirst);
}

#if !defined(CONFIG_ARCH_AARCH32)
TEST("x86 3.8 b5 !1, x86 3.9 #3, aarch64 3.9",
     "a pool gives 512 ASIDs; one that is given back can be given "
     "again")
{
    seL4_CPtr pool = new_pool(), roots = make_many(VSPACE_ROOT, 0, 256);
    seL4_CPtr more = make_many(VSPACE_ROOT, 0, 256), last = make(VSPACE_ROOT, 0);
    for (unsigned i = 0; i < 256; i++) {
        CHECK_OK(arch_assign(pool, roots + i));
        CHECK_OK(arch_assign(pool, more + i));
    }
    CHECK_ERROR(arch_assign(pool, last), seL4_DeleteFirst);
    CHECK_OK(delete (roots + 7));
    CHECK_OK(arch_assign(pool, last));
}
#endif
