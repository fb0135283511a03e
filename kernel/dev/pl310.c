/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arm's PL310 level 2 cache controller. A simulated board may have none behind its registers, which
 * then read as zero: nothing is to be done there.
 */
#include "board_gen.h"
#include "dev/outer_cache.h"

enum {
    ID = 0x000 / 4,
    CONTROL = 0x100 / 4,
    AUXILIARY = 0x104 / 4,
    SYNC = 0x730 / 4,
    INVALIDATE_LINE = 0x770 / 4,
    INVALIDATE_WAY = 0x77c / 4,
    CLEAN_LINE = 0x7b0 / 4,
    FLUSH_LINE = 0x7f0 / 4,
    FLUSH_WAY = 0x7fc / 4,
    ID_PART_MASK = 0x3c0,
    ID_PART = 0xc0,
    AUXILIARY_16_WAYS = 1 << 16,
    LINE = 32,
};

static volatile uint32_t *cache;
static bool is_on;

static void sync(void)
{
    cache[SYNC] = 0;
    while (cache[SYNC] & 1) {
        /* its buffers drain */
    }
}

static void all_ways(unsigned operation)
{
    uint32_t ways = cache[AUXILIARY] & AUXILIARY_16_WAYS ? 0xffff : 0xff;
    cache[operation] = ways;
    while (cache[operation] & ways) {
        /* in the background */
    }
    sync();
}

void outer_cache_init(volatile void *(*map)(paddr_t pa))
{
    cache = map(BOARD_OUTER_CACHE);
    if ((cache[ID] & ID_PART_MASK) != ID_PART) {
        return;
    }
    if (cache[CONTROL] & 1) {
        all_ways(FLUSH_WAY);
        cache[CONTROL] = 0;
    }
    all_ways(INVALIDATE_WAY);
    if (!ENABLED(CONFIG_DEBUG_DISABLE_L2_CACHE)) {
        cache[CONTROL] = 1;
        is_on = true;
    }
}

bool outer_cache_is_on(void)
{
    return is_on;
}

void outer_cache_range(enum cache_op op, paddr_t start, size_t size)
{
    unsigned operation = op == CACHE_CLEAN        ? CLEAN_LINE
                         : op == CACHE_INVALIDATE ? INVALIDATE_LINE
                                                  : FLUSH_LINE;
    for (paddr_t at = start; at - start < size; at += LINE) {
        cache[operation] = (uint32_t)at;
    }
    sync();
}

void outer_cache_flush(void)
{
    if (is_on) {
        all_ways(FLUSH_WAY);
    }
}
