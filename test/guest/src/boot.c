/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 08: what the initial thread finds. */
#include "support.h"

TEST("08 3 #17 !1", "slots do not overlap, and all lie in the root CNode")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word size = (seL4_Word)1 << info->initThreadCNodeSizeBits;
    seL4_SlotRegion regions[] = {info->userImageFrames, info->userImagePaging, info->untyped,
                                 info->extraBIPages, info->empty};
    for (unsigned i = 0; i < 5; i++) {
        CHECK(regions[i].start <= regions[i].end && regions[i].end <= size);
        for (unsigned j = 0; j < i; j++) {
            CHECK(regions[i].end <= regions[j].start || regions[j].end <= regions[i].start ||
                  regions[i].start == regions[i].end || regions[j].start == regions[j].end);
        }
    }
}

TEST("08 4 #2-3 #12-13, 08 1 #3", "one node, this one; domain 0; the configured CNode size")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    CHECK_EQ(info->nodeID, 0);
    CHECK_EQ(info->numNodes, 1);
    CHECK_EQ(info->initThreadDomain, 0);
    CHECK_EQ(info->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
}

TEST("08 6.2, 08 4 #14-15", "every untyped is aligned to its size, and none overlaps another")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word count = info->untyped.end - info->untyped.start;
    CHECK(count > 0 && count <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS);
    for (seL4_Word i = 0; i < count; i++) {
        seL4_UntypedDesc *a = &info->untypedList[i];
        seL4_Word size = (seL4_Word)1 << a->sizeBits;
        CHECK(a->sizeBits >= seL4_MinUntypedBits && a->sizeBits <= seL4_MaxUntypedBits);
        CHECK_EQ(a->paddr & (size - 1), 0);
        for (seL4_Word j = 0; j < i; j++) {
            seL4_UntypedDesc *b = &info->untypedList[j];
            CHECK(b->paddr + ((seL4_Word)1 << b->sizeBits) - 1 < a->paddr ||
                  a->paddr + size - 1 < b->paddr);
        }
    }
}

TEST("08 6.2", "device untypeds come first in the list, then RAM")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word count = info->untyped.end - info->untyped.start;
    bool ram = false;
    for (seL4_Word i = 0; i < count; i++) {
        CHECK(!(ram && info->untypedList[i].isDevice));
        ram |= !info->untypedList[i].isDevice;
    }
    CHECK(ram);
}

TEST("08 5 !1 #1, 08 4 #1",
     "the extra bootinfo is a sequence of records that fills its length exactly")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word at = (seL4_Word)info + 4096, end = at + info->extraLen;
    while (at < end) {
        seL4_BootInfoHeader *header = (seL4_BootInfoHeader *)at;
        CHECK(header->len >= sizeof(*header) && header->len <= end - at);
        at += header->len;
    }
    CHECK_EQ(at, end);
}

TEST("02 3 #14, 08 6.2 !1", "a device untyped makes frames, and nothing the kernel keeps state in")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr device = 0;
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        if (info->untypedList[i].isDevice && info->untypedList[i].sizeBits >= 12) {
            device = info->untyped.start + i;
        }
    }
    CHECK(device != 0);
    CHECK_ERROR(retype(device, seL4_EndpointObject, 0, new_slot(), 1), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

#if !defined(CONFIG_ARCH_X86)
static seL4_Word big_endian(const unsigned char *p)
{
    return (seL4_Word)p[0] << 24 | (seL4_Word)p[1] << 16 | (seL4_Word)p[2] << 8 | p[3];
}

TEST("08 5 #7", "the device tree is the only record of extra bootinfo: as handed over, in full")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_BootInfoHeader *header = (seL4_BootInfoHeader *)((seL4_Word)info + 4096);
    const unsigned char *fdt = (const unsigned char *)(header + 1);
    CHECK(info->extraLen > sizeof(*header));
    CHECK_EQ(header->id, SEL4_BOOTINFO_HEADER_FDT);
    CHECK_EQ(header->len, info->extraLen);
    CHECK_EQ(big_endian(fdt), 0xd00dfeed);
    CHECK_EQ(header->len, sizeof(*header) + big_endian(fdt + 4));
    const unsigned char *strings = fdt + big_endian(fdt + 12), *end = fdt + big_endian(fdt + 4);
    CHECK(strings < end && strings + big_endian(fdt + 32) <= end);
}

TEST("aarch64 8 #15, 08 6.1 #5, 08 4 #11", "extra bootinfo has only as many frames as it needs")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    CHECK_EQ(info->extraBIPages.end - info->extraBIPages.start, (info->extraLen + 4095) / 4096);
    CHECK_ERROR(retype(info->extraBIPages.start, seL4_EndpointObject, 0, new_slot(), 1),
                seL4_IllegalOperation);
    seL4_Word pa = frame_address(info->extraBIPages.start);
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        seL4_UntypedDesc *a = &info->untypedList[i];
        CHECK(pa < a->paddr || pa - a->paddr >= (seL4_Word)1 << a->sizeBits);
    }
}
#endif
