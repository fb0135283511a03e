/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 04: who runs next. */
#include "trace.h"

static seL4_CPtr ntfn, ep;

/* Waits for the notification, then a letter, for ever. */
static void woken(seL4_Word letter)
{
    for (;;) {
        seL4_Wait(ntfn, NULL);
        note((char)letter);
    }
}

static void serving(seL4_Word letter)
{
    seL4_Recv(ep, NULL);
    for (;;) {
        note((char)letter);
        seL4_ReplyRecv(ep, seL4_MessageInfo_new(0, 0, 0, 0), NULL);
    }
}

TEST("04 4.1 #1", "a woken thread of higher priority runs at once")
{
    ntfn = make_notification();
    spawn(woken, 'A', +1);
    clear_trace();
    seL4_Signal(ntfn);
    note('.');
    CHECK_TRACE("A.");
}

TEST("04 4.1 #2, 04 9 #3", "a woken thread of equal priority waits at the tail")
{
    ntfn = make_notification();
    spawn(woken, 'A', 0);
    settle();
    clear_trace();
    struct thread *other = new_thread(one_letter, 'B');
    start(other, 0);
    seL4_Signal(ntfn);
    note('.');
    settle();
    CHECK_TRACE(".BA");
}

TEST("04 4.3 !1, 04 9 #5", "resumed threads of equal priority run in reverse order")
{
    clear_trace();
    spawn(one_letter, 'A', 0);
    spawn(one_letter, 'B', 0);
    spawn(one_letter, 'C', 0);
    note('.');
    settle();
    CHECK_TRACE(".CBA");
}

TEST("04 4.1 #4, 04 9 #2",
     "Call to an equal-priority server switches directly, past others who are ready")
{
    ep = make_endpoint();
    spawn(serving, 'S', 0);
    settle();
    clear_trace();
    spawn(one_letter, 'B', 0);
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    note('.');
    settle();
    CHECK_TRACE("S.B");
}

TEST("04 4.1 #5", "a blocking Call to a lower server runs it before others of its priority")
{
    ep = make_endpoint();
    spawn(serving, 'S', -1);
    set_priority(self_tcb, -2);
    set_priority(self_tcb, 0);
    clear_trace();
    spawn(one_letter, 'B', -1);
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    note('.');
    set_priority(self_tcb, -2);
    CHECK_TRACE("S.B");
}

TEST("04 4.1 #6", "a woken lower thread does not run before a higher ready one")
{
    ep = make_endpoint();
    spawn(serving, 'S', -2);
    set_priority(self_tcb, -3);
    set_priority(self_tcb, 0);
    clear_trace();
    spawn(one_letter, 'B', -1);
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    note('.');
    CHECK_TRACE("BS.");
}

static void sending(seL4_Word letter)
{
    seL4_Send(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    note((char)letter);
    park();
}

TEST("04 4.2 #1 !1, 03 6.3 !1, 04 9 #5",
     "destroying an endpoint wakes its threads in reverse order; the deleter goes on")
{
    ep = make_endpoint();
    spawn(sending, 'A', 0);
    settle();
    spawn(sending, 'B', 0);
    settle();
    clear_trace();
    CHECK_OK(delete (ep));
    note('.');
    settle();
    CHECK_TRACE(".BA");
}

TEST("04 4.4", "Yield goes behind all others of the same priority")
{
    clear_trace();
    spawn(one_letter, 'A', 0);
    spawn(one_letter, 'B', 0);
    seL4_Yield();
    note('.');
    CHECK_TRACE("BA.");
}

TEST("04 4.4", "Yield does not give way to lower priorities")
{
    clear_trace();
    spawn(one_letter, 'A', -1);
    seL4_Yield();
    note('.');
    CHECK_TRACE(".");
}

TEST("04 5 #4-5", "SetPriority to equal: tail; to lower: head of that queue")
{
    clear_trace();
    struct thread *a = spawn(one_letter, 'A', -1), *b = spawn(one_letter, 'B', -1);
    (void)b;
    set_priority(a->tcb, 0);
    struct thread *c = new_thread(one_letter, 'C');
    start(c, 0);
    seL4_Yield();
    CHECK_TRACE("CA");
    set_priority(self_tcb, -2);
    CHECK_TRACE("CAB");
}

TEST("04 5 #3", "raising another thread above the caller runs it at once")
{
    clear_trace();
    struct thread *a = spawn(one_letter, 'A', -1);
    set_priority(a->tcb, +1);
    note('.');
    CHECK_TRACE("A.");
}

TEST("04 5 #2", "lowering oneself below a ready thread switches at once")
{
    clear_trace();
    spawn(one_letter, 'A', -1);
    note('.');
    set_priority(self_tcb, -2);
    note('!');
    CHECK_TRACE(".A!");
}

static volatile seL4_Word spins[2];

static void spinning(seL4_Word which)
{
    for (;;) {
        spins[which]++;
    }
}

TEST("04 3.1, 04 9 #4", "threads of equal priority that never block share the processor")
{
    spins[0] = spins[1] = 0;
    spawn(spinning, 0, 0);
    spawn(spinning, 1, 0);
    while (spins[0] == 0 || spins[1] == 0) {
        seL4_Yield();
    }
    CHECK(spins[0] > 0 && spins[1] > 0);
}
