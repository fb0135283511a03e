/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames: memory that can be mapped. Each capability remembers one mapping, of its own making;
 * copies start unmapped (spec arch-*, sections 3.3 and 3.6). An entry is only taken back while it
 * still names this very frame.
 */
#include "object/arch_labels.h"
#include "object/arch_object.h"
#include "lib/panic.h"
#include "thread/log.h"
#include "vm/asid.h"
#include "vm/walk.h"

enum err frame_derive(const struct slot *source, struct cap *cap)
{
    (void)source;
    *cap = cap_with_map_va(cap_with_map_asid(*cap, 0), 0);
    return ERR_NONE;
}

/* What is left of `have` when only `rights` are given: writing needs reading. */
static enum vm_rights mask_rights(enum vm_rights have, word_t rights)
{
    if (have == VM_KERNEL_ONLY || !(rights & RIGHT_READ)) {
        return VM_KERNEL_ONLY;
    }
    return rights & RIGHT_WRITE ? have : VM_READ_ONLY;
}

struct cap frame_mask(struct cap cap, word_t rights)
{
    return cap_with_frame_rights(cap, mask_rights((enum vm_rights)cap_frame_rights(cap), rights));
}

struct cap frame_finalise(struct slot *slot, bool last)
{
    kassert(cap_type(slot->cap) == CAP_FRAME);
    if (cap_is_mapped(slot->cap)) {
        vm_unmap_frame(slot->cap);
        sched_count_work(1);
    }
    if (last) {
        log_forget(cap_paddr(slot->cap));
    }
    return cap_null();
}

bool frame_same_region(struct cap a, struct cap b)
{
    return cap_type(b) == CAP_FRAME && cap_paddr(a) == cap_paddr(b) &&
           cap_frame_size(a) == cap_frame_size(b);
}

/* ---- Map ---- */

struct map_request {
    word_t va, rights, attr;
    struct cap vspace;
};

/* A mapped frame stays where it is; another one must end below the top of user memory. (On 32-bit
 * machines the sum may wrap; such an address is never aligned, and fails that check instead.) */
static enum err check_placement(struct invocation *inv, const struct map_request *map)
{
    word_t size = BIT(frame_size(inv->cap)->bits);
    if (cap_is_mapped(inv->cap)) {
        if (cap_map_asid(inv->cap) != cap_map_asid(map->vspace)) {
            return fail_capability(inv, 1, "the frame is mapped in another VSpace");
        }
        if (cap_map_va(inv->cap) != map->va) {
            return fail_argument(inv, 0, "the frame is mapped at another address");
        }
    } else if (map->va + size - 1 >= ARCH_USER_TOP ||
               (WORD_BITS == 64 && map->va >= ARCH_USER_TOP)) {
        return fail_argument(inv, 0, "address above user memory");
    }
    return ERR_NONE;
}

static enum err check(struct invocation *inv, const struct map_request *map, enum map_check which)
{
    switch (which) {
    case MAP_CHECK_PLACEMENT:
        return check_placement(inv, map);
    case MAP_CHECK_ASID:
        return vspace_check_live(inv, map->vspace, 1);
    default:
        return ALIGNED(map->va, frame_size(inv->cap)->bits)
                   ? ERR_NONE
                   : fail(inv, ERR_ALIGNMENT, "address is not aligned to the frame's size");
    }
}

/* The entries for the frame. Frames of the same size may be replaced; a table, or a frame of
 * another size, is in the way. */
static enum err find_entries(struct invocation *inv, const struct map_request *map, word_t **first)
{
    const struct arch_frame_size *size = frame_size(inv->cap);
    unsigned deepest = ARCH_TABLES_ALIKE ? ARCH_LEVELS - 1 : size->level;
    struct walk walk = vm_walk(cap_ptr(map->vspace), map->va, deepest);
    if (walk.level != size->level) {
        return fail_lookup(inv, false, lookup_missing(arch_levels[walk.level].shift));
    }
    for (unsigned i = 0; i < size->copies; i++) {
        word_t entry = walk.entry[i];
        if (pte_is_table(entry, walk.level) ||
            (pte_is_frame(entry, walk.level) &&
             pte_frame_size(entry, walk.level) != cap_frame_size(inv->cap))) {
            return fail(inv, ERR_DELETE_FIRST, "a page table or a page of another size is there");
        }
    }
    *first = walk.entry;
    return ERR_NONE;
}

static void fill(word_t *first, unsigned count, word_t entry)
{
    for (unsigned i = 0; i < count; i++) {
        first[i] = entry;
    }
    arch_pte_written(first, count);
}

/* What was there is taken back first: a TLB must not see two mappings of an address in turn. */
static void write_entries(struct cap frame, const struct map_request *map, word_t *first)
{
    const struct arch_frame_size *size = frame_size(frame);
    enum vm_rights rights = mask_rights((enum vm_rights)cap_frame_rights(frame), map->rights);
    bool was_used = false;
    for (unsigned i = 0; i < size->copies; i++) {
        was_used |= pte_is_frame(first[i], size->level);
    }
    if (was_used) {
        fill(first, size->copies, 0);
        vm_flush_frame(size, cap_ptr(map->vspace), cap_map_asid(map->vspace), map->va);
    }
    unsigned size_index = (unsigned)cap_frame_size(frame);
    fill(first, size->copies, pte_make_frame(cap_paddr(frame), size_index, rights, map->attr));
}

static enum err map_frame(struct invocation *inv)
{
    static const uint8_t order[MAP_CHECKS] = {ARCH_MAP_CHECKS};
    if (inv_is_short(inv, PAGE_MAP_WORDS, PAGE_MAP_CAPS)) {
        return fail_truncated(inv);
    }
    struct map_request map = {.va = inv_word(inv, 0),
                              .rights = inv_word(inv, 1),
                              .attr = inv_word(inv, 2),
                              .vspace = inv->caps[0]->cap};
    enum err err = vspace_check(inv, 0);
    for (unsigned i = 0; i < MAP_CHECKS && err == ERR_NONE; i++) {
        err = check(inv, &map, (enum map_check)order[i]);
    }
    word_t *first;
    if (err == ERR_NONE) {
        err = find_entries(inv, &map, &first);
    }
    if (err != ERR_NONE) {
        return err;
    }
    kassert(ALIGNED(map.va, frame_size(inv->cap)->bits) && cap_map_asid(map.vspace) != 0);
    write_entries(inv->cap, &map, first);
    struct cap mapped = cap_with_map_va(inv->slot->cap, map.va);
    inv->slot->cap = cap_with_map_asid(mapped, cap_map_asid(map.vspace));
    return ERR_NONE;
}

static enum err unmap_frame(struct invocation *inv)
{
    if (cap_is_mapped(inv->cap)) {
        vm_unmap_frame(inv->cap);
        struct cap unmapped = cap_with_map_va(inv->slot->cap, 0);
        inv->slot->cap = cap_with_map_asid(unmapped, 0);
    }
    return ERR_NONE;
}

enum err frame_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_PAGE_MAP:
        return map_frame(inv);
    case LABEL_PAGE_UNMAP:
        return unmap_frame(inv);
    case LABEL_PAGE_GET_ADDRESS:
        inv_result(inv, cap_paddr(inv->cap));
        return ERR_NONE;
    default:
        return arch_frame_invoke(inv);
    }
}
