/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: messages, replies, and threads without a handler (spec 05). */
#include "world.h"

static word_t ep;
static struct thread t;

enum { PC = 0x1234 };

static void set_handler(word_t cptr)
{
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(cptr, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)));
}

/* A thread whose faults go to `ep` with badge 10; the root task will receive them. */
static void faulting_thread(void)
{
    ep = make(OBJECT_ENDPOINT);
    t = start_thread(255);
    set_handler(badged(ep, RIGHT_WRITE | RIGHT_GRANT_REPLY, 10));
    act_as(t.tcb);
    t.tcb->context.pc = t.tcb->context.restart_pc = PC;
}

static struct message handled(void)
{
    act_as(root_task());
    recv(ep);
    struct message got = received(root_task());
    assert_int_equal(got.badge, 10);
    assert_int_equal(got.extra_caps, 0);
    assert_state(t, THREAD_AWAITING_REPLY);
    return got;
}

TEST("a VM fault: pc, address, fetch, status")
{
    faulting_thread();
    trap_vm_fault(0xdead, true, 0x15);
    assert_state(t, THREAD_SENDING);
    struct message got = handled();
    assert_int_equal(got.label, FAULT_VM);
    assert_int_equal(got.length, 4);
    assert_int_equal(got.w[0], PC);
    assert_int_equal(got.w[1], 0xdead);
    assert_int_equal(got.w[2], 1);
    assert_int_equal(got.w[3], 0x15);
}

TEST("a reply to a VM fault or cap fault restarts, whatever its label")
{
    faulting_thread();
    trap_vm_fault(1, false, 0);
    handled();
    reply(99, words(1, 2, 3));
    assert_state(t, THREAD_READY_RETRY);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, PC);
    recv(BIT(63));
    handled();
    reply(99, words());
    assert_state(t, THREAD_READY_RETRY);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, PC); /* the system call again */
    assert_int_equal(t.tcb->context.cap, BIT(63));
}

TEST("a user exception: registers, number and 28 bits of code")
{
    faulting_thread();
    t.tcb->context.sp = 0x8888;
    trap_user_exception(6, 0xffffffff);
    struct message got = handled();
    assert_int_equal(got.label, FAULT_USER_EXCEPTION);
    assert_int_equal(got.length, 5);
    assert_int_equal(got.w[0], PC);
    assert_int_equal(got.w[1], 0x8888);
    assert_int_equal(got.w[3], 6);
    assert_int_equal(got.w[4], 0xfffffff);
}

TEST("the reply to a user exception writes registers, sanitised, and restarts at the new pc")
{
    faulting_thread();
    trap_user_exception(6, 0);
    handled();
    reply(0, words(0x4000, 0x9000, 0xffff, 7, 7));
    assert_state(t, THREAD_READY_RETRY);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x4000);
    assert_int_equal(t.tcb->context.sp, 0x9000);
    assert_int_equal(*arch_reg(&t.tcb->context, HOST_REG_FLAGS), 0xff);
}

TEST("a shorter reply writes only its words")
{
    faulting_thread();
    t.tcb->context.sp = 0x8888;
    trap_user_exception(6, 0);
    handled();
    reply(0, words(0x4000));
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x4000);
    assert_int_equal(t.tcb->context.sp, 0x8888);
}

TEST("with a label other than 0 the registers are written and the thread stops")
{
    faulting_thread();
    trap_user_exception(6, 0);
    handled();
    reply(1, words(0x4000));
    assert_state(t, THREAD_STOPPED);
    assert_int_equal(t.tcb->context.restart_pc, 0x4000);
    assert_null(t.tcb->reply_slot);
    resume(t);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x4000);
}

TEST("an unknown system call: registers beyond those of the message, then its number")
{
    faulting_thread();
    t.tcb->context.mr[3] = 33;
    t.tcb->context.general[2] = 22;
    enter(1000, 5, 6);
    struct message got = handled();
    assert_int_equal(got.label, FAULT_UNKNOWN_SYSCALL);
    assert_int_equal(got.length, 11);
    assert_int_equal(got.w[3], 33);
    assert_int_equal(got.w[6], 22);
    assert_int_equal(got.w[7], PC);
    assert_int_equal(got.w[10], 1000);
}

TEST("a trap that is nobody's system call is an unknown one, with its number")
{
    faulting_thread();
    trap_unknown_syscall(0x80);
    struct message got = handled();
    assert_int_equal(got.label, FAULT_UNKNOWN_SYSCALL);
    assert_int_equal(got.w[10], 0x80);
}

