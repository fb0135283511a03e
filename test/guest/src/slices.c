/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 04: initial parameters, places in queues that sched.c leaves out, time slices. */
#include "trace.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

static seL4_CPtr endpoint, notification;

static void awaiting(seL4_Word letter)
{
    seL4_Wait(notification, NULL);
    note((char)letter);
    park();
}

static void sending(seL4_Word letter)
{
    seL4_Send(endpoint, INFO(0, 0, 0));
    note((char)letter);
    park();
}

static void calling(seL4_Word letter)
{
    seL4_Call(endpoint, INFO(0, 0, 0));
    note((char)letter);
    park();
}

TEST("04 2 #1-2, 04 1 #1", "a new thread is stopped, with priority and MCP 0")
{
    seL4_CPtr tcb = make_tcb(), other = make_tcb();
    CHECK_ERROR(seL4_TCB_SetPriority(other, tcb, 1), seL4_RangeError);
    CHECK_MR(1, 0);
    CHECK_OK(seL4_TCB_SetPriority(other, tcb, 0));
    clear_trace();
    struct thread *thread = new_thread(one_letter, 'A');
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_SetPriority(thread->tcb, self_tcb, 0));
    let_lower_run();
    CHECK_TRACE("");
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_TRACE("");
}

TEST("04 2 #1-2, 08 1 #2", "the initial thread may give out all priorities, and no more")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, 255, 255));
    CHECK_ERROR(seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, 256), seL4_RangeError);
    CHECK_MR(1, seL4_MaxPrio);
}

TEST("04 4.1 #3", "a woken lower thread is at the head of its own queue")
{
    notification = make_notification();
    spawn(awaiting, 'A', +1);
    struct thread *woken = spawn(awaiting, 'W', +1);
    (void)woken;
    clear_trace();
    set_priority(self_tcb, +2);
    spawn(one_letter, 'B', +1);
    spawn(one_letter, 'C', +1);
    seL4_Signal(notification);
    note('.');
    set_priority(self_tcb, 0);
    CHECK_TRACE(".ACB");
}

TEST("04 3, 04 4.1 #1", "a preempted thread is at the head of its queue, before those who waited")
{
    notification = make_notification();
    spawn(awaiting, 'A', +1);
    clear_trace();
    spawn(one_letter, 'B', 0);
    seL4_Signal(notification);
    note('.');
    settle();
    CHECK_TRACE("A.B");
}

static void serve_twice(seL4_Word letter)
{
    seL4_Recv(endpoint, NULL);
    seL4_ReplyRecv(endpoint, INFO(0, 0, 0), NULL);
    note((char)letter);
    park();
}

TEST("04 4.2 #2 !1", "ReplyRecv that finds a sender: the server goes on, then the sender, then the "
                     "client")
{
    endpoint = make_endpoint();
    clear_trace();
    spawn(calling, 'C', 0);
    settle();
    spawn(sending, 'S', 0);
    settle();
    /* The client waits in the queue before the sender. */
    spawn(serve_twice, 'V', 0);
    settle();
    CHECK_TRACE("VSC");
}

TEST("04 4.2 #1 !1, 03 6.3 #2 !1", "CancelBadgedSends: reverse order, the one who cancels first")
{
    endpoint = make_endpoint();
    seL4_CPtr plain = endpoint, badged = minted(endpoint, seL4_AllRights, 5);
    endpoint = badged;
    spawn(sending, 'A', 0);
    settle();
    spawn(sending, 'B', 0);
    settle();
    endpoint = new_slot(); /* where they send when they start again: nowhere */
    clear_trace();
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, badged, DEPTH));
    note('.');
    CHECK_OK(delete (badged));
    settle();
    CHECK_TRACE(".BA");
    (void)plain;
}

TEST("04 4.2 #1, 03 6.3 #3", "a destroyed notification: reverse order, the deleter first")
{
    notification = make_notification();
    struct thread *threads[2];
    seL4_CPtr handler = make_endpoint(), badge[2];
    for (seL4_Word i = 0; i < 2; i++) {
        threads[i] = new_thread(awaiting, 'A' + i);
        badge[i] = threads[i]->fault_endpoint = minted(handler, seL4_AllRights, i + 1);
        start(threads[i], 0);
        settle();
    }
    CHECK_OK(delete (notification));
    settle();
    for (seL4_Word i = 0; i < 2; i++) {
        seL4_Word from;
        seL4_Recv(handler, &from);
        CHECK_EQ(from, 2 - i);
    }
}

TEST("04 5 !1", "SetPriority to the value it has: the place in the queue changes")
{
    clear_trace();
    struct thread *b = NULL;
    spawn(one_letter, 'A', 0);
    b = spawn(one_letter, 'B', 0);
    set_priority(b->tcb, 0);
    settle();
    CHECK_TRACE("AB");
}

