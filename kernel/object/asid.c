/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ASID control makes pools, a pool gives an ASID to a VSpace root (spec arch-*, section 3). The
 * tables themselves are in vm/asid.c.
 */
#include "object/arch_labels.h"
#include "object/object.h"
#include "lib/panic.h"
#include "vm/asid.h"

enum { POOL_BITS = 12 };

static bool can_be_pool(struct cap cap)
{
    return cap_type(cap) == CAP_UNTYPED && cap_untyped_bits(cap) == POOL_BITS &&
           !cap_untyped_device(cap);
}

enum err asid_control_invoke(struct invocation *inv)
{
    if (inv->label != LABEL_ASID_MAKE_POOL) {
        return fail_illegal(inv, "ASID control has only the method MakePool");
    }
    if (inv_is_short(inv, ASID_MAKE_POOL_WORDS, ASID_MAKE_POOL_CAPS)) {
        return fail_truncated(inv);
    }
    word_t index = asid_free_pool();
    if (index == ARCH_ASID_POOL_COUNT) {
        return fail(inv, ERR_DELETE_FIRST, "all ASID pools exist already");
    }
    struct slot *untyped = inv->caps[0];
    if (!can_be_pool(untyped->cap)) {
        return fail_capability(inv, 1, "not an untyped of 4 KiB of RAM");
    }
    if (slot_has_children(untyped)) {
        return fail(inv, ERR_REVOKE_FIRST, "the untyped is in use");
    }
    enum err err;
    struct slot *dest =
        inv_lookup_empty(inv, inv->caps[1]->cap, inv_word(inv, 0), inv_word(inv, 1), &err);
    if (dest == NULL) {
        return err;
    }
    struct asid_pool *pool = arch_ptr(cap_paddr(untyped->cap));
    untyped->cap = cap_with_untyped_watermark(untyped->cap, BIT(POOL_BITS));
    *pool = (struct asid_pool){{NULL}};
    asid_pools[index] = pool;
    struct cap cap = cap_with_pool_index(cap_to(CAP_ASID_POOL, pool), index);
    slot_set_unoriginal_child(dest, cap, untyped);
    return ERR_NONE;
}

struct cap asid_pool_finalise(struct slot *slot, bool last)
{
    const struct asid_pool *pool = cap_ptr(slot->cap);
    if (last && asid_unregister_pool(cap_pool_index(slot->cap), pool)) {
        vm_epoch++;
        arch_vspace_activate(vm_space(this_cpu()->current->slots[TCB_VSPACE].cap));
        asid_flush_pool(cap_pool_index(slot->cap), pool);
    }
    return cap_null();
}

enum err asid_pool_invoke(struct invocation *inv)
{
    if (inv->label != LABEL_ASID_ASSIGN) {
        return fail_illegal(inv, "an ASID pool has only the method Assign");
    }
    if (inv->cap_count < ASID_ASSIGN_CAPS) {
        return fail_truncated(inv);
    }
    struct slot *vspace = inv->caps[0];
    if (cap_type(vspace->cap) != CAP_VSPACE || vspace_has_asid(vspace->cap)) {
        return fail_capability(inv, 1, "not a VSpace root without an ASID");
    }
    word_t index = cap_pool_index(inv->cap);
    if (asid_pools[index] == NULL) {
        struct lookup_failure failure = {.type = LOOKUP_INVALID_ROOT};
        return fail_lookup(inv, false, failure);
    }
    if (asid_pools[index] != cap_ptr(inv->cap)) {
        return fail_capability(inv, 0, "the pool's number belongs to another pool");
    }
    word_t asid = asid_free(index);
    if (asid == 0) {
        return fail(inv, ERR_DELETE_FIRST, "the ASID pool is full");
    }
    kassert(!cap_is_null(vspace->cap) && slot_is_last(vspace));
    asid_assign(asid, cap_ptr(vspace->cap));
    vspace->cap = cap_with_map_asid(vspace->cap, asid);
    return ERR_NONE;
}
