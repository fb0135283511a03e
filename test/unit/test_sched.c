/* SPDX-License-Identifier: BSD-2-Clause */
/* Who runs next (spec 04). Threads a, b, c are of the root task's priority unless a test says so.
 */
#include "world.h"

static struct thread a, b, c;
static word_t ep;

/* Ready in the order a, b, c behind the current root task. */
static void three_threads(void)
{
    ep = make(OBJECT_ENDPOINT);
    c = start_thread(255);
    b = start_thread(255);
    a = start_thread(255);
}

static void set_priority(struct thread thread, word_t priority)
{
    assert_ok(call(thread.cap, LABEL_TCB_SET_PRIORITY, words(priority), caps(ROOT_TCB)));
}

#define assert_runs(thread) assert_ptr_equal(current(), (thread).tcb)

TEST("threads of equal priority resumed in a row run in reverse order")
{
    three_threads();
    yield();
    assert_runs(a);
    yield();
    assert_runs(b);
    yield();
    assert_runs(c);
    yield();
    assert_ptr_equal(current(), root_task());
}

TEST("a resumed thread of higher priority runs at once, a lower one does not")
{
    struct thread low = new_thread(100), high = new_thread(200);
    set_priority((struct thread){.cap = ROOT_TCB}, 150);
    resume(low);
    assert_ptr_equal(current(), root_task());
    enter(SYS_CALL, high.cap, put_message(LABEL_TCB_RESUME, words(), caps()));
    assert_runs(high);
    assert_ok(received(root_task()));
}

TEST("a time slice lasts 5 ticks, then the thread goes to the tail with a new one")
{
    three_threads();
    for (unsigned i = 0; i < TIME_SLICE - 1; i++) {
        tick();
        assert_ptr_equal(current(), root_task());
    }
    tick();
    assert_runs(a);
    assert_int_equal(root_task()->time_left, TIME_SLICE);
    assert_int_equal(host.timer_acks, 5);
}

TEST("equal threads share the processor slice by slice in a stable order")
{
    three_threads();
    struct tcb *order[] = {root_task(), a.tcb, b.tcb, c.tcb};
    for (unsigned i = 0; i < 12; i++) {
        assert_ptr_equal(current(), order[i % 4]);
        for (unsigned t = 0; t < TIME_SLICE; t++) {
            tick();
        }
    }
}

TEST("Yield does not refill the slice")
{
    three_threads();
    tick();
    tick();
    yield();
    assert_int_equal(root_task()->time_left, TIME_SLICE - 2);
}

TEST("Yield of a lone thread lets it go on")
{
    yield();
    assert_ptr_equal(current(), root_task());
}

TEST("with nobody ready the idle thread runs, until an interrupt wakes somebody")
{
    word_t ntfn = make(OBJECT_NOTIFICATION);
    recv(ntfn);
    assert_ptr_equal(current(), this_cpu()->idle);
    tick();
    assert_ptr_equal(current(), this_cpu()->idle);
}

TEST("Send to an equal thread: the sender goes on, the receiver is last")
{
    three_threads();
    yield();
    assert_runs(a);
    recv(ep);
    assert_runs(b);
    send(ep, 0, words(), caps());
    assert_runs(b);
    yield();
    assert_runs(c);
    yield();
    assert_ptr_equal(current(), root_task());
    yield();
    assert_runs(a);
}

TEST("Send to a higher thread: it runs at once, and the sender is next")
{
    three_threads();
    act_as(c.tcb);
    recv(ep);
    act_as(root_task());
    set_priority(a, 200);
    set_priority(b, 200);
    recv(make(OBJECT_NOTIFICATION));
    assert_runs(b);
    send(ep, 0, words(), caps());
    assert_runs(c);
    recv(ep);
    assert_runs(b);
}

TEST("Call to an equal server runs it ahead of others that are ready")
{
    three_threads();
    yield();
    recv(ep); /* a */
    assert_runs(b);
    call(ep, 0, words(), caps());
    assert_runs(a);
    reply_recv(ep, 0, words());
    assert_runs(b);
}

TEST("Reply without Recv lets the server go on; the client is last")
{
    three_threads();
    yield();
    recv(ep);
    call(ep, 0, words(), caps());
    assert_runs(a);
    reply(0, words());
    assert_runs(a);
    yield();
    assert_runs(c);
    yield();
    assert_ptr_equal(current(), root_task());
    yield();
    assert_runs(b);
}

TEST("Call to a lower server: somebody between the two runs first")
{
    three_threads();
    act_as(a.tcb);
    recv(ep);
    act_as(root_task());
    set_priority(a, 100);
    call(ep, 0, words(), caps());
    assert_runs(b);
    assert_int_equal(this_cpu()->ready[0].queue[100].head == a.tcb, true);
}

TEST("Call to a lower server runs it at once if nobody better is ready")
{
    struct thread server = start_thread(100), other = start_thread(100);
    ep = make(OBJECT_ENDPOINT);
    act_as(server.tcb);
    recv(ep);
    act_as(root_task());
    call(ep, 0, words(), caps());
    assert_ptr_equal(current(), server.tcb);
    assert_state(other, THREAD_READY_RETRY);
}

