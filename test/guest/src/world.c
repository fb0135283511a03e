/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 08: what the initial thread finds: its layout, its CNode, bootinfo's fields, and which
 * physical memory is where. */
#include "arch.h"
#include "support.h"

#include <string.h>

enum { PAGE = 4096, TABLES_BELOW_ROOT = UPPER_LEVELS + 1 };

static seL4_BootInfo *boot(void)
{
    return seL4_GetBootInfo();
}

static seL4_Word count_of(seL4_SlotRegion region)
{
    return region.end - region.start;
}

static seL4_Word buffer_page(void)
{
    return (seL4_Word)boot()->ipcBuffer;
}

static seL4_Word image_start(void)
{
    return buffer_page() - PAGE * count_of(boot()->userImageFrames);
}

/* ---- sections 1 and 2 ---- */

TEST("08 1 #6-8 #12, 04 1 #9, 04 8",
     "the initial thread: its own CSpace, a VSpace with an ASID, no bound "
     "notification")
{
    CHECK_ERROR(seL4_TCB_UnbindNotification(seL4_CapInitThreadTCB), seL4_IllegalOperation);
    CHECK_ERROR(arch_assign(seL4_CapInitThreadASIDPool, seL4_CapInitThreadVSpace),
                seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_OK(seL4_TCB_SetPriority(make_tcb(), seL4_CapInitThreadTCB, 255));
}

TEST("08 1 #5, 08 3 #1", "slot 0 is empty: there is no fault handler")
{
    CHECK(is_empty(0));
}

TEST("08 1 #9-10, 08 2 #2-4, 08 4 #5, x86 5.7, arm 5.5",
     "image, IPC buffer, bootinfo and extra bootinfo lie "
     "one behind the other")
{
    CHECK_EQ(buffer_page() % PAGE, 0);
    CHECK_EQ((seL4_Word)boot(), buffer_page() + PAGE);
    seL4_Word self = (seL4_Word)image_start, end = buffer_page();
    CHECK(self >= image_start() && self < end);
    CHECK(boot()->extraLen <= PAGE * count_of(boot()->extraBIPages));
    *(volatile seL4_Word *)(buffer_page() + PAGE - sizeof(seL4_Word)) = 1;
    *(volatile seL4_Word *)((seL4_Word)boot() + PAGE - sizeof(seL4_Word)) = 0;
    volatile char *last =
        (volatile char *)boot() + PAGE + PAGE * count_of(boot()->extraBIPages) - 1;
    *last = *last;
}

static int answer(void)
{
    return 42;
}

TEST("08 2 #1", "the image can be written, its code too, whatever its segments say")
{
#ifdef CONFIG_FEL4_ROOT_TASK_WX
    test_skip("this kernel maps segments with their own permissions");
#endif
    volatile unsigned char *code = (volatile unsigned char *)(seL4_Word)answer;
    *code = *code;
    CHECK_EQ(answer(), 42);
#if defined(CONFIG_ARCH_X86_64)
    static unsigned char data[] = {0xb8, 7, 0, 0, 0, 0xc3}; /* mov $7, %eax; ret */
    CHECK_EQ(((int (*)(void))(seL4_Word)data)(), 7);
#endif
}

#if defined(CONFIG_ARCH_ARM)
static void jumping(seL4_Word va)
{
    ((void (*)(void))va)();
}

TEST("08 2 #2, aarch64 8 #10, arm 5.5", "IPC buffer and bootinfo cannot be executed")
{
    seL4_Word pages[] = {buffer_page(), (seL4_Word)boot()};
    seL4_CPtr handler = make_endpoint();
    for (int i = 0; i < 2; i++) {
        struct thread *thread = new_thread(jumping, pages[i]);
        thread->fault_endpoint = handler;
        start(thread, +1);
        CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_VMFault);
        CHECK_MR(seL4_VMFault_IP, pages[i]);
        CHECK_MR(seL4_VMFault_PrefetchFault, 1);
    }
}
#endif

/* ---- sections 3 and 4 ---- */

