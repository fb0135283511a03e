/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 03, section 7: notifications in order, and bound ones while their thread does other things.
 */
#include "support.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

static volatile seL4_Word steps, order[8];
static seL4_CPtr endpoint;

static void calling(seL4_Word cap)
{
    seL4_Call(cap, INFO(9, 0, 0));
    steps++;
    park();
}

/* Writes its number down when it gets a message. */
static void queueing(seL4_Word number)
{
    seL4_Recv(endpoint, NULL);
    order[steps++] = number;
    park();
}

TEST("03 6.1 #4, 03 7.3", "a thread may wait on its own bound notification")
{
    seL4_CPtr ntfn = make_notification();
    CHECK_OK(seL4_TCB_BindNotification(self_tcb, ntfn));
    seL4_Signal(minted(ntfn, seL4_CanWrite, 3));
    seL4_Word badge;
    seL4_Wait(ntfn, &badge);
    CHECK_EQ(badge, 3);
}

TEST("03 7.1 !1 #5",
     "a bound thread that sends or awaits a reply is left alone; it gets the signal "
     "later")
{
    endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr badged = minted(ntfn, seL4_AllRights, 8);
    struct thread *thread = new_thread(calling, endpoint);
    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    steps = 0;
    start(thread, +1);
    seL4_Signal(badged);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 9);
    seL4_Signal(badged);
    CHECK_EQ(steps, 0);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
    CHECK_OK(seL4_TCB_UnbindNotification(thread->tcb));
    seL4_Word badge;
    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 8);
}

TEST("02 5.8 !1", "binding a pending signal does not wake a thread that receives already")
{
    endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    steps = 0;
    struct thread *thread = spawn(queueing, 1, +1);
    seL4_Signal(ntfn);
    CHECK_OK(seL4_TCB_BindNotification(thread->tcb, ntfn));
    seL4_Signal(ntfn);
    CHECK_EQ(steps, 0);
    seL4_Send(endpoint, INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
}

static seL4_CPtr notification;

static void lining_up(seL4_Word number)
{
    seL4_Wait(notification, NULL);
    order[steps++] = number;
    park();
}

TEST("03 7.2 #2, 03 7.1 #2, 04 9 #1", "waiters are woken in order, one by each signal")
{
    notification = make_notification();
    steps = 0;
    spawn(lining_up, 1, +1);
    spawn(lining_up, 2, +3);
    spawn(lining_up, 3, +2);
    for (seL4_Word i = 1; i <= 3; i++) {
        seL4_Signal(notification);
        CHECK_EQ(steps, i);
        CHECK_EQ(order[i - 1], i);
    }
}
