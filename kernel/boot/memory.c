/* SPDX-License-Identifier: BSD-2-Clause */
/* See boot.h: regions of physical memory at boot. */
#include "boot/boot.h"
#include "lib/mem.h"
#include "lib/print.h"

enum { FREE_MAX = 2 * BOOT_REGION_MAX };

static struct region free_regions[FREE_MAX] BOOT_DATA;
static unsigned free_count BOOT_DATA;

BOOT_CODE static void insert(unsigned at, struct region region)
{
    if (free_count == FREE_MAX) {
        kprintf("too many memory regions: 0x%lx .. 0x%lx is not used\n",
                (unsigned long)region.start, (unsigned long)region.end);
        return;
    }
    for (unsigned i = free_count; i > at; i--) {
        free_regions[i] = free_regions[i - 1];
    }
    free_regions[at] = region;
    free_count++;
}

BOOT_CODE static void remove_at(unsigned at)
{
    free_count--;
    for (unsigned i = at; i < free_count; i++) {
        free_regions[i] = free_regions[i + 1];
    }
}

/* What of the free regions lies in [start, end) is free no more. */
BOOT_CODE static void take(uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < free_count && start < end; i++) {
        struct region r = free_regions[i];
        if (r.end <= start || r.start >= end) {
            continue;
        }
        if (r.start < start && r.end > end) {
            free_regions[i].end = start;
            insert(i + 1, (struct region){end, r.end});
        } else if (r.start < start) {
            free_regions[i].end = start;
        } else if (r.end > end) {
            free_regions[i].start = end;
        } else {
            remove_at(i--);
        }
    }
}

BOOT_CODE void memory_init(const struct boot_info *info)
{
    free_count = 0;
    for (unsigned i = 0; i < info->ram_count; i++) {
        insert(free_count, info->ram[i]);
    }
    for (unsigned i = 0; i < info->reserved_count; i++) {
        take(info->reserved[i].start, info->reserved[i].end);
    }
    for (unsigned i = 0; i < info->recycled_count; i++) {
        take(info->recycled[i].start, info->recycled[i].end);
    }
    take(info->image_start, info->image_end);
}

BOOT_CODE static void sort_wishes(struct memory_wish *wishes[], unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        struct memory_wish *wish = wishes[i];
        unsigned j = i;
        for (; j > 0 && wishes[j - 1]->bits < wish->bits; j--) {
            wishes[j] = wishes[j - 1];
        }
        wishes[j] = wish;
    }
}

/* Largest first, each piece is aligned where the one before it ends. */
BOOT_CODE static void hand_out(struct memory_wish *wishes[], unsigned count, paddr_t at)
{
    for (unsigned i = 0; i < count; i++) {
        wishes[i]->where = at;
        mem_zero(arch_ptr(at), BIT(wishes[i]->bits));
        arch_memory_zeroed(arch_ptr(at), BIT(wishes[i]->bits));
        at += BIT(wishes[i]->bits);
    }
}

BOOT_CODE bool memory_carve(struct memory_wish *wishes[], unsigned count)
{
    uint64_t total = 0;
    sort_wishes(wishes, count);
    for (unsigned i = 0; i < count; i++) {
        total += BIT(wishes[i]->bits);
    }
    for (unsigned i = free_count; i > 0; i--) {
        const struct region *r = &free_regions[i - 1];
        if (r->end - r->start < total) {
            continue;
        }
        uint64_t start = (r->end - total) & ~(uint64_t)MASK(wishes[0]->bits);
        if (start >= r->start) {
            take(start, start + total);
            hand_out(wishes, count, (paddr_t)start);
            return true;
        }
    }
    return false;
}

/* The first byte from `at` on that is in no RAM and not reserved; `*end`: where that ceases. */
BOOT_CODE static uint64_t next_hole(const struct boot_info *info, uint64_t at, uint64_t *end)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (unsigned i = 0; i < info->ram_count + info->reserved_count; i++) {
            const struct region *r =
                i < info->ram_count ? &info->ram[i] : &info->reserved[i - info->ram_count];
            if (at >= r->start && at < r->end) {
                at = r->end;
                moved = true;
            }
        }
    }
    *end = info->device_top;
    for (unsigned i = 0; i < info->ram_count + info->reserved_count; i++) {
        const struct region *r =
            i < info->ram_count ? &info->ram[i] : &info->reserved[i - info->ram_count];
        if (r->start > at && r->start < *end) {
            *end = r->start;
        }
    }
    return at;
}

BOOT_CODE void memory_each_region(const struct boot_info *info,
                                  void (*give)(uint64_t start, uint64_t end, bool device))
{
    uint64_t end;
    for (uint64_t at = next_hole(info, 0, &end); at < info->device_top;
         at = next_hole(info, end, &end)) {
        give(at, end, true);
    }
    for (unsigned i = 0; i < info->recycled_count; i++) {
        give(info->recycled[i].start, info->recycled[i].end, false);
    }
    for (unsigned i = 0; i < free_count; i++) {
        give(free_regions[i].start, free_regions[i].end, false);
    }
}
