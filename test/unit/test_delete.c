/* SPDX-License-Identifier: BSD-2-Clause */
/* Delete and Revoke: what is destroyed, in steps that an interrupt may part (spec 01, 8.3–8.6). */
#include "world.h"

enum { FREE = 2000 };

static bool gone(word_t cptr)
{
    return slot_is_empty(slot_at(cptr));
}

/* Puts a copy or, with `move`, the only capability into a slot of another CNode. */
static void put_into(word_t node, unsigned radix, word_t index, word_t cptr, bool move)
{
    struct list message = words(index, radix, cptr, 64, 15);
    assert_ok(call(node, move ? LABEL_CNODE_MOVE : LABEL_CNODE_COPY, message, caps(ROOT_CNODE)));
}

TEST("the last capability to a CNode takes everything in it along")
{
    word_t node = make_sized(OBJECT_CNODE, 4), ep = make(OBJECT_ENDPOINT);
    struct thread t = start_thread(255);
    act_as(t.tcb);
    recv(ep);
    act_as(root_task());
    put_into(node, 4, 3, ep, true);
    struct slot *inner = (struct slot *)object_at(node) + 3;
    delete_cap(node);
    assert_true(gone(node));
    assert_true(slot_is_empty(inner));
    assert_state(t, THREAD_READY_RETRY);
}

TEST("another capability to the CNode keeps its content")
{
    word_t node = make_sized(OBJECT_CNODE, 4), copy = copy_of(node, 15);
    put_into(node, 4, 3, ROOT_TCB, false);
    delete_cap(node);
    assert_int_equal(cap_type(((struct slot *)object_at(copy))[3].cap), CAP_TCB);
}

TEST("the last capability to a TCB suspends it and deletes what it holds")
{
    struct thread t = start_thread(10);
    word_t ntfn = make(OBJECT_NOTIFICATION);
    assert_ok(call(t.cap, LABEL_TCB_BIND_NOTIFICATION, words(), caps(ntfn)));
    delete_cap(t.cap);
    assert_int_equal(t.tcb->state, THREAD_STOPPED);
    assert_null(t.tcb->bound);
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        assert_true(slot_is_empty(&t.tcb->slots[i]));
    }
    assert_ptr_equal(host.fpu_forgotten, &t.tcb->context);
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        assert_ptr_not_equal(tcb, t.tcb);
    }
}

TEST("a thread that deletes its own last capability does not come back")
{
    struct thread t = start_thread(255);
    act_as(t.tcb);
    enter(SYS_CALL, ROOT_CNODE, put_message(LABEL_CNODE_DELETE, words(t.cap, 64), caps()));
    assert_ptr_equal(current(), root_task());
    assert_true(gone(t.cap));
}

TEST("deleting a CNode of 256 slots is preempted after 100, and finished by the restarted call")
{
    word_t node = make_sized(OBJECT_CNODE, 8);
    for (unsigned i = 0; i < 256; i += 50) {
        put_into(node, 8, i, ROOT_TCB, false);
    }
    struct slot *inner = object_at(node);
    word_t pc = root_task()->context.pc,
           info = put_message(LABEL_CNODE_DELETE, words(node, 64), caps());
    this_cpu()->work_units = 0;
    host.irq_after = 1;
    enter(SYS_CALL, ROOT_CNODE, info);
    assert_int_equal(root_task()->context.pc, pc);
    assert_int_equal(type_at(node), CAP_REMNANT);
    assert_int_equal(cap_type(inner[0].cap), CAP_TCB);
    assert_true(slot_is_empty(&inner[250]));
    enter(SYS_CALL, ROOT_CNODE, info);
    assert_ok(received(root_task()));
    assert_true(gone(node));
    assert_true(slot_is_empty(&inner[0]));
}

/* A remnant, as a preempted Delete leaves it. */
static word_t remnant(void)
{
    word_t node = make_sized(OBJECT_CNODE, 8);
    this_cpu()->work_units = 0;
    host.irq_after = 1;
    enter(SYS_CALL, ROOT_CNODE, put_message(LABEL_CNODE_DELETE, words(node, 64), caps()));
    assert_int_equal(type_at(node), CAP_REMNANT);
    return node;
}

TEST("a remnant cannot be invoked or copied, and counts as a capability")
{
    word_t slot = remnant();
    assert_error(call(slot, LABEL_CNODE_COPY, words(), caps()), ERR_CAPABILITY, 0);
    assert_error(
        call(ROOT_CNODE, LABEL_CNODE_COPY, words(FREE, 64, slot, 64, 15), caps(ROOT_CNODE)),
        ERR_ILLEGAL);
    assert_error(
        call(ROOT_CNODE, LABEL_CNODE_COPY, words(slot, 64, ROOT_TCB, 64, 15), caps(ROOT_CNODE)),
        ERR_DELETE_FIRST);
    delete_cap(slot);
    assert_true(gone(slot));
}

