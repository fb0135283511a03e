/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 03: messages, endpoints, replies, capability transfer. */
#include "support.h"

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

/* What a helper thread leaves for the test to look at. */
static volatile seL4_Word seen_badge, seen_info, seen_mr[8], steps;

static void see(seL4_MessageInfo_t info, seL4_Word badge)
{
    seen_badge = badge;
    seen_info = info.words[0];
    for (unsigned i = 0; i < 8; i++) {
        seen_mr[i] = seL4_GetMR(i);
    }
    steps++;
}

static void reset_seen(void)
{
    seen_badge = seen_info = ~(seL4_Word)0;
    steps = 0;
}

static void receiver(seL4_Word ep)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    see(info, badge);
    park();
}

/* Answers every call with its words plus one, label and length unchanged. */
static void echo_server(seL4_Word ep)
{
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    for (;;) {
        see(info, badge);
        for (unsigned i = 0; i < seL4_MessageInfo_get_length(info); i++) {
            seL4_SetMR(i, seL4_GetMR(i) + 1);
        }
        info = seL4_ReplyRecv(
            ep, INFO(seL4_MessageInfo_get_label(info), 0, seL4_MessageInfo_get_length(info)),
            &badge);
    }
}

TEST("02 2.4 #3, 03 3 #1, 03 4 #1-3 #6, 03 9 #1",
     "Send reaches a waiting receiver with badge, label, length and words")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr sender = minted(ep, seL4_CanWrite, 0x1234);
    reset_seen();
    spawn(receiver, ep, +1);
    for (unsigned i = 0; i < 6; i++) {
        seL4_SetMR(i, 100 + i);
    }
    seL4_Send(sender, INFO(77, 0, 6));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen_badge, 0x1234);
    CHECK_EQ(seen_info, INFO(77, 0, 6).words[0]);
    for (unsigned i = 0; i < 6; i++) {
        CHECK_EQ(seen_mr[i], 100 + i);
    }
}

TEST("03 1 #4", "a label passes through with all its bits")
{
    seL4_CPtr ep = make_endpoint();
    reset_seen();
    spawn(receiver, ep, +1);
    seL4_Word label = ~(seL4_Word)0 >> 12;
    seL4_Send(ep, INFO(label, 0, 0));
    CHECK_EQ(seen_info >> 12, label);
}

TEST("03 1 #1 #3, 02 2.1 #3",
     "lengths above 120 count as 120; capsUnwrapped of the sender is ignored")
{
    seL4_CPtr ep = make_endpoint();
    reset_seen();
    spawn(receiver, ep, +1);
    seL4_MessageInfo_t info = {{127 | 7 << 9}};
    seL4_Send(ep, info);
    CHECK_EQ(seen_info, 120);
}

TEST("03 3 #2", "NBSend without a receiver does nothing")
{
    seL4_CPtr ep = make_endpoint();
    seL4_NBSend(ep, INFO(1, 0, 0));
    reset_seen();
    spawn(receiver, ep, +1);
    CHECK_EQ(steps, 0);
}

static void sender(seL4_Word ep)
{
    seL4_SetMR(0, ep);
    seL4_Send(ep, INFO(5, 0, 1));
    steps++;
    park();
}

TEST("03 3 #2 !1, 03 6.2 #2, 04 9 #1, 04 1 #4-7",
     "Send without a receiver blocks until one comes; senders are served in order")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr first = minted(ep, seL4_AllRights, 1), second = minted(ep, seL4_AllRights, 2);
    reset_seen();
    spawn(sender, first, +1);
    spawn(sender, second, +2);
    CHECK_EQ(steps, 0);
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 1);
    CHECK_EQ(seL4_GetMR(0), first);
    CHECK_EQ(steps, 1);
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 2);
    CHECK_EQ(steps, 2);
}

TEST("03 3 !2", "a queued message keeps the badge although its capability is gone")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr badged = minted(ep, seL4_AllRights, 42);
    spawn(sender, badged, +1);
    CHECK_OK(delete (badged));
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 42);
}

