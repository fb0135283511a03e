/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 03, sections 3 to 6: what counts as of the call and what as of the transfer, the order of
 * queues, the life of reply capabilities. */
#include "support.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

enum { R = seL4_FastMessageRegisters };

static volatile seL4_Word steps, order[8], seen_label;

static void sending(seL4_Word cap)
{
    seL4_SetMR(0, cap);
    seL4_Send(cap, INFO(3, 0, R + 2));
    steps++;
    park();
}

static void sending_cap(seL4_Word cap)
{
    seL4_Send(cap, INFO(3, 1, 0));
    park();
}

static void calling(seL4_Word cap)
{
    seL4_MessageInfo_t info = seL4_Call(cap, INFO(9, 0, 0));
    seen_label = seL4_MessageInfo_get_label(info);
    steps++;
    park();
}

static seL4_CPtr endpoint;

/* Writes its number down when it gets a message. */
static void queueing(seL4_Word number)
{
    seL4_Recv(endpoint, NULL);
    order[steps++] = number;
    park();
}

/* A thread blocked in `code`. */
static struct thread *blocked(void (*code)(seL4_Word), seL4_Word argument)
{
    steps = 0;
    seen_label = ~(seL4_Word)0;
    return spawn(code, argument, +1);
}

/* ---- sections 3 and 4 ---- */

TEST("03 3 !2, 03 11", "a queued message: words as of the transfer, from buffer and registers")
{
    endpoint = make_endpoint();
    struct thread *thread = blocked(sending, endpoint);
    thread->buffer->msg[R + 1] = 0x1234;
    seL4_UserContext registers;
    enum { COUNT = sizeof(registers) / sizeof(seL4_Word) };
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, false, 0, COUNT, &registers));
#if defined(CONFIG_ARCH_X86_64)
    registers.r10 = 0x77;
#elif defined(CONFIG_ARCH_AARCH64)
    registers.x2 = 0x77;
#else
    registers.r2 = 0x77;
#endif
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, false, 0, COUNT, &registers));
    CHECK_EQ(steps, 0);
    CHECK_EQ(seL4_Recv(endpoint, NULL).words[0], INFO(3, 0, R + 2).words[0]);
    CHECK_MR(0, 0x77);
    CHECK_MR(R + 1, 0x1234);
}

TEST("03 3 !2, 01 2 c6", "a queued message: the right to grant as of the call")
{
    endpoint = make_endpoint();
    seL4_CPtr cap = minted(endpoint, seL4_AllRights, 5), slot = new_slot();
    struct thread *thread = new_thread(sending_cap, cap);
    thread->buffer->caps_or_badges[0] = make_tcb();
    start(thread, +1);
    CHECK_OK(delete (cap));
    CHECK_OK(mint(cap, endpoint, seL4_CanWrite, 6));
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    seL4_Word badge;
    CHECK_EQ(seL4_Recv(endpoint, &badge).words[0], INFO(3, 1, 0).words[0]);
    CHECK_EQ(badge, 5);
    CHECK(!is_empty(slot));
}

TEST("03 3 !3, 03 11", "a queued message: extra capabilities as of the transfer")
{
    endpoint = make_endpoint();
    seL4_CPtr given = make_notification(), slot = new_slot(), tcb = make_tcb();
    struct thread *thread = new_thread(sending_cap, endpoint);
    thread->buffer->caps_or_badges[0] = given;
    start(thread, +1);
    CHECK_OK(delete (given));
    CHECK_OK(move(given, tcb));
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    CHECK_EQ(seL4_Recv(endpoint, NULL).words[0], INFO(3, 1, 0).words[0]);
    CHECK_OK(seL4_TCB_Suspend(slot));
}

