/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 05, sections 4 to 8: what replies to each kind of fault do, and faults that are called off.
 */
#include "support.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

#if defined(CONFIG_ARCH_X86_64)
#define UNDEFINED "ud2"
enum { UNDEFINED_SIZE = 2 };
#elif defined(CONFIG_ARCH_AARCH64)
#define UNDEFINED ".word 0"
enum { UNDEFINED_SIZE = 4 };
#else
#define UNDEFINED ".word 0xe7f000f0"
enum { UNDEFINED_SIZE = 4 };
#endif

static volatile seL4_Word went_on;

static void undefined(seL4_Word unused)
{
    (void)unused;
    asm volatile(UNDEFINED);
    went_on++;
    park();
}

static void landing(seL4_Word unused)
{
    (void)unused;
    went_on = 100;
    park();
}

static void touching(seL4_Word address)
{
    *(volatile seL4_Word *)address = 1;
    went_on++;
    park();
}

static void sending(seL4_Word cap)
{
    seL4_SetMR(0, 0x51);
    seL4_Send(cap, INFO(0x50, 0, 1));
    went_on++;
    park();
}

/* A thread whose faults come to `handler`, and which has had its first. */
static struct thread *faulted(void (*code)(seL4_Word), seL4_Word argument, seL4_CPtr handler)
{
    went_on = 0;
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    return thread;
}

static bool nothing_queued(seL4_CPtr ep)
{
    seL4_Word badge = 1;
    seL4_NBRecv(ep, &badge);
    return badge == 0;
}

/* ---- replies ---- */

TEST("05 4 #4 !1, 05 1 #1, 05 2.3",
     "UserException: a reply without words makes it again; one with the "
     "next address goes on")
{
    seL4_CPtr ep = make_endpoint();
    faulted(undefined, 0, ep);
    seL4_MessageInfo_t info = seL4_Recv(ep, NULL);
    CHECK_EQ(info.words[0], INFO(seL4_Fault_UserException, 0, seL4_UserException_Length).words[0]);
    seL4_Word pc = seL4_GetMR(seL4_UserException_FaultIP);
    info = seL4_ReplyRecv(ep, INFO(0, 0, 0), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_MR(seL4_UserException_FaultIP, pc);
    seL4_SetMR(0, pc + UNDEFINED_SIZE);
    seL4_Reply(INFO(0, 0, 1));
    CHECK_EQ(went_on, 1);
}

TEST("05 4 #4 !2, x86 8 #3",
     "UserException: with a label the registers are written and the thread stops; "
     "resumed, it goes on there")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = faulted(undefined, 0, ep);
    seL4_Recv(ep, NULL);
    seL4_SetMR(0, (seL4_Word)landing);
    seL4_Reply(INFO(1, 0, 1));
    CHECK_EQ(went_on, 0);
    CHECK(nothing_queued(ep));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(went_on, 100);
}

TEST("05 4 #1-2", "the words of a reply to a VM fault or cap fault mean nothing")
{
    seL4_CPtr ep = make_endpoint(), bad = (seL4_CPtr)1 << (seL4_WordBits - 1);
    seL4_Word address = free_range();
    faulted(touching, address, ep);
    seL4_Recv(ep, NULL);
    seL4_SetMR(0, (seL4_Word)landing);
    seL4_MessageInfo_t info = seL4_ReplyRecv(ep, INFO(7, 0, 4), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    faulted(sending, bad, ep);
    seL4_Recv(ep, NULL);
    seL4_SetMR(0, (seL4_Word)landing);
    info = seL4_ReplyRecv(ep, INFO(7, 0, 4), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_EQ(went_on, 0);
}

static seL4_CPtr saved_reply;

TEST("05 4, 05 2 #5, 03 5 b3-4", "a fault can be answered through a saved reply capability, too")
{
    seL4_CPtr ep = make_endpoint();
    saved_reply = new_slot();
    faulted(undefined, 0, ep);
    seL4_Recv(ep, NULL);
    seL4_Word pc = seL4_GetMR(seL4_UserException_FaultIP);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved_reply, DEPTH));
    seL4_SetMR(0, pc + UNDEFINED_SIZE);
    CHECK_EQ(seL4_Call(saved_reply, INFO(0, 0, 1)).words[0], 0);
    CHECK_EQ(went_on, 1);
    CHECK(is_empty(saved_reply));
}

TEST("05 4, 05 2 #3", "a reply to a fault gives no capabilities and no message")
{
    seL4_CPtr ep = make_endpoint(), slot = new_slot(), given = make_tcb();
    struct thread *thread = faulted(undefined, 0, ep);
    thread->buffer->receiveCNode = ROOT;
    thread->buffer->receiveIndex = slot;
    thread->buffer->receiveDepth = DEPTH;
    seL4_Recv(ep, NULL);
    seL4_SetCap(0, given);
    seL4_SetMR(0, seL4_GetMR(seL4_UserException_FaultIP) + UNDEFINED_SIZE);
    seL4_Reply(INFO(0, 1, 1));
    CHECK_EQ(went_on, 1);
    CHECK(is_empty(slot));
}

/* ---- the message ---- */

