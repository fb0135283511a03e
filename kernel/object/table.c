/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables below the root. Where an architecture has a type for each level, the capability
 * knows its level; where one type serves all, Map puts the table into the first hole on the way
 * down and notes the level (spec arch-*, "PageTable").
 */
#include "lib/mem.h"
#include "lib/panic.h"
#include "object/arch_labels.h"
#include "object/object.h"
#include "vm/walk.h"

enum err table_derive(const struct slot *source, struct cap *cap)
{
    (void)source;
    return cap_is_mapped(*cap) ? ERR_NONE : ERR_ILLEGAL;
}

struct cap table_finalise(struct slot *slot, bool last)
{
    if (last && cap_is_mapped(slot->cap)) {
        vm_unmap_table(slot->cap);
        sched_count_work(1);
    }
    return cap_null();
}

/* The empty entry that is to name the table, and so the level above it. */
static enum err find_entry(struct invocation *inv, struct cap vspace, word_t va, struct walk *walk)
{
    unsigned deepest = (unsigned)(ARCH_TABLES_ALIKE ? ARCH_LEVELS : cap_table_level(inv->cap)) - 1;
    *walk = vm_walk(cap_ptr(vspace), va, deepest);
    if (!ARCH_TABLES_ALIKE && walk->level != deepest) {
        return fail_lookup(inv, false, lookup_missing(arch_levels[walk->level].shift));
    }
    bool no_table_below = walk->level == ARCH_LEVELS - 1;
    if (no_table_below || pte_is_table(*walk->entry, walk->level) ||
        pte_is_frame(*walk->entry, walk->level)) {
        return fail(inv, ERR_DELETE_FIRST, "a page table or page is there already");
    }
    return ERR_NONE;
}

static enum err map_table(struct invocation *inv)
{
    if (inv_is_short(inv, TABLE_MAP_WORDS, TABLE_MAP_CAPS)) {
        return fail_truncated(inv);
    }
    if (cap_is_mapped(inv->cap)) {
        return fail_capability(inv, 0, "the page table is mapped already");
    }
    enum err err = vspace_check(inv, 0);
    if (err != ERR_NONE) {
        return err;
    }
    word_t va = inv_word(inv, 0), attr = inv_word(inv, 1);
    struct cap vspace = inv->caps[0]->cap;
    if (va >= ARCH_TABLE_TOP) {
        return fail_argument(inv, 0, "address above user memory");
    }
    err = vspace_check_live(inv, vspace, 1);
    if (err != ERR_NONE) {
        return err;
    }
    struct walk walk;
    err = find_entry(inv, vspace, va, &walk);
    if (err != ERR_NONE) {
        return err;
    }
    kassert(*walk.entry == 0 && walk.level < ARCH_LEVELS - 1);
    *walk.entry = pte_make_table(arch_paddr(cap_ptr(inv->cap)), attr, walk.level);
    arch_pte_written(walk.entry, 1);
    struct cap mapped = cap_with_table_level(inv->slot->cap, walk.level + 1);
    mapped = cap_with_map_va(mapped, ALIGN_DOWN(va, arch_levels[walk.level].shift));
    inv->slot->cap = cap_with_map_asid(mapped, cap_map_asid(vspace));
    return ERR_NONE;
}

static enum err unmap_table(struct invocation *inv)
{
    if (!slot_is_last(inv->slot)) {
        return fail(inv, ERR_REVOKE_FIRST, "other capabilities to this page table exist");
    }
    if (cap_is_mapped(inv->cap)) {
        word_t *table = cap_ptr(inv->cap);
        vm_unmap_table(inv->cap);
        mem_zero(table, BIT(ARCH_TABLE_BITS));
        arch_pte_written(table, BIT(ARCH_TABLE_BITS) / sizeof(word_t));
        struct cap unmapped = cap_with_map_va(inv->slot->cap, 0);
        inv->slot->cap = cap_with_map_asid(unmapped, 0);
    }
    return ERR_NONE;
}

enum err table_invoke(struct invocation *inv)
{
    word_t level = cap_table_level(inv->cap);
    if (inv->label == table_unmap_label(level)) {
        return unmap_table(inv);
    }
    if (inv->label == table_map_label(level)) {
        return map_table(inv);
    }
    return fail_illegal(inv, "no method of a page table");
}