TEST("a remnant can be moved, and deleted there")
{
    word_t slot = remnant();
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_MOVE, words(FREE, 64, slot, 64), caps(ROOT_CNODE)));
    delete_cap(FREE);
    assert_true(gone(FREE));
}

TEST("a thread whose CSpace slot holds a remnant cannot get another CSpace")
{
    struct thread t = new_thread(1);
    word_t node = make_sized(OBJECT_CNODE, 8);
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(node, ROOT_VSPACE)));
    delete_cap(node);
    assert_error(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)),
                 ERR_ILLEGAL);
}

TEST("Revoke is preempted between children, too")
{
    word_t ep = make(OBJECT_ENDPOINT), info;
    for (unsigned i = 0; i < 250; i++) {
        copy_of(ep, 15);
    }
    info = put_message(LABEL_CNODE_REVOKE, words(ep, 64), caps());
    for (unsigned entries = 1;; entries++) {
        this_cpu()->work_units = 0;
        host.irq_after = 1;
        word_t pc = root_task()->context.pc;
        enter(SYS_CALL, ROOT_CNODE, info);
        if (root_task()->context.pc != pc) {
            assert_int_equal(entries, 3);
            break;
        }
        assert_true(slot_has_children(slot_at(ep)));
    }
    assert_ok(received(root_task()));
    assert_false(slot_has_children(slot_at(ep)));
}

TEST("interrupts are looked for after every 100 units, not more often")
{
    word_t node = make_sized(OBJECT_CNODE, 10);
    this_cpu()->work_units = 0;
    host.pending_asked = 0;
    delete_cap(node);
    assert_in_range(host.pending_asked, 10, 11);
}

/* ---- objects inside dying objects (8.6) ---- */

TEST("a CNode inside a dying CNode is not emptied, but for its first slot")
{
    word_t outer = make_sized(OBJECT_CNODE, 2), inner = make_sized(OBJECT_CNODE, 2);
    word_t first = make(OBJECT_ENDPOINT), other = make(OBJECT_ENDPOINT);
    struct slot *slots = object_at(inner);
    put_into(inner, 2, 0, first, true);
    put_into(inner, 2, 3, other, true);
    put_into(outer, 2, 1, inner, true);
    delete_cap(outer);
    assert_true(gone(outer));
    assert_int_not_equal(cap_type(slots[0].cap), CAP_ENDPOINT);
    assert_int_equal(cap_type(slots[3].cap), CAP_ENDPOINT);
}

TEST("its memory stays in use until an untyped above it is revoked")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12);
    word_t outer = make_sized(OBJECT_CNODE, 2), inner = make_from(ut, OBJECT_CNODE, 2);
    struct slot *slots = object_at(inner);
    put_into(inner, 2, 3, ROOT_TCB, false);
    put_into(outer, 2, 1, inner, true);
    delete_cap(outer);
    assert_true(slot_has_children(slot_at(ut)));
    assert_int_equal(cap_type(slots[3].cap), CAP_TCB);
    revoke_cap(ut);
    assert_true(slot_is_empty(&slots[3]));
    assert_false(slot_has_children(slot_at(ut)));
}

TEST("a TCB inside a dying CNode is suspended")
{
    word_t outer = make_sized(OBJECT_CNODE, 2);
    struct thread t = start_thread(10);
    put_into(outer, 2, 2, t.cap, true);
    delete_cap(outer);
    assert_state(t, THREAD_STOPPED);
    assert_int_equal(cap_type(t.tcb->slots[TCB_VSPACE].cap), CAP_VSPACE);
}

TEST("a thread whose TCB lies in a CNode inside a dying one goes on running")
{
    word_t outer = make_sized(OBJECT_CNODE, 2), inner = make_sized(OBJECT_CNODE, 2);
    struct thread t = start_thread(10);
    put_into(inner, 2, 2, t.cap, true);
    put_into(outer, 2, 2, inner, true);
    delete_cap(outer);
    assert_true(tcb_is_ready(t.tcb));
}

TEST("a CNode that holds itself outlives its last outside capability, until its untyped goes")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), node = make_from(ut, OBJECT_CNODE, 2);
    struct slot *slots = object_at(node);
    put_into(node, 2, 1, node, false);
    delete_cap(node);
    assert_int_equal(cap_type(slots[1].cap), CAP_CNODE);
    revoke_cap(ut);
    assert_true(slot_is_empty(&slots[1]));
}

TEST("two CNodes that hold each other, and more, can be revoked")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12);
    word_t a = make_from(ut, OBJECT_CNODE, 2), b = make_from(ut, OBJECT_CNODE, 2);
    struct slot *in_a = object_at(a), *in_b = object_at(b);
    put_into(a, 2, 0, b, false);
    put_into(a, 2, 3, ROOT_TCB, false);
    put_into(b, 2, 0, a, true);
    put_into((word_t)ROOT_CNODE, 64, FREE, b, true);
    delete_cap(FREE);
    revoke_cap(ut);
    for (unsigned i = 0; i < 4; i++) {
        assert_true(slot_is_empty(&in_a[i]) && slot_is_empty(&in_b[i]));
    }
}