TEST("05 2.1 a1 b3 !1", "a cap fault's first word is the address of the system call instruction")
{
    seL4_CPtr ep = make_endpoint();
    faulted(sending, (seL4_CPtr)1 << (seL4_WordBits - 1), ep);
    seL4_Recv(ep, NULL);
    const unsigned char *at = (const unsigned char *)seL4_GetMR(seL4_CapFault_IP);
#if defined(CONFIG_SYSENTER)
    CHECK_EQ(at[0] << 8 | at[1], 0x0f34);
#elif defined(CONFIG_ARCH_X86_64)
    CHECK_EQ(at[0] << 8 | at[1], 0x0f05);
#elif defined(CONFIG_ARCH_AARCH64)
    CHECK_EQ(*(const unsigned *)at, 0xd4000001);
#else
    CHECK_EQ(*(const unsigned *)at, 0xef000000);
#endif
}

TEST("05 2.5 #1, 05 2 #1 #3",
     "an unbadged fault endpoint: badge 0; the address is the instruction's")
{
    seL4_CPtr ep = make_endpoint();
    seL4_Word address = free_range(), badge = 1;
    faulted(touching, address, ep);
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 0);
    CHECK_EQ(info.words[0], INFO(seL4_Fault_VMFault, 0, 4).words[0]);
    seL4_Word ip = seL4_GetMR(seL4_VMFault_IP);
    CHECK(ip >= (seL4_Word)touching && ip < (seL4_Word)touching + 64);
}

/* ---- section 6 ---- */

TEST("05 6 #2, 02 5.4 !2", "Resume of a faulter, its fault received or not, makes it fault again")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = faulted(undefined, 0, ep);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Recv(ep, NULL);
    CHECK(nothing_queued(ep));
    thread = faulted(undefined, 0, ep);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), seL4_Fault_UserException);
    CHECK(nothing_queued(ep));
    CHECK_EQ(went_on, 0);
}

TEST("05 6 #3",
     "CancelBadgedSends of a fault's badge: it faults again; one that was received stays")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr badged = minted(ep, seL4_AllRights, 9);
    faulted(undefined, 0, badged);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, badged, DEPTH));
    settle();
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 9);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, badged, DEPTH));
    settle();
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), seL4_Fault_UserException);
}

TEST("05 6 #4", "a deleted faulter takes its message, or its reply capability, along")
{
    seL4_CPtr ep = make_endpoint(), saved = new_slot();
    struct thread *thread = faulted(undefined, 0, ep);
    CHECK_OK(delete (thread->tcb));
    CHECK(nothing_queued(ep));
    thread = faulted(undefined, 0, ep);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK_OK(delete (thread->tcb));
    CHECK(is_empty(saved));
}

TEST("05 6 #5", "a faulter whose reply capability is lost waits, until it is resumed")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = faulted(undefined, 0, ep);
    seL4_Recv(ep, NULL);
    CHECK(nothing_queued(ep));
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(went_on, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), seL4_Fault_UserException);
}

TEST("05 6 #6, 03 11",
     "registers written while a fault waits show in its message, and count for its retry")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = faulted(undefined, 0, ep);
    seL4_Word words[4] = {0, 2, (seL4_Word)landing, thread->stack_top - 64};
    CHECK_EQ(invoke(thread->tcb, TCBWriteRegisters, 4, words, NO_CAPS), seL4_NoError);
    CHECK_EQ(went_on, 0);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), seL4_Fault_UserException);
    CHECK_MR(seL4_UserException_FaultIP, landing);
    CHECK_MR(seL4_UserException_SP, thread->stack_top - 64);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(went_on, 100);
}

TEST("05 6 !1 #1", "a fault that was called off is forgotten: the next message is the thread's own")
{
    seL4_CPtr ep = make_endpoint(), other = make_endpoint();
    struct thread *thread = faulted(undefined, 0, ep);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    thread->code = sending;
    thread->argument = other;
    start(thread, +1);
    CHECK_EQ(seL4_Recv(other, NULL).words[0], INFO(0x50, 0, 1).words[0]);
    CHECK_MR(0, 0x51);
    CHECK_EQ(went_on, 1);
}

/* ---- sections 5, 7, 8 ---- */

TEST("05 5, 05 3", "a fault endpoint that is something else, or leads nowhere, is none")
{
    seL4_CPtr wrong[] = {make_notification(), new_slot(), (seL4_CPtr)1 << (seL4_WordBits - 1),
                         minted(make_endpoint(), seL4_CapRights_new(true, true, true, false), 0)};
    for (unsigned i = 0; i < 4; i++) {
        struct thread *thread = faulted(undefined, 0, wrong[i]);
        seL4_Word words[3] = {1, 1, (seL4_Word)landing};
        CHECK_EQ(went_on, 0);
        CHECK_EQ(invoke(thread->tcb, TCBWriteRegisters, 3, words, NO_CAPS), seL4_NoError);
        CHECK_EQ(went_on, 100);
    }
}

static void handling(seL4_Word ep)
{
    seL4_Recv(ep, NULL);
    asm volatile(UNDEFINED);
    park();
}

TEST("05 7", "a handler that faults into its own endpoint waits there for somebody else")
{
    seL4_CPtr ep = make_endpoint();
    faulted(handling, ep, minted(ep, seL4_AllRights, 1));
    faulted(undefined, 0, minted(ep, seL4_AllRights, 2));
    seL4_Word badge;
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, &badge)), seL4_Fault_UserException);
    CHECK_EQ(badge, 1);
}

TEST("05 8, 05 7", "a label like a fault's is an ordinary message; bad arguments are errors")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr sender = minted(ep, seL4_AllRights, 3);
    faulted(sending, sender, ep);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), 0x50);
    CHECK_EQ(invoke(self_tcb, TCBSetSpace, WORDS(~(seL4_Word)0, ~(seL4_Word)0, 0), CAPS(ep, ep)),
             seL4_IllegalOperation);
}
