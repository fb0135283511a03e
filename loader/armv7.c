/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: the page table that the kernel is entered with, in sections of 1 MiB. */
#include "loader.h"

const unsigned char machine_class = 1;
const unsigned machine_number = 40;
const char machine_name[] = "for another architecture: this loader wants 32-bit ARM";

_Noreturn void enter_kernel(const struct handover *handover, addr entry, const uint32_t *root);

enum { ENTRIES = 4096, SECTION_BITS = 20, SECTION = 2, KERNEL_ONLY = 1 << 10, LINE = 32 };

static uint32_t root[ENTRIES] __attribute__((aligned(16384)));

static void map(addr va, addr pa, addr size)
{
    for (addr at = 0; at < size; at += 1u << SECTION_BITS) {
        root[(va + at) >> SECTION_BITS] =
            ((pa + at) >> SECTION_BITS) << SECTION_BITS | SECTION | KERNEL_ONLY;
    }
}

void machine_check(addr pa, addr end)
{
    const addr kernel_window = 0xe0000000;
    (void)pa, (void)end;
    if ((addr)_end > kernel_window) {
        fail("loader", "lies where the kernel's window is");
    }
}

/* What lies in caches, clean or not, must not come after what was written without them. */
static void invalidate(addr from, addr to)
{
    for (from &= ~(addr)(LINE - 1); from < to; from += LINE) {
        asm volatile("mcr p15, 0, %0, c7, c14, 1" : : "r"(from) : "memory");
    }
    asm volatile("dsb" : : : "memory");
}

_Noreturn void machine_enter(const struct handover *handover, addr kernel_entry, addr va, addr pa,
                             addr end)
{
    addr first = (addr)_start >> SECTION_BITS << SECTION_BITS;
    map(first, first, (addr)_end - first);
    map(va, pa, end - pa);
    invalidate(pa, end);
    invalidate((addr)_start, (addr)_end);
    enter_kernel(handover, kernel_entry, root);
}
