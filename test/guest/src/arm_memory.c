/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-aarch64 and arch-armv7: cache maintenance, page sizes, many address spaces. */
#include "arch.h"
#include "support.h"

#ifdef CONFIG_ARCH_ARM

#ifdef CONFIG_ARCH_AARCH64
enum {
    SPACE_CLEAN = ARMVSpaceClean_Data,
    SPACE_INVALIDATE = ARMVSpaceInvalidate_Data,
    STALE_BEFORE_RANGE = 0,
    INVALIDATE_WANTS_WRITABLE = 1,
};
static const uint32_t return_42[] = {0x52800540, 0xd65f03c0};
static const uint32_t load_and_send[] = {0xf9400042, 0xd4000001, 0x14000000};
#else
enum {
    SPACE_CLEAN = ARMPDClean_Data,
    SPACE_INVALIDATE = ARMPDInvalidate_Data,
    STALE_BEFORE_RANGE = 1,
    INVALIDATE_WANTS_WRITABLE = 0,
};
static const uint32_t return_42[] = {0xe3a0002a, 0xe12fff1e};
static const uint32_t load_and_send[] = {0xe5922000, 0xef000000, 0xeafffffe};
#endif

enum { VSPACE = seL4_CapInitThreadVSpace, PAGE = 4096, PAGE_METHODS = 4 };

static const seL4_Word page_labels[PAGE_METHODS] = {ARMPageClean_Data, ARMPageInvalidate_Data,
                                                    ARMPageCleanInvalidate_Data,
                                                    ARMPageUnify_Instruction};

static seL4_Word maintain(seL4_CPtr cap, seL4_Word label, seL4_Word start, seL4_Word end)
{
    return invoke(cap, label, WORDS(start, end), NO_CAPS);
}

static seL4_CPtr mapped_frame(seL4_Word *va)
{
    seL4_CPtr frame = make_frame();
    *va = free_range();
    map_at(frame, *va);
    return frame;
}

/* ---- of a frame (3.6) ---- */

TEST("aarch64 3.6 b1, armv7 3.6 b1",
     "cache maintenance with fewer than two words: TruncatedMessage")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    for (int i = 0; i < PAGE_METHODS; i++) {
        CHECK_EQ(invoke(frame, page_labels[i], WORDS(0), NO_CAPS), seL4_TruncatedMessage);
    }
}

TEST("aarch64 3.6 b2, armv7 3.6 b2, aarch64 8 #7",
     "cache maintenance of an unmapped frame: IllegalOperation")
{
    seL4_CPtr frame = make_frame();
    for (int i = 0; i < PAGE_METHODS; i++) {
        CHECK_EQ(maintain(frame, page_labels[i], 0, PAGE), seL4_IllegalOperation);
    }
}

TEST("aarch64 3.6 b4, armv7 3.6 b4", "an empty range: InvalidArgument 1")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 8, 8), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, PAGE, 0), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

TEST("aarch64 3.6 b5, armv7 3.6 b6",
     "a range beyond the frame: InvalidArgument 0; its end is exclusive")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, PAGE, PAGE + 1), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 0, PAGE + 1), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, PAGE - 1, PAGE), seL4_NoError);
}

TEST("aarch64 3.6 b6, armv7 3.6 b5, armv7 8 #8",
     "another frame is mapped there now: InvalidCapability 0; ARMv7 asks that first")
{
    seL4_Word va;
    seL4_CPtr old = mapped_frame(&va), new = make_frame();
    CHECK_OK(arch_map(new, VSPACE, va, seL4_ReadWrite));
    CHECK_EQ(maintain(old, ARMPageClean_Data, 0, PAGE), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    CHECK_EQ(maintain(old, ARMPageClean_Data, 0, PAGE + 1),
             STALE_BEFORE_RANGE ? seL4_InvalidCapability : seL4_InvalidArgument);
}

TEST("aarch64 3.6 b7, aarch64 8 #7",
     "Invalidate of a read-only mapping: IllegalOperation on AArch64 only")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_CanRead));
    CHECK_EQ(maintain(frame, ARMPageInvalidate_Data, 0, PAGE),
             INVALIDATE_WANTS_WRITABLE ? seL4_IllegalOperation : seL4_NoError);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 0, PAGE), seL4_NoError);
}

TEST("arm 3.6", "Clean and CleanInvalidate keep what was written, also around a part of a line")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    volatile unsigned char *byte = (volatile unsigned char *)va;
    for (int i = 0; i < PAGE; i++) {
        byte[i] = (unsigned char)(i * 3);
    }
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 0, PAGE), seL4_NoError);
    CHECK_EQ(maintain(frame, ARMPageCleanInvalidate_Data, 5, PAGE - 5), seL4_NoError);
    CHECK_EQ(maintain(frame, ARMPageInvalidate_Data, 70, 72), seL4_NoError);
    for (int i = 0; i < PAGE; i++) {
        CHECK_EQ(byte[i], (unsigned char)(i * 3));
    }
}

