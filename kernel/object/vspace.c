/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VSpace roots: the top page table of an address space. A root is good for something only with an
 * ASID (object/asid.c), which also tells whether a mapping that a capability remembers still means
 * anything.
 */
#include "object/arch_object.h"
#include "vm/asid.h"

enum err vspace_derive(const struct slot *source, struct cap *cap)
{
    (void)source;
    return vspace_has_asid(*cap) ? ERR_NONE : ERR_ILLEGAL;
}

struct cap vspace_finalise(struct slot *slot, bool last)
{
    vm_epoch++;
    if (slot == &this_cpu()->current->slots[TCB_VSPACE]) {
        arch_vspace_activate(arch_vspace(NULL, 0));
    }
    if (last && vspace_has_asid(slot->cap)) {
        asid_release(cap_map_asid(slot->cap), cap_ptr(slot->cap));
    }
    return cap_null();
}

enum err vspace_check(struct invocation *inv, unsigned i)
{
    if (!vspace_has_asid(inv->caps[i]->cap)) {
        return fail_capability(inv, i + 1, "not a VSpace root with an ASID");
    }
    return ERR_NONE;
}

enum err vspace_check_live(struct invocation *inv, struct cap vspace, word_t bad)
{
    word_t *root = asid_root(cap_map_asid(vspace));
    if (root == NULL) {
        struct lookup_failure failure = {.type = LOOKUP_INVALID_ROOT};
        return fail_lookup(inv, false, failure);
    }
    if (root != cap_ptr(vspace)) {
        return fail_capability(inv, bad, "the ASID now belongs to another VSpace");
    }
    return ERR_NONE;
}

enum err vspace_invoke(struct invocation *inv)
{
    return arch_vspace_invoke(inv);
}
