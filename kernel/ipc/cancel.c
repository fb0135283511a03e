/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calling off what a thread waits for, and what follows: Suspend, Resume, and a thread's end (spec
 * 02, section 5.4; 03, section 6.3; 05, section 6).
 */
#include "ipc/ipc.h"
#include "lib/panic.h"

void ipc_cancel(struct tcb *tcb)
{
    switch ((enum thread_state)tcb->state) {
    case THREAD_RECEIVING:
    case THREAD_SENDING:
        endpoint_leave(tcb);
        break;
    case THREAD_WAITING:
        notification_leave(tcb);
        break;
    case THREAD_AWAITING_REPLY:
        if (tcb->reply_slot != NULL) {
            reply_discard(tcb->reply_slot);
        }
        break;
    default:
        return;
    }
    tcb->fault.kind = FAULT_NONE;
}

void ipc_suspend(struct tcb *tcb)
{
    ipc_cancel(tcb);
    if (tcb->state == THREAD_READY) {
        /* Nothing is to be done again: Resume lets it go on with its next instruction. */
        tcb->context.restart_pc = tcb->context.pc;
    }
    kassert(tcb->fault.kind == FAULT_NONE);
    sched_block(tcb, THREAD_STOPPED);
}

void ipc_restart(struct tcb *tcb)
{
    if (tcb_is_ready(tcb) || tcb->state == THREAD_IDLE) {
        return;
    }
    ipc_cancel(tcb);
    sched_resume(tcb);
}
