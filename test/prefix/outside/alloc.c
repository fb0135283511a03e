/* SPDX-License-Identifier: BSD-2-Clause */
/* Slots, objects, and pages in address spaces. Which page table is missing is told by the kernel:
 * a failed Map says at which level its lookup ended. */
#include "base.h"

static seL4_BootInfo *info;
static seL4_Word next_slot, objects;
static seL4_CPtr free_slots[64];
static unsigned free_count;
static seL4_Word window = 0x50000000; /* the next free address */

enum { DEVICE_MAX = 64 };

/* Device memory is retyped in the order of its addresses, so what was split is remembered. */
static struct {
    seL4_CPtr untyped;
    seL4_Word paddr, bits;
} pieces[DEVICE_MAX * 8];
static unsigned piece_count;

void alloc_init(void)
{
    info = seL4_GetBootInfo();
    next_slot = info->empty.start;
}

seL4_CPtr slot_new(void)
{
    if (free_count > 0) {
        return free_slots[--free_count];
    }
    MUST(next_slot < info->empty.end);
    return next_slot++;
}

void slot_free(seL4_CPtr slot)
{
    seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits);
    if (free_count < 64) {
        free_slots[free_count++] = slot;
    }
}

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(untyped, type, bits, seL4_CapInitThreadCNode, 0, 0, slot, 1);
}

/* An untyped that was too small once is so for larger objects, too. */
static seL4_Uint8 too_small[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];

static seL4_Word size_of(seL4_Word type, seL4_Word bits)
{
    return type == seL4_UntypedObject        ? bits
           : type == seL4_CapTableObject     ? bits + seL4_SlotBits
           : type == seL4_TCBObject          ? seL4_TCBBits
           : type == seL4_EndpointObject     ? seL4_EndpointBits
           : type == seL4_NotificationObject ? seL4_NotificationBits
           : type == LARGE_OBJECT            ? seL4_LargePageBits
           : type == VSPACE_OBJECT           ? seL4_VSpaceBits
                                             : seL4_PageBits;
}

int object_try(seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    seL4_Word need = size_of(type, bits);
    /* Small ones first, to keep the large ones whole. */
    for (seL4_Word size = seL4_MinUntypedBits; size <= seL4_MaxUntypedBits; size++) {
        for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
            const seL4_UntypedDesc *u = &info->untypedList[i];
            if (u->isDevice || u->sizeBits != size || size < need ||
                (too_small[i] != 0 && too_small[i] <= need)) {
                continue;
            }
            if (retype(info->untyped.start + i, type, bits, slot) == seL4_NoError) {
                objects++;
                return 1;
            }
            too_small[i] = (seL4_Uint8)need;
        }
    }
    return 0;
}

seL4_CPtr object_new(seL4_Word type, seL4_Word bits)
{
    seL4_CPtr slot = slot_new();
    MUST(object_try(type, bits, slot));
    return slot;
}

seL4_Word object_count(void)
{
    return objects;
}

/* ---- device memory: halve the piece that has the page until it is one ---- */

static int piece_with(seL4_Word paddr)
{
    int best = -1;
    for (unsigned i = 0; i < piece_count; i++) {
        if (paddr >= pieces[i].paddr && paddr - pieces[i].paddr < (seL4_Word)1 << pieces[i].bits &&
            (best < 0 || pieces[i].bits < pieces[best].bits)) {
            best = (int)i;
        }
    }
    return best;
}

static void piece_add(seL4_CPtr untyped, seL4_Word paddr, seL4_Word bits)
{
    MUST(piece_count < DEVICE_MAX * 8);
    pieces[piece_count].untyped = untyped;
    pieces[piece_count].paddr = paddr;
    pieces[piece_count].bits = bits;
    piece_count++;
}

seL4_CPtr device_page(seL4_Word paddr)
{
    paddr &= ~(PAGE - 1);
    int piece = piece_with(paddr);
    for (seL4_Word i = 0; piece < 0 && i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        if (u->isDevice && paddr >= u->paddr && (paddr - u->paddr) >> u->sizeBits == 0) {
            piece_add(info->untyped.start + i, u->paddr, u->sizeBits);
            piece = (int)piece_count - 1;
        }
    }
    if (piece < 0) {
        return 0;
    }
    while (pieces[piece].bits > seL4_PageBits) {
        seL4_Word half = pieces[piece].bits - 1, base = pieces[piece].paddr;
        seL4_CPtr low = slot_new(), high = slot_new(), whole = pieces[piece].untyped;
        MUST(retype(whole, seL4_UntypedObject, half, low) == seL4_NoError);
        MUST(retype(whole, seL4_UntypedObject, half, high) == seL4_NoError);
        pieces[piece].paddr = ~0ul; /* no longer whole */
        piece_add(low, base, half);
        piece_add(high, base + ((seL4_Word)1 << half), half);
        piece = piece_with(paddr);
    }
    seL4_CPtr page = slot_new();
    return retype(pieces[piece].untyped, PAGE_OBJECT, 0, page) == seL4_NoError ? page : 0;
}

