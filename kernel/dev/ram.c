/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM is what both the board's table and the device tree know: the table leaves out what firmware
 * keeps, the tree says what this one machine has. Without memory in the tree the table counts.
 */
#include "dev/ram.h"
#include "dev/fdt.h"

enum { PAGE_BITS = 12 };

struct region ram[RAM_MAX];
unsigned ram_count;

static const struct region board[] = BOARD_MEMORY;

/* Keeps `ram` in order; what it has already is cut off. */
BOOT_CODE static void add(uint64_t start, uint64_t end)
{
    start = ALIGN_UP(start, PAGE_BITS);
    end = ALIGN_DOWN(end, PAGE_BITS);
    unsigned at = ram_count;
    while (at > 0 && ram[at - 1].start >= start) {
        at--;
    }
    if (at > 0 && ram[at - 1].end > start) {
        start = ram[at - 1].end;
    }
    if (at < ram_count && ram[at].start < end) {
        end = ram[at].start;
    }
    if (start >= end || ram_count == RAM_MAX) {
        return;
    }
    for (unsigned i = ram_count++; i > at; i--) {
        ram[i] = ram[i - 1];
    }
    ram[at] = (struct region){start, end};
}

BOOT_CODE static void add_part(const struct fdt_range *range)
{
    uint64_t end = range->start + range->size;
    end = end < range->start ? UINT64_MAX : end;
    for (unsigned i = 0; i < COUNT_OF(board); i++) {
        add(board[i].start > range->start ? board[i].start : range->start,
            board[i].end < end ? board[i].end : end);
    }
}

BOOT_CODE void ram_init(void *fdt)
{
    struct fdt_range range;
    ram_count = 0;
    for (unsigned n = 0; fdt != NULL && fdt_memory(fdt, n, &range); n++) {
        add_part(&range);
    }
    bool known = ram_count > 0;
    for (unsigned i = 0; i < COUNT_OF(board) && !known; i++) {
        add(board[i].start, board[i].end);
    }
}

bool ram_has(paddr_t pa)
{
    for (unsigned i = 0; i < ram_count; i++) {
        if (pa >= ram[i].start && pa < ram[i].end) {
            return true;
        }
    }
    return false;
}
