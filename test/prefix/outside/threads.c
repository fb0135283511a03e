/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads that share the address space: a server, a client, a faulter, and time. */
#include "base.h"

static __thread seL4_Word own = 7;
static seL4_CPtr endpoint, fault_ep, done;
static volatile seL4_Word spun, seen;

static void echo(seL4_Word argument)
{
    seL4_Word badge;
    own += argument;
    seL4_Recv(endpoint, &badge);
    for (seL4_Word i = 1;; i++) {
        for (int j = 0; j < seL4_MsgMaxLength; j++) {
            seL4_SetMR(j, seL4_GetMR(j) + own);
        }
        seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(i, 0, 0, seL4_MsgMaxLength), &badge);
    }
}

static void faulter(seL4_Word argument)
{
    *(volatile seL4_Word *)argument = 1;
    seL4_Signal(done);
    for (;;) {
        seL4_Wait(done, 0);
    }
}

static void spinner(seL4_Word argument)
{
    (void)argument;
    for (;;) {
        spun++;
    }
}

static void long_messages(void)
{
    for (int round = 1; round <= 3; round++) {
        for (int j = 0; j < seL4_MsgMaxLength; j++) {
            seL4_SetMR(j, (seL4_Word)(j * round));
        }
        seL4_MessageInfo_t info =
            seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, seL4_MsgMaxLength));
        int same = seL4_MessageInfo_get_label(info) == (seL4_Word)round;
        for (int j = 0; j < seL4_MsgMaxLength; j++) {
            same &= seL4_GetMR(j) == (seL4_Word)(j * round) + 7 + 5;
        }
        CHECK(same);
    }
}

/* A page in the place of the fault, and the thread tries again. */
static void fault_and_restart(void)
{
    seL4_Word badge, nowhere = 0x28000000;
    struct thread t;
    thread_start(&t, faulter, nowhere, fault_ep, 200);
    seL4_MessageInfo_t tag = seL4_Recv(fault_ep, &badge);
    CHECK(seL4_isVMFault_tag(tag));
    CHECK_EQ(seL4_GetMR(seL4_VMFault_Addr), nowhere);
    CHECK_EQ(
        map_page(seL4_CapInitThreadVSpace, object_new(PAGE_OBJECT, 0), nowhere, seL4_ReadWrite, 1),
        seL4_NoError);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    seL4_Wait(done, &badge);
    CHECK_EQ(*(volatile seL4_Word *)nowhere, 1);
    CHECK_EQ(seL4_TCB_Suspend(t.tcb), seL4_NoError);
}

/* Two that never give way share the processor; one of less priority than us never runs. */
static void time_is_shared(void)
{
    struct thread t;
    thread_start(&t, spinner, 0, 0, 255);
    while (spun == 0) {
    }
    seL4_Word before = spun;
    while (spun == before) {
    }
    CHECK_EQ(seL4_TCB_SetPriority(t.tcb, seL4_CapInitThreadTCB, 10), seL4_NoError);
    before = spun;
    for (volatile int i = 0; i < 100000; i++) {
    }
    seL4_Yield();
    CHECK_EQ(spun, before);
    CHECK_EQ(seL4_TCB_Suspend(t.tcb), seL4_NoError);
}

void thread_test(void);

void thread_test(void)
{
    struct thread t;
    endpoint = object_new(seL4_EndpointObject, 0);
    fault_ep = object_new(seL4_EndpointObject, 0);
    done = object_new(seL4_NotificationObject, 0);
    thread_start(&t, echo, 5, 0, 254);
    long_messages();
    fault_and_restart();
    time_is_shared();
    CHECK_EQ(own, 7);
    seen = own;
}
