/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications (spec 03, section 7; 02, section 5.8). */
#include "world.h"

static word_t ntfn;
static struct thread a, b;

static struct notification *object(void)
{
    return object_at(ntfn);
}

static void signal_with(word_t badge)
{
    send(badged(ntfn, RIGHT_WRITE, badge), 0, words(), caps());
}

static void two_threads(void)
{
    ntfn = make(OBJECT_NOTIFICATION);
    a = start_thread(255);
    b = start_thread(255);
}

static struct message bind(struct thread thread, word_t cptr)
{
    return call(thread.cap, LABEL_TCB_BIND_NOTIFICATION, words(), caps(cptr));
}

TEST("signals collect their badges; a wait takes all of them")
{
    two_threads();
    signal_with(1);
    signal_with(6);
    assert_ok(call(badged(ntfn, RIGHT_WRITE, 8), 0, words(), caps()));
    nb_send(badged(ntfn, RIGHT_WRITE, 16), 0, words(), caps());
    assert_int_equal(notification_state(object()), NOTIFICATION_ACTIVE);
    recv(ntfn);
    assert_int_equal(root_task()->context.cap, 31);
    assert_int_equal(notification_state(object()), NOTIFICATION_IDLE);
    nb_recv(ntfn);
    assert_int_equal(root_task()->context.cap, 0);
}

TEST("a signal wakes one waiter, the first, with message info and registers unmodified")
{
    two_threads();
    act_as(a.tcb);
    word_t info = put_message(3, words(8, 9), caps());
    enter(SYS_RECV, ntfn, info);
    assert_state(a, THREAD_WAITING);
    act_as(b.tcb);
    recv(ntfn);
    act_as(root_task());
    signal_with(4);
    assert_state(a, THREAD_READY);
    assert_state(b, THREAD_WAITING);
    assert_int_equal(a.tcb->context.cap, 4);
    assert_int_equal(a.tcb->context.info, info);
    assert_int_equal(a.tcb->context.mr[1], 9);
}

TEST("Call on a notification signals, and gets an empty reply")
{
    two_threads();
    struct message got = call(badged(ntfn, RIGHT_WRITE, 2), 5, words(1), caps());
    assert_ok(got);
    assert_int_equal(got.length, 0);
    assert_int_equal(object()->pending, 2);
}

TEST("signalling needs W, waiting needs R")
{
    two_threads();
    word_t read = copy_of(ntfn, RIGHT_READ), write = copy_of(ntfn, RIGHT_WRITE);
    assert_error(call(read, 0, words(), caps()), ERR_CAPABILITY, 0);
    assert_int_equal(notification_state(object()), NOTIFICATION_IDLE);
    act_as(a.tcb);
    nb_recv(write);
    assert_state(a, THREAD_STOPPED); /* a cap fault, and no handler */
}

TEST("an unbadged signal makes it active with pending word 0")
{
    two_threads();
    send(ntfn, 0, words(), caps());
    assert_int_equal(notification_state(object()), NOTIFICATION_ACTIVE);
    act_as(a.tcb);
    recv(ntfn);
    assert_state(a, THREAD_READY);
    assert_int_equal(a.tcb->context.cap, 0);
}

TEST("deleting the last capability restarts the waiters and unbinds")
{
    two_threads();
    act_as(a.tcb);
    recv(ntfn);
    act_as(root_task());
    delete_cap(ntfn);
    assert_state(a, THREAD_READY_RETRY);
    ntfn = make(OBJECT_NOTIFICATION);
    assert_ok(bind(b, ntfn));
    delete_cap(ntfn);
    assert_null(b.tcb->bound);
}

/* ---- binding ---- */

TEST("Bind: a capability, a thread without one, a readable notification, not in use")
{
    two_threads();
    assert_error(call(a.cap, LABEL_TCB_BIND_NOTIFICATION, words(), caps()), ERR_TRUNCATED);
    assert_error(bind(a, ROOT_TCB), ERR_ILLEGAL);
    assert_error(bind(a, copy_of(ntfn, RIGHT_WRITE)), ERR_ILLEGAL);
    assert_ok(bind(a, ntfn));
    assert_error(bind(a, make(OBJECT_NOTIFICATION)), ERR_ILLEGAL);
    assert_error(bind(b, ntfn), ERR_ILLEGAL);
}

