/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 08: what the initial thread finds. */
#include "support.h"

TEST("08", "slots do not overlap, and all lie in the root CNode")
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

TEST("08", "one node, this one; domain 0; the configured CNode size")
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    CHECK_EQ(info->nodeID, 0);
    CHECK_EQ(info->numNodes, 1);
    CHECK_EQ(info->initThreadDomain, 0);
    CHECK_EQ(info->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
}

TEST("08", "every untyped is aligned to its size, and none overlaps another")
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

TEST("08", "device untypeds come first in the list, then RAM")
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

TEST("08", "the extra bootinfo is a sequence of records that fills its length exactly")
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

TEST("08", "a device untyped makes frames, and nothing the kernel keeps state in")
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
