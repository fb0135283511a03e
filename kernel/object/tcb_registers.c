/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB methods (spec 02, sections 5.5 to 5.7, 5.9): the registers of a thread, one by one as
 * seL4_UserContext orders them. Values from users are made harmless by the architecture; those that
 * come from another thread are already. `self`: the thread that is calling.
 */
#include "object/tcb_methods.h"

enum err tcb_read_registers(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_READ_REGISTERS_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct tcb_read_registers_args args = tcb_read_registers_args(inv);
    struct tcb *tcb = inv_tcb(inv);
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

enum err tcb_write_registers(struct invocation *inv)
{
    enum { FIRST = 2 }; /* message word of the first register */
    if (inv_is_short(inv, FIRST, 0)) {
        return fail_truncated(inv);
    }
    struct tcb_write_registers_args args = tcb_write_registers_args(inv);
    struct tcb *tcb = inv_tcb(inv);
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

enum err tcb_copy_registers(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_COPY_REGISTERS_WORDS, TCB_COPY_REGISTERS_CAPS)) {
        return fail_truncated(inv);
    }
    struct tcb_copy_registers_args args = tcb_copy_registers_args(inv);
    struct cap source_cap = inv->caps[0]->cap;
    if (cap_type(source_cap) != CAP_TCB) {
        return fail_capability(inv, 1, "source is no TCB");
    }
    struct tcb *source = cap_ptr(source_cap), *tcb = inv_tcb(inv);
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

enum err tcb_set_tls_base(struct invocation *inv)
{
    if (inv_is_short(inv, TCB_SET_TLS_BASE_WORDS, 0)) {
        return fail_truncated(inv);
    }
    struct tcb *tcb = inv_tcb(inv);
    arch_set_tls_base(&tcb->context, tcb_set_tls_base_args(inv).tls_base);
    if (tcb == inv->caller) {
        sched_refresh_current();
    }
    return ERR_NONE;
}
