/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains and their schedule (spec 02, section 8; 04, section 7). Here: 4 domains, 8 entries. */
#include "thread/domain.h"
#include "world.h"

static struct message set(word_t domain, word_t cptr)
{
    return call(DOMAIN_CAP, LABEL_DOMAIN_SET_SET, words(domain), caps(cptr));
}

static struct message entry(word_t index, word_t domain, word_t ticks)
{
    return call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_CONFIGURE, words(index, domain, ticks), caps());
}

static struct message start(word_t index)
{
    return call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_SET_START, words(index), caps());
}

TEST("Set: a word, a domain that exists, a capability, to a TCB")
{
    struct thread t = new_thread(1);
    assert_error(call(DOMAIN_CAP, LABEL_TCB_RESUME, words(), caps()), ERR_ILLEGAL);
    assert_error(call(DOMAIN_CAP, LABEL_DOMAIN_SET_SET, words(), caps(t.cap)), ERR_TRUNCATED);
    assert_error(call(DOMAIN_CAP, LABEL_DOMAIN_SET_SET, words(4), caps()), ERR_ARGUMENT, 0);
    assert_error(call(DOMAIN_CAP, LABEL_DOMAIN_SET_SET, words(3), caps()), ERR_TRUNCATED);
    assert_error(set(3, ROOT_CNODE), ERR_ARGUMENT, 1);
    assert_ok(set(3, t.cap));
    assert_int_equal(t.tcb->domain, 3);
}

TEST("ScheduleConfigure: words, index, domain, duration, end markers")
{
    assert_error(call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_CONFIGURE, words(0, 0), caps()),
                 ERR_TRUNCATED);
    assert_error(entry(7, 9, -1), ERR_RANGE, 0, 6);
    assert_error(entry(6, 4, -1), ERR_RANGE, 0, 3);
    assert_error(entry(6, 3, BIT(56)), ERR_ARGUMENT, 2);
    assert_error(entry(6, 3, 0), ERR_ARGUMENT, 1);
    assert_error(entry(0, 0, 0), ERR_ARGUMENT, 2);
    assert_ok(entry(6, 3, BIT(56) - 1));
    assert_ok(entry(6, 0, 0));
}

TEST("ScheduleSetStart: a word, an index, no end marker")
{
    assert_error(call(DOMAIN_CAP, LABEL_DOMAIN_SCHEDULE_SET_START, words(), caps()), ERR_TRUNCATED);
    assert_error(start(8), ERR_RANGE, 0, 7);
    assert_error(start(7), ERR_ARGUMENT, 0);
    assert_error(start(1), ERR_ARGUMENT, 0);
}

TEST("the schedule goes round its entries, tick by tick, and skips nothing")
{
    struct thread t = start_thread(5);
    assert_ok(set(1, t.cap));
    assert_ok(entry(1, 0, 2));
    assert_ok(entry(2, 1, 3));
    assert_ok(start(1));
    for (unsigned round = 0; round < 3; round++) {
        assert_ptr_equal(current(), root_task());
        tick();
        assert_ptr_equal(current(), root_task());
        tick();
        assert_ptr_equal(current(), t.tcb);
        tick();
        tick();
        assert_ptr_equal(current(), t.tcb);
        tick();
    }
}

TEST("a domain without ready threads idles, whatever is ready elsewhere")
{
    assert_ok(entry(1, 2, 2));
    assert_ok(entry(2, 0, 1));
    enter(SYS_CALL, DOMAIN_CAP, put_message(LABEL_DOMAIN_SCHEDULE_SET_START, words(1), caps()));
    assert_ptr_equal(current(), this_cpu()->idle);
    tick();
    assert_ptr_equal(current(), this_cpu()->idle);
    tick();
    assert_ptr_equal(current(), root_task());
    assert_ok(received(root_task()));
}

TEST("a thread that leaves the current domain stops running, after its reply was recorded")
{
    struct thread t = start_thread(5);
    enter(SYS_CALL, DOMAIN_CAP, put_message(LABEL_DOMAIN_SET_SET, words(1), caps(ROOT_TCB)));
    assert_ptr_equal(current(), t.tcb);
    assert_ok(received(root_task()));
    assert_true(root_task()->queued);
}

TEST("a thread woken in another domain waits for its turn there")
{
    struct thread t = start_thread(255);
    word_t ntfn = make(OBJECT_NOTIFICATION);
    act_as(t.tcb);
    recv(ntfn);
    act_as(root_task());
    assert_ok(set(1, t.cap));
    send(ntfn, 0, words(), caps());
    assert_ptr_equal(current(), root_task());
    assert_ptr_equal(this_cpu()->ready[1].queue[255].head, t.tcb);
}

TEST("a server of another domain gets a Call, and a client its reply, in its own time")
{
    struct thread server = start_thread(255), client = start_thread(255);
    word_t ep = make(OBJECT_ENDPOINT);
    act_as(server.tcb);
    recv(ep);
    act_as(root_task());
    assert_ok(set(1, server.cap));
    assert_ok(entry(1, 0, 1));
    assert_ok(entry(2, 1, 1));
    assert_ok(start(1));
    act_as(client.tcb);
    call(ep, 7, words(), caps());
    assert_ptr_equal(current(), root_task());
    tick();
    assert_ptr_equal(current(), server.tcb);
    assert_int_equal(received(server.tcb).label, 7);
    reply_recv(ep, 8, words());
    assert_ptr_equal(current(), this_cpu()->idle);
    tick();
    assert_int_equal(received(client.tcb).label, 8);
}

TEST("a better thread that comes into the running domain runs at once; an equal one is next")
{
    struct thread low = start_thread(5), high = start_thread(6), equal = start_thread(5);
    assert_ok(set(1, high.cap));
    assert_ok(set(1, equal.cap));
    enter(SYS_CALL, ROOT_TCB, put_message(LABEL_TCB_SUSPEND, words(), caps()));
    assert_ptr_equal(current(), low.tcb);
    assert_ok(set(0, equal.cap));
    assert_ptr_equal(current(), low.tcb);
    assert_ptr_equal(this_cpu()->ready[0].queue[5].head, equal.tcb);
    enter(SYS_CALL, DOMAIN_CAP, put_message(LABEL_DOMAIN_SET_SET, words(0), caps(high.cap)));
    assert_ptr_equal(current(), high.tcb);
}

TEST("a new TCB is in the domain that runs")
{
    struct thread t = start_thread(5);
    assert_ok(set(1, t.cap));
    assert_ok(entry(1, 1, 5));
    enter(SYS_CALL, DOMAIN_CAP, put_message(LABEL_DOMAIN_SCHEDULE_SET_START, words(1), caps()));
    assert_ptr_equal(current(), t.tcb);
    const struct tcb *made = object_at(make(OBJECT_TCB));
    assert_int_equal(made->domain, 1);
}

TEST("editing the running entry does not change its remaining time")
{
    struct thread t = start_thread(5);
    assert_ok(set(1, t.cap));
    assert_ok(entry(1, 0, 2));
    assert_ok(entry(2, 1, 1));
    assert_ok(start(1));
    assert_ok(entry(1, 0, 100));
    tick();
    tick();
    assert_ptr_equal(current(), t.tcb);
}

TEST("the domain capability is copied; revoking the original deletes the copies")
{
    word_t copy = copy_of(DOMAIN_CAP, 0);
    revoke_cap(DOMAIN_CAP);
    assert_int_equal(type_at(copy), CAP_NULL);
}