TEST("arm 3.6", "code that was written runs after Unify")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    for (unsigned i = 0; i < sizeof(return_42) / 4; i++) {
        ((volatile uint32_t *)va)[i] = return_42[i];
    }
    CHECK_EQ(maintain(frame, ARMPageUnify_Instruction, 0, sizeof(return_42)), seL4_NoError);
    CHECK_EQ(((int (*)(void))va)(), 42);
}

/* A VSpace of its own with one page at `va`; the root in `*root`. */
static seL4_CPtr page_elsewhere(seL4_Word va, seL4_CPtr *root)
{
    seL4_CPtr frame = make_frame();
    *root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, *root));
    for (unsigned level = 0; level < UPPER_LEVELS; level++) {
        CHECK_OK(arch_map_upper(level, make(arch_upper_type(level), 0), *root, va));
    }
    CHECK_OK(arch_map_table(make(TABLE, 0), *root, va));
    CHECK_OK(arch_map(frame, *root, va, seL4_ReadWrite));
    return frame;
}

TEST("aarch64 3.6 b3, armv7 3.6 b3",
     "cache maintenance of a frame whose VSpace is gone: FailedLookup InvalidRoot")
{
    seL4_CPtr root, frame = page_elsewhere(0x400000, &root);
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 0, PAGE), seL4_NoError);
    CHECK_OK(delete (root));
    CHECK_EQ(maintain(frame, ARMPageClean_Data, 0, PAGE), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
    CHECK_OK(arch_unmap(frame));
}

/* ---- of an address space (3.7) ---- */

