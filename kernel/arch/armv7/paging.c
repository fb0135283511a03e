/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: address spaces and caches. All spaces share the entries of the kernel's part:
 *
 *     root[0 … 0xdff]      user memory
 *     root[0xe00 … 0xffe]  RAM at KERNEL_WINDOW, a section per MiB
 *     root[0xff0]          no mapping: here each root keeps its hardware ASID
 *     root[0xfff]          a table of pages of devices
 *
 * The processor has 8-bit ASIDs. A root gets one when it is first used, and loses it when others
 * need them; the entry counts only while `asid_owner` agrees. ASID 0 is used for nothing, so that
 * nothing is remembered under it while root and ASID change; ASID 1 is the empty space's.
 */
#include "arch/armv7/machine.h"
#include "dev/outer_cache.h"
#include "lib/mem.h"
#include "lib/panic.h"

enum {
    ENTRIES = 4096,
    SECTION_BITS = 20,
    KERNEL_FIRST = KERNEL_WINDOW >> SECTION_BITS,
    ASID_ENTRY = 0xff0,
    DEVICE_ENTRY = KERNEL_DEVICES >> SECTION_BITS,
    DEVICE_PAGES = 256,
    ASID_COUNT = 256,
    ASID_NONE = 0,
    ASID_EMPTY = 1,
    ASID_FIRST = 2,
    LINE = 1 << CONFIG_L1_CACHE_LINE_SIZE_BITS,
    WALK_CACHED = 1 << 6 | 1 << 3, /* the walker's accesses are write-back, too */
};

static word_t kernel_root[ENTRIES] __attribute__((aligned(1 << ARCH_ROOT_BITS)));
static word_t device_table[DEVICE_PAGES] __attribute__((aligned(1 << ARCH_TABLE_BITS)));
static word_t *asid_owner[ASID_COUNT];
static unsigned asid_next = ASID_FIRST;

struct loaded loaded;

const struct arch_level arch_levels[ARCH_LEVELS] = {{20, 12, 14}, {12, 8, 10}};
const struct arch_frame_size arch_frame_sizes[ARCH_FRAME_SIZES] = {
    {12, 1, 1}, {16, 1, 16}, {20, 0, 1}, {24, 0, 16}};

/* ---- the kernel's part ---- */

static word_t memory_section(paddr_t pa)
{
    return pa | ROOT_SECTION | AP_KERNEL << ROOT_AP_LOW | TEX_ALLOCATE << ROOT_TEX_LOW |
           PTE_CACHED | PTE_BUFFERED;
}

BOOT_CODE static void load_root(const word_t *root, word_t asid)
{
    WRITE_CP15(CP15_TTBCR, 0);
    WRITE_CP15(CP15_TTBR0, arch_paddr(root) | WALK_CACHED);
    WRITE_CP15(CP15_DACR, 1);
    WRITE_CP15(CP15_CONTEXTIDR, asid);
    cpu_isb();
    WRITE_CP15(CP15_TLBIALL, 0);
    WRITE_CP15(CP15_BPIALL, 0);
    cpu_dsb();
    cpu_isb();
}

BOOT_CODE void paging_init(const struct region *ram, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        for (paddr_t pa = (paddr_t)ram[i].start; pa < ram[i].end; pa += BIT(SECTION_BITS)) {
            word_t entry = (word_t)arch_ptr(pa) >> SECTION_BITS;
            kassert(entry >= KERNEL_FIRST && entry < DEVICE_ENTRY);
            kernel_root[entry] = entry == ASID_ENTRY ? 0 : memory_section(pa);
        }
    }
    kernel_root[DEVICE_ENTRY] = arch_paddr(device_table) | ROOT_TABLE;
    cache_range(CACHE_CLEAN, kernel_root, sizeof(kernel_root));
    load_root(kernel_root, ASID_EMPTY);
}

BOOT_CODE void paging_reserve(void (*reserve)(uint64_t start, uint64_t end))
{
    paddr_t hole = arch_paddr((void *)(ASID_ENTRY << SECTION_BITS));
    reserve(hole, hole + BIT(SECTION_BITS));
}

volatile void *paging_map_device(paddr_t pa)
{
    enum { PAGE_BITS = 12 };
    paddr_t page = ALIGN_DOWN(pa, PAGE_BITS);
    unsigned i = 0;
    while (device_table[i] != 0 && ALIGN_DOWN(device_table[i], PAGE_BITS) != page) {
        i++;
    }
    kassert(i < DEVICE_PAGES);
    device_table[i] =
        page | PAGE_SMALL | PAGE_SMALL_NO_EXECUTE | AP_KERNEL << PAGE_AP_LOW | PTE_BUFFERED;
    arch_pte_written(&device_table[i], 1);
    return (volatile void *)(KERNEL_DEVICES + ((word_t)i << PAGE_BITS) + (pa - page));
}

/* ---- user address spaces ---- */

void arch_vspace_init(word_t *root)
{
    memcpy(root + KERNEL_FIRST, kernel_root + KERNEL_FIRST,
           (ENTRIES - KERNEL_FIRST) * sizeof(word_t));
    arch_pte_written(root + KERNEL_FIRST, ENTRIES - KERNEL_FIRST);
}

/* The hardware ASID of a root, or ASID_NONE. */
static word_t asid_of(const word_t *root)
{
    word_t asid = root[ASID_ENTRY] >> 2;
    kassert(asid < ASID_COUNT && (root[ASID_ENTRY] & 3) == 0);
    return asid_owner[asid] == root ? asid : ASID_NONE;
}

