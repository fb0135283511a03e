/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 05: faults as messages, and what replies to them do. */
#include "support.h"

static volatile seL4_Word went_on;
static volatile seL4_Word *volatile bad_address;
static seL4_CPtr bad_cptr;

static void touch(seL4_Word unused)
{
    (void)unused;
    *bad_address = 1;
    went_on = 1;
    park();
}

static void call_nothing(seL4_Word ep)
{
    seL4_Send(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    went_on = 1;
    park();
}

/* A thread running `code` whose faults come to `handler`, having faulted once. */
static struct thread *faulted(void (*code)(seL4_Word), seL4_Word argument, seL4_CPtr handler)
{
    went_on = 0;
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    return thread;
}

TEST("05 2.5 #1-4, 05 2 #1-3, 05 1 #6",
     "a VM fault: instruction, address, data access, badge of the thread's capability")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    faulted(touch, 0, minted(ep, seL4_AllRights, 0xA));
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 0xA);
    CHECK_EQ(info.words[0],
             seL4_MessageInfo_new(seL4_Fault_VMFault, 0, 0, seL4_VMFault_Length).words[0]);
    CHECK_MR(seL4_VMFault_Addr, bad_address);
    CHECK_MR(seL4_VMFault_PrefetchFault, 0);
}

TEST("05 4 #2 !1", "any reply to a VM fault restarts the instruction, even with a label")
{
    seL4_CPtr ep = make_endpoint(), frame = make_frame();
    bad_address = (seL4_Word *)free_range();
    faulted(touch, 0, ep);
    seL4_Recv(ep, NULL);
    map_at(frame, (seL4_Word)bad_address);
    seL4_Reply(seL4_MessageInfo_new(99, 0, 0, 0));
    CHECK_EQ(went_on, 1);
    CHECK_EQ(*bad_address, 1);
}

TEST("05 4", "a restarted instruction that faults again sends another message")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    faulted(touch, 0, ep);
    seL4_Recv(ep, NULL);
    seL4_MessageInfo_t info = seL4_ReplyRecv(ep, seL4_MessageInfo_new(0, 0, 0, 0), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    CHECK_EQ(went_on, 0);
}

TEST("05 2.1 a2-7 b1, 03 10 #1, 02 2.1 #1, 05 1 #2",
     "a cap fault: CPtr, send phase, the failed lookup")
{
    seL4_CPtr ep = make_endpoint();
    bad_cptr = (seL4_CPtr)1 << (seL4_WordBits - 1);
    faulted(call_nothing, bad_cptr, ep);
    seL4_MessageInfo_t info = seL4_Recv(ep, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 7);
    CHECK_MR(seL4_CapFault_Addr, bad_cptr);
    CHECK_MR(seL4_CapFault_InRecvPhase, 0);
    CHECK_MR(seL4_CapFault_LookupFailureType, seL4_GuardMismatch);
    CHECK_MR(seL4_CapFault_BitsLeft, seL4_WordBits);
    CHECK_MR(seL4_CapFault_GuardMismatch_GuardFound, 0);
}

TEST("05 4 #1", "any reply to a cap fault repeats the system call")
{
    seL4_CPtr ep = make_endpoint();
    bad_cptr = (seL4_CPtr)1 << (seL4_WordBits - 1);
    faulted(call_nothing, bad_cptr, ep);
    seL4_Recv(ep, NULL);
    seL4_MessageInfo_t info = seL4_ReplyRecv(ep, seL4_MessageInfo_new(5, 0, 0, 0), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_EQ(went_on, 0);
}

TEST("05 3, 05 5, 01 2 c8, 04 1 #1",
     "the fault endpoint needs write and grant or grant-reply, else the thread stops")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    struct thread *thread = faulted(touch, 0, minted(ep, seL4_CanWrite, 1));
    seL4_Word badge = 1;
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
    CHECK_EQ(went_on, 0);
    map_at(make_frame(), (seL4_Word)bad_address);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(went_on, 1);
}

TEST("05 6 #1, 05 2 #5",
     "Suspend of a thread whose fault was received makes the reply capability vanish")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    struct thread *thread = faulted(touch, 0, ep);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    map_at(make_frame(), (seL4_Word)bad_address);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(went_on, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(went_on, 1);
}

TEST("05 6 #1 !1", "a thread waiting to send its fault is dequeued by Suspend")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    struct thread *thread = faulted(touch, 0, ep);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    seL4_Word badge = 1;
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
}

TEST("05 6 #3", "a destroyed fault endpoint makes a waiting faulter retry its instruction")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    faulted(touch, 0, ep);
    map_at(make_frame(), (seL4_Word)bad_address);
    CHECK_OK(delete (ep));
    settle();
    CHECK_EQ(went_on, 1);
}

TEST("05 1, 05 7", "faults queue in order with ordinary senders")
{
    seL4_CPtr ep = make_endpoint();
    bad_address = (seL4_Word *)free_range();
    faulted(touch, 0, minted(ep, seL4_AllRights, 1));
    faulted(touch, 0, minted(ep, seL4_AllRights, 2));
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 1);
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 2);
}
