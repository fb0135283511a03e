/* SPDX-License-Identifier: BSD-2-Clause */
/* See vspace.h. Addresses are given out upwards from 256 MiB, far above the image. */
#include "internal.h"

static seL4_Word next_address;

enum { RANGE_START = 0x10000000, IMAGE_GAP = 0x1000000 };

void fel4_vspace_init(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word end = (seL4_Word)info + PAGE_SIZE + info->extraLen + IMAGE_GAP;
    next_address = end > RANGE_START ? (end & ~(seL4_Word)(PAGE_SIZE - 1)) : RANGE_START;
}

/* Page tables that are there. Knowing them saves a Map that fails, and the line that a debug kernel
 * prints about it. When this list is full, it is the kernel that says what is missing. */
enum { TABLES = 64 };

static struct {
    struct {
        seL4_CPtr vspace;
        seL4_Word level, span;
    } table[TABLES];
    unsigned count;
} known;

/* Of the initial VSpace's tables, those that map the image and bootinfo; others have none. */
static bool is_initial(seL4_CPtr vspace, seL4_Word level, seL4_Word va)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word first = (seL4_Word)&__ehdr_start, last = (seL4_Word)info + PAGE_SIZE + info->extraLen;
    return vspace == seL4_CapInitThreadVSpace && va >> level >= first >> level &&
           va >> level <= last >> level;
}

static bool is_known(seL4_CPtr vspace, seL4_Word level, seL4_Word va)
{
    for (unsigned i = 0; i < known.count; i++) {
        if (known.table[i].vspace == vspace && known.table[i].level == level &&
            known.table[i].span == va >> level) {
            return true;
        }
    }
    return is_initial(vspace, level, va);
}

static void ensure_tables(seL4_CPtr vspace, seL4_Word va)
{
    for (unsigned i = 0; i < FEL4_LEVELS && known.count < TABLES; i++) {
        seL4_Word level = fel4_levels[i];
        if (!is_known(vspace, level, va)) {
            fel4_arch_map_table(vspace, va, level);
            known.table[known.count].vspace = vspace;
            known.table[known.count].level = level;
            known.table[known.count++].span = va >> level;
        }
    }
}

seL4_Error fel4_map(seL4_CPtr vspace, seL4_CPtr frame, seL4_Word va, seL4_CapRights_t rights,
                    seL4_Word attributes)
{
    ensure_tables(vspace, va);
    for (;;) {
        seL4_Error error = fel4_arch_map_frame(frame, vspace, va, rights, attributes);
        if (error != seL4_FailedLookup) {
            return error;
        }
        error = fel4_arch_map_table(vspace, va, seL4_MappingFailedLookupLevel());
        if (error != seL4_NoError) {
            return error;
        }
    }
}

seL4_Word fel4_reserve(size_t bytes)
{
    size_t size = (bytes + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
    if (size == 0 || next_address + size + 2 * PAGE_SIZE > seL4_UserTop) {
        return 0;
    }
    seL4_Word va = next_address + PAGE_SIZE;
    next_address += size + PAGE_SIZE;
    return va;
}

void *fel4_pages(size_t bytes)
{
    seL4_Word va = fel4_reserve(bytes);
    for (size_t done = 0; va != 0 && done < bytes; done += PAGE_SIZE) {
        seL4_CPtr frame = fel4_object(fel4_frame_type(), PAGE_BITS);
        if (frame == 0 || fel4_map(seL4_CapInitThreadVSpace, frame, va + done, seL4_ReadWrite,
                                   (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
            return NULL;
        }
    }
    return (void *)va;
}

volatile void *fel4_map_device(seL4_Word paddr, size_t bytes)
{
    seL4_Word first = paddr & ~(seL4_Word)(PAGE_SIZE - 1);
    size_t size = paddr - first + bytes;
    seL4_Word va = fel4_reserve(size);
    for (size_t done = 0; va != 0 && done < size; done += PAGE_SIZE) {
        seL4_CPtr frame = fel4_device_frame(first + done, PAGE_BITS);
        if (frame == 0 || fel4_map(seL4_CapInitThreadVSpace, frame, va + done, seL4_ReadWrite,
                                   (seL4_Word)FEL4_ATTR_DEVICE) != seL4_NoError) {
            return NULL;
        }
    }
    return va != 0 ? (volatile void *)(va + (paddr - first)) : NULL;
}
