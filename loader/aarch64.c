/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: the page tables that the kernel is entered with, in blocks of 2 MiB. */
#include "loader.h"

const unsigned char machine_class = 2;
const unsigned machine_number = 183;
const char machine_name[] = "for another architecture: this loader wants AArch64";

_Noreturn void enter_kernel(const struct handover *handover, addr entry, const uint64_t *ttbr0,
                            const uint64_t *ttbr1);

enum { ENTRIES = 512, TABLE = 3, BLOCK = 1, NORMAL = 4 << 2, ACCESSED = 1 << 10, LARGE_BITS = 21 };

static uint64_t identity[3][ENTRIES] __attribute__((aligned(4096)));
static uint64_t kernel[3][ENTRIES] __attribute__((aligned(4096)));

static void map(uint64_t (*levels)[ENTRIES], addr va, addr pa)
{
    uint64_t block = pa & ~((1ull << LARGE_BITS) - 1);
    levels[0][va >> 39 & 511] = (addr)levels[1] | TABLE;
    levels[1][va >> 30 & 511] = (addr)levels[2] | TABLE;
    for (unsigned i = va >> LARGE_BITS & 511; i < ENTRIES; i++, block += 1ull << LARGE_BITS) {
        levels[2][i] = block | BLOCK | NORMAL | ACCESSED;
    }
}

static void check_gib(const char *what, addr start, addr end)
{
    if (start >> 30 != (end - 1) >> 30) {
        fail(what, "crosses a GiB boundary");
    }
}

void machine_check(addr pa, addr end)
{
    addr level;
    asm("mrs %0, CurrentEL" : "=r"(level));
    if (level >> 2 == 3) {
        fail("loader", "started at exception level 3, which is firmware's; it wants 1 or 2");
    }
    check_gib("kernel", pa, end);
    check_gib("loader", (addr)_start, (addr)_end);
}

/* What lies in caches, clean or not, must not come after what was written without them. */
static void invalidate(addr from, addr to)
{
    for (from &= ~(addr)63; from < to; from += 64) {
        asm volatile("dc civac, %0" : : "r"(from) : "memory");
    }
    asm volatile("dsb sy" : : : "memory");
}

_Noreturn void machine_enter(const struct handover *handover, addr kernel_entry, addr va, addr pa,
                             addr end)
{
    map(identity, (addr)_start, (addr)_start);
    map(kernel, va, pa);
    invalidate(pa, end);
    invalidate((addr)_start, (addr)_end);
    enter_kernel(handover, kernel_entry, identity[0], kernel[0]);
}