TEST("a destroyed endpoint's waiters are ready in reverse order, behind the deleter")
{
    three_threads();
    yield();
    recv(ep);
    recv(ep);
    recv(ep);
    assert_ptr_equal(current(), root_task());
    delete_cap(ep);
    assert_ptr_equal(current(), root_task());
    yield();
    assert_runs(c);
    yield();
    assert_runs(b);
    yield();
    assert_runs(a);
}

TEST("ReplyRecv that wakes its client and a queued sender: the server, the sender, the client")
{
    three_threads();
    yield();
    recv(ep); /* a serves */
    call(ep, 0, words(), caps());
    act_as(c.tcb);
    send(ep, 9, words(), caps());
    assert_state(c, THREAD_SENDING);
    act_as(a.tcb);
    reply_recv(ep, 0, words());
    assert_runs(a);
    assert_int_equal(received(a.tcb).label, 9);
    yield();
    assert_runs(c);
    yield();
    assert_runs(b);
}

TEST("of several woken threads a better one runs at once")
{
    three_threads();
    yield();
    recv(ep);
    recv(ep);
    act_as(root_task());
    set_priority(c, 200);
    set_priority((struct thread){.cap = ROOT_TCB}, 200);
    assert_ptr_equal(current(), root_task());
    enter(SYS_CALL, ROOT_CNODE, put_message(LABEL_CNODE_DELETE, words(ep, 64), caps()));
    assert_runs(b); /* last woken, first of its priority */
    assert_ok(received(root_task()));
}

/* ---- priorities ---- */

TEST("lowering one's own priority below a ready thread's switches at once")
{
    three_threads();
    enter(SYS_CALL, ROOT_TCB, put_message(LABEL_TCB_SET_PRIORITY, words(254), caps(ROOT_TCB)));
    assert_runs(a);
    assert_ok(received(root_task()));
}

TEST("setting one's own priority to a value nobody beats goes on")
{
    three_threads();
    set_priority((struct thread){.cap = ROOT_TCB}, 255);
    assert_ptr_equal(current(), root_task());
    yield();
    assert_runs(a);
}

TEST("SetPriority moves an equal thread to the tail, even with the value it has")
{
    three_threads();
    set_priority(a, 255);
    yield();
    assert_runs(b);
    yield();
    assert_runs(c);
    yield();
    assert_runs(a);
}

TEST("SetPriority moves a lower thread to the head of its new queue")
{
    three_threads();
    set_priority(a, 100);
    set_priority(b, 100);
    struct tcb_queue queue = this_cpu()->ready[0].queue[100];
    assert_ptr_equal(queue.head, b.tcb);
    assert_ptr_equal(queue.tail, a.tcb);
}

TEST("SetPriority above the current thread's runs the target at once")
{
    three_threads();
    set_priority((struct thread){.cap = ROOT_TCB}, 255);
    set_priority(a, 100);
    set_priority(b, 100);
    set_priority(c, 100);
    set_priority((struct thread){.cap = ROOT_TCB}, 150);
    enter(SYS_CALL, b.cap, put_message(LABEL_TCB_SET_PRIORITY, words(151), caps(ROOT_TCB)));
    assert_runs(b);
}

TEST("SetPriority of a blocked thread changes no queue")
{
    three_threads();
    act_as(a.tcb);
    recv(ep);
    act_as(b.tcb);
    recv(ep);
    act_as(root_task());
    set_priority(b, 7);
    set_priority(a, 3);
    assert_ptr_equal(endpoint_head(object_at(ep)), a.tcb);
    assert_state(a, THREAD_RECEIVING);
}

/* ---- preemption ---- */

TEST("an interrupt that wakes a higher thread preempts; the interrupted one is next")
{
    three_threads();
    word_t ntfn = make(OBJECT_NOTIFICATION), handler = new_slot();
    assert_ok(
        call(IRQ_CONTROL, LABEL_IRQ_ISSUE_IRQ_HANDLER, words(3, handler, 64), caps(ROOT_CNODE)));
    assert_ok(call(handler, LABEL_IRQ_SET_IRQ_HANDLER, words(), caps(ntfn)));
    act_as(a.tcb);
    recv(ntfn);
    act_as(root_task());
    set_priority(b, 200);
    set_priority(c, 200);
    set_priority((struct thread){.cap = ROOT_TCB}, 200); /* head of 200: root, c, b */
    irq(3);
    assert_runs(a);
    recv(ntfn);
    assert_ptr_equal(current(), root_task());
}

TEST("a signal to an equal thread does not preempt")
{
    three_threads();
    word_t ntfn = make(OBJECT_NOTIFICATION);
    act_as(a.tcb);
    recv(ntfn);
    act_as(b.tcb);
    send(ntfn, 0, words(), caps());
    assert_runs(b);
    assert_state(a, THREAD_READY);
}