TEST("08 3 #1-16, 08 4 #7 #10", "fixed slots: what is in them, and which are empty")
{
    static const unsigned char identity[16] = {0, 12, 10, 9,  14, 11, 13, 31,
                                               0, 1,  1,  20, 0,  0,  0,  0};
    for (seL4_CPtr slot = 0; slot < 16; slot++) {
        seL4_Word kind = identity[slot];
#if !defined(CONFIG_ARCH_X86_64)
        kind = slot == seL4_CapIOPortControl ? 0 : kind;
#endif
#if defined(CONFIG_ARCH_AARCH32)
        kind = slot == seL4_CapDomain ? 62 : slot == seL4_CapInitThreadASIDPool ? 5 : kind;
#endif
#if defined(CONFIG_ALLOW_SMC_CALLS)
        kind = slot == seL4_CapSMC ? 25 : kind;
#endif
        CHECK_EQ(is_empty(slot), kind == 0);
#ifdef CONFIG_DEBUG_BUILD
        CHECK_EQ(seL4_DebugCapIdentify(slot), kind);
#endif
    }
    CHECK_EQ(count_of(boot()->sharedFrames), 0);
    CHECK_EQ(count_of(boot()->ioSpaceCaps), 0);
}

TEST("x86 7 #17, 08 3 #17-18, 08 4 #6, 08 1 #7, arm 7 #12, x86 7 #16, aarch64 7 #12-13, armv7 7 "
     "#8-9",
     "dynamic slots begin at 16 and are all full; behind them all are empty, to the CNode's end")
{
    seL4_SlotRegion empty = boot()->empty;
    CHECK_EQ(empty.start, boot()->untyped.end);
    CHECK_EQ(empty.end, (seL4_Word)1 << CONFIG_ROOT_CNODE_SIZE_BITS);
    for (seL4_CPtr slot = 16; slot < empty.start; slot++) {
        CHECK(!is_empty(slot));
    }
    CHECK(is_empty(empty.end - 1));
    CHECK_ERROR(seL4_CNode_Delete(ROOT, empty.end, DEPTH), seL4_FailedLookup);
    CHECK_MR(1, seL4_GuardMismatch);
}

TEST("08 4 #8, 08 7, 08 2 #1", "frames of the image, in the order of their addresses")
{
    seL4_SlotRegion frames = boot()->userImageFrames;
    seL4_Word first = frame_address(frames.start);
    for (seL4_Word i = 0; i < count_of(frames); i++) {
        CHECK_EQ(frame_address(frames.start + i), first + PAGE * i);
    }
    /* The page of this string, through another mapping of its frame. */
    static const char text[] = "look here";
    seL4_Word offset = (seL4_Word)text - image_start(), va = free_range();
    seL4_CPtr frame = frames.start + offset / PAGE;
    CHECK_ERROR(arch_map(frame, seL4_CapInitThreadVSpace, va, seL4_ReadWrite),
                seL4_InvalidArgument);
    CHECK_MR(0, 0);
    seL4_CPtr twin = copy_of(frame);
    map_at(twin, va);
    CHECK(memcmp((const char *)va + offset % PAGE, text, sizeof(text)) == 0);
}

TEST("08 7, 08 3 #10-11, x86 5.7 !1",
     "frames of IPC buffer and bootinfo are mapped there; copies are not")
{
    seL4_CPtr frames[] = {seL4_CapInitThreadIPCBuffer, seL4_CapBootInfoFrame};
    seL4_Word places[] = {buffer_page(), (seL4_Word)boot()};
    for (int i = 0; i < 2; i++) {
        seL4_Word va = free_range();
        CHECK_ERROR(arch_map(frames[i], seL4_CapInitThreadVSpace, va, seL4_ReadWrite),
                    seL4_InvalidArgument);
        map_at(copy_of(frames[i]), va);
        CHECK(memcmp((void *)va, (void *)places[i], PAGE) == 0);
    }
}

TEST("08 4 #9", "page tables of the image: mapped, level by level, from the top")
{
    seL4_SlotRegion tables = boot()->userImagePaging;
    CHECK(count_of(tables) >= TABLES_BELOW_ROOT);
    for (seL4_CPtr slot = tables.start; slot < tables.end; slot++) {
        CHECK_OK(copy(new_slot(), slot, seL4_AllRights)); /* only mapped ones can be copied */
    }
#if defined(CONFIG_ARCH_X86_64) && defined(CONFIG_DEBUG_BUILD)
    seL4_Word level = 7;
    for (seL4_CPtr slot = tables.start; slot < tables.end; slot++) {
        seL4_Word kind = seL4_DebugCapIdentify(slot);
        CHECK(kind == level || kind == level - 2);
        level = kind;
    }
    CHECK_EQ(level, 3);
#endif
}