TEST("03 5 b1, 03 2 a2, 03 4 #6", "Call and ReplyRecv: words of every length, both ways")
{
    seL4_CPtr ep = make_endpoint();
    spawn(echo_server, ep, +1);
    unsigned lengths[] = {0, 1, 2, 3, 4, 5, 8, 64, 119, 120};
    for (unsigned k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++) {
        for (unsigned i = 0; i < lengths[k]; i++) {
            seL4_SetMR(i, i * 3);
        }
        seL4_MessageInfo_t info = seL4_Call(ep, INFO(k, 0, lengths[k]));
        CHECK_EQ(info.words[0], INFO(k, 0, lengths[k]).words[0]);
        for (unsigned i = 0; i < lengths[k]; i++) {
            CHECK_EQ(seL4_GetMR(i), i * 3 + 1);
        }
    }
}

TEST("03 5", "Call to a server of lower priority works the same")
{
    seL4_CPtr ep = make_endpoint();
    spawn(echo_server, ep, -1);
    let_lower_run();
    seL4_SetMR(0, 9);
    seL4_MessageInfo_t info = seL4_Call(ep, INFO(3, 0, 1));
    CHECK_EQ(info.words[0], INFO(3, 0, 1).words[0]);
    CHECK_EQ(seL4_GetMR(0), 10);
}

TEST("03 5 b2, 03 10 #6", "Reply without a caller does nothing")
{
    seL4_Reply(INFO(0, 0, 0));
}

static void caller(seL4_Word ep)
{
    seL4_SetMR(0, 1);
    seL4_MessageInfo_t info = seL4_Call(ep, INFO(9, 0, 1));
    see(info, 0);
    park();
}

TEST("03 5 b3-4, 02 2.4 #5, 02 4.5",
     "a saved reply capability answers once, and its slot is empty then")
{
    seL4_CPtr ep = make_endpoint(), saved = new_slot();
    reset_seen();
    spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK(!is_empty(saved));
    seL4_SetMR(0, 55);
    seL4_Send(saved, INFO(6, 0, 1));
    CHECK_EQ(steps, 1);
    CHECK_EQ(seen_mr[0], 55);
    CHECK_EQ(seen_info, INFO(6, 0, 1).words[0]);
    CHECK(is_empty(saved));
}

TEST("03 5 b4, 02 2.4 #5", "Call on a saved reply capability also gets an empty kernel reply")
{
    seL4_CPtr ep = make_endpoint(), saved = new_slot();
    spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    seL4_MessageInfo_t info = seL4_Call(saved, INFO(6, 0, 1));
    CHECK_EQ(info.words[0], 0);
}

TEST("01 6 #2", "a reply capability cannot be copied, only moved")
{
    seL4_CPtr ep = make_endpoint(), saved = new_slot(), moved = new_slot();
    reset_seen();
    spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK_ERROR(copy(moved, saved, seL4_AllRights), seL4_IllegalOperation);
    CHECK_OK(move(moved, saved));
    seL4_Send(moved, INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
}

TEST("03 5 b5, 03 6.1 #3",
     "a new receive discards an unused reply capability; the caller stays blocked")
{
    seL4_CPtr ep = make_endpoint();
    reset_seen();
    spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    seL4_NBRecv(ep, NULL);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 0);
}

TEST("03 5 b6, 03 7.2 !1", "waiting for a notification keeps the pending reply")
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification();
    reset_seen();
    spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    seL4_Poll(ntfn, NULL);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
}

TEST("03 5 b8, 02 5.4 a4 !1", "suspending a caller makes its reply capability vanish, saved or not")
{
    seL4_CPtr ep = make_endpoint(), saved = new_slot();
    reset_seen();
    struct thread *thread = spawn(caller, ep, +1);
    seL4_Recv(ep, NULL);
    CHECK_OK(seL4_CNode_SaveCaller(ROOT, saved, DEPTH));
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK(is_empty(saved));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    CHECK_EQ(seL4_MessageInfo_get_label(info), 9);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
}

