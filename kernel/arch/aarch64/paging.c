/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: the kernel's address space, which TTBR1 names, and caches and TLB. TCR and MAIR are the
 * loader's. RAM, and nothing else, is mapped as memory: speculation must not reach devices.
 *
 *     root[511] ── l1[0 … 510]  RAM at KERNEL_WINDOW: a block per GiB, or a table of 2 MiB blocks
 *                  l1[511]      devices
 *
 * The GiB that the kernel runs in keeps the loader's size of blocks: another one would have to be
 * written with no mapping in between.
 */
#include "arch/aarch64/machine.h"
#include "lib/panic.h"

enum { ENTRIES = 512, HUGE_BITS = 30, LARGE_BITS = 21, DEVICE_SLOT = 511, PARTS_MAX = 8 };
enum { LINE = 1 << CONFIG_L1_CACHE_LINE_SIZE_BITS };

typedef word_t table[ENTRIES] __attribute__((aligned(4096)));

static table kernel_root, kernel_l1, device_l2, empty_root, parts[PARTS_MAX];
static unsigned part_count;

word_t empty_ttbr0;
struct loaded loaded;

const struct arch_level arch_levels[ARCH_LEVELS] = {
    {39, 9, 12}, {30, 9, 12}, {21, 9, 12}, {12, 9, 12}};
const struct arch_frame_size arch_frame_sizes[ARCH_FRAME_SIZES] = {
    {12, 3, 1}, {21, 2, 1}, {30, 1, 1}};

static word_t memory_block(paddr_t pa)
{
    return pa | PTE_BLOCK | PTE_NORMAL | PTE_INNER | PTE_ACCESSED | PTE_UXN;
}

/* The table of 2 MiB blocks for a GiB that is not RAM as a whole. */
BOOT_CODE static word_t *part_of(word_t slot)
{
    if (kernel_l1[slot] == 0) {
        kassert(part_count < PARTS_MAX);
        kernel_l1[slot] = arch_paddr(parts[part_count++]) | PTE_TABLE;
    }
    return arch_ptr(kernel_l1[slot] & PTE_ADDRESS);
}

/* RAM at the start of a GiB, with this much of it left. */
BOOT_CODE static bool can_be_huge(paddr_t pa, word_t left)
{
    word_t slot = pa >> HUGE_BITS;
    return slot < DEVICE_SLOT && slot != BOARD_KERNEL_LOAD >> HUGE_BITS && ALIGNED(pa, HUGE_BITS) &&
           left >= BIT(HUGE_BITS);
}

BOOT_CODE static void map_ram(paddr_t start, paddr_t end)
{
    for (paddr_t pa = ALIGN_DOWN(start, LARGE_BITS); pa < end;) {
        word_t slot = pa >> HUGE_BITS;
        if (can_be_huge(pa, end - pa)) {
            kernel_l1[slot] = memory_block(pa);
            pa += BIT(HUGE_BITS);
        } else {
            part_of(slot)[pa >> LARGE_BITS & (ENTRIES - 1)] = memory_block(pa);
            pa += BIT(LARGE_BITS);
        }
    }
}

BOOT_CODE void paging_init(const struct region *ram, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        map_ram(ram[i].start, ram[i].end);
    }
    kernel_l1[DEVICE_SLOT] = arch_paddr(device_l2) | PTE_TABLE;
    kernel_root[ENTRIES - 1] = arch_paddr(kernel_l1) | PTE_TABLE;
    empty_ttbr0 = arch_paddr(empty_root);
    asm volatile("dsb ish" : : : "memory");
    WRITE_REG(ttbr1_el1, arch_paddr(kernel_root));
    WRITE_REG(ttbr0_el1, empty_ttbr0);
    loaded.ttbr0 = empty_ttbr0;
    asm volatile("isb; tlbi vmalle1; dsb ish; isb" : : : "memory");
}

