/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB methods (spec 02, section 5): which there are, and those about priorities, the bound
 * notification, flags and the run state. Its deletion is in delete.c.
 */
#include "object/tcb_methods.h"

/* ---- priorities ---- */

/* The thread whose MCP bounds what the caller may give; NULL with *err set if it is no TCB. */
static struct tcb *authority(struct invocation *inv, unsigned words, enum err *err)
{
    if (inv_is_short(inv, words, 1)) {
        *err = fail_truncated(inv);
        return NULL;
    }
    if (cap_type(inv->caps[0]->cap) != CAP_TCB) {
        *err = fail_capability(inv, 1, "authority is no TCB");
        return NULL;
    }
    return cap_ptr(inv->caps[0]->cap);
}

static enum err set_priority(struct invocation *inv)
{
    enum err err;
    const struct tcb *by = authority(inv, TCB_SET_PRIORITY_WORDS, &err);
    if (by == NULL) {
        return err;
    }
    word_t priority = tcb_set_priority_args(inv).priority;
    if (priority > by->mcp) {
        return fail_range(inv, 0, by->mcp, "priority above the authority's MCP");
    }
    sched_set_priority(inv_tcb(inv), (unsigned)priority);
    return ERR_NONE;
}

static enum err set_mcpriority(struct invocation *inv)
{
    enum err err;
    const struct tcb *by = authority(inv, TCB_SET_MC_PRIORITY_WORDS, &err);
    if (by == NULL) {
        return err;
    }
    word_t mcp = tcb_set_mc_priority_args(inv).mcp;
    if (mcp > by->mcp) {
        return fail_range(inv, 0, by->mcp, "MCP above the authority's");
    }
    inv_tcb(inv)->mcp = (uint8_t)mcp;
    return ERR_NONE;
}

static enum err set_sched_params(struct invocation *inv)
{
    enum err err;
    const struct tcb *by = authority(inv, TCB_SET_SCHED_PARAMS_WORDS, &err);
    if (by == NULL) {
        return err;
    }
    struct tcb_set_sched_params_args args = tcb_set_sched_params_args(inv);
    if (args.mcp > by->mcp) {
        return fail_range(inv, 0, by->mcp, "MCP above the authority's");
    }
    if (args.priority > by->mcp) {
        return fail_range(inv, 0, by->mcp, "priority above the authority's MCP");
    }
    inv_tcb(inv)->mcp = (uint8_t)args.mcp;
    sched_set_priority(inv_tcb(inv), (unsigned)args.priority);
    return ERR_NONE;
}

/* ---- notification, flags ---- */

static enum err bind_notification(struct invocation *inv)
{
    if (inv_is_short(inv, 0, TCB_BIND_NOTIFICATION_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb *tcb = inv_tcb(inv);
    struct cap cap = inv->caps[0]->cap;
    if (tcb->bound != NULL) {
        return fail_illegal(inv, "the thread has a bound notification already");
    }
    if (cap_type(cap) != CAP_NOTIFICATION || !cap_has_rights(cap, RIGHT_READ)) {
        return fail_illegal(inv, "not a notification that may be read");
    }
    struct notification *ntfn = cap_ptr(cap);
    if (ntfn->bound != NULL || notification_state(ntfn) == NOTIFICATION_WAITING) {
        return fail_illegal(inv, "the notification is bound or has waiting threads");
    }
    notification_bind(ntfn, tcb);
    return ERR_NONE;
}

static enum err unbind_notification(struct invocation *inv)
{
    struct tcb *tcb = inv_tcb(inv);
    if (tcb->bound == NULL) {
        return fail_illegal(inv, "the thread has no bound notification");
    }
    notification_unbind(tcb);
    return ERR_NONE;
}

static enum err set_flags(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_SET_FLAGS_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct tcb_set_flags_args args = tcb_set_flags_args(inv);
    struct tcb *tcb = inv_tcb(inv);
    word_t supported = HAVE_FPU ? TCB_FLAG_FPU_DISABLED : 0;
    tcb->flags = (tcb->flags & ~args.clear) | (args.set & supported);
    if (tcb == inv->caller) {
        sched_refresh_current();
    }
    inv_result(inv, tcb->flags);
    return ERR_NONE;
}

/* ---- all of them ---- */

enum err tcb_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_TCB_READ_REGISTERS:
        return tcb_read_registers(inv);
    case LABEL_TCB_WRITE_REGISTERS:
        return tcb_write_registers(inv);
    case LABEL_TCB_COPY_REGISTERS:
        return tcb_copy_registers(inv);
    case LABEL_TCB_CONFIGURE:
        return tcb_configure(inv);
    case LABEL_TCB_SET_PRIORITY:
        return set_priority(inv);
    case LABEL_TCB_SET_MC_PRIORITY:
        return set_mcpriority(inv);
    case LABEL_TCB_SET_SCHED_PARAMS:
        return set_sched_params(inv);
    case LABEL_TCB_SET_IPC_BUFFER:
        return tcb_set_ipc_buffer(inv);
    case LABEL_TCB_SET_SPACE:
        return tcb_set_space(inv);
    case LABEL_TCB_SUSPEND:
        ipc_suspend(inv_tcb(inv));
        return ERR_NONE;
    case LABEL_TCB_RESUME:
        ipc_restart(inv_tcb(inv));
        return ERR_NONE;
    case LABEL_TCB_BIND_NOTIFICATION:
        return bind_notification(inv);
    case LABEL_TCB_UNBIND_NOTIFICATION:
        return unbind_notification(inv);
    case LABEL_TCB_SET_TLS_BASE:
        return tcb_set_tls_base(inv);
    case LABEL_TCB_SET_FLAGS:
        return set_flags(inv);
    default:
        return tcb_breakpoint_invoke(inv);
    }
}