TEST("04 5 !1 #5", "a lower thread given its own priority goes to the head")
{
    clear_trace();
    struct thread *a = spawn(one_letter, 'A', -1);
    spawn(one_letter, 'B', -1);
    set_priority(a->tcb, -1);
    let_lower_run();
    CHECK_TRACE("AB");
}

TEST("04 5 #2", "one's own priority, to a value nobody beats: the head of that queue, and on")
{
    clear_trace();
    spawn(one_letter, 'A', -1);
    set_priority(self_tcb, -1);
    note('.');
    set_priority(self_tcb, +1);
    note('!');
    CHECK_TRACE(".!");
}

TEST("04 5 #1",
     "SetPriority of a blocked thread: its place in the queue stays, its priority counts "
     "when it is woken")
{
    endpoint = make_endpoint();
    struct thread *a = spawn(sending, 'A', +1);
    struct thread *b = spawn(sending, 'B', +1);
    set_priority(a->tcb, -1);
    set_priority(b->tcb, +2);
    clear_trace();
    seL4_Recv(endpoint, NULL);
    note('.');
    seL4_Recv(endpoint, NULL);
    note('!');
    CHECK_TRACE(".B!");
    let_lower_run();
    CHECK_TRACE(".B!A");
}

TEST("04 4.5", "Suspend takes a ready thread out of its queue; of oneself, the next one runs")
{
    clear_trace();
    struct thread *a = spawn(one_letter, 'A', 0);
    spawn(one_letter, 'B', 0);
    CHECK_OK(seL4_TCB_Suspend(a->tcb));
    settle();
    CHECK_TRACE("B");
}

/* ---- time slices ---- */

enum { OFTEN = 2000, ENOUGH = 3, GIVE_UP = 100000 };

static volatile unsigned gave_way, times, ended;
static seL4_CPtr enough;

/* Gives way every so often, long before a slice can end. */
static void giving_way(seL4_Word by_call)
{
    for (;;) {
        for (volatile unsigned i = 0; i < OFTEN; i++) {
        }
        if (++times == GIVE_UP) {
            seL4_Signal(enough);
        }
        if (by_call) {
            seL4_Call(endpoint, INFO(0, 0, 0));
        } else {
            gave_way = 1;
            seL4_Yield();
        }
    }
}

/* Runs when the other one gave way by itself, or when its slice ended. */
static void watching(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        if (!gave_way && ++ended == ENOUGH) {
            seL4_Signal(enough);
        }
        gave_way = 0;
        seL4_Yield();
    }
}

static void serving(seL4_Word unused)
{
    (void)unused;
    seL4_Recv(endpoint, NULL);
    for (;;) {
        seL4_ReplyRecv(endpoint, INFO(0, 0, 0), NULL);
    }
}

static void see_slices_end(bool by_call)
{
    enough = make_notification();
    endpoint = make_endpoint();
    gave_way = times = ended = 0;
    spawn(serving, 0, +1);
    spawn(watching, 0, -2);
    spawn(giving_way, by_call, -2);
    seL4_Wait(enough, NULL);
    CHECK(ended >= ENOUGH);
}

TEST("04 3.1 !1, 03 8 !1", "a time slice ends although its thread yields all the time")
{
    see_slices_end(false);
}

TEST("04 3.1 !1, 04 2 #5", "a time slice ends although its thread calls and is called all the time")
{
    see_slices_end(true);
}

static volatile seL4_Word owner;

static void taking_turns(seL4_Word letter)
{
    for (;;) {
        if (owner != letter) {
            owner = letter;
            note((char)letter);
        }
        if (traced == 9) {
            seL4_Signal(enough);
        }
    }
}

TEST("04 9 #4, 04 3.1, 04 6", "threads that never block take turns in a stable order, preempted by "
                              "the tick")
{
    spawn(taking_turns, 'A', -1);
    spawn(taking_turns, 'B', -1);
    spawn(taking_turns, 'C', -1);
    enough = make_notification();
    /* A machine that is very busy may swallow a whole slice now and then. */
    for (int tries = 0; tries < 5; tries++) {
        clear_trace();
        seL4_Wait(enough, NULL);
        char first = trace[0], second = trace[1];
        char third = (char)('A' + 'B' + 'C' - first - second);
        const char turns[] = {first, second, third, first, second, third, first, second, third, 0};
        bool downwards = (first - 'A' + 2) % 3 == second - 'A';
        if (memcmp(trace, turns, 9) == 0 && downwards) {
            return;
        }
    }
    CHECK(!"a stable order");
}