volatile void *paging_map_device(paddr_t pa)
{
    paddr_t page = ALIGN_DOWN(pa, LARGE_BITS);
    unsigned i = 0;
    while (device_l2[i] != 0 && (device_l2[i] & PTE_ADDRESS) != page) {
        i++;
    }
    kassert(i < ENTRIES);
    device_l2[i] = page | PTE_BLOCK | PTE_DEVICE | PTE_ACCESSED | PTE_PXN | PTE_UXN;
    arch_pte_written(&device_l2[i], 1);
    return (volatile void *)(KERNEL_DEVICES + ((word_t)i << LARGE_BITS) + (pa - page));
}

/* ---- user address spaces ---- */

void arch_vspace_init(word_t *root)
{
    (void)root; /* the kernel has a root of its own */
}

void arch_tlb_flush_page(word_t *root, word_t asid, word_t va)
{
    enum { PAGE_NUMBER_BITS = 44 };
    (void)root;
    word_t operand = asid << 48 | (va >> 12 & MASK(PAGE_NUMBER_BITS));
    asm volatile("dsb ishst; tlbi vae1, %0; dsb ish; isb" : : "r"(operand) : "memory");
}

void arch_tlb_flush_asid(word_t *root, word_t asid)
{
    (void)root;
    asm volatile("dsb ishst; tlbi aside1, %0; dsb ish; isb" : : "r"(asid << 48) : "memory");
}

/* ---- caches ---- */

static void cache_line(enum cache_op op, word_t at)
{
    switch (op) {
    case CACHE_CLEAN:
        asm volatile("dc cvac, %0" : : "r"(at) : "memory");
        break;
    case CACHE_INVALIDATE:
        asm volatile("dc ivac, %0" : : "r"(at) : "memory");
        break;
    case CACHE_CLEAN_INVALIDATE:
        asm volatile("dc civac, %0" : : "r"(at) : "memory");
        break;
    case CACHE_UNIFY:
        asm volatile("dc cvau, %0" : : "r"(at) : "memory");
        break;
    }
}

/* A line that is only partly inside must keep what else is in it. */
static enum cache_op edge(enum cache_op op, word_t line, word_t start, word_t end)
{
    bool whole = line >= start && line + LINE <= end;
    return op == CACHE_INVALIDATE && !whole ? CACHE_CLEAN_INVALIDATE : op;
}

void cache_range(enum cache_op op, const void *from, size_t size)
{
    word_t start = (word_t)from, end = start + size;
    for (word_t at = start & ~(word_t)(LINE - 1); at < end; at += LINE) {
        cache_line(edge(op, at, start, end), at);
    }
    asm volatile("dsb sy" : : : "memory");
    if (op == CACHE_UNIFY) {
        /* All of it: the user's address may have another index than the kernel's (VIPT). */
        asm volatile("ic ialluis; dsb ish; isb" : : : "memory");
    }
}

void arch_memory_zeroed(void *start, size_t size)
{
    cache_range(CACHE_CLEAN_INVALIDATE, start, size);
}

static void flush_level(unsigned level)
{
    WRITE_REG(csselr_el1, level << 1);
    cpu_isb();
    word_t id = READ_REG(ccsidr_el1);
    unsigned line_bits = (unsigned)(id & 7) + 4;
    word_t ways = id >> 3 & 0x3ff, sets = id >> 13 & 0x7fff;
    unsigned way_shift = ways == 0 ? 0 : 31 - word_log2(ways);
    for (word_t way = 0; way <= ways; way++) {
        for (word_t set = 0; set <= sets; set++) {
            word_t operand = way << way_shift | set << line_bits | level << 1;
            asm volatile("dc cisw, %0" : : "r"(operand) : "memory");
        }
    }
}

void arch_flush_caches(void)
{
    enum { LEVELS = 7, HAS_DATA = 2 };
    word_t levels = READ_REG(clidr_el1);
    for (unsigned i = 0; i < LEVELS && (levels >> 3 * i & 7) != 0; i++) {
        if ((levels >> 3 * i & 7) >= HAS_DATA) {
            flush_level(i);
        }
    }
    asm volatile("dsb sy; ic iallu; dsb sy; isb" : : : "memory");
}

void arch_flush_first_caches(bool data, bool instructions)
{
    if (data) {
        flush_level(0);
    }
    if (instructions) {
        asm volatile("ic iallu" : : : "memory");
    }
    asm volatile("dsb sy; isb" : : : "memory");
}