/* The next one in turn, taken from whoever has it. */
static word_t asid_take(word_t *root)
{
    word_t asid = asid_next;
    kassert(asid >= ASID_FIRST && asid < ASID_COUNT);
    asid_next = asid + 1 < ASID_COUNT ? asid + 1 : ASID_FIRST;
    if (asid_owner[asid] != NULL) {
        WRITE_CP15(CP15_TLBIASID, asid);
        WRITE_CP15(CP15_BPIALL, 0);
        cpu_dsb();
    }
    asid_owner[asid] = root;
    root[ASID_ENTRY] = asid << 2;
    return asid;
}

void vspace_switch(word_t *root)
{
    word_t asid = ASID_EMPTY;
    loaded.root = root;
    if (root == NULL) {
        root = kernel_root;
    } else {
        asid = asid_of(root);
        asid = asid != ASID_NONE ? asid : asid_take(root);
    }
    cpu_dsb();
    WRITE_CP15(CP15_CONTEXTIDR, ASID_NONE);
    cpu_isb();
    WRITE_CP15(CP15_TTBR0, arch_paddr(root) | WALK_CACHED);
    cpu_isb();
    WRITE_CP15(CP15_CONTEXTIDR, asid);
    cpu_isb();
}

void arch_tlb_flush_page(word_t *root, word_t asid, word_t va)
{
    (void)asid;
    WRITE_CP15(CP15_TLBIMVA, ALIGN_DOWN(va, 12) | asid_of(root));
    WRITE_CP15(CP15_BPIALL, 0);
    cpu_dsb();
    cpu_isb();
}

void arch_tlb_flush_asid(word_t *root, word_t asid)
{
    (void)asid;
    WRITE_CP15(CP15_TLBIASID, asid_of(root));
    WRITE_CP15(CP15_BPIALL, 0);
    cpu_dsb();
    cpu_isb();
}

/* ---- caches: the processor's, then the one outside it ---- */

static void cache_line(enum cache_op op, word_t at)
{
    switch (op) {
    case CACHE_CLEAN:
        WRITE_CP15(CP15_DCCMVAC, at);
        break;
    case CACHE_INVALIDATE:
        WRITE_CP15(CP15_DCIMVAC, at);
        break;
    case CACHE_CLEAN_INVALIDATE:
        WRITE_CP15(CP15_DCCIMVAC, at);
        break;
    case CACHE_UNIFY:
        WRITE_CP15(CP15_DCCMVAU, at);
        break;
    }
}

static void inner_range(enum cache_op op, word_t start, word_t end)
{
    for (word_t at = start; at < end; at += LINE) {
        cache_line(op, at);
    }
    cpu_dsb();
}

/* What is in a line beside the range must not be lost. */
static enum cache_op keeping_edges(enum cache_op op, word_t start, word_t end)
{
    bool whole = ((start | end) & (LINE - 1)) == 0;
    return op == CACHE_INVALIDATE && !whole ? CACHE_CLEAN_INVALIDATE : op;
}

void cache_range(enum cache_op op, const void *from, size_t size)
{
    word_t start = (word_t)from, end = start + size;
    op = keeping_edges(op, start, end);
    start &= ~(word_t)(LINE - 1);
    if (outer_cache_is_on() && op != CACHE_UNIFY) {
        /* What is to leave goes from inside outwards; what is to go, from outside inwards. */
        if (op != CACHE_INVALIDATE) {
            inner_range(CACHE_CLEAN, start, end);
        }
        outer_cache_range(op, arch_paddr((void *)start), ALIGN_UP(end - start, 5));
    }
    inner_range(op, start, end);
    if (op == CACHE_UNIFY) {
        /* All of it: the user's address may have another index than the kernel's (VIPT). */
        WRITE_CP15(CP15_ICIALLU, 0);
        WRITE_CP15(CP15_BPIALL, 0);
        cpu_dsb();
        cpu_isb();
    }
}

void arch_memory_zeroed(void *start, size_t size)
{
    cache_range(CACHE_CLEAN_INVALIDATE, start, size);
}

/* The Cortex-A9 has one level: 32-byte lines, 4 ways. */
static void flush_data(void)
{
    enum { WAYS = 4, WAY_LOW = 30, LINE_BITS = 5 };
    word_t id;
    asm volatile("mcr p15, 2, %0, c0, c0, 0; isb" : : "r"(0));
    asm volatile("mrc p15, 1, %0, c0, c0, 0" : "=r"(id));
    word_t sets = (id >> 13 & 0x7fff) + 1;
    for (word_t way = 0; way < WAYS; way++) {
        for (word_t set = 0; set < sets; set++) {
            WRITE_CP15(CP15_DCCISW, way << WAY_LOW | set << LINE_BITS);
        }
    }
    cpu_dsb();
}

void arch_flush_caches(void)
{
    flush_data();
    outer_cache_flush();
    WRITE_CP15(CP15_ICIALLU, 0);
    cpu_dsb();
    cpu_isb();
}

void arch_flush_first_caches(bool data, bool instructions)
{
    if (data) {
        flush_data();
    }
    if (instructions) {
        WRITE_CP15(CP15_ICIALLU, 0);
    }
    cpu_dsb();
    cpu_isb();
}
