/* SPDX-License-Identifier: BSD-2-Clause */
/* See walk.h. */
#include "vm/walk.h"
#include "lib/panic.h"

#include "vm/asid.h"

struct walk vm_walk(word_t *root, word_t va, unsigned level)
{
    word_t *table = root;
    kassert(root != NULL && level < ARCH_LEVELS);
    for (unsigned at = 0;; at++) {
        const struct arch_level *row = &arch_levels[at];
        word_t *entry = &table[(va >> row->shift) & MASK(row->bits)];
        if (at == level || !pte_is_table(*entry, at)) {
            return (struct walk){.entry = entry, .level = at};
        }
        table = arch_ptr(pte_paddr(*entry, at));
    }
}

struct walk vm_find_frame(word_t *root, struct cap frame)
{
    const struct arch_frame_size *size = frame_size(frame);
    kassert(cap_type(frame) == CAP_FRAME && ALIGNED(cap_map_va(frame), size->bits));
    struct walk walk = vm_walk(root, cap_map_va(frame), size->level);
    if (walk.level != size->level || !pte_is_frame(*walk.entry, walk.level) ||
        pte_frame_size(*walk.entry, walk.level) != cap_frame_size(frame) ||
        pte_paddr(*walk.entry, walk.level) != cap_paddr(frame)) {
        walk.entry = NULL;
    }
    return walk;
}

/* The processor may remember a frame of several entries in several parts. */
void vm_flush_frame(const struct arch_frame_size *size, word_t *root, word_t asid, word_t va)
{
    if (size->copies > 1) {
        arch_tlb_flush_asid(root, asid);
    } else {
        arch_tlb_flush_page(root, asid, va);
    }
}

void vm_unmap_frame(struct cap frame)
{
    word_t asid = cap_map_asid(frame);
    kassert(cap_is_mapped(frame));
    word_t *root = asid_root(asid);
    if (root == NULL) {
        return;
    }
    struct walk walk = vm_find_frame(root, frame);
    if (walk.entry == NULL) {
        return;
    }
    unsigned copies = frame_size(frame)->copies;
    for (unsigned i = 0; i < copies; i++) {
        walk.entry[i] = 0;
    }
    arch_pte_written(walk.entry, copies);
    vm_flush_frame(frame_size(frame), root, asid, cap_map_va(frame));
}

void vm_unmap_table(struct cap table)
{
    word_t asid = cap_map_asid(table);
    kassert(cap_type(table) == CAP_TABLE && cap_is_mapped(table) && cap_table_level(table) > 0);
    word_t *root = asid_root(asid);
    if (root == NULL) {
        return;
    }
    unsigned above = (unsigned)cap_table_level(table) - 1;
    struct walk walk = vm_walk(root, cap_map_va(table), above);
    if (walk.level != above || !pte_is_table(*walk.entry, above) ||
        arch_ptr(pte_paddr(*walk.entry, above)) != cap_ptr(table)) {
        return;
    }
    *walk.entry = 0;
    arch_pte_written(walk.entry, 1);
    arch_tlb_flush_asid(root, asid);
}
