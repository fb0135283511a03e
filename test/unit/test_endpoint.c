/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: who waits, who goes on, and with what (spec 03, sections 3 and 6). */
#include "world.h"

static word_t ep;
static struct thread a, b;

/* Two threads of the root task's priority, and an endpoint. */
static void two_threads(void)
{
    ep = make(OBJECT_ENDPOINT);
    a = start_thread(255);
    b = start_thread(255);
}

static void receives(struct thread thread, word_t cptr)
{
    act_as(thread.tcb);
    recv(cptr);
    assert_state(thread, THREAD_RECEIVING);
}

TEST("Send to nobody blocks, the message is delivered when somebody receives")
{
    two_threads();
    word_t five = badged(ep, 15, 5);
    act_as(a.tcb);
    send(five, 77, words(1, 2, 3), caps());
    assert_state(a, THREAD_SENDING);
    act_as(b.tcb);
    recv(ep);
    struct message got = received(b.tcb);
    assert_int_equal(got.badge, 5);
    assert_int_equal(got.label, 77);
    assert_int_equal(got.length, 3);
    assert_int_equal(got.w[2], 3);
    assert_state(a, THREAD_READY);
}

TEST("NBSend to nobody does nothing at all")
{
    two_threads();
    act_as(a.tcb);
    nb_send(ep, 1, words(1), caps());
    assert_state(a, THREAD_READY);
    act_as(b.tcb);
    nb_recv(ep);
    assert_int_equal(b.tcb->context.cap, 0);
}

TEST("a Send to a waiting receiver goes on with its registers unchanged")
{
    two_threads();
    receives(b, ep);
    act_as(a.tcb);
    word_t info = put_message(9, words(4, 5), caps());
    enter(SYS_SEND, ep, info);
    assert_ptr_equal(current(), a.tcb);
    assert_int_equal(a.tcb->context.info, info);
    assert_int_equal(a.tcb->context.cap, ep);
    assert_state(b, THREAD_READY);
    assert_int_equal(received(b.tcb).label, 9);
}

TEST("receivers are served first come, first served, whatever their priority")
{
    two_threads();
    struct thread c = start_thread(255);
    receives(a, ep);
    receives(b, ep);
    receives(c, ep);
    act_as(root_task());
    assert_ok(call(c.cap, LABEL_TCB_SET_PRIORITY, words(1), caps(ROOT_TCB)));
    nb_send(ep, 0, words(1), caps());
    nb_send(ep, 0, words(2), caps());
    nb_send(ep, 0, words(3), caps());
    assert_int_equal(received(a.tcb).w[0], 1);
    assert_int_equal(received(b.tcb).w[0], 2);
    assert_int_equal(received(c.tcb).w[0], 3);
}

TEST("senders are served first come, first served")
{
    two_threads();
    act_as(a.tcb);
    send(ep, 0, words(1), caps());
    act_as(b.tcb);
    send(ep, 0, words(2), caps());
    act_as(root_task());
    recv(ep);
    assert_int_equal(received(root_task()).w[0], 1);
    recv(ep);
    assert_int_equal(received(root_task()).w[0], 2);
}

TEST("a queued sender keeps its badge and rights although its capability is deleted")
{
    two_threads();
    word_t five = badged(ep, 15, 5);
    act_as(a.tcb);
    send(five, 0, words(), caps());
    act_as(root_task());
    delete_cap(five);
    assert_state(a, THREAD_SENDING);
    recv(ep);
    assert_int_equal(received(root_task()).badge, 5);
}

TEST("message registers of a queued sender are read when the message is delivered")
{
    two_threads();
    act_as(a.tcb);
    send(ep, 0, words(1), caps());
    a.tcb->context.mr[0] = 99; /* as WriteRegisters would */
    act_as(root_task());
    recv(ep);
    assert_int_equal(received(root_task()).w[0], 99);
}