TEST("03 3 !1, 04 9 #1, 04 5 #1", "receivers are served in order, whatever their priorities become")
{
    endpoint = make_endpoint();
    steps = 0;
    struct thread *first = spawn(queueing, 1, +1);
    spawn(queueing, 2, +3);
    spawn(queueing, 3, +2);
    set_priority(first->tcb, +1);
    for (int i = 0; i < 3; i++) {
        seL4_Send(endpoint, INFO(0, 0, 0));
    }
    CHECK_EQ(steps, 3);
    CHECK(order[0] == 1 && order[1] == 2 && order[2] == 3);
}

TEST("03 6.3 #4, 02 5.4 a3",
     "suspended, resumed and deleted threads leave the queue; the others stay")
{
    endpoint = make_endpoint();
    struct thread *threads[5];
    seL4_CPtr caps[5];
    for (seL4_Word i = 0; i < 5; i++) {
        caps[i] = minted(endpoint, seL4_AllRights, i + 1);
        threads[i] = spawn(sending, caps[i], +1);
    }
    CHECK_OK(seL4_TCB_Suspend(threads[1]->tcb));
    CHECK_OK(delete (threads[3]->tcb));
    CHECK_OK(seL4_TCB_Resume(threads[0]->tcb));
    seL4_Word expected[] = {3, 5, 1};
    for (int i = 0; i < 3; i++) {
        seL4_Word badge;
        seL4_Recv(endpoint, &badge);
        CHECK_EQ(badge, expected[i]);
    }
    seL4_Word badge = 1;
    seL4_NBRecv(endpoint, &badge);
    CHECK_EQ(badge, 0);
}

TEST("01 8.4 !1", "revoking the capability that a queued message was sent with leaves it queued")
{
    endpoint = make_endpoint();
    blocked(sending, minted(endpoint, seL4_AllRights, 42));
    CHECK_OK(revoke(endpoint));
    seL4_Word badge;
    seL4_Recv(endpoint, &badge);
    CHECK_EQ(badge, 42);
}

/* ---- section 4.1 ---- */

static void taking(seL4_Word slot)
{
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    seL4_Recv(endpoint, NULL);
    park();
}

TEST("01 2 !1, 01 10, 03 4.1 #4, 01 8.2 a4",
     "a received capability has its rights and badge, and is a "
     "child as if copied")
{
    endpoint = make_endpoint();
    seL4_CPtr other = make_endpoint(), slot = new_slot();
    seL4_CPtr given = minted(other, seL4_CanWrite, 0x19);
    spawn(taking, slot, +1);
    seL4_SetCap(0, given);
    seL4_Send(endpoint, INFO(0, 1, 0));
    blocked(sending, slot);
    seL4_Word badge;
    seL4_Recv(other, &badge);
    CHECK_EQ(badge, 0x19);
    CHECK_OK(revoke(slot));
    CHECK(!is_empty(given));
    CHECK_OK(revoke(given));
    CHECK(is_empty(slot));
}

TEST("03 4.1 #3, 01 6 #1 #4",
     "untypeds with children, tables not mapped, null and reply capabilities "
     "stop the transfer")
{
    endpoint = make_endpoint();
    seL4_CPtr calls = make_endpoint(), saved = new_slot(), slot = new_slot(),
              block = make_untyped(6);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    blocked(calling, calls);
    seL4_Recv(calls, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    seL4_CPtr bad[] = {block, new_slot(), saved, seL4_CapIRQControl};
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct thread *thread = spawn(taking, slot, +1);
        seL4_SetCap(0, endpoint);
        seL4_SetCap(1, bad[i]);
        seL4_SetCap(2, endpoint);
        seL4_Send(endpoint, INFO(0, 3, 0));
        CHECK(is_empty(slot));
        CHECK_EQ(thread->buffer->caps_or_badges[0], 0);
        CHECK_OK(delete (thread->tcb));
    }
}

/* ---- section 5 ---- */

