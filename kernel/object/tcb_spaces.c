/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB methods (spec 02, section 5.2): Configure, SetSpace and SetIPCBuffer give a thread copies of
 * capabilities to live by. All is checked before anything is changed, because the old ones go
 * first.
 */
#include "object/tcb_methods.h"
#include "vm/asid.h"

/* What Configure, SetSpace and SetIPCBuffer put in place, checked. */
struct new_spaces {
    struct cap cspace, vspace, buffer;
    struct slot *cspace_from, *vspace_from, *buffer_from; /* buffer_from NULL: no buffer */
    word_t fault_cptr, buffer_va;
};

static enum err check_buffer(struct invocation *inv, struct slot *from, word_t va,
                             struct new_spaces *spaces)
{
    if (va == 0) {
        return ERR_NONE;
    }
    spaces->buffer = from->cap;
    enum err err = inv_derive(inv, from, &spaces->buffer);
    if (err != ERR_NONE) {
        return err;
    }
    if (cap_type(spaces->buffer) != CAP_FRAME) {
        return fail_illegal(inv, "IPC buffer is no frame");
    }
    if (cap_frame_device(spaces->buffer)) {
        return fail_illegal(inv, "IPC buffer in device memory");
    }
    if (!ALIGNED(va, IPC_BUFFER_BITS)) {
        return fail(inv, ERR_ALIGNMENT, "IPC buffer address is not aligned to its size");
    }
    spaces->buffer_from = from;
    spaces->buffer_va = va;
    return ERR_NONE;
}

/* Whether emptying this slot would be long work, which only Delete and Revoke do. */
static bool is_long_to_delete(const struct slot *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_REMNANT:
        return true;
    case CAP_CNODE:
    case CAP_TCB:
        return slot_is_last(slot);
    default:
        return false;
    }
}

/* A copy of the capability in `from`, with the data word applied if it is not 0. */
static enum err check_copy(struct invocation *inv, struct slot *from, word_t data, struct cap *cap)
{
    *cap = from->cap;
    if (data != 0) {
        enum err err = inv_mint(inv, cap, data, false);
        if (err != ERR_NONE && cap_type(*cap) == CAP_CNODE) {
            return err;
        }
    }
    return inv_derive(inv, from, cap);
}

static enum err check_spaces(struct invocation *inv, word_t cspace_data, word_t vspace_data,
                             struct new_spaces *spaces)
{
    struct tcb *tcb = inv_tcb(inv);
    if (is_long_to_delete(&tcb->slots[TCB_CSPACE]) || is_long_to_delete(&tcb->slots[TCB_VSPACE])) {
        return fail_illegal(inv, "the thread holds the last capability to its CSpace or VSpace");
    }
    spaces->cspace_from = inv->caps[0];
    spaces->vspace_from = inv->caps[1];
    enum err err = check_copy(inv, spaces->cspace_from, cspace_data, &spaces->cspace);
    if (err != ERR_NONE) {
        return err;
    }
    if (cap_type(spaces->cspace) != CAP_CNODE) {
        return fail_illegal(inv, "CSpace root is no CNode");
    }
    err = check_copy(inv, spaces->vspace_from, vspace_data, &spaces->vspace);
    if (err != ERR_NONE) {
        return err;
    }
    if (!vspace_has_asid(spaces->vspace)) {
        return fail_illegal(inv, "VSpace root is none, or has no ASID");
    }
    return ERR_NONE;
}

/* Replaces what is in a TCB's slot by a copy of `from`'s capability; what else may have vanished
 * with the old one makes it stay empty. */
static void install(struct slot *to, struct cap cap, struct slot *from, struct invocation *inv)
{
    bool target_lives = cap_type(inv->slot->cap) == CAP_TCB;
    if (target_lives && cap_type(from->cap) == cap_type(cap)) {
        slot_set_copy(to, cap, from);
    }
}

static void apply_spaces(struct invocation *inv, const struct new_spaces *spaces)
{
    struct tcb *tcb = inv_tcb(inv);
    tcb->fault_cptr = spaces->fault_cptr;
    slot_delete_simple(&tcb->slots[TCB_CSPACE]);
    install(&tcb->slots[TCB_CSPACE], spaces->cspace, spaces->cspace_from, inv);
    slot_delete_simple(&tcb->slots[TCB_VSPACE]);
    install(&tcb->slots[TCB_VSPACE], spaces->vspace, spaces->vspace_from, inv);
    tcb->space_epoch = 0;
    if (tcb == this_cpu()->current) {
        sched_refresh_current();
    }
}

static void apply_buffer(struct invocation *inv, const struct new_spaces *spaces)
{
    struct tcb *tcb = inv_tcb(inv);
    slot_delete_simple(&tcb->slots[TCB_BUFFER]);
    tcb->buffer_va = spaces->buffer_va;
    if (spaces->buffer_from != NULL) {
        install(&tcb->slots[TCB_BUFFER], spaces->buffer, spaces->buffer_from, inv);
    }
}

enum err tcb_configure(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_CONFIGURE_WORDS, TCB_CONFIGURE_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb_configure_args args = tcb_configure_args(inv);
    struct new_spaces spaces = {.fault_cptr = args.fault_ep};
    enum err err = check_buffer(inv, inv->caps[2], args.buffer, &spaces);
    if (err == ERR_NONE) {
        err = check_spaces(inv, args.cspace_root_data, args.vspace_root_data, &spaces);
    }
    if (err == ERR_NONE) {
        apply_spaces(inv, &spaces);
        apply_buffer(inv, &spaces);
    }
    return err;
}

enum err tcb_set_space(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_SET_SPACE_WORDS, TCB_SET_SPACE_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb_set_space_args args = tcb_set_space_args(inv);
    struct new_spaces spaces = {.fault_cptr = args.fault_ep};
    enum err err = check_spaces(inv, args.cspace_root_data, args.vspace_root_data, &spaces);
    if (err == ERR_NONE) {
        apply_spaces(inv, &spaces);
    }
    return err;
}

enum err tcb_set_ipc_buffer(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_SET_IPC_BUFFER_WORDS, TCB_SET_IPC_BUFFER_CAPS)) {
        return fail_truncated(inv);
    }
    struct new_spaces spaces = {0};
    word_t va = tcb_set_ipc_buffer_args(inv).buffer;
    enum err err = check_buffer(inv, inv->caps[0], va, &spaces);
    if (err == ERR_NONE) {
        apply_buffer(inv, &spaces);
    }
    return err;
}