/* ---- mapping ---- */

#if defined(CONFIG_ARCH_X86_64)
static seL4_Error map_table(seL4_CPtr vspace, seL4_Word vaddr)
{
    const seL4_X86_VMAttributes normal = seL4_X86_Default_VMAttributes;
    switch (seL4_MappingFailedLookupLevel()) {
    case SEL4_MAPPING_LOOKUP_NO_PDPT:
        return (seL4_Error)seL4_X86_PDPT_Map(object_new(seL4_X86_PDPTObject, 0), vspace, vaddr,
                                             normal);
    case SEL4_MAPPING_LOOKUP_NO_PD:
        return seL4_X86_PageDirectory_Map(object_new(seL4_X86_PageDirectoryObject, 0), vspace,
                                          vaddr, normal);
    case SEL4_MAPPING_LOOKUP_NO_PT:
        return seL4_X86_PageTable_Map(object_new(seL4_X86_PageTableObject, 0), vspace, vaddr,
                                      normal);
    }
    return seL4_IllegalOperation;
}

static seL4_Error map_once(seL4_CPtr vspace, seL4_CPtr page, seL4_Word vaddr,
                           seL4_CapRights_t rights, int cached)
{
    return seL4_X86_Page_Map(page, vspace, vaddr, rights,
                             cached ? seL4_X86_Default_VMAttributes : seL4_X86_Uncacheable);
}

seL4_Error unmap_page(seL4_CPtr page)
{
    return seL4_X86_Page_Unmap(page);
}
#else
static seL4_Error map_table(seL4_CPtr vspace, seL4_Word vaddr)
{
    switch (seL4_MappingFailedLookupLevel()) {
#if defined(CONFIG_ARCH_AARCH64)
    case SEL4_MAPPING_LOOKUP_NO_PUD:
    case SEL4_MAPPING_LOOKUP_NO_PD:
#endif
    case SEL4_MAPPING_LOOKUP_NO_PT:
        return seL4_ARM_PageTable_Map(object_new(seL4_ARM_PageTableObject, 0), vspace, vaddr,
                                      seL4_ARM_Default_VMAttributes);
    }
    return seL4_IllegalOperation;
}

static seL4_Error map_once(seL4_CPtr vspace, seL4_CPtr page, seL4_Word vaddr,
                           seL4_CapRights_t rights, int cached)
{
    return seL4_ARM_Page_Map(page, vspace, vaddr, rights,
                             cached ? seL4_ARM_Default_VMAttributes : seL4_ARM_ExecuteNever);
}

seL4_Error unmap_page(seL4_CPtr page)
{
    return seL4_ARM_Page_Unmap(page);
}
#endif

seL4_Error map_page(seL4_CPtr vspace, seL4_CPtr page, seL4_Word vaddr, seL4_CapRights_t rights,
                    int cached)
{
    for (;;) {
        seL4_Error error = map_once(vspace, page, vaddr, rights, cached);
        if (error != seL4_FailedLookup) {
            return error;
        }
        error = map_table(vspace, vaddr);
        if (error != seL4_NoError) {
            return error;
        }
    }
}

void *map_here(seL4_CPtr page, int cached)
{
    seL4_Word at = window;
    window += PAGE;
    MUST(map_page(seL4_CapInitThreadVSpace, page, at, seL4_AllRights, cached) == seL4_NoError);
    return (void *)at;
}

void *map_device(seL4_Word paddr)
{
    static struct {
        seL4_Word paddr;
        void *at;
    } known[DEVICE_MAX];
    static unsigned count;
    for (unsigned i = 0; i < count; i++) {
        if (known[i].paddr == paddr / PAGE) {
            return (char *)known[i].at + paddr % PAGE;
        }
    }
    seL4_CPtr page = device_page(paddr);
    if (page == 0) {
        return 0;
    }
    MUST(count < DEVICE_MAX);
    known[count].paddr = paddr / PAGE;
    known[count].at = map_here(page, 0);
    return (char *)known[count++].at + paddr % PAGE;
}