TEST("08 4 #4, x86 8 #15, x86 5.7 !1", "levels of I/O page tables: none, on x86 all ones")
{
#if defined(CONFIG_ARCH_X86_64)
    CHECK_EQ(boot()->numIOPTLevels, ~(seL4_Word)0);
#else
    CHECK_EQ(boot()->numIOPTLevels, 0);
#endif
}

TEST("08 4 #15, armv7 8 #10", "bootinfo's structures have the sizes of the machine's words")
{
    CHECK_EQ(sizeof(seL4_UntypedDesc), 2 * sizeof(seL4_Word));
    CHECK_EQ(sizeof(seL4_BootInfoHeader), 2 * sizeof(seL4_Word));
    CHECK_EQ(offsetof(seL4_BootInfo, untypedList), 21 * sizeof(seL4_Word));
}

#if defined(CONFIG_ARCH_X86_64)
TEST("08 5 #3-4 #6 !1, x86 5.7, x86 8 #15, x86 7 #15",
     "x86: records of the root pointer, the memory map and "
     "the TSC, in this order")
{
    static const struct {
        seL4_Word id, len;
    } wanted[] = {{3, 52}, {2, 1220}, {5, 20}};
    const char *at = (const char *)boot() + PAGE, *end = at + boot()->extraLen;
    for (unsigned i = 0; i < 3; i++) {
        seL4_BootInfoHeader header;
        memcpy(&header, at, sizeof(header));
        while (header.id == 1 || header.id == 4) { /* of a graphics mode */
            at += header.len;
            memcpy(&header, at, sizeof(header));
        }
        CHECK_EQ(header.id, wanted[i].id);
        CHECK_EQ(header.len, wanted[i].len);
        const char *payload = at + sizeof(header);
        unsigned number;
        memcpy(&number, payload, sizeof(number));
        if (header.id == 3) {
            CHECK(memcmp(payload, "RSD PTR ", 8) == 0);
        } else if (header.id == 2) {
            CHECK(number % 24 == 0 && number <= 50 * 24); /* 0 after multiboot 2 */
        } else {
            CHECK(number > 0 && number < 100000); /* MHz; Bochs's processor has few */
        }
        at += header.len;
    }
    CHECK_EQ(at, end);
}
#endif

#if defined(CONFIG_ARCH_X86_64)
/* The record with this number and length, or NULL. */
static const char *record(seL4_Word id, seL4_Word len)
{
    const char *at = (const char *)boot() + PAGE, *end = at + boot()->extraLen;
    while (at < end) {
        seL4_BootInfoHeader header;
        memcpy(&header, at, sizeof(header));
        if (header.id == id) {
            CHECK_EQ(header.len, len);
            return at + sizeof(header);
        }
        at += header.len;
    }
    return NULL;
}

TEST("08 5 #5, x86 5.3", "x86: the framebuffer record of a multiboot 2 loader")
{
    const char *framebuffer = record(4, 38);
    if (framebuffer == NULL) {
        test_skip("this loader has told of no framebuffer");
    }
    unsigned size[2];
    memcpy(size, framebuffer + 12, sizeof(size));
    CHECK(size[0] >= 80 && size[1] >= 25);
}
#endif

/* ---- section 6 ---- */

static const seL4_UntypedDesc *untyped_with(seL4_Word pa)
{
    for (seL4_Word i = 0; i < count_of(boot()->untyped); i++) {
        const seL4_UntypedDesc *desc = &boot()->untypedList[i];
        if (pa >= desc->paddr && pa - desc->paddr < (seL4_Word)1 << desc->sizeBits) {
            return desc;
        }
    }
    return NULL;
}

TEST("08 6.1 #4-5",
     "frames of the image, bootinfo, extra bootinfo and the buffer are in no untyped")
{
    for (seL4_CPtr slot = boot()->userImageFrames.start; slot < boot()->userImageFrames.end;
         slot++) {
        CHECK(untyped_with(frame_address(slot)) == NULL);
    }
    for (seL4_CPtr slot = boot()->extraBIPages.start; slot < boot()->extraBIPages.end; slot++) {
        CHECK(untyped_with(frame_address(slot)) == NULL);
    }
    CHECK(untyped_with(frame_address(seL4_CapBootInfoFrame)) == NULL);
    CHECK(untyped_with(frame_address(seL4_CapInitThreadIPCBuffer)) == NULL);
}

