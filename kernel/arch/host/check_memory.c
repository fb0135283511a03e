/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel_check: page tables, ASIDs, and memory that nothing was made of. */
#include "arch/host/check_parts.h"
#include "vm/asid.h"
#include "vm/walk.h"

enum { ENTRIES_MAX = 1 << 16, SMALL_UNTYPED_BITS = 16 };

/* Page-table entries that some capability accounts for. */
static const word_t *entries[ENTRIES_MAX];
static unsigned entry_count;
static uint8_t entry_known[HOST_RAM_SIZE / sizeof(word_t)];

static word_t word_index(const word_t *p)
{
    return (arch_paddr(p) - HOST_RAM_START) >> WORD_SIZE_BITS;
}

/* ---- page tables ---- */

static void account_for(const word_t *entry)
{
    REQUIRE(check_in_ram(entry), "page-table entry %p outside RAM", (const void *)entry);
    REQUIRE(entry_count < ENTRIES_MAX, "more mappings than kernel_check can follow");
    entry_known[word_index(entry)] = 1;
    entries[entry_count++] = entry;
}

static void account_for_table(struct cap cap)
{
    word_t *root = asid_root(cap_map_asid(cap));
    unsigned above = (unsigned)cap_table_level(cap) - 1;
    if (root != NULL) {
        struct walk walk = vm_walk(root, cap_map_va(cap), above);
        if (walk.level == above && pte_is_table(*walk.entry, above) &&
            arch_ptr(pte_paddr(*walk.entry, above)) == cap_ptr(cap)) {
            account_for(walk.entry);
        }
    }
}

static void account_for_frame(struct cap cap)
{
    word_t *root = asid_root(cap_map_asid(cap));
    if (root != NULL) {
        struct walk walk = vm_find_frame(root, cap);
        if (walk.entry != NULL) {
            account_for(walk.entry);
        }
    }
}

static void check_table(word_t *table, unsigned level)
{
    for (unsigned i = 0; i < BIT(arch_levels[level].bits); i++) {
        if (table[i] == 0) {
            continue;
        }
        REQUIRE(entry_known[word_index(&table[i])],
                "page-table entry %p that no capability accounts for", (void *)&table[i]);
        if (pte_is_table(table[i], level)) {
            check_table(arch_ptr(pte_paddr(table[i], level)), level + 1);
        }
    }
}

void check_address_spaces(void)
{
    for (unsigned i = 0; i < entry_count; i++) { /* what the last check left */
        entry_known[word_index(entries[i])] = 0;
    }
    entry_count = 0;
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (cap_type(cap) == CAP_TABLE && cap_is_mapped(cap)) {
            account_for_table(cap);
        } else if (cap_type(cap) == CAP_FRAME && cap_is_mapped(cap)) {
            account_for_frame(cap);
        }
    }
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (vspace_has_asid(cap) && asid_root(cap_map_asid(cap)) == cap_ptr(cap)) {
            check_table(cap_ptr(cap), 0);
        }
    }
    struct cap vspace = this_cpu()->current->slots[TCB_VSPACE].cap;
    bool live = vspace_has_asid(vspace) && asid_root(cap_map_asid(vspace)) == cap_ptr(vspace);
    REQUIRE(host.root == (live ? cap_ptr(vspace) : NULL), "another address space is active");
}

/* ---- ASIDs ---- */

static bool has_pool_cap(word_t index)
{
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (cap_type(cap) == CAP_ASID_POOL && cap_pool_index(cap) == index &&
            cap_ptr(cap) == asid_pools[index]) {
            return true;
        }
    }
    return false;
}

static bool has_vspace_cap(word_t asid, const word_t *root)
{
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (cap_type(cap) == CAP_VSPACE && cap_map_asid(cap) == asid && cap_ptr(cap) == root) {
            return true;
        }
    }
    return false;
}

void check_asids(void)
{
    for (word_t index = 0; index < ARCH_ASID_POOL_COUNT; index++) {
        if (asid_pools[index] == NULL) {
            continue;
        }
        REQUIRE(has_pool_cap(index), "ASID pool %lu is registered, but has no capability", index);
        for (word_t i = 0; i < ASID_POOL_SIZE; i++) {
            const word_t *root = asid_pools[index]->roots[i];
            word_t asid = index << ARCH_ASID_LOW_BITS | i;
            REQUIRE(root == NULL || has_vspace_cap(asid, root), "ASID %lu is of no VSpace", asid);
        }
    }
}

/* ---- untyped memory ---- */

/* From the watermark on a block is zero: what is made of it need not be cleared. */
void check_untypeds(void)
{
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (cap_type(cap) != CAP_UNTYPED || cap_untyped_device(cap) ||
            cap_untyped_bits(cap) > SMALL_UNTYPED_BITS) {
            continue;
        }
        const word_t *start = arch_ptr(cap_paddr(cap));
        word_t first = cap_untyped_watermark(cap) / sizeof(word_t);
        for (word_t at = first; at < BIT(cap_untyped_bits(cap)) / sizeof(word_t); at++) {
            REQUIRE(start[at] == 0, "slot %p: untyped memory at %p is not clear",
                    (void *)check_slots[i], (const void *)&start[at]);
        }
    }
}
