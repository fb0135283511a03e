/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ways into the kernel. An architecture calls the trap_ functions (arch/arch.h); what follows
 * is in trap.c for system calls, faults and interrupts, in invoke.c for invocations.
 */
#pragma once

#include "object/object.h"

/* System call numbers (spec 03; 07 for those below). */
enum syscall_number {
    SYS_CALL = -1,
    SYS_REPLY_RECV = -2,
    SYS_SEND = -3,
    SYS_NB_SEND = -4,
    SYS_RECV = -5,
    SYS_REPLY = -6,
    SYS_YIELD = -7,
    SYS_NB_RECV = -8,
    SYS_SET_TLS_BASE = -30,
};

/* How a system call sends. */
enum send_mode { SEND_PLAIN, SEND_NONBLOCKING, SEND_CALL };

/* Send, NBSend and Call on any capability of the current thread. */
void invoke(word_t cptr, word_t info, enum send_mode mode);

/* The current thread faulted while it received on or sent to `cptr`. */
void raise_cap_fault(word_t cptr, bool receiving, struct lookup_failure failure);

/* The current thread's capability at `cptr`, or the null capability. */
static inline struct cap lookup_cap(word_t cptr)
{
    struct lookup found = tcb_lookup(this_cpu()->current, cptr);
    return found.slot != NULL ? found.slot->cap : cap_null();
}
