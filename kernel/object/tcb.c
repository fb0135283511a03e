/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB methods (spec 02, section 5). Registers, capabilities, priorities and the run state of any
 * thread; `self` is the thread that is calling. Its deletion is in delete.c.
 */
#include "object/object.h"
#include "vm/asid.h"

static struct tcb *target(const struct invocation *inv)
{
    return cap_ptr(inv->cap);
}

/* ---- registers ---- */

static enum err read_registers(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_READ_REGISTERS_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct tcb_read_registers_args args = tcb_read_registers_args(inv);
    struct tcb *tcb = target(inv);
    if (args.count < 1 || args.count > ARCH_REG_COUNT) {
        return fail_range(inv, 1, ARCH_REG_COUNT, "number of registers");
    }
    if (tcb == inv->caller) {
        return fail_illegal(inv, "a thread cannot read its own registers");
    }
    if (args.suspend_source) {
        ipc_suspend(tcb);
    }
    arch_read_regs(&tcb->context, (unsigned)args.count, inv->result);
    inv->result_words = (unsigned)args.count;
    return ERR_NONE;
}

static enum err write_registers(struct invocation *inv)
{
    enum { FIRST = 2 }; /* message word of the first register */
    if (inv_is_short(inv, FIRST, 0)) {
        return fail_truncated(inv);
    }
    struct tcb_write_registers_args args = tcb_write_registers_args(inv);
    struct tcb *tcb = target(inv);
    if (inv->length - FIRST < args.count) {
        return fail_truncated(inv);
    }
    if (tcb == inv->caller) {
        return fail_illegal(inv, "a thread cannot write its own registers");
    }
    unsigned count = (unsigned)word_min(args.count, ARCH_REG_COUNT);
    for (unsigned i = 0; i < count; i++) {
        *arch_reg(&tcb->context, i) = arch_sanitise_reg(i, inv_word(inv, FIRST + i));
    }
    tcb->context.pc = tcb->context.restart_pc;
    arch_regs_written(&tcb->context, false);
    if (args.resume_target) {
        ipc_restart(tcb);
    }
    return ERR_NONE;
}

static void copy_range(struct tcb *to, struct tcb *from, unsigned first, unsigned end)
{
    for (unsigned i = first; i < end; i++) {
        *arch_reg(&to->context, i) = *arch_reg(&from->context, i);
    }
}

static enum err copy_registers(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_COPY_REGISTERS_WORDS, TCB_COPY_REGISTERS_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb_copy_registers_args args = tcb_copy_registers_args(inv);
    struct cap source_cap = inv->caps[0]->cap;
    if (cap_type(source_cap) != CAP_TCB) {
        return fail_capability(inv, 1, "source is no TCB");
    }
    struct tcb *source = cap_ptr(source_cap), *tcb = target(inv);
    if (args.suspend_source) {
        ipc_suspend(source);
    }
    if (args.resume_target) {
        ipc_restart(tcb);
    }
    if (args.transfer_frame) {
        copy_range(tcb, source, 0, ARCH_FRAME_REG_COUNT);
        tcb->context.pc = tcb->context.restart_pc;
    }
    if (args.transfer_integer) {
        copy_range(tcb, source, ARCH_FRAME_REG_COUNT, ARCH_REG_COUNT);
    }
    arch_regs_written(&tcb->context, tcb == inv->caller);
    return ERR_NONE;
}

static enum err set_tls_base(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_SET_TLS_BASE_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct tcb *tcb = target(inv);
    arch_set_tls_base(&tcb->context, tcb_set_tls_base_args(inv).tls_base);
    if (tcb == inv->caller) {
        sched_refresh_current();
    }
    return ERR_NONE;
}

/* ---- CSpace, VSpace, IPC buffer ---- */

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
    struct tcb *tcb = target(inv);
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
    struct tcb *tcb = target(inv);
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
    struct tcb *tcb = target(inv);
    slot_delete_simple(&tcb->slots[TCB_BUFFER]);
    tcb->buffer_va = spaces->buffer_va;
    if (spaces->buffer_from != NULL) {
        install(&tcb->slots[TCB_BUFFER], spaces->buffer, spaces->buffer_from, inv);
    }
}

static enum err configure(struct invocation *inv)
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

static enum err set_space(struct invocation *inv)
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

static enum err set_ipc_buffer(struct invocation *inv)
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
    sched_set_priority(target(inv), (unsigned)priority);
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
    target(inv)->mcp = (uint8_t)mcp;
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
    target(inv)->mcp = (uint8_t)args.mcp;
    sched_set_priority(target(inv), (unsigned)args.priority);
    return ERR_NONE;
}

/* ---- notification, flags ---- */

