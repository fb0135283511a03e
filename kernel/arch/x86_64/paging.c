/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: the kernel's address space, and what of it is in every user's. The last entry of each
 * root is the kernel's: all of it or, with the skim window, just the pages of trap.S and the
 * descriptor tables, so that user code cannot even speculate on the rest.
 *
 *     root[511] ── pdpt[0 … 509]  RAM, from KERNEL_WINDOW on
 *                  pdpt[510]      the first GiB again: the kernel's image
 *                  pdpt[511]      devices, uncached
 */
#include "arch/x86_64/machine.h"
#include "lib/mem.h"
#include "lib/panic.h"

enum { ENTRIES = 512, KERNEL_SLOT = 511, IMAGE_SLOT = 510, DEVICE_SLOT = 511, WINDOW_SLOTS = 510 };
enum { HUGE_BITS = 30, LARGE_BITS = 21 };
/* Without 1 GiB pages each GiB of RAM costs a table; RAM beyond that is device memory to users. */
enum { WINDOW_TABLES = 64 };

typedef word_t table[ENTRIES] __attribute__((aligned(4096)));

word_t kernel_root[ENTRIES] __attribute__((aligned(4096)));
static table kernel_pdpt, image_pd, device_pd, empty_table;
static table skim_pdpt, skim_pd, skim_pt;
static table window_pds[WINDOW_TABLES];

extern char skim_text_start[], skim_end[];

paddr_t empty_root;

const struct arch_level arch_levels[ARCH_LEVELS] = {
    {39, 9, 12}, {30, 9, 12}, {21, 9, 12}, {12, 9, 12}};
const struct arch_frame_size arch_frame_sizes[ARCH_FRAME_SIZES] = {
    {12, 3, 1}, {21, 2, 1}, {30, 1, 1}};

static uint64_t window_top;

static bool has_huge_pages(void)
{
    return cpu_id(0x80000000, 0).a >= 0x80000001 && (cpu_id(0x80000001, 0).d >> 26 & 1);
}

static word_t table_entry(const void *t)
{
    return arch_paddr(t) | PTE_PRESENT | PTE_WRITE;
}

static word_t page_entry(paddr_t pa)
{
    return pa | PTE_PRESENT | PTE_WRITE | PTE_LARGE;
}

static void fill_large(word_t *pd, paddr_t from)
{
    for (unsigned i = 0; i < ENTRIES; i++) {
        pd[i] = page_entry(from + ((word_t)i << LARGE_BITS));
    }
}

static uint64_t map_window(uint64_t top)
{
    bool huge = has_huge_pages();
    unsigned slots = huge ? WINDOW_SLOTS : WINDOW_TABLES;
    unsigned i = 0;
    for (; i < slots && (uint64_t)i << HUGE_BITS < top; i++) {
        paddr_t pa = (paddr_t)i << HUGE_BITS;
        if (huge) {
            kernel_pdpt[i] = page_entry(pa);
        } else {
            fill_large(window_pds[i], pa);
            kernel_pdpt[i] = table_entry(window_pds[i]);
        }
    }
    return (uint64_t)i << HUGE_BITS;
}

static void map_skim(void)
{
    word_t first = (word_t)skim_text_start - KERNEL_IMAGE;
    skim_pdpt[IMAGE_SLOT] = table_entry(skim_pd);
    skim_pd[first >> LARGE_BITS] = table_entry(skim_pt);
    for (word_t pa = first; pa < (word_t)skim_end - KERNEL_IMAGE; pa += 4096) {
        skim_pt[pa >> 12 & (ENTRIES - 1)] = pa | PTE_PRESENT | PTE_WRITE;
    }
}

void paging_init(uint64_t ram_top)
{
    kernel_root[KERNEL_SLOT] = table_entry(kernel_pdpt);
    kernel_pdpt[IMAGE_SLOT] = table_entry(image_pd);
    kernel_pdpt[DEVICE_SLOT] = table_entry(device_pd);
    fill_large(image_pd, 0);
    window_top = map_window(ram_top);
    map_skim();
    arch_vspace_init(empty_table);
    empty_root = arch_paddr(empty_table);
    cpu_write_cr3(arch_paddr(kernel_root));
}

void paging_extend(uint64_t ram_top)
{
    window_top = map_window(ram_top);
}

uint64_t paging_window_top(void)
{
    return window_top;
}

volatile void *paging_map_device(paddr_t pa)
{
    paddr_t page = ALIGN_DOWN(pa, LARGE_BITS);
    unsigned i = 0;
    while (device_pd[i] != 0 && (device_pd[i] & PTE_ADDRESS) != page) {
        i++;
    }
    kassert(i < ENTRIES);
    device_pd[i] = page_entry(page) | PTE_CACHE_DISABLE | PTE_WRITE_THROUGH;
    return (volatile void *)(KERNEL_DEVICES + ((word_t)i << LARGE_BITS) + (pa - page));
}

/* ---- user address spaces ---- */

void arch_vspace_init(word_t *root)
{
    root[KERNEL_SLOT] = table_entry(SKIM_WINDOW ? skim_pdpt : kernel_pdpt);
}

/* With the skim window every exit loads CR3, which empties the TLB; otherwise only what the current
 * address space has cached can be stale, because a switch empties it, too. With PCIDs it is never
 * emptied but here. */
void arch_tlb_flush_page(word_t *root, word_t asid, word_t va)
{
    if (USE_PCID) {
        cpu_invpcid(INVPCID_PAGE, asid, va);
    } else if (!SKIM_WINDOW && skim.user_cr3 == arch_paddr(root)) {
        asm volatile("invlpg (%0)" : : "r"(va) : "memory");
    }
}

void arch_tlb_flush_asid(word_t *root, word_t asid)
{
    if (USE_PCID) {
        cpu_invpcid(INVPCID_SPACE, asid, 0);
    } else if (!SKIM_WINDOW && skim.user_cr3 == arch_paddr(root)) {
        cpu_write_cr3(skim.user_cr3);
    }
}

void arch_memory_zeroed(void *start, size_t size)
{
    (void)start, (void)size; /* caches are coherent */
}

void arch_flush_caches(void)
{
    asm volatile("wbinvd" : : : "memory");
}

void arch_flush_first_caches(bool data, bool instructions)
{
    (void)data, (void)instructions;
    arch_flush_caches();
}
