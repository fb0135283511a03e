/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults as messages (spec 05): a fault of a thread is sent by the thread itself, as if it called
 * its fault endpoint, and the reply says how it goes on. What is in `struct fault`, by kind:
 *
 *   cap fault        word 0: the CPtr; flag: receive phase; lookup
 *   unknown syscall  word 0: the number
 *   user exception   word 0: number, word 1: code
 *   debug            word 0: reason, word 1: address, word 2: breakpoint number
 *   VM fault         word 0: address, word 1: status; flag: instruction fetch
 */
#include "cap/class.h"
#include "cap/invocation.h"
#include "ipc/report.h"
#include "lib/panic.h"

/* ---- delivery ---- */

static bool is_fault_endpoint(struct cap cap)
{
    return cap_type(cap) == CAP_ENDPOINT && cap_has_rights(cap, RIGHT_WRITE) &&
           (cap_rights(cap) & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0;
}

void fault_deliver(struct tcb *tcb)
{
    kassert(tcb->fault.kind != FAULT_NONE && tcb_is_ready(tcb));
    struct lookup found = tcb_lookup(tcb, tcb->fault_cptr);
    if (found.slot == NULL || !is_fault_endpoint(found.slot->cap)) {
        report_unhandled_fault(tcb, found);
        tcb->fault.kind = FAULT_NONE;
        sched_block(tcb, THREAD_STOPPED);
        return;
    }
    struct cap cap = found.slot->cap;
    struct send send = {.badge = cap_badge(cap),
                        .can_grant = cap_has_rights(cap, RIGHT_GRANT),
                        .can_grant_reply = true,
                        .is_call = true,
                        .blocking = true};
    endpoint_send(tcb, cap_ptr(cap), send);
}

/* ---- the message ---- */

/* A message being written for a receiver; words that do not fit are left out. */
struct writer {
    struct tcb *to;
    word_t *buffer;
    unsigned length;
};

static void put(struct writer *w, word_t value)
{
    if (message_put(w->to, w->buffer, w->length, value)) {
        w->length++;
    }
}

static void put_registers(struct writer *w, const struct tcb *tcb, enum arch_fault kind)
{
    const struct fault_regs regs = arch_fault_regs[kind];
    for (unsigned i = 0; i < regs.count; i++) {
        put(w, *arch_reg((struct context *)&tcb->context, regs.reg[i]));
    }
}

static void put_cap_fault(struct writer *w, const struct tcb *tcb)
{
    const struct fault *fault = &tcb->fault;
    word_t words[4];
    unsigned count = lookup_failure_words(fault->lookup, words);
    put(w, tcb->context.restart_pc);
    put(w, fault->word[0]);
    put(w, fault->flag);
    for (unsigned i = 0; i < count; i++) {
        put(w, words[i]);
    }
}

static void put_debug_fault(struct writer *w, const struct tcb *tcb)
{
    const struct fault *fault = &tcb->fault;
    put(w, tcb->context.restart_pc);
    put(w, fault->word[0]);
    if (fault->word[0] <= DEBUG_REASON_INSTRUCTION) {
        put(w, fault->word[1]);
        put(w, fault->word[2]);
    }
}

word_t fault_message(const struct tcb *tcb, struct tcb *receiver)
{
    kassert(tcb->fault.kind != FAULT_NONE && tcb != receiver);
    struct writer w = {.to = receiver, .buffer = tcb_buffer(receiver, true)};
    const struct fault *fault = &tcb->fault;
    switch ((enum fault_kind)fault->kind) {
    case FAULT_CAP:
        put_cap_fault(&w, tcb);
        break;
    case FAULT_UNKNOWN_SYSCALL:
        put_registers(&w, tcb, ARCH_UNKNOWN_SYSCALL);
        put(&w, fault->word[0]);
        break;
    case FAULT_USER_EXCEPTION:
        put_registers(&w, tcb, ARCH_USER_EXCEPTION);
        put(&w, fault->word[0]);
        put(&w, fault->word[1]);
        break;
    case FAULT_DEBUG:
        put_debug_fault(&w, tcb);
        break;
    case FAULT_VM:
        put(&w, tcb->context.restart_pc);
        put(&w, fault->word[0]);
        put(&w, fault->flag);
        put(&w, fault->word[1]);
        break;
    case FAULT_NONE:
        break;
    }
    return info_new(fault->kind, 0, 0, w.length);
}

/* ---- the reply ---- */

/* The words of the reply that can be read; the others count as not sent. */
static unsigned reply_words(const struct tcb *replier, const word_t *buffer, unsigned wanted)
{
    word_t length = info_length(replier->context.info);
    if (buffer == NULL) {
        length = word_min(length, ARCH_MR_COUNT);
    }
    return (unsigned)word_min(length, wanted);
}

static void write_registers(struct tcb *tcb, const struct tcb *replier, enum arch_fault kind)
{
    const word_t *buffer = tcb_buffer(replier, false);
    const struct fault_regs regs = arch_fault_regs[kind];
    unsigned count = reply_words(replier, buffer, regs.count);
    for (unsigned i = 0; i < count; i++) {
        unsigned reg = regs.reg[i];
        if (reg < ARCH_REG_COUNT) {
            *arch_reg(&tcb->context, reg) = arch_sanitise_reg(reg, message_get(replier, buffer, i));
        }
    }
}

static bool reply_to_debug_fault(struct tcb *tcb, const struct tcb *replier)
{
    if (HARDWARE_DEBUG_API && tcb->fault.word[0] == DEBUG_REASON_SINGLE_STEP) {
        word_t count = info_length(replier->context.info) > 0 ? replier->context.mr[0] : 1;
        return arch_single_step(&tcb->context, 0, count, false);
    }
    return true;
}

bool fault_apply_reply(struct tcb *tcb, const struct tcb *replier)
{
    kassert(tcb->fault.kind != FAULT_NONE && tcb->state == THREAD_AWAITING_REPLY);
    bool wants_restart = info_label(replier->context.info) == 0;
    switch ((enum fault_kind)tcb->fault.kind) {
    case FAULT_UNKNOWN_SYSCALL:
        write_registers(tcb, replier, ARCH_UNKNOWN_SYSCALL);
        return wants_restart;
    case FAULT_USER_EXCEPTION:
        write_registers(tcb, replier, ARCH_USER_EXCEPTION);
        return wants_restart;
    case FAULT_DEBUG:
        return reply_to_debug_fault(tcb, replier) && wants_restart;
    default:
        return true;
    }
}