TEST("long chains of CNodes can be revoked with an interrupt at every chance")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 16), node = make_from(ut, OBJECT_CNODE, 4);
    for (unsigned i = 0; i < 20; i++) {
        word_t next = make_from(ut, OBJECT_CNODE, 4);
        put_into(next, 4, i % 16, node, true);
        put_into(next, 4, (i + 5) % 16, next, false);
        node = next;
    }
    word_t info = put_message(LABEL_CNODE_REVOKE, words(ut, 64), caps());
    unsigned entries = 0;
    for (word_t pc = root_task()->context.pc; root_task()->context.pc == pc; entries++) {
        this_cpu()->work_units = CONFIG_MAX_NUM_WORK_UNITS_PER_PREEMPTION - 1;
        host.irq_after = 1;
        enter(SYS_CALL, ROOT_CNODE, info);
        assert_true(entries < 1000);
    }
    assert_true(entries > 20);
    assert_false(slot_has_children(slot_at(ut)));
    assert_true(gone(node));
}

TEST("revoking one's own CSpace carries on; there is just no reply")
{
    struct thread t = start_thread(255);
    word_t ut = make_sized(OBJECT_UNTYPED, 12), node = make_from(ut, OBJECT_CNODE, 4);
    word_t guarded = badged(node, 0, 60);
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(guarded, ROOT_VSPACE)));
    put_into(node, 4, 2, ROOT_CNODE, false);
    act_as(t.tcb);
    enter(SYS_CALL, 2, put_message(LABEL_CNODE_REVOKE, words(ut, 64), caps()));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_CSPACE]));
    assert_true(gone(node));
}

/* ---- what many threads wait for ---- */

enum { WAITERS = 150 };

static struct tcb *waiters[WAITERS];

static void make_waiters(word_t cap)
{
    for (unsigned i = 0; i < WAITERS; i++) {
        word_t thread = make(OBJECT_TCB);
        waiters[i] = object_at(thread);
        assert_ok(call(thread, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)));
        assert_ok(call(thread, LABEL_TCB_RESUME, words(), caps()));
        act_as(waiters[i]);
        recv(cap);
        act_as(root_task());
    }
}

static unsigned started_again(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < WAITERS; i++) {
        count += waiters[i]->state == THREAD_READY_RETRY;
    }
    return count;
}

static void check_preempted_end_of(word_t object)
{
    word_t cap = make(object);
    make_waiters(cap);
    assert_int_equal(started_again(), 0);
    word_t info = put_message(LABEL_CNODE_DELETE, words(cap, 64), caps());
    word_t pc = root_task()->context.pc;
    this_cpu()->work_units = 0;
    host.irq_after = 1;
    enter(SYS_CALL, ROOT_CNODE, info);
    assert_int_equal(root_task()->context.pc, pc);
    assert_false(slot_is_empty(slot_at(cap)));
    assert_in_range(started_again(), 90, WAITERS - 10);
    enter(SYS_CALL, ROOT_CNODE, info);
    assert_ok(received(root_task()));
    assert_true(gone(cap));
    assert_int_equal(started_again(), WAITERS);
}

TEST("deleting an endpoint that many threads wait for is preempted between them")
{
    check_preempted_end_of(OBJECT_ENDPOINT);
}

TEST("deleting a notification that many threads wait for is preempted between them")
{
    check_preempted_end_of(OBJECT_NOTIFICATION);
}

TEST("Revoke takes an endpoint with its waiters along, with an interrupt at every chance")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 10), ep = make_from(ut, OBJECT_ENDPOINT, 0);
    make_waiters(ep);
    word_t info = put_message(LABEL_CNODE_REVOKE, words(ut, 64), caps());
    unsigned entries = 0;
    while (slot_has_children(slot_at(ut))) {
        host.irq_after = 1;
        enter(SYS_CALL, ROOT_CNODE, info);
        assert_true(++entries < 10);
    }
    assert_true(entries > 1);
    assert_int_equal(started_again(), WAITERS);
}

TEST("an interrupt that loses its notification restarts all who wait for it, at once")
{
    word_t ntfn = make(OBJECT_NOTIFICATION), handler = new_slot(),
           label = LABEL_IRQ_SET_IRQ_HANDLER;
    make_waiters(ntfn);
    assert_ok(
        call(IRQ_CONTROL, LABEL_IRQ_ISSUE_IRQ_HANDLER, words(5, handler, 64), caps(ROOT_CNODE)));
    assert_ok(call(handler, label, words(), caps(ntfn)));
    delete_cap(ntfn);
    assert_int_equal(started_again(), 0);
    assert_ok(call(handler, LABEL_IRQ_CLEAR_IRQ_HANDLER, words(), caps()));
    assert_int_equal(started_again(), WAITERS);
}