static enum err bind_notification(struct invocation *inv)
{
    if (inv_is_short(inv, 0, TCB_BIND_NOTIFICATION_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb *tcb = target(inv);
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
    struct tcb *tcb = target(inv);
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
    struct tcb *tcb = target(inv);
    word_t supported = HAVE_FPU ? TCB_FLAG_FPU_DISABLED : 0;
    tcb->flags = (tcb->flags & ~args.clear) | (args.set & supported);
    if (tcb == inv->caller) {
        sched_refresh_current();
    }
    inv_result(inv, tcb->flags);
    return ERR_NONE;
}

/* ---- breakpoints and single-stepping ---- */

#ifdef CONFIG_HARDWARE_DEBUG_API

enum { ACCESS_READ = 0, ACCESS_MAX = 2 };

static enum err check_breakpoint(struct invocation *inv, unsigned n, const struct breakpoint *bp)
{
    if (bp->va >= ARCH_USER_TOP) {
        return fail_argument(inv, 1, "address outside user memory");
    }
    if (bp->type != BREAKPOINT_DATA && bp->type != BREAKPOINT_INSTRUCTION) {
        return fail_argument(inv, 2, "no such type of breakpoint");
    }
    bool known = n < arch_breakpoint_count();
    if (bp->type == BREAKPOINT_INSTRUCTION) {
        if (bp->size != 0) {
            return fail_argument(inv, 3, "size of an instruction breakpoint must be 0");
        }
        if (bp->access != ACCESS_READ) {
            return fail_argument(inv, 4, "access of an instruction breakpoint must be read");
        }
    } else if (bp->size == 0) {
        return fail_argument(inv, 3, "size of a data breakpoint must not be 0");
    }
    if (known && !arch_breakpoint_has_type(n, bp->type)) {
        return fail_argument(inv, 2, "this breakpoint register does not serve this type");
    }
    if (bp->access > ACCESS_MAX) {
        return fail_argument(inv, 3, "no such access");
    }
    if (bp->size > 8 || (bp->size & (bp->size - 1)) != 0) {
        return fail_argument(inv, 3, "size must be 1, 2, 4 or 8");
    }
    if (bp->size != 0 && (bp->va & (bp->size - 1)) != 0) {
        return fail(inv, ERR_ALIGNMENT, "address is not a multiple of the size");
    }
    if (!known) {
        return fail_range(inv, 0, arch_breakpoint_count() - 1, "breakpoint number");
    }
    if (bp->size != 0 && !arch_breakpoint_has_size(bp->size)) {
        return fail_argument(inv, 3, "the processor cannot watch that many bytes");
    }
    return ERR_NONE;
}

/* Truncated to 16 bits, as the ABI has it. */
static unsigned breakpoint_number(const struct invocation *inv)
{
    return (uint16_t)inv_word(inv, 0);
}

static enum err set_breakpoint(struct invocation *inv)
{
    unsigned n = breakpoint_number(inv);
    struct breakpoint breakpoint = {.va = inv_word(inv, 1),
                                    .type = inv_word(inv, 2),
                                    .size = inv_word(inv, 3),
                                    .access = inv_word(inv, 4),
                                    .enabled = true};
    enum err err = check_breakpoint(inv, n, &breakpoint);
    if (err == ERR_NONE) {
        arch_breakpoint_set(&target(inv)->context, n, &breakpoint);
    }
    return err;
}

static enum err check_number(struct invocation *inv)
{
    if (breakpoint_number(inv) >= arch_breakpoint_count()) {
        return fail_range(inv, 0, arch_breakpoint_count() - 1, "breakpoint number");
    }
    return ERR_NONE;
}

static enum err get_breakpoint(struct invocation *inv)
{
    enum err err = check_number(inv);
    if (err == ERR_NONE) {
        struct breakpoint bp = arch_breakpoint_get(&target(inv)->context, breakpoint_number(inv));
        inv_result(inv, bp.va);
        inv_result(inv, bp.type);
        inv_result(inv, bp.size);
        inv_result(inv, bp.access);
        inv_result(inv, bp.enabled);
    }
    return err;
}

static enum err unset_breakpoint(struct invocation *inv)
{
    enum err err = check_number(inv);
    if (err == ERR_NONE) {
        arch_breakpoint_unset(&target(inv)->context, breakpoint_number(inv));
    }
    return err;
}

static enum err configure_single_stepping(struct invocation *inv)
{
    arch_single_step(&target(inv)->context, inv_word(inv, 1), true);
    inv_result(inv, 0);
    return ERR_NONE;
}

static enum err invoke_debug(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_TCB_SET_BREAKPOINT:
        return set_breakpoint(inv);
    case LABEL_TCB_GET_BREAKPOINT:
        return get_breakpoint(inv);
    case LABEL_TCB_UNSET_BREAKPOINT:
        return unset_breakpoint(inv);
    case LABEL_TCB_CONFIGURE_SINGLE_STEPPING:
        return configure_single_stepping(inv);
    default:
        return fail_illegal(inv, "no method of a TCB");
    }
}

#else

static enum err invoke_debug(struct invocation *inv)
{
    return fail_illegal(inv, "no method of a TCB");
}

#endif

enum err tcb_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_TCB_READ_REGISTERS:
        return read_registers(inv);
    case LABEL_TCB_WRITE_REGISTERS:
        return write_registers(inv);
    case LABEL_TCB_COPY_REGISTERS:
        return copy_registers(inv);
    case LABEL_TCB_CONFIGURE:
        return configure(inv);
    case LABEL_TCB_SET_PRIORITY:
        return set_priority(inv);
    case LABEL_TCB_SET_MC_PRIORITY:
        return set_mcpriority(inv);
    case LABEL_TCB_SET_SCHED_PARAMS:
        return set_sched_params(inv);
    case LABEL_TCB_SET_IPC_BUFFER:
        return set_ipc_buffer(inv);
    case LABEL_TCB_SET_SPACE:
        return set_space(inv);
    case LABEL_TCB_SUSPEND:
        ipc_suspend(target(inv));
        return ERR_NONE;
    case LABEL_TCB_RESUME:
        ipc_restart(target(inv));
        return ERR_NONE;
    case LABEL_TCB_BIND_NOTIFICATION:
        return bind_notification(inv);
    case LABEL_TCB_UNBIND_NOTIFICATION:
        return unbind_notification(inv);
    case LABEL_TCB_SET_TLS_BASE:
        return set_tls_base(inv);
    case LABEL_TCB_SET_FLAGS:
        return set_flags(inv);
    default:
        return invoke_debug(inv);
    }
}