TEST("arm 3.7 #1", "maintenance by address: fewer than two words, and other labels")
{
    CHECK_EQ(invoke(VSPACE, SPACE_CLEAN, WORDS(0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(VSPACE, TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

TEST("arm 3.7 #2", "an empty range: InvalidArgument 1")
{
    CHECK_EQ(maintain(VSPACE, SPACE_CLEAN, PAGE, PAGE), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

TEST("arm 3.7 #3", "a range that ends above user memory: IllegalOperation")
{
    CHECK_EQ(maintain(VSPACE, SPACE_CLEAN, 0, ~(seL4_Word)0), seL4_IllegalOperation);
}

TEST("arm 3.7 #4-5", "a VSpace without ASID: InvalidCapability 0")
{
    CHECK_EQ(maintain(make(VSPACE_ROOT, 0), SPACE_CLEAN, 0, PAGE), seL4_InvalidCapability);
    CHECK_MR(0, 0);
}

TEST("arm 3.7 #6, aarch64 8 #8", "nothing is mapped at the start: success")
{
    CHECK_EQ(maintain(VSPACE, SPACE_CLEAN, free_range(), free_range() + 8 * PAGE), seL4_NoError);
}

TEST("arm 3.7 #7", "a range that leaves its first page: RangeError(start, last byte of the page)")
{
    seL4_Word va;
    mapped_frame(&va);
    CHECK_EQ(maintain(VSPACE, SPACE_CLEAN, va + 16, va + PAGE + 1), seL4_RangeError);
    CHECK_MR(0, va + 16);
    CHECK_MR(1, va + PAGE - 1);
    CHECK_EQ(maintain(VSPACE, SPACE_CLEAN, va + 16, va + PAGE), seL4_NoError);
}

TEST("aarch64 3.7 #8", "Invalidate of a read-only mapping: IllegalOperation on AArch64 only")
{
    seL4_Word va;
    seL4_CPtr frame = mapped_frame(&va);
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_CanRead));
    CHECK_EQ(maintain(VSPACE, SPACE_INVALIDATE, va, va + 64),
             INVALIDATE_WANTS_WRITABLE ? seL4_IllegalOperation : seL4_NoError);
}

/* ---- many address spaces ---- */

/* A thread in the VSpace sends the first word of its page; it has one page, which holds that word
 * and, behind it, the code. */
static seL4_Word word_seen_in(seL4_CPtr tcb, seL4_CPtr root, seL4_CPtr endpoint, seL4_Word va)
{
    seL4_UserContext registers = {0};
    registers.pc = va + 16;
#ifdef CONFIG_ARCH_AARCH64
    registers.x0 = endpoint;
    registers.x1 = seL4_MessageInfo_new(0, 0, 0, 1).words[0];
    registers.x2 = va;
    registers.x7 = (seL4_Word)seL4_SysSend;
#else
    registers.r0 = endpoint;
    registers.r1 = seL4_MessageInfo_new(0, 0, 0, 1).words[0];
    registers.r2 = va;
    registers.r7 = (seL4_Word)seL4_SysSend;
#endif
    CHECK_OK(seL4_TCB_Configure(tcb, 0, ROOT, 0, root, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetPriority(tcb, self_tcb, TEST_PRIORITY - 1));
    CHECK_OK(
        seL4_TCB_WriteRegisters(tcb, true, 0, sizeof(registers) / sizeof(seL4_Word), &registers));
    seL4_Recv(endpoint, NULL);
    return seL4_GetMR(0);
}

TEST("arm 3.9", "more address spaces than the processor has ASIDs: each sees its own memory")
{
    enum { SPACES = 600, WHERE = 0x400000 };
    seL4_CPtr endpoint = make_endpoint(), block = make_untyped(20);
    seL4_CPtr slots = new_slots(8);
    seL4_Word va;
    seL4_CPtr window = mapped_frame(&va);
    CHECK_OK(arch_unmap(window));
    for (seL4_Word i = 1; i <= SPACES; i++) {
        seL4_CPtr slot = slots, root = slot++, frame = slot++, tcb = slot++, table = slot++;
        CHECK_OK(retype(block, VSPACE_ROOT, 0, root, 1));
        CHECK_OK(retype(block, FRAME_SMALL, 0, frame, 1));
        CHECK_OK(retype(block, seL4_TCBObject, 0, tcb, 1));
        CHECK_OK(retype(block, TABLE, 0, table, 1 + UPPER_LEVELS));
        CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, root));
        CHECK_OK(arch_map(frame, VSPACE, va, seL4_ReadWrite));
        *(volatile seL4_Word *)va = i;
        for (unsigned k = 0; k < sizeof(load_and_send) / 4; k++) {
            ((volatile uint32_t *)(va + 16))[k] = load_and_send[k];
        }
        CHECK_EQ(maintain(frame, ARMPageUnify_Instruction, 0, 64), seL4_NoError);
        CHECK_OK(arch_unmap(frame));
        for (unsigned level = 0; level <= UPPER_LEVELS; level++) {
            CHECK_OK(arch_map_table(table + level, root, WHERE));
        }
        CHECK_OK(arch_map(frame, root, WHERE, seL4_ReadWrite));
        CHECK_EQ(word_seen_in(tcb, root, endpoint, WHERE), i);
        CHECK_OK(revoke(block));
    }
}

/* ---- page sizes of ARMv7 ---- */

#ifdef CONFIG_ARCH_AARCH32

enum {
    LARGE_SIZE = 1 << 16,
    SECTION_SIZE = 1 << 20,
    SUPER_SIZE = 1 << 24,
    DEVICE_RAM = 0x30000000
};

static seL4_CPtr map_new(seL4_Word type, seL4_Word va, int *error)
{
    seL4_CPtr frame = make(type, 0);
    *error = arch_map(frame, VSPACE, va, seL4_ReadWrite);
    return frame;
}

/* A MiB of addresses whose page table is there or not. */
static seL4_Word free_section(bool with_table)
{
    seL4_Word va = (free_range() + 2 * SECTION_SIZE - 1) & ~(seL4_Word)(SECTION_SIZE - 1);
    if (with_table) {
        CHECK_OK(arch_map_table(make(TABLE, 0), VSPACE, va));
    }
    return va;
}

TEST("armv7 3.2", "a page of 64 KiB and a section of 1 MiB are memory from end to end")
{
    int error;
    seL4_Word large = free_section(true), section = free_section(false);
    map_new(seL4_ARM_LargePageObject, large, &error);
    CHECK_OK(error);
    map_new(seL4_ARM_SectionObject, section, &error);
    CHECK_OK(error);
    for (seL4_Word at = 0; at < LARGE_SIZE; at += PAGE) {
        *(volatile seL4_Word *)(large + at) = at;
        *(volatile seL4_Word *)(section + SECTION_SIZE - PAGE - at) = at;
    }
    for (seL4_Word at = 0; at < LARGE_SIZE; at += PAGE) {
        CHECK_EQ(*(volatile seL4_Word *)(large + at), at);
        CHECK_EQ(*(volatile seL4_Word *)(section + SECTION_SIZE - PAGE - at), at);
    }
}

TEST("armv7 3.6 a6-7, armv7 8 #5 #7",
     "pages want a page table, sections its absence: FailedLookup 20, DeleteFirst")
{
    int error;
    map_new(seL4_ARM_SmallPageObject, free_section(false), &error);
    CHECK_ERROR(error, seL4_FailedLookup);
    CHECK_MR(2, 20);
    map_new(seL4_ARM_LargePageObject, free_section(false), &error);
    CHECK_ERROR(error, seL4_FailedLookup);
    map_new(seL4_ARM_SectionObject, free_section(true), &error);
    CHECK_ERROR(error, seL4_DeleteFirst);
}

TEST("armv7 3.6 a7, armv7 8 #7",
     "a page of another size is there, in any of the entries: DeleteFirst")
{
    int error;
    seL4_Word a = free_section(true), b = free_section(true);
    map_new(seL4_ARM_LargePageObject, a, &error);
    CHECK_OK(error);
    map_new(seL4_ARM_SmallPageObject, a + 5 * PAGE, &error);
    CHECK_ERROR(error, seL4_DeleteFirst);
    map_new(seL4_ARM_SmallPageObject, b + 15 * PAGE, &error);
    CHECK_OK(error);
    map_new(seL4_ARM_LargePageObject, b, &error);
    CHECK_ERROR(error, seL4_DeleteFirst);
    map_new(seL4_ARM_LargePageObject, b + LARGE_SIZE, &error);
    CHECK_OK(error);
}

TEST("armv7 3.6", "unmapping a page of 64 KiB empties all of its entries")
{
    int error;
    seL4_Word va = free_section(true);
    seL4_CPtr large = map_new(seL4_ARM_LargePageObject, va, &error);
    CHECK_OK(error);
    CHECK_OK(arch_unmap(large));
    for (unsigned i = 0; i < 16; i++) {
        map_new(seL4_ARM_SmallPageObject, va + i * PAGE, &error);
        CHECK_OK(error);
    }
}

TEST("armv7 3.1 #10, armv7 8 #4", "a page table has 1 KiB: four of them fit in a page")
{
    seL4_CPtr block = make_untyped(12);
    CHECK_OK(retype(block, seL4_ARM_PageTableObject, 0, new_slots(4), 4));
    CHECK_ERROR(retype(block, seL4_ARM_PageTableObject, 0, new_slot(), 1), seL4_NotEnoughMemory);
}

/* The device untyped that begins there, if the board has memory beyond the kernel's window. */
static seL4_CPtr device_ram(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    for (seL4_CPtr slot = info->untyped.start; slot < info->untyped.end; slot++) {
        const seL4_UntypedDesc *desc = &info->untypedList[slot - info->untyped.start];
        if (desc->paddr == DEVICE_RAM && desc->isDevice && desc->sizeBits >= 24) {
            return slot;
        }
    }
    test_skip("no device memory where the board's RAM goes on");
}

TEST("armv7 5.4 !1, armv7 8 #9",
     "RAM beyond the kernel's window is device memory; a supersection of it works")
{
    seL4_Word va = (free_range() + 2 * SUPER_SIZE - 1) & ~(seL4_Word)(SUPER_SIZE - 1);
    seL4_CPtr frame = new_slot();
    CHECK_OK(retype(device_ram(), seL4_ARM_SuperSectionObject, 0, frame, 1));
    CHECK_EQ(arch_address(frame) & (SUPER_SIZE - 1), 0);
    CHECK_OK(arch_map(frame, VSPACE, va, seL4_ReadWrite));
    for (seL4_Word at = 0; at < SUPER_SIZE; at += SECTION_SIZE) {
        *(volatile seL4_Word *)(va + at) = at + 1;
    }
    for (seL4_Word at = 0; at < SUPER_SIZE; at += SECTION_SIZE) {
        CHECK_EQ(*(volatile seL4_Word *)(va + at), at + 1);
    }
    int error;
    map_new(seL4_ARM_SectionObject, va + 3 * SECTION_SIZE, &error);
    CHECK_ERROR(error, seL4_DeleteFirst);
    CHECK_OK(arch_unmap(frame));
    map_new(seL4_ARM_SectionObject, va + 3 * SECTION_SIZE, &error);
    CHECK_OK(error);
    CHECK_ERROR(arch_map(frame, VSPACE, va, seL4_ReadWrite), seL4_DeleteFirst);
}

TEST("armv7 5.4 !2, armv7 8 #9", "the MiB of RAM at 0x2f000000 is in no untyped")
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        seL4_Word start = info->untypedList[i].paddr;
        seL4_Word last = start + (((seL4_Word)1 << info->untypedList[i].sizeBits) - 1);
        CHECK(last < 0x2f000000 || start > 0x2f0fffff);
    }
}

#endif

#endif
