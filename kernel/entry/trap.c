/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel entries: system calls, faults, interrupts. Each ends with sched_run, which decides who
 * goes on. The fast path (ipc/fastpath.h) comes first where it may, and does that by itself.
 */
#include "arch/arch.h"
#include "entry/benchmark.h"
#include "entry/debug.h"
#include "entry/entry.h"
#include "entry/track.h"
#include "ipc/fastpath.h"
#include "lib/panic.h"

static bool can_receive(struct cap cap, const struct tcb *tcb)
{
    if (!cap_has_badge(cap) || !cap_has_rights(cap, RIGHT_READ)) {
        return false;
    }
    if (cap_type(cap) == CAP_ENDPOINT) {
        return true;
    }
    const struct notification *ntfn = cap_ptr(cap);
    return ntfn->bound == NULL || ntfn->bound == tcb;
}

/* Recv and NBRecv (spec 03, section 6.1). */
static void receive(word_t cptr, bool blocking)
{
    struct tcb *tcb = this_cpu()->current;
    struct lookup found = tcb_lookup(tcb, cptr);
    if (found.slot == NULL) {
        raise_cap_fault(cptr, true, found.failure);
        return;
    }
    struct cap cap = found.slot->cap;
    if (!can_receive(cap, tcb)) {
        raise_cap_fault(cptr, true, lookup_missing(0));
    } else if (cap_type(cap) == CAP_ENDPOINT) {
        endpoint_receive(tcb, cap_ptr(cap), cap_has_rights(cap, RIGHT_GRANT), blocking);
    } else {
        notification_wait(tcb, cap_ptr(cap), blocking);
    }
}

/* Reply through the pending-reply slot; nothing if that is empty. */
static void reply(void)
{
    struct tcb *tcb = this_cpu()->current;
    struct slot *slot = &tcb->slots[TCB_CALLER];
    if (!slot_is_empty(slot)) {
        reply_send(tcb, slot);
    }
}

static void raise(enum fault_kind kind, word_t a, word_t b, word_t c, bool flag)
{
    struct tcb *tcb = this_cpu()->current;
    kassert(tcb->state == THREAD_READY && tcb->fault.kind == FAULT_NONE);
    tcb->fault = (struct fault){.kind = (uint8_t)kind, .flag = flag, .word = {a, b, c}};
    fault_deliver(tcb);
}

/* Numbers outside the API: debugging, benchmarks, SetTLSBase, or nobody's. */
static void other_syscall(word_t cap, word_t info, sword_t number)
{
    struct tcb *tcb = this_cpu()->current;
    if (SET_TLS_BASE_SELF && number == SYS_SET_TLS_BASE) {
        arch_set_own_tls_base(&tcb->context, cap);
        return;
    }
    if (debug_syscall(cap, number) || benchmark_syscall(cap, info, number) ||
        arch_syscall(&tcb->context, number)) {
        return;
    }
    raise(FAULT_UNKNOWN_SYSCALL, (word_t)number, 0, 0, false);
}

static __attribute__((noinline)) void slow_syscall(word_t cap, word_t info, sword_t number)
{
    kassert(this_cpu()->current->state == THREAD_READY);
    kassert(this_cpu()->next == NULL && !this_cpu()->choose);
    switch (number) {
    case SYS_CALL:
        invoke(cap, info, SEND_CALL);
        break;
    case SYS_REPLY_RECV:
        reply();
        receive(cap, true);
        break;
    case SYS_SEND:
        invoke(cap, info, SEND_PLAIN);
        break;
    case SYS_NB_SEND:
        invoke(cap, info, SEND_NONBLOCKING);
        break;
    case SYS_RECV:
        receive(cap, true);
        break;
    case SYS_REPLY:
        reply();
        break;
    case SYS_YIELD:
        sched_give_way();
        break;
    case SYS_NB_RECV:
        receive(cap, false);
        break;
    default:
        other_syscall(cap, info, number);
        break;
    }
    sched_run();
}

/* Apart, so that the common case keeps its few variables in registers. */
static __attribute__((noinline)) bool fast_long_call(word_t cap, word_t info)
{
    return info_size(info) <= MESSAGE_MAX && fastpath_call(cap, info, true);
}

static __attribute__((noinline)) bool fast_long_reply_recv(word_t cap, word_t info)
{
    return info_size(info) <= MESSAGE_MAX && fastpath_reply_recv(cap, info, true);
}

/* Whether the system call was done. */
static inline bool fast_syscall(word_t cap, word_t info, sword_t number)
{
    bool is_short = info_is_short(info);
    if (LIKELY(number == SYS_CALL)) {
        return LIKELY(is_short) ? fastpath_call(cap, info, false) : fast_long_call(cap, info);
    }
    if (LIKELY(number == SYS_REPLY_RECV)) {
        return LIKELY(is_short) ? fastpath_reply_recv(cap, info, false)
                                : fast_long_reply_recv(cap, info);
    }
    return number == SYS_SEND && fastpath_signal(cap, info);
}

ARCH_ENTRY void trap_syscall(word_t cap, word_t info, sword_t number)
{
    track_begin_syscall(cap, info, number);
    if (!FASTPATH || UNLIKELY(!fast_syscall(cap, info, number))) {
        slow_syscall(cap, info, number);
        track_end(false);
    } else {
        track_end(true);
    }
}

static void end_entry(void)
{
    sched_run();
    kassert(this_cpu()->next == NULL && arch_current() == &this_cpu()->current->context);
    track_end(false);
}

void trap_vm_fault(word_t va, bool fetch, word_t status)
{
    track_begin(ENTRY_VM_FAULT, status);
    raise(FAULT_VM, va, status, 0, fetch);
    end_entry();
}

void trap_user_exception(word_t number, word_t code)
{
    enum { CODE_BITS = 28 };
    track_begin(ENTRY_USER_FAULT, number);
    raise(FAULT_USER_EXCEPTION, number, code & MASK(CODE_BITS), 0, false);
    end_entry();
}

void trap_unknown_syscall(word_t number)
{
    track_begin(ENTRY_UNKNOWN_SYSCALL, number);
    raise(FAULT_UNKNOWN_SYSCALL, number, 0, 0, false);
    end_entry();
}

void trap_debug_exception(word_t reason, word_t va, word_t breakpoint)
{
    track_begin(ENTRY_DEBUG_FAULT, reason);
    raise(FAULT_DEBUG, reason, va, breakpoint, false);
    end_entry();
}

void trap_irq(word_t irq)
{
    track_begin(ENTRY_INTERRUPT, irq);
    if (irq == ARCH_IRQ_TIMER) {
        sched_tick();
        arch_timer_ack();
    } else if (irq < ARCH_IRQ_COUNT) {
        irq_deliver(irq);
    }
    end_entry();
}