TEST("01 2 c7, 03 5 a2, 04 1 #1",
     "a Call without grant and grant-reply is delivered, and its caller stopped")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr weak = minted(ep, seL4_CanWrite, 8);
    reset_seen();
    struct thread *thread = spawn(caller, weak, +1);
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 8);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 0);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 8);
}

TEST("01 2 c7, 03 5 a1", "grant-reply suffices for a Call")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr weak = minted(ep, seL4_CapRights_new(true, false, false, true), 0);
    reset_seen();
    spawn(caller, weak, +1);
    seL4_Recv(ep, NULL);
    seL4_Reply(INFO(0, 0, 0));
    CHECK_EQ(steps, 1);
}

TEST("03 6.2 #3, 03 9 #5", "NBRecv with nothing pending: badge 0, info and words as they were")
{
    seL4_CPtr ep = make_endpoint();
    seL4_Word badge = 99;
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
}

TEST("03 6.1 #2, 03 10 #5, 05 2.1 b4, 01 2 c3",
     "receiving on what cannot be received on is a fault, also for NBRecv")
{
    seL4_CPtr weak = minted(make_endpoint(), seL4_CanWrite, 0);
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(receiver, weak);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_MR(seL4_CapFault_Addr, weak);
    CHECK_MR(seL4_CapFault_InRecvPhase, 1);
    CHECK_MR(seL4_CapFault_LookupFailureType, seL4_MissingCapability);
    CHECK_MR(seL4_CapFault_BitsLeft, 0);
}

/* ---- capability transfer ---- */

static seL4_CPtr receive_slot;

static void cap_receiver(seL4_Word ep)
{
    seL4_SetCapReceivePath(ROOT, receive_slot, DEPTH);
    receiver(ep);
}

TEST("03 4.1 #4, 03 2 a5-7, 03 1 #2, 03 2 a4", "a capability arrives in the receive slot")
{
    seL4_CPtr ep = make_endpoint();
    receive_slot = new_slot();
    reset_seen();
    spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, make_notification());
    seL4_Send(ep, INFO(0, 1, 0));
    CHECK_EQ(seen_info, INFO(0, 1, 0).words[0]);
    CHECK(!is_empty(receive_slot));
}

TEST("01 2 c6, 03 4 #4", "without grant no capability is transferred")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr weak = minted(ep, seL4_CanWrite, 0);
    receive_slot = new_slot();
    reset_seen();
    spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, make_notification());
    seL4_Send(weak, INFO(0, 1, 0));
    CHECK_EQ(seen_info, 0);
    CHECK(is_empty(receive_slot));
}

TEST("03 4.1 #1 !1, 03 2 a4", "capabilities to the endpoint itself arrive as their badges")
{
    seL4_CPtr ep = make_endpoint();
    receive_slot = 0;
    reset_seen();
    struct thread *thread = spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, minted(ep, seL4_AllRights, 0x77));
    seL4_SetCap(1, ep);
    seL4_Send(ep, INFO(0, 2, 0));
    CHECK_EQ(seen_info, seL4_MessageInfo_new(0, 3, 2, 0).words[0]);
    CHECK_EQ(thread->buffer->caps_or_badges[0], 0x77);
    CHECK_EQ(thread->buffer->caps_or_badges[1], 0);
}

TEST("03 4.1 #1 #4", "one capability and one badge in a message")
{
    seL4_CPtr ep = make_endpoint();
    receive_slot = new_slot();
    reset_seen();
    spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, make_tcb());
    seL4_SetCap(1, ep);
    seL4_SetCap(2, make_tcb());
    seL4_Send(ep, INFO(0, 3, 0));
    CHECK_EQ(seen_info, seL4_MessageInfo_new(0, 2, 2, 0).words[0]);
    CHECK(!is_empty(receive_slot));
}