TEST("08 6.1 #7, x86 5.8, x86 5.6, aarch64 8 #16, aarch64 5.4, armv7 5.4",
     "the kernel's own devices are in no untyped, and only they")
{
#if defined(CONFIG_ARCH_X86_64)
    static const seL4_Word taken[] = {0xfee00000, 0xfec00000, 0xfffffff8};
    static const seL4_Word given[] = {0, 0xb8000, 0xfee01000, 0xfec01000, 0xfed00000, 0xffffffe0};
#elif defined(CONFIG_PLAT_QEMU_ARM_VIRT)
    static const seL4_Word taken[] = {0x08000000, 0x08010000};
    static const seL4_Word given[] = {0, 0x08001000, 0x08011000, 0x09000000};
#elif defined(CONFIG_PLAT_IMX6) || defined(CONFIG_PLAT_SABRE)
    static const seL4_Word taken[] = {0x00a00000, 0x00a01000, 0x00a02000};
    static const seL4_Word given[] = {0, 0x00a03000, 0x021e8000, 0xfffff000};
#else
    static const seL4_Word taken[] = {0}, given[] = {0};
    test_skip("nothing is known here of this board's devices");
#endif
    for (unsigned i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        CHECK(untyped_with(taken[i]) == NULL);
    }
    for (unsigned i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        CHECK(untyped_with(given[i]) != NULL && untyped_with(given[i])->isDevice);
    }
}

TEST("08 6.1 #8, 08 6.2, x86 7 #24, aarch64 7 #2 #16, aarch64 5.4, armv7 7 #10",
     "everything up to the top of device memory is in untypeds, but for what is in use")
{
    unsigned long long end = 0, all = 0;
    for (seL4_Word i = 0; i < count_of(boot()->untyped); i++) {
        const seL4_UntypedDesc *desc = &boot()->untypedList[i];
        unsigned long long top = desc->paddr + (1ull << desc->sizeBits);
        end = top > end ? top : end;
        all += 1ull << desc->sizeBits;
    }
    CHECK(end == CONFIG_PADDR_USER_DEVICE_TOP);
    /* Kernel, image, initial objects, the kernel's devices, the hole of the Sabre Lite. */
    unsigned long long missing = end - all, image = PAGE * count_of(boot()->userImageFrames);
    CHECK(missing > image + ((seL4_Word)1 << CONFIG_ROOT_CNODE_SIZE_BITS) * 16);
#ifdef CONFIG_ARM_GIC_V3_SUPPORT
    unsigned long long devices = 16 << 20; /* a redistributor for each processor there could be */
#else
    unsigned long long devices = 0;
#endif
    CHECK(missing < image + (4 << 20) + devices);
}

TEST("08 6.1 #1-3, aarch64 5.4, arm 5.6 #2, x86 5.6",
     "RAM is in untypeds that are no devices, from where the "
     "kernel was loaded")
{
    seL4_Word first = ~(seL4_Word)0, ram = 0;
    for (seL4_Word i = 0; i < count_of(boot()->untyped); i++) {
        const seL4_UntypedDesc *desc = &boot()->untypedList[i];
        if (!desc->isDevice) {
            first = desc->paddr < first ? desc->paddr : first;
            ram += (seL4_Word)1 << desc->sizeBits;
        }
    }
    /* What only boot needed comes back: it lies below all that stays of the kernel. */
#if defined(CONFIG_ARCH_X86_64)
    CHECK_EQ(first, 0x100000);
#elif defined(CONFIG_PLAT_QEMU_ARM_VIRT)
    CHECK_EQ(first, 0x40000000);
    CHECK(ram > (seL4_Word)1000 << 20 && ram < (seL4_Word)1 << 30);
#elif defined(CONFIG_PLAT_IMX6) || defined(CONFIG_PLAT_SABRE)
    CHECK_EQ(first, 0x10000000);
    CHECK(ram > (seL4_Word)500 << 20 && ram < (seL4_Word)511 << 20);
#endif
    CHECK(ram > 0);
    CHECK(first < frame_address(boot()->userImageFrames.start));
}
