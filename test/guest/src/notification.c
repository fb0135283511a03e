/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 03, section 7, and 02, section 5.8: notifications and binding. */
#include "support.h"

static volatile seL4_Word seen, steps;

static void waiter(seL4_Word ntfn)
{
    seL4_Word badge = 0;
    for (;;) {
        seL4_Wait(ntfn, &badge);
        seen = badge;
        steps++;
    }
}

TEST("03 7.1 #1 #5, 03 7.2 #1", "signals accumulate: badges are or-ed")
{
    seL4_CPtr ntfn = make_notification();
    seL4_Signal(minted(ntfn, seL4_CanWrite, 1));
    seL4_Signal(minted(ntfn, seL4_CanWrite, 4));
    seL4_Word badge;
    seL4_Wait(ntfn, &badge);
    CHECK_EQ(badge, 5);
    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 0);
}

TEST("03 7.1 #2", "a signal wakes the first waiter only")
{
    seL4_CPtr ntfn = make_notification();
    steps = 0;
    spawn(waiter, ntfn, +1);
    spawn(waiter, ntfn, +1);
    seL4_Signal(minted(ntfn, seL4_CanWrite, 6));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen, 6);
}

TEST("03 7.1, 02 2.4 #4, 01 2 b2", "Call on a notification signals, and returns an empty reply")
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr badged = minted(ntfn, seL4_AllRights, 3);
    CHECK_EQ(invoke(badged, 1234, WORDS(1, 2, 3), NO_CAPS), 0);
    CHECK_EQ(reply_length, 0);
    seL4_Word badge;
    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 3);
}

TEST("01 2 b2 c2 c3, 02 2.4 #2", "signalling needs the write right, waiting the read right")
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr reader = minted(ntfn, seL4_CanRead, 1);
    CHECK_EQ(invoke(reader, 0, NO_WORDS, NO_CAPS), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(waiter, minted(ntfn, seL4_CanWrite, 1));
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
}

TEST("03 7.1 #5 !2", "an unbadged signal makes the notification active with badge 0")
{
    seL4_CPtr ntfn = make_notification();
    seL4_Word badge = 1;
    seL4_Signal(ntfn);
    seL4_Wait(ntfn, &badge);
    CHECK_EQ(badge, 0);
}

/* ---- binding ---- */

static void bound_receiver(seL4_Word ep)
{
    seL4_Word badge = 0;
    for (;;) {
        seL4_Recv(ep, &badge);
        seen = badge;
        steps++;
    }
}

TEST("03 7.1 #3", "a bound thread that receives on an endpoint gets the signal")
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification();
    steps = 0;
    struct thread *thread = new_thread(bound_receiver, ep);
    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    start(thread, +1);
    seL4_Signal(minted(ntfn, seL4_CanWrite, 0x20));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen, 0x20);
}

TEST("03 6.2 #1", "a pending bound signal comes before a queued sender")
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification();
    steps = 0;
    struct thread *thread = new_thread(bound_receiver, ep);
    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    seL4_Signal(minted(ntfn, seL4_CanWrite, 0x20));
    start(thread, -1);
    seL4_Send(minted(ep, seL4_CanWrite, 0x40), seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen, 0x20);
    let_lower_run();
    CHECK_EQ(seen, 0x40);
}

TEST("02 5.8 #2 #5", "a thread has one bound notification, a notification one thread")
{
    seL4_CPtr a = make_tcb(), b = make_tcb(), n = make_notification();
    CHECK_OK(seL4_TCB_BindNotification(a, n));
    CHECK_ERROR(seL4_TCB_BindNotification(a, make_notification()), seL4_IllegalOperation);
    CHECK_ERROR(seL4_TCB_BindNotification(b, n), seL4_IllegalOperation);
    CHECK_OK(seL4_TCB_UnbindNotification(a));
    CHECK_ERROR(seL4_TCB_UnbindNotification(a), seL4_IllegalOperation);
    CHECK_OK(seL4_TCB_BindNotification(b, n));
}

TEST("02 5.8 #1", "Bind without a capability: TruncatedMessage")
{
    CHECK_EQ(invoke(make_tcb(), TCBBindNotification, NO_WORDS, NO_CAPS), seL4_TruncatedMessage);
}

TEST("02 5.8 #3-4, 01 2 c4", "Bind of something else or without the read right: IllegalOperation")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(seL4_TCB_BindNotification(tcb, make_endpoint()), seL4_IllegalOperation);
    seL4_CPtr weak = minted(make_notification(), seL4_CanWrite, 1);
    CHECK_ERROR(seL4_TCB_BindNotification(tcb, weak), seL4_IllegalOperation);
}

TEST("02 5.8 #5", "a notification with waiters cannot be bound")
{
    seL4_CPtr ntfn = make_notification();
    spawn(waiter, ntfn, +1);
    CHECK_ERROR(seL4_TCB_BindNotification(make_tcb(), ntfn), seL4_IllegalOperation);
}

TEST("03 7.3, 03 6.1 #2", "only the bound thread may wait on a bound notification")
{
    seL4_CPtr ntfn = make_notification(), handler = make_endpoint();
    CHECK_OK(seL4_TCB_BindNotification(make_tcb(), ntfn));
    struct thread *thread = new_thread(waiter, ntfn);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_MR(seL4_CapFault_InRecvPhase, 1);
}

TEST("03 7.3, 01 8.3 #3", "deleting the last notification capability unbinds")
{
    seL4_CPtr tcb = make_tcb(), ntfn = make_notification();
    CHECK_OK(seL4_TCB_BindNotification(tcb, ntfn));
    CHECK_OK(delete (ntfn));
    CHECK_ERROR(seL4_TCB_UnbindNotification(tcb), seL4_IllegalOperation);
}

TEST("03 6.3 #3, 01 8.3 #3", "waiters on a destroyed notification start again, and fault")
{
    seL4_CPtr ntfn = make_notification(), handler = make_endpoint();
    struct thread *thread = new_thread(waiter, ntfn);
    thread->fault_endpoint = handler;
    start(thread, +1);
    CHECK_OK(delete (ntfn));
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_MR(seL4_CapFault_Addr, ntfn);
}
