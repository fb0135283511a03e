/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of object, and all memory split: each untyped is filled to its last byte, then taken
 * back. */
#include "base.h"

static const struct kind {
    seL4_Word type, bits, size_bits;
} kinds[] = {
    {seL4_UntypedObject, 20, 20},
    {LARGE_OBJECT, 0, seL4_LargePageBits},
    {seL4_CapTableObject, 10, 10 + seL4_SlotBits},
    {PAGE_OBJECT, 0, seL4_PageBits},
    {VSPACE_OBJECT, 0, seL4_VSpaceBits},
    {seL4_TCBObject, 0, seL4_TCBBits},
    {seL4_NotificationObject, 0, seL4_NotificationBits},
    {seL4_EndpointObject, 0, seL4_EndpointBits},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), RADIX = 11, FAN = 256 };

/* As many objects as fit, of each kind as long as one does, into the CNode. */
static seL4_Word fill(seL4_CPtr untyped, seL4_Word bits, seL4_CPtr cnode)
{
    seL4_Word left = bits >= seL4_WordBits ? 0 : 1ul << bits, made = 0;
    for (unsigned k = 0; k < KINDS; k++) {
        seL4_Word size = 1ul << kinds[k].size_bits, count = left / size, want;
        for (; count > 0 && made < (1ul << RADIX) - FAN; count -= want) {
            want = count > CONFIG_RETYPE_FAN_OUT_LIMIT ? CONFIG_RETYPE_FAN_OUT_LIMIT : count;
            if (seL4_Untyped_Retype(untyped, kinds[k].type, kinds[k].bits, cnode, 0, 0, made,
                                    want) != seL4_NoError) {
                return 0;
            }
            made += want;
            left -= want * size;
        }
    }
    return made;
}

void object_test(void);

void object_test(void)
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr cnode = object_new(seL4_CapTableObject, RADIX);
    seL4_Word total = 0, failed = 0, revoked = 0;
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        seL4_CPtr untyped = info->untyped.start + i;
        /* Ours come out of those that the allocator used; these stay. */
        if (u->isDevice || u->sizeBits > 27) {
            continue;
        }
        seL4_CPtr probe = slot_new();
        seL4_Error used = seL4_Untyped_Retype(untyped, seL4_UntypedObject, u->sizeBits,
                                              seL4_CapInitThreadCNode, 0, 0, probe, 1);
        if (used != seL4_NoError) {
            slot_free(probe);
            continue;
        }
        seL4_Word made = fill(probe, u->sizeBits, cnode);
        failed += made == 0;
        total += made;
        revoked +=
            seL4_CNode_Revoke(seL4_CapInitThreadCNode, untyped, seL4_WordBits) == seL4_NoError;
    }
    CHECK(total > 100);
    CHECK_EQ(failed, 0);
    CHECK(revoked > 0);
    say("# objects: ");
    say_number(total);
    say("\n");
}