TEST("debug exceptions: pc and reason, for breakpoints their address and number")
{
    faulting_thread();
    trap_debug_exception(1, 0x7000, 2);
    struct message got = handled();
    assert_int_equal(got.label, FAULT_DEBUG);
    assert_int_equal(got.length, 4);
    assert_int_equal(got.w[0], PC);
    assert_int_equal(got.w[1], 1);
    assert_int_equal(got.w[2], 0x7000);
    assert_int_equal(got.w[3], 2);
    reply(0, words());
    act_as(t.tcb);
    trap_debug_exception(3, 0x7000, 2);
    assert_int_equal(handled().length, 2);
    reply(1, words());
    assert_state(t, THREAD_STOPPED);
}

TEST("the number of an unknown system call is sign-extended")
{
    faulting_thread();
    enter(-1000, 5, 6);
    assert_int_equal(handled().w[10], (word_t)-1000);
}

TEST("a reply to an unknown system call writes registers beyond the message's own")
{
    faulting_thread();
    enter(1000, 5, 6);
    handled();
    reply(0, words(1, 2, 3, 4, 5, 6, 7, 0x4000, 9, 10));
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x4000);
    assert_int_equal(t.tcb->context.general[2], 7);
}

TEST("a handler without a buffer gets and gives the register words only")
{
    faulting_thread();
    act_as(root_task());
    struct thread handler = start_thread(255);
    assert_ok(call(handler.cap, LABEL_TCB_SET_IPC_BUFFER, words(0), caps(ROOT_TCB)));
    act_as(handler.tcb);
    recv(ep);
    act_as(t.tcb);
    t.tcb->context.general[0] = 5;
    enter(1000, 5, 6);
    assert_int_equal(received(handler.tcb).length, 4);
    act_as(handler.tcb);
    enter(SYS_REPLY, 0, info_new(0, 0, 0, 10));
    assert_int_equal(t.tcb->context.general[0], 1000); /* put there by enter() */
}

TEST("cap faults say where and why: guard mismatch has 7 words, invalid root 4")
{
    faulting_thread();
    call(BIT(63), 0, words(), caps());
    struct message got = handled();
    assert_int_equal(got.label, FAULT_CAP);
    assert_int_equal(got.length, 7);
    assert_int_equal(got.w[0], PC);
    assert_int_equal(got.w[1], BIT(63));
    assert_int_equal(got.w[2], 0);
    assert_int_equal(got.w[3], LOOKUP_GUARD_MISMATCH);
    assert_int_equal(got.w[4], 64);
    assert_int_equal(got.w[5], 0);
    assert_int_equal(got.w[6], 52);
    reply(0, words());
    act_as(t.tcb);
    send(ROOT_TCB, 0, words(), caps(ROOT_TCB, BIT(62)));
    got = handled();
    assert_int_equal(got.w[1], BIT(62));
    assert_int_equal(got.w[2], 0);
}

TEST("a handler may answer with ReplyRecv: registers, no message, and the instruction again")
{
    faulting_thread();
    t.tcb->context.mr[0] = 55;
    trap_vm_fault(1, false, 0);
    handled();
    reply_recv(ep, 3, words(1, 2, 3));
    assert_int_equal(t.tcb->context.mr[0], 55);
    assert_ptr_equal(current(), t.tcb);
    assert_int_equal(t.tcb->context.pc, PC);
    assert_int_equal(t.tcb->fault.kind, FAULT_NONE);
}

TEST("without a usable handler the thread stops, and the console says why")
{
    ep = make(OBJECT_ENDPOINT);
    word_t bad[] = {0, BIT(63), ROOT_TCB, copy_of(ep, RIGHT_WRITE), copy_of(ep, 15 & ~RIGHT_WRITE)};
    t = start_thread(255);
    for (unsigned i = 0; i < COUNT_OF(bad); i++) {
        set_handler(bad[i]);
        act_as(t.tcb);
        t.tcb->context.restart_pc = PC;
        trap_vm_fault(0xbeef, false, 4);
        assert_state(t, THREAD_STOPPED);
        assert_true(console_has("vm fault on data at address 0xbeef with status 0x4"));
        act_as(root_task());
        resume(t);
        assert_int_equal(t.tcb->context.restart_pc, PC);
    }
}

