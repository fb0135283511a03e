/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See alloc.h. A block of bootinfo's that is larger than asked for is split in two halves until it
 * fits; the other halves go to lists of free untypeds by size. Small objects come from blocks of
 * 64 KiB, several to a block.
 */
#include "internal.h"

enum { SIZES = 64, FREE_PER_SIZE = 24, SMALL_BITS = 12, BLOCK_BITS = 16 };

static struct {
    seL4_CPtr next_slot, end_slot;
    seL4_CPtr free[SIZES][FREE_PER_SIZE];
    unsigned free_count[SIZES];
    seL4_CPtr block; /* where small objects come from, and how much of it is used */
    seL4_Word block_used;
} allocator;

static void give(seL4_CPtr untyped, seL4_Word bits)
{
    if (bits < SIZES && allocator.free_count[bits] < FREE_PER_SIZE) {
        allocator.free[bits][allocator.free_count[bits]++] = untyped;
    }
}

void fel4_alloc_init(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    allocator.next_slot = info->empty.start;
    allocator.end_slot = info->empty.end;
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *desc = &info->untypedList[i];
        if (!desc->isDevice) {
            give(info->untyped.start + i, desc->sizeBits);
        }
    }
}

seL4_CPtr fel4_slots(seL4_Word count)
{
    if (count > allocator.end_slot - allocator.next_slot) {
        return 0;
    }
    seL4_CPtr first = allocator.next_slot;
    allocator.next_slot += count;
    return first;
}

void fel4_slots_return(seL4_CPtr first, seL4_Word count)
{
    if (first + count == allocator.next_slot) {
        allocator.next_slot = first;
    }
}

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr first,
                         seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, bits, seL4_CapInitThreadCNode, 0, 0, first, count);
}

seL4_CPtr fel4_untyped(seL4_Word bits)
{
    if (bits >= SIZES || bits > seL4_MaxUntypedBits) {
        return 0;
    }
    if (allocator.free_count[bits] > 0) {
        return allocator.free[bits][--allocator.free_count[bits]];
    }
    seL4_CPtr larger = fel4_untyped(bits + 1);
    seL4_CPtr halves = larger != 0 ? fel4_slots(2) : 0;
    if (halves == 0 || retype(larger, seL4_UntypedObject, bits, halves, 2) != seL4_NoError) {
        return 0;
    }
    give(halves + 1, bits);
    return halves;
}

static seL4_Word size_of(seL4_Word type, seL4_Word size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
        return size_bits;
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_CapTableObject:
        return seL4_SlotBits + size_bits;
    default:
        return fel4_arch_object_bits(type);
    }
}

/* The kernel places an object at the next multiple of its size; so is reckoned here, instead of
 * asking for what does not fit, about which a debug kernel prints a line. */
static seL4_CPtr small_object(seL4_Word type, seL4_Word size_bits, seL4_Word bits, seL4_CPtr slot)
{
    seL4_Word size = (seL4_Word)1 << bits;
    seL4_Word start = (allocator.block_used + size - 1) & ~(size - 1);
    if (allocator.block == 0 || start + size > (seL4_Word)1 << BLOCK_BITS) {
        allocator.block = fel4_untyped(BLOCK_BITS);
        start = 0;
    }
    if (allocator.block == 0 || retype(allocator.block, type, size_bits, slot, 1) != seL4_NoError) {
        return 0;
    }
    allocator.block_used = start + size;
    return slot;
}

seL4_CPtr fel4_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_Word bits = size_of(type, size_bits);
    seL4_CPtr slot = fel4_slots(1);
    if (slot == 0) {
        return 0;
    }
    if (bits > SMALL_BITS) {
        seL4_CPtr untyped = fel4_untyped(bits);
        return untyped != 0 && retype(untyped, type, size_bits, slot, 1) == seL4_NoError ? slot : 0;
    }
    return small_object(type, size_bits, bits, slot);
}

seL4_CPtr fel4_mint(seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = fel4_slots(1);
    if (slot == 0 ||
        seL4_CNode_Mint(seL4_CapInitThreadCNode, slot, seL4_WordBits, seL4_CapInitThreadCNode, from,
                        seL4_WordBits, rights, badge) != seL4_NoError) {
        return 0;
    }
    return slot;
}

/* ---- device memory ---- */

/* The halves that narrowing left over: where later frames are looked for before bootinfo's list. */
struct piece {
    seL4_CPtr untyped;
    seL4_Word paddr, bits;
};

enum { PIECES = 128 };
static struct piece pieces[PIECES];
static unsigned piece_count;

static bool piece_has(struct piece piece, seL4_Word paddr, seL4_Word bits)
{
    return piece.untyped != 0 && paddr >= piece.paddr && piece.bits >= bits &&
           (paddr - piece.paddr) >> piece.bits == 0;
}

static void keep_piece(seL4_CPtr untyped, seL4_Word paddr, seL4_Word bits)
{
    if (piece_count < PIECES) {
        pieces[piece_count++] = (struct piece){untyped, paddr, bits};
    }
}

/* Splits a piece down to just [paddr, paddr + 2^bits). */
static seL4_CPtr narrow(struct piece piece, seL4_Word paddr, seL4_Word bits)
{
    while (piece.bits > bits) {
        seL4_CPtr halves = fel4_slots(2);
        seL4_Word half = piece.bits - 1, middle = piece.paddr + ((seL4_Word)1 << half);
        if (halves == 0 || retype(piece.untyped, seL4_UntypedObject, half, halves, 2)) {
            return 0;
        }
        bool upper = paddr >= middle;
        keep_piece(halves + !upper, upper ? piece.paddr : middle, half);
        piece = (struct piece){halves + upper, upper ? middle : piece.paddr, half};
    }
    return piece.untyped;
}

/* The piece, or the device untyped of bootinfo's, that has this memory; a piece is not
 * found again. */
static struct piece take_piece(seL4_Word paddr, seL4_Word bits)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    struct piece none = {0, 0, 0};
    for (unsigned i = 0; i < piece_count; i++) {
        if (piece_has(pieces[i], paddr, bits)) {
            struct piece found = pieces[i];
            pieces[i] = none;
            return found;
        }
    }
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *desc = &info->untypedList[i];
        struct piece piece = {info->untyped.start + i, desc->paddr, desc->sizeBits};
        if (desc->isDevice && piece_has(piece, paddr, bits)) {
            return piece;
        }
    }
    return none;
}

seL4_CPtr fel4_device_frame(seL4_Word paddr, seL4_Word bits)
{
    struct piece piece = take_piece(paddr, bits);
    seL4_CPtr untyped = piece.untyped != 0 ? narrow(piece, paddr, bits) : 0;
    seL4_CPtr slot = untyped != 0 ? fel4_slots(1) : 0;
    if (slot == 0 || retype(untyped, fel4_frame_type(), bits, slot, 1) != seL4_NoError) {
        return 0;
    }
    return slot;
}
