/* SPDX-License-Identifier: BSD-2-Clause */
/* Signal, Wait, Send, Yield, and system calls that fail early: rows 28 to 39, 46, 47, 50 to 52. */
#include "bench.h"

static void signal_it(void)
{
    seL4_Signal(notification);
}

static void waking_rows(struct op signal)
{
    struct partner p = make_partner(bench_stamper, notification, 0, MY_PRIORITY + 1, 0, false);
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        fire(&signal);
        unsigned count = bench_woken - bench_began;
        least = count < least ? count : least;
    }
    print_row(28, least - overhead());
    end_partner(p);
    p = make_partner(bench_receiver, notification, 0, MY_PRIORITY + 1, 0, false);
    signal.partner = RECEIVER_ROUND;
    row(30, &signal);
    end_partner(p);
    p = make_partner(bench_receiver, notification, 0, MY_PRIORITY - 1, 0, false);
    signal.partner = 0;
    signal.before = lower_runs;
    row(31, &signal);
    end_partner(p);
}

void signal_rows(void)
{
    struct op signal = {.number = (seL4_Word)seL4_SysSend, .cap = notification};
    waking_rows(signal);
    row(32, &signal);
    struct op poll = {.number = (seL4_Word)seL4_SysNBRecv, .cap = notification};
    struct op wait = {.number = (seL4_Word)seL4_SysRecv, .cap = notification, .before = signal_it};
    poll.before = signal_it;
    row(33, &poll);
    poll.before = NULL;
    row(34, &poll);
    row(35, &wait);
}

static void yield_row(unsigned id, bool elsewhere)
{
    struct op yield = {.number = (seL4_Word)seL4_SysYield, .partner = YIELDER_ROUND};
    struct partner p = make_partner(bench_yielder, 0, 0, MY_PRIORITY, 0, elsewhere);
    seL4_Yield();
    row(id, &yield);
    end_partner(p);
}

void send_rows(void)
{
    struct op nbsend = {.number = (seL4_Word)seL4_SysNBSend, .cap = endpoint};
    row(36, &nbsend);
    struct op send = {
        .number = (seL4_Word)seL4_SysSend, .cap = endpoint, .partner = RECEIVER_ROUND};
    struct partner p = make_partner(bench_receiver, endpoint, 0, MY_PRIORITY + 1, 0, false);
    row(37, &send);
    end_partner(p);
    p = make_partner(bench_receiver, endpoint, 0, MY_PRIORITY - 1, 0, false);
    send.partner = 0;
    send.before = lower_runs;
    row(38, &send);
    end_partner(p);
    struct op yield = {.number = (seL4_Word)seL4_SysYield};
    row(39, &yield);
    yield_row(46, false);
    yield_row(47, true);
    row(50, &(struct op){.cap = scratch});
    nbsend.cap = (seL4_Word)1 << (seL4_WordBits - 2);
    row(51, &nbsend);
    row(52, &(struct op){.cap = seL4_CapInitThreadTCB, .label = 900});
}