TEST("03 5 b7, 01 8.3 #6, 01 8.2 a6, 01 1 #5",
     "a deleted reply capability leaves its caller waiting, "
     "until that is resumed")
{
    endpoint = make_endpoint();
    seL4_CPtr saved = new_slot();
    struct thread *thread = blocked(calling, endpoint);
    seL4_Recv(endpoint, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK_OK(revoke(saved));
    CHECK(!is_empty(saved));
    CHECK_OK(delete (saved));
    settle();
    CHECK_EQ(steps, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(endpoint, NULL)), 9);
}

static void receiving(seL4_Word cap)
{
    seL4_Recv(cap, NULL);
    park();
}

TEST("03 5 b7, 01 8.3 #5", "so does the end of the thread, or of the CNode, that has it")
{
    endpoint = make_endpoint();
    struct thread *server = spawn(receiving, endpoint, +2);
    struct thread *thread = blocked(calling, endpoint);
    CHECK_OK(delete (server->tcb));
    CHECK_EQ(steps, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_CPtr cnode = make_cnode(2);
    seL4_Recv(endpoint, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(cnode, 1, 2));
    CHECK_OK(delete (cnode));
    settle();
    CHECK_EQ(steps, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Recv(endpoint, NULL);
    seL4_Reply(INFO(1, 0, 0));
    CHECK_EQ(steps, 1);
}

TEST("03 5 b8", "a deleted caller takes its reply capability along")
{
    endpoint = make_endpoint();
    seL4_CPtr saved = new_slot();
    struct thread *thread = blocked(calling, endpoint);
    seL4_Recv(endpoint, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK_OK(delete (thread->tcb));
    CHECK(is_empty(saved));
    thread = blocked(calling, endpoint);
    seL4_Recv(endpoint, NULL);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Reply(INFO(1, 0, 0));
    CHECK_EQ(steps, 0);
}

TEST("03 5 b5", "a bound signal that is received discards the reply capability, too")
{
    endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    CHECK_OK(seL4_TCB_BindNotification(self_tcb, ntfn));
    blocked(calling, endpoint);
    seL4_Recv(endpoint, NULL);
    seL4_Signal(ntfn);
    seL4_Recv(endpoint, NULL);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 0);
}

static void reply_then_fault(seL4_Word bad)
{
    seL4_Recv(endpoint, NULL);
    seL4_ReplyRecv(bad, INFO(2, 0, 0), NULL);
    park();
}

TEST("03 5 !1, 05 4 !3, 05 2.1 b3", "a ReplyRecv whose receive faults has replied; answered, it "
                                    "receives again")
{
    endpoint = make_endpoint();
    seL4_CPtr handler = make_endpoint(), bad = new_slot();
    struct thread *server = new_thread(reply_then_fault, bad);
    server->fault_endpoint = handler;
    start(server, +1);
    blocked(calling, endpoint);
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen_label, 2);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_CapFault);
    CHECK_MR(seL4_CapFault_Addr, bad);
    CHECK_MR(seL4_CapFault_InRecvPhase, 1);
    CHECK_OK(copy(bad, endpoint, seL4_AllRights));
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
    seL4_NBSend(endpoint, INFO(0, 0, 0));
    seL4_Word badge = 1;
    seL4_NBRecv(endpoint, &badge);
    CHECK_EQ(badge, 0);
}

static void fault_then_reply(seL4_Word bad)
{
    seL4_Recv(endpoint, NULL);
    seL4_NBRecv(bad, NULL);
    seL4_Reply(INFO(2, 0, 0));
    park();
}

TEST("03 5 b6", "a receive that faults keeps the pending reply")
{
    endpoint = make_endpoint();
    seL4_CPtr handler = make_endpoint(), bad = new_slot();
    struct thread *server = new_thread(fault_then_reply, bad);
    server->fault_endpoint = handler;
    start(server, +1);
    blocked(calling, endpoint);
    CHECK_EQ(steps, 0);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_CapFault);
    CHECK_OK(copy(bad, make_notification(), seL4_AllRights));
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen_label, 2);
}