TEST("the report shows the top of the user's stack, where it is mapped")
{
    t = start_thread(255);
    ((word_t *)object_at(BOOTINFO_FRAME))[511] = 0xabcdef;
    act_as(t.tcb);
    t.tcb->context.sp = HOST_IMAGE_VA + 4 * 4096 + 511 * sizeof(word_t);
    trap_user_exception(6, 7);
    assert_true(console_has("user exception 0x6 code 0x7"));
    assert_true(console_has("0x404ff8: 0xabcdef"));
    assert_true(console_has("0x405000: INVALID"));
}

TEST("W with G is a usable handler, too")
{
    faulting_thread();
    act_as(root_task());
    set_handler(badged(ep, RIGHT_WRITE | RIGHT_GRANT, 10));
    act_as(t.tcb);
    trap_vm_fault(1, false, 0);
    handled();
}

TEST("the handler is looked up in the faulting thread's own CSpace")
{
    faulting_thread();
    act_as(root_task());
    word_t node = make_sized(OBJECT_CNODE, 4), guarded = badged(node, 0, 60);
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(3, 0, 0), caps(guarded, ROOT_VSPACE)));
    assert_ok(call(node, LABEL_CNODE_MINT, words(3, 4, ep, 64, 15, 10), caps(ROOT_CNODE)));
    act_as(t.tcb);
    trap_vm_fault(1, false, 0);
    handled();
}

TEST("a fault message cannot be told from a Call by its queue: first come, first served")
{
    faulting_thread();
    trap_vm_fault(1, false, 0);
    act_as(root_task());
    struct thread other = start_thread(255);
    act_as(other.tcb);
    call(ep, 5, words(), caps());
    act_as(root_task());
    recv(ep);
    assert_int_equal(received(root_task()).label, FAULT_VM);
    recv(ep);
    assert_int_equal(received(root_task()).label, 5);
}

TEST("registers written while the fault waits show in its message")
{
    faulting_thread();
    trap_user_exception(6, 0);
    act_as(root_task());
    assert_ok(call(t.cap, LABEL_TCB_WRITE_REGISTERS, words(0, 2, 0x4000, 0x9000), caps()));
    assert_state(t, THREAD_SENDING);
    struct message got = handled();
    assert_int_equal(got.w[0], 0x4000);
    assert_int_equal(got.w[1], 0x9000);
}

TEST("suspending a thread forgets its fault, delivered or not")
{
    faulting_thread();
    trap_vm_fault(1, false, 0);
    act_as(root_task());
    suspend(t);
    assert_int_equal(t.tcb->fault.kind, FAULT_NONE);
    nb_recv(ep);
    assert_int_equal(root_task()->context.cap, 0);
    resume(t);
    act_as(t.tcb);
    trap_vm_fault(1, false, 0);
    handled();
    suspend(t);
    assert_true(slot_is_empty(&root_task()->slots[TCB_CALLER]));
    assert_int_equal(t.tcb->fault.kind, FAULT_NONE);
}

TEST("destroying the fault endpoint makes the thread fault again")
{
    faulting_thread();
    trap_vm_fault(1, false, 0);
    act_as(root_task());
    revoke_cap(ep);
    assert_state(t, THREAD_SENDING); /* the root task still has one */
    delete_cap(ep);
    assert_state(t, THREAD_READY_RETRY);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, PC);
}

TEST("CancelBadgedSends with the fault capability's badge restarts the faulter")
{
    faulting_thread();
    act_as(root_task());
    word_t all = badged(ep, RIGHTS_ALL, 11);
    set_handler(all);
    act_as(t.tcb);
    trap_vm_fault(1, false, 0);
    act_as(root_task());
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_CANCEL_BADGED_SENDS, words(all, 64), caps()));
    assert_state(t, THREAD_READY_RETRY);
}

TEST("a fault while receiving in ReplyRecv comes after the reply was sent")
{
    faulting_thread();
    act_as(root_task());
    word_t service = make(OBJECT_ENDPOINT);
    struct thread client = start_thread(255);
    act_as(t.tcb);
    recv(service);
    act_as(client.tcb);
    call(service, 1, words(), caps());
    assert_ptr_equal(current(), t.tcb);
    reply_recv(BIT(63), 7, words());
    assert_int_equal(received(client.tcb).label, 7);
    assert_int_equal(handled().w[2], 1);
}