TEST("NBRecv finds nothing: badge 0, message info and registers unmodified")
{
    two_threads();
    act_as(a.tcb);
    word_t info = put_message(3, words(8, 9), caps());
    enter(SYS_NB_RECV, ep, info);
    assert_int_equal(a.tcb->context.cap, 0);
    assert_int_equal(a.tcb->context.info, info);
    assert_int_equal(a.tcb->context.mr[1], 9);
    assert_state(a, THREAD_READY);
}

TEST("without W: Call gets InvalidCapability 0, Send and NBSend nothing")
{
    two_threads();
    word_t less = copy_of(ep, 15 & ~RIGHT_WRITE);
    assert_error(call(less, 0, words(), caps()), ERR_CAPABILITY, 0);
    act_as(a.tcb);
    send(less, 0, words(), caps());
    assert_state(a, THREAD_READY);
    nb_send(less, 0, words(), caps());
    assert_state(a, THREAD_READY);
}

TEST("without R: Recv and NBRecv are cap faults, as on an empty slot or another kind")
{
    two_threads();
    word_t handler = make(OBJECT_ENDPOINT), less = copy_of(ep, 15 & ~RIGHT_READ);
    word_t bad[] = {less, 3000, ROOT_TCB};
    assert_ok(
        call(a.cap, LABEL_TCB_SET_SPACE, words(handler, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)));
    for (unsigned i = 0; i < 6; i++) {
        act_as(a.tcb);
        if (i % 2 == 0) {
            recv(bad[i / 2]);
        } else {
            nb_recv(bad[i / 2]);
        }
        act_as(root_task());
        recv(handler);
        struct message got = received(root_task());
        assert_int_equal(got.label, FAULT_CAP);
        assert_int_equal(got.length, 5);
        assert_int_equal(got.w[1], bad[i / 2]);
        assert_int_equal(got.w[2], 1);
        assert_int_equal(got.w[3], LOOKUP_MISSING_CAPABILITY);
        assert_int_equal(got.w[4], 0);
        reply(0, words());
    }
}

TEST("deleting the last capability restarts everybody who waits")
{
    two_threads();
    receives(a, ep);
    receives(b, ep);
    word_t pc = a.tcb->context.restart_pc;
    act_as(root_task());
    delete_cap(ep);
    assert_state(a, THREAD_READY_RETRY);
    assert_state(b, THREAD_READY_RETRY);
    act_as(a.tcb);
    assert_int_equal(a.tcb->context.pc, pc);
}

TEST("a receiver whose own capability is deleted stays in the queue while others exist")
{
    two_threads();
    word_t own = copy_of(ep, 15);
    receives(a, own);
    act_as(root_task());
    delete_cap(own);
    assert_state(a, THREAD_RECEIVING);
    nb_send(ep, 0, words(1), caps());
    assert_state(a, THREAD_READY);
}

TEST("an extra capability that cannot be found is a fault of Send and Call, nothing for NBSend")
{
    two_threads();
    act_as(a.tcb);
    nb_send(ep, 0, words(), caps(BIT(63)));
    assert_state(a, THREAD_READY);
    send(ep, 0, words(), caps(ROOT_TCB, BIT(63)));
    assert_state(a, THREAD_STOPPED);
    assert_true(console_has("cap fault in send phase at address 0x8000000000000000"));
}

TEST("a longer length than 120 is taken as 120")
{
    two_threads();
    receives(b, ep);
    act_as(a.tcb);
    enter(SYS_SEND, ep, 127);
    assert_int_equal(received(b.tcb).length, 120);
}

TEST("all bits of the label arrive")
{
    two_threads();
    receives(b, ep);
    act_as(a.tcb);
    enter(SYS_SEND, ep, ~(word_t)0 << 12 | 7 << 9);
    assert_int_equal(received(b.tcb).label, ~(word_t)0 >> 12);
    assert_int_equal(received(b.tcb).unwrapped, 0);
}
