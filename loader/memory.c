/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM: the board's table says where it can be. Firmware that leaves a device tree says how much of
 * it this machine has; without one, all of it is believed to be there.
 */
#include "dev/fdt.h"
#include "loader.h"

enum { RANGES_MAX = 16 };

struct range {
    uint64_t start, end;
};

static const struct range board[] = BOARD_MEMORY;
static struct range there[RANGES_MAX];
static unsigned there_count;

static bool lies_in(const struct range *ranges, unsigned count, uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < count; i++) {
        if (start >= ranges[i].start && end <= ranges[i].end) {
            return start <= end;
        }
    }
    return false;
}

bool memory_has(uint64_t start, uint64_t end)
{
    return lies_in(board, sizeof(board) / sizeof(board[0]), start, end) &&
           (there_count == 0 || lies_in(there, there_count, start, end));
}

/* The end of what is there from `start` on. */
static uint64_t end_from(uint64_t start)
{
    for (unsigned i = 0; i < there_count; i++) {
        if (start >= there[i].start && start < there[i].end) {
            return there[i].end;
        }
    }
    return start;
}

uint64_t memory_first_end(void)
{
    uint64_t known = end_from(board[0].start);
    return there_count != 0 && known < board[0].end ? known : board[0].end;
}

/* Firmware may pass anything, and only RAM can be looked at. */
static void *device_tree_at(addr address)
{
    enum { ALIGNMENT = 8, HEADER_SIZE = 40 };
    void *fdt = (void *)address;
    bool plausible =
        address != 0 && address % ALIGNMENT == 0 &&
        lies_in(board, sizeof(board) / sizeof(board[0]), address, address + HEADER_SIZE);
    return plausible && fdt_size(fdt) != 0 ? fdt : 0;
}

void *memory_init(addr given)
{
    void *fdt = device_tree_at(given);
#ifdef BOARD_FIRMWARE_DTB
    fdt = fdt != 0 ? fdt : device_tree_at(BOARD_FIRMWARE_DTB);
#endif
    struct fdt_range range;
    while (fdt != 0 && there_count < RANGES_MAX && fdt_memory(fdt, there_count, &range)) {
        there[there_count++] = (struct range){range.start, range.start + range.size};
    }
    return fdt;
}

void memory_patch(void *fdt)
{
    struct fdt_range range;
    for (unsigned n = 0; fdt_memory(fdt, n, &range); n++) {
        uint64_t end = range.start + range.size, known = end_from(range.start);
        if (there_count != 0 && known < end) {
            end = known;
            fdt_set_size(&range, end - range.start);
        }
        if (range.size != 0) {
            put_range("memory", (addr)range.start, (addr)end);
        }
    }
}