TEST("03 4.1 #2 !2", "an occupied or missing receive slot stops the transfer silently")
{
    seL4_CPtr ep = make_endpoint();
    receive_slot = make_tcb();
    reset_seen();
    spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, make_notification());
    seL4_Send(ep, INFO(2, 1, 0));
    CHECK_EQ(seen_info, INFO(2, 0, 0).words[0]);
}

TEST("03 4.1 #3, 01 6 #2", "what cannot be copied stops the transfer")
{
    seL4_CPtr ep = make_endpoint();
    receive_slot = new_slot();
    reset_seen();
    spawn(cap_receiver, ep, +1);
    seL4_SetCap(0, seL4_CapIRQControl);
    seL4_Send(ep, INFO(2, 1, 0));
    CHECK_EQ(seen_info, INFO(2, 0, 0).words[0]);
    CHECK(is_empty(receive_slot));
}

TEST("01 2 c10, 03 5",
     "a reply transfers capabilities iff the receiver's endpoint capability had grant")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr weak = minted(ep, seL4_CapRights_new(false, false, true, true), 0);
    receive_slot = new_slot();
    struct thread *thread = new_thread(caller, ep);
    thread->buffer->receiveCNode = ROOT;
    thread->buffer->receiveIndex = receive_slot;
    thread->buffer->receiveDepth = DEPTH;
    reset_seen();
    start(thread, +1);
    seL4_Recv(weak, NULL);
    seL4_SetCap(0, make_notification());
    seL4_Reply(INFO(0, 1, 0));
    CHECK_EQ(steps, 1);
    CHECK(is_empty(receive_slot));
}

TEST("02 2.1 #2, 03 10 #2", "an extra capability that cannot be found is a fault of the sender")
{
    seL4_CPtr ep = make_endpoint();
    CHECK_EQ(seL4_CNode_Delete(ROOT, new_slot(), DEPTH), 0);
    seL4_SetCap(0, (seL4_CPtr)1 << (seL4_WordBits - 2));
    seL4_NBSend(ep, INFO(0, 1, 0));
}

TEST("03 10 #3-4, 02 2.4 #1, 05 2.1 !2, 01 1 #1",
     "Call to an empty slot: InvalidCapability 0; Send to it: nothing")
{
    seL4_CPtr nothing = new_slot();
    CHECK_EQ(invoke(nothing, 1, NO_WORDS, NO_CAPS), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    seL4_Send(nothing, INFO(0, 0, 0));
    seL4_NBSend(nothing, INFO(0, 0, 0));
}

/* ---- cancellation ---- */

TEST("03 6.3 #2, 02 4.3", "CancelBadgedSends restarts senders with that badge only")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr one = minted(ep, seL4_AllRights, 1), two = minted(ep, seL4_AllRights, 2);
    spawn(sender, one, +1);
    spawn(sender, two, +1);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, one, DEPTH));
    settle();
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 2);
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 1);
}

TEST("03 6.3 #1, 01 8.3 #2", "senders to a destroyed endpoint start again, and see the empty slot")
{
    seL4_CPtr ep = make_endpoint();
    reset_seen();
    spawn(sender, ep, +1);
    CHECK_EQ(steps, 0);
    CHECK_OK(delete (ep));
    settle();
    CHECK_EQ(steps, 1);
}

TEST("03 6.3", "a receiver stays queued while another capability to the endpoint exists")
{
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr mine = copy_of(ep);
    reset_seen();
    spawn(receiver, mine, +1);
    CHECK_OK(delete (mine));
    seL4_Send(ep, INFO(4, 0, 0));
    CHECK_EQ(steps, 1);
}

/* ---- without an IPC buffer ---- */

TEST("03 2 b1", "to a receiver without a buffer only the register words arrive")
{
    seL4_CPtr ep = make_endpoint();
    reset_seen();
    struct thread *thread = spawn(receiver, ep, +1);
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0, ep));
    for (unsigned i = 0; i < 8; i++) {
        seL4_SetMR(i, i);
    }
    seL4_Send(ep, INFO(1, 0, 8));
    CHECK_EQ(seen_info, INFO(1, 0, seL4_FastMessageRegisters).words[0]);
}