TEST("a notification with waiters cannot be bound, one with a signal can")
{
    two_threads();
    act_as(a.tcb);
    recv(ntfn);
    act_as(root_task());
    assert_error(bind(b, ntfn), ERR_ILLEGAL);
    signal_with(1);
    signal_with(2);
    assert_ok(bind(b, ntfn));
    assert_int_equal(object()->pending, 2);
}

TEST("Unbind without a binding is illegal; with one, pending signals stay")
{
    two_threads();
    struct message unbind = call(a.cap, LABEL_TCB_UNBIND_NOTIFICATION, words(), caps());
    assert_error(unbind, ERR_ILLEGAL);
    assert_ok(bind(a, ntfn));
    signal_with(8);
    assert_ok(call(a.cap, LABEL_TCB_UNBIND_NOTIFICATION, words(), caps()));
    assert_null(a.tcb->bound);
    assert_int_equal(object()->pending, 8);
}

TEST("a signal reaches the bound thread while it receives on an endpoint")
{
    two_threads();
    word_t ep = make(OBJECT_ENDPOINT);
    assert_ok(bind(a, ntfn));
    act_as(a.tcb);
    word_t info = put_message(3, words(8), caps());
    enter(SYS_RECV, ep, info);
    act_as(root_task());
    signal_with(16);
    assert_state(a, THREAD_READY);
    assert_int_equal(a.tcb->context.cap, 16);
    assert_int_equal(a.tcb->context.info, info);
    assert_int_equal(notification_state(object()), NOTIFICATION_IDLE);
}

TEST("a pending signal of the bound notification is received before queued senders")
{
    two_threads();
    word_t ep = make(OBJECT_ENDPOINT);
    assert_ok(bind(a, ntfn));
    signal_with(16);
    act_as(b.tcb);
    send(ep, 1, words(), caps());
    act_as(a.tcb);
    nb_recv(ep);
    assert_int_equal(a.tcb->context.cap, 16);
    assert_state(b, THREAD_SENDING);
    reply_recv(ep, 0, words());
    assert_int_equal(received(a.tcb).label, 1);
}

TEST("a ReplyRecv with a caller to answer takes the bound signal, too")
{
    two_threads();
    word_t ep = make(OBJECT_ENDPOINT);
    assert_ok(bind(a, ntfn));
    act_as(a.tcb);
    recv(ep);
    act_as(b.tcb);
    call(ep, 1, words(), caps());
    act_as(root_task());
    signal_with(16);
    act_as(a.tcb);
    reply_recv(ep, 2, words());
    assert_int_equal(a.tcb->context.cap, 16);
    assert_state(a, THREAD_READY);
    assert_int_equal(received(b.tcb).label, 2);
}

TEST("a bound thread that sends, or awaits a reply, is not disturbed")
{
    two_threads();
    word_t ep = make(OBJECT_ENDPOINT);
    assert_ok(bind(a, ntfn));
    act_as(a.tcb);
    call(ep, 1, words(), caps());
    act_as(root_task());
    signal_with(1);
    assert_state(a, THREAD_SENDING);
    recv(ep);
    signal_with(2);
    assert_state(a, THREAD_AWAITING_REPLY);
    assert_int_equal(object()->pending, 3);
}

TEST("only the bound thread may wait on a bound notification")
{
    two_threads();
    assert_ok(bind(a, ntfn));
    act_as(a.tcb);
    recv(ntfn);
    assert_state(a, THREAD_WAITING);
    act_as(b.tcb);
    nb_recv(ntfn);
    assert_state(b, THREAD_STOPPED);
    act_as(root_task());
    signal_with(3);
    assert_state(a, THREAD_READY);
}

TEST("binding a notification with a pending signal does not wake a thread that receives")
{
    two_threads();
    word_t ep = make(OBJECT_ENDPOINT);
    act_as(a.tcb);
    recv(ep);
    act_as(root_task());
    signal_with(1);
    assert_ok(bind(a, ntfn));
    assert_state(a, THREAD_RECEIVING);
    signal_with(2);
    assert_state(a, THREAD_RECEIVING);
}

TEST("deleting the bound thread unbinds; deleting the capability used to bind does not")
{
    two_threads();
    word_t other = copy_of(ntfn, 3);
    assert_ok(bind(a, other));
    delete_cap(other);
    assert_ptr_equal(a.tcb->bound, object());
    delete_cap(a.cap);
    assert_null(object()->bound);
    assert_ok(bind(b, ntfn));
}
