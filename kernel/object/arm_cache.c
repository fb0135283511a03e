/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: cache maintenance of mapped memory, by frame or by address in a VSpace (spec arch-aarch64
 * and arch-armv7, sections 3.6 and 3.7). It works on the kernel's mapping of the memory, which has
 * the same tags.
 */
#include "arch/arm/cache.h"
#include "object/arch_object.h"
#include "vm/asid.h"
#include "vm/walk.h"

/* The operation that a label asks for, counted from the first of the four; false if none. */
static bool operation(word_t label, word_t first, enum cache_op *op)
{
    static const uint8_t ops[] = {CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE,
                                  CACHE_UNIFY};
    if (label < first || label >= first + COUNT_OF(ops)) {
        return false;
    }
    *op = (enum cache_op)ops[label - first];
    return true;
}

/* Device memory has no address in the kernel, and is not cached. */
static void maintain(enum cache_op op, paddr_t start, size_t size)
{
    if (arch_is_ram(start)) {
        cache_range(op, arch_ptr(start), size);
    }
}

static enum err check_in_frame(struct invocation *inv, word_t start, word_t end)
{
    word_t size = BIT(frame_size(inv->cap)->bits);
    return start >= size || end > size ? fail_argument(inv, 0, "the range reaches beyond the frame")
                                       : ERR_NONE;
}

enum err arch_frame_invoke(struct invocation *inv)
{
    enum cache_op op;
    if (!operation(inv->label, LABEL_ARM_PAGE_CLEAN_DATA, &op)) {
        return fail_illegal(inv, "no method of a frame");
    }
    if (inv_is_short(inv, ARM_PAGE_CLEAN_DATA_WORDS, ARM_PAGE_CLEAN_DATA_CAPS)) {
        return fail_truncated(inv);
    }
    if (!cap_is_mapped(inv->cap)) {
        return fail_illegal(inv, "the frame is not mapped");
    }
    word_t start = inv_word(inv, 0), end = inv_word(inv, 1);
    word_t *root = asid_root(cap_map_asid(inv->cap));
    if (root == NULL) {
        return fail_lookup(inv, false, (struct lookup_failure){.type = LOOKUP_INVALID_ROOT});
    }
    if (end <= start) {
        return fail_argument(inv, 1, "the range is empty");
    }
    enum err err = ARM_STALE_BEFORE_RANGE ? ERR_NONE : check_in_frame(inv, start, end);
    if (err != ERR_NONE) {
        return err;
    }
    struct walk walk = vm_find_frame(root, inv->cap);
    if (walk.entry == NULL) {
        return fail_capability(inv, 0, "something else is mapped there now");
    }
    err = check_in_frame(inv, start, end);
    if (err != ERR_NONE) {
        return err;
    }
    if (op == CACHE_INVALIDATE && !cache_may_invalidate(*walk.entry)) {
        return fail_illegal(inv, "only a writable mapping can be invalidated");
    }
    maintain(op, cap_paddr(inv->cap) + start, end - start);
    return ERR_NONE;
}

/* The range lies in one page, or nothing is mapped at its start. */
static enum err maintain_mapped(struct invocation *inv, enum cache_op op, word_t start, word_t end)
{
    struct walk walk = vm_walk(cap_ptr(inv->cap), start, ARCH_LEVELS - 1);
    if (!pte_is_frame(*walk.entry, walk.level)) {
        return ERR_NONE;
    }
    unsigned bits = arch_frame_sizes[pte_frame_size(*walk.entry, walk.level)].bits;
    word_t last = start | MASK(bits);
    if (end - 1 > last) {
        return fail_range(inv, start, last, "the range crosses a page");
    }
    if (op == CACHE_INVALIDATE && !cache_may_invalidate(*walk.entry)) {
        return fail_illegal(inv, "only a writable mapping can be invalidated");
    }
    maintain(op, pte_paddr(*walk.entry, walk.level) + (start & MASK(bits)), end - start);
    return ERR_NONE;
}

enum err arch_vspace_invoke(struct invocation *inv)
{
    enum cache_op op;
    if (!operation(inv->label, LABEL_ARM_VSPACE_CLEAN_DATA, &op)) {
        return fail_illegal(inv, "no method of a VSpace");
    }
    if (inv_is_short(inv, ARM_VSPACE_CLEAN_DATA_WORDS, ARM_VSPACE_CLEAN_DATA_CAPS)) {
        return fail_truncated(inv);
    }
    word_t start = inv_word(inv, 0), end = inv_word(inv, 1);
    if (end <= start) {
        return fail_argument(inv, 1, "the range is empty");
    }
    if (start >= ARCH_USER_TOP || end > ARM_FLUSH_END_MAX) {
        return fail_illegal(inv, "address above user memory");
    }
    if (!vspace_has_asid(inv->cap)) {
        return fail_capability(inv, 0, "the VSpace has no ASID");
    }
    enum err err = vspace_check_live(inv, inv->cap, 0);
    return err != ERR_NONE ? err : maintain_mapped(inv, op, start, end);
}
