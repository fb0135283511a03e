/* SPDX-License-Identifier: BSD-2-Clause */
/* The TCB methods: checks in their order, then effects (spec 02, section 5). */
#include "world.h"

static struct message method(struct thread thread, word_t label, struct list message,
                             struct list extra)
{
    return call(thread.cap, label, message, extra);
}

static struct thread root(void)
{
    return (struct thread){.tcb = root_task(), .cap = ROOT_TCB};
}

TEST("labels of other objects are illegal")
{
    assert_error(method(root(), LABEL_UNTYPED_RETYPE, words(), caps()), ERR_ILLEGAL);
    assert_error(method(root(), LABEL_CNODE_COPY, words(), caps()), ERR_ILLEGAL);
}

TEST("each method first needs its words and capabilities")
{
    static const struct {
        word_t label;
        unsigned words, caps;
    } methods[] = {
        {LABEL_TCB_READ_REGISTERS, 2, 0},   {LABEL_TCB_WRITE_REGISTERS, 2, 0},
        {LABEL_TCB_COPY_REGISTERS, 1, 1},   {LABEL_TCB_CONFIGURE, 4, 3},
        {LABEL_TCB_SET_SPACE, 3, 2},        {LABEL_TCB_SET_IPC_BUFFER, 1, 1},
        {LABEL_TCB_SET_PRIORITY, 1, 1},     {LABEL_TCB_SET_MC_PRIORITY, 1, 1},
        {LABEL_TCB_SET_SCHED_PARAMS, 2, 1}, {LABEL_TCB_BIND_NOTIFICATION, 0, 1},
        {LABEL_TCB_SET_TLS_BASE, 1, 0},     {LABEL_TCB_SET_FLAGS, 2, 0},
    };
    struct thread t = new_thread(1);
    for (unsigned i = 0; i < COUNT_OF(methods); i++) {
        struct list message = words(-1, -1, -1, -1), extra = caps(3000, 3000, 3000);
        message.count = methods[i].words;
        extra.count = methods[i].caps;
        if (extra.count > 0) {
            struct list less = extra;
            less.count--;
            assert_error(method(t, methods[i].label, message, less), ERR_TRUNCATED);
        }
        if (message.count > 0) {
            message.count--;
            assert_error(method(t, methods[i].label, message, extra), ERR_TRUNCATED);
        }
    }
}

/* ---- registers ---- */

TEST("ReadRegisters: 1 to N registers, and never one's own")
{
    struct thread t = new_thread(1);
    assert_error(method(t, LABEL_TCB_READ_REGISTERS, words(0, 0), caps()), ERR_RANGE, 1, 12);
    assert_error(method(t, LABEL_TCB_READ_REGISTERS, words(0, 13), caps()), ERR_RANGE, 1, 12);
    assert_error(method(root(), LABEL_TCB_READ_REGISTERS, words(0, 13), caps()), ERR_RANGE, 1, 12);
    assert_error(method(root(), LABEL_TCB_READ_REGISTERS, words(0, 1), caps()), ERR_ILLEGAL);
}

TEST("WriteRegisters, then ReadRegisters, in the structure's order; flags are sanitised")
{
    struct thread t = new_thread(1);
    assert_ok(method(t, LABEL_TCB_WRITE_REGISTERS,
                     words(0, 12, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 0xff01),
                     caps()));
    struct message got = method(t, LABEL_TCB_READ_REGISTERS, words(0, 12), caps());
    assert_ok(got);
    assert_int_equal(got.length, 12);
    for (unsigned i = 0; i < 11; i++) {
        assert_int_equal(got.w[i], 100 + i);
    }
    assert_int_equal(got.w[11], 0x03);
    assert_int_equal(t.tcb->context.pc, 100);
    assert_state(t, THREAD_STOPPED);
}

TEST("ReadRegisters with bit 0 suspends first")
{
    struct thread t = start_thread(1);
    assert_ok(method(t, LABEL_TCB_READ_REGISTERS, words(0, 1), caps()));
    assert_state(t, THREAD_READY_RETRY);
    assert_ok(method(t, LABEL_TCB_READ_REGISTERS, words(1, 1), caps()));
    assert_state(t, THREAD_STOPPED);
}

TEST("a reader without a buffer gets as many registers as it has message registers")
{
    struct thread reader = start_thread(255), t = new_thread(1);
    assert_ok(method(reader, LABEL_TCB_SET_IPC_BUFFER, words(0), caps(ROOT_TCB)));
    act_as(reader.tcb);
    struct message got = method(t, LABEL_TCB_READ_REGISTERS, words(0, 12), caps());
    assert_ok(got);
    assert_int_equal(got.length, 4);
}

TEST("WriteRegisters: the message holds what it counts; a count above N is N, 0 is fine")
{
    struct thread t = new_thread(1);
    assert_error(method(t, LABEL_TCB_WRITE_REGISTERS, words(0, 2, 1), caps()), ERR_TRUNCATED);
    assert_error(method(t, LABEL_TCB_WRITE_REGISTERS, words(0, -1, 1), caps()), ERR_TRUNCATED);
    assert_error(method(root(), LABEL_TCB_WRITE_REGISTERS, words(0, 1, 1), caps()), ERR_ILLEGAL);
    assert_ok(method(t, LABEL_TCB_WRITE_REGISTERS, words(0, 0), caps()));
    struct list many = words(0, 14, 1);
    many.count = 16;
    assert_ok(method(t, LABEL_TCB_WRITE_REGISTERS, many, caps()));
    assert_int_equal(t.tcb->context.pc, 1);
}

TEST("WriteRegisters with bit 0 resumes at the written pc")
{
    struct thread t = new_thread(255);
    assert_ok(method(t, LABEL_TCB_WRITE_REGISTERS, words(1, 1, 0x4000), caps()));
    assert_state(t, THREAD_READY_RETRY);
    yield();
    assert_ptr_equal(current(), t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x4000);
}

TEST("WriteRegisters without resume leaves a blocked thread blocked")
{
    struct thread t = start_thread(255);
    word_t ep = make(OBJECT_ENDPOINT);
    act_as(t.tcb);
    recv(ep);
    act_as(root_task());
    assert_ok(method(t, LABEL_TCB_WRITE_REGISTERS, words(0, 1, 0x4000), caps()));
    assert_state(t, THREAD_RECEIVING);
}

TEST("CopyRegisters: the source is a TCB")
{
    struct thread t = new_thread(1);
    assert_error(method(t, LABEL_TCB_COPY_REGISTERS, words(0), caps(ROOT_CNODE)), ERR_CAPABILITY,
                 1);
}

TEST("CopyRegisters copies the frame part, the integer part, or both")
{
    struct thread from = new_thread(1), to = new_thread(1);
    from.tcb->context.restart_pc = 0x4000;
    from.tcb->context.sp = 0x9000;
    from.tcb->context.general[1] = 7;
    assert_ok(method(to, LABEL_TCB_COPY_REGISTERS, words(4), caps(from.cap)));
    assert_int_equal(to.tcb->context.pc, 0x4000);
    assert_int_equal(to.tcb->context.sp, 0x9000);
    assert_int_equal(to.tcb->context.general[1], 0);
    assert_ok(method(to, LABEL_TCB_COPY_REGISTERS, words(8), caps(from.cap)));
    assert_int_equal(to.tcb->context.general[1], 7);
}

TEST("CopyRegisters suspends the source and resumes the target if asked")
{
    struct thread from = start_thread(1), to = new_thread(1);
    assert_ok(method(to, LABEL_TCB_COPY_REGISTERS, words(3), caps(from.cap)));
    assert_state(from, THREAD_STOPPED);
    assert_state(to, THREAD_READY_RETRY);
}

TEST("CopyRegisters from oneself to oneself, suspending and resuming: the thread goes on")
{
    assert_ok(method(root(), LABEL_TCB_COPY_REGISTERS, words(3), caps(ROOT_TCB)));
    assert_ptr_equal(current(), root_task());
    assert_state(root(), THREAD_READY);
}

/* ---- spaces ---- */

static struct message configure(struct thread t, word_t buffer_va, word_t cspace, word_t vspace,
                                word_t frame)
{
    return method(t, LABEL_TCB_CONFIGURE, words(5, 0, 0, buffer_va), caps(cspace, vspace, frame));
}

TEST("Configure checks the buffer first: copyable, a frame, RAM, aligned")
{
    struct thread t = new_thread(1);
    word_t bad = ROOT_TCB; /* as CSpace: found out later */
    word_t device = make_from(find_untyped(30, true), TYPE_FRAME, 0);
    assert_error(configure(t, BUFFER_VA, bad, bad, make(TYPE_VSPACE)), ERR_ILLEGAL);
    assert_error(configure(t, BUFFER_VA + 1, bad, bad, ROOT_TCB), ERR_ILLEGAL);
    assert_error(configure(t, BUFFER_VA + 1, bad, bad, device), ERR_ILLEGAL);
    assert_error(configure(t, BUFFER_VA + 512, bad, bad, t.frame), ERR_ALIGNMENT);
    assert_error(configure(t, BUFFER_VA + 1024, bad, ROOT_VSPACE, t.frame), ERR_ILLEGAL);
}

TEST("an untyped in use as a buffer: its own error, revoke first")
{
    struct thread t = new_thread(1);
    assert_error(configure(t, BUFFER_VA, ROOT_CNODE, ROOT_VSPACE, ram()), ERR_REVOKE_FIRST);
}

TEST("address 0 is no buffer, whatever the capability; it has to be there, though")
{
    struct thread t = new_thread(1);
    assert_ok(configure(t, 0, ROOT_CNODE, ROOT_VSPACE, 3000));
    assert_null(buffer_of(t.tcb));
    assert_true(slot_is_empty(&t.tcb->slots[TCB_BUFFER]));
}

TEST("CSpace: a CNode that can be copied, with a guard that fits")
{
    struct thread t = new_thread(1);
    assert_error(configure(t, 0, ROOT_TCB, ROOT_VSPACE, 0), ERR_ILLEGAL);
    assert_error(configure(t, 0, 3000, ROOT_VSPACE, 0), ERR_ILLEGAL);
    assert_error(configure(t, 0, IRQ_CONTROL, ROOT_VSPACE, 0), ERR_ILLEGAL);
    word_t node = make_sized(OBJECT_CNODE, 4);
    assert_error(method(t, LABEL_TCB_SET_SPACE, words(0, 61, 0), caps(node, ROOT_VSPACE)),
                 ERR_ILLEGAL);
    assert_error(configure(t, 0, ram(), ROOT_VSPACE, 0), ERR_REVOKE_FIRST);
}

TEST("VSpace: a root with an ASID")
{
    struct thread t = new_thread(1);
    assert_error(configure(t, 0, ROOT_CNODE, make(TYPE_VSPACE), 0), ERR_ILLEGAL);
    assert_error(configure(t, 0, ROOT_CNODE, ROOT_CNODE, 0), ERR_ILLEGAL);
    assert_error(configure(t, 0, ROOT_CNODE, 3000, 0), ERR_ILLEGAL);
}

TEST("CSpace data 0 keeps the guard, another word replaces it")
{
    struct thread t = new_thread(1);
    word_t node = make_sized(OBJECT_CNODE, 4), guarded = badged(node, 0, 7 << 6 | 60);
    assert_ok(method(t, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(guarded, ROOT_VSPACE)));
    assert_int_equal(cap_guard(t.tcb->slots[TCB_CSPACE].cap), 7);
    assert_ok(method(t, LABEL_TCB_SET_SPACE, words(0, 9 << 6 | 60, 0), caps(guarded, ROOT_VSPACE)));
    assert_int_equal(cap_guard(t.tcb->slots[TCB_CSPACE].cap), 9);
}

TEST("Configure installs copies, the fault CPtr and the buffer, and nothing else")
{
    struct thread t = new_thread(7);
    assert_ok(configure(t, 0x20000400, ROOT_CNODE, ROOT_VSPACE, t.frame));
    assert_int_equal(t.tcb->fault_cptr, 5);
    assert_int_equal(t.tcb->buffer_va, 0x20000400);
    assert_ptr_equal(cap_ptr(t.tcb->slots[TCB_CSPACE].cap), object_at(ROOT_CNODE));
    assert_ptr_equal(cap_ptr(t.tcb->slots[TCB_VSPACE].cap), object_at(ROOT_VSPACE));
    assert_int_equal(t.tcb->priority, 7);
    assert_state(t, THREAD_STOPPED);
}

TEST("a thread that holds the last capability to its CSpace keeps it")
{
    struct thread t = new_thread(1);
    word_t node = make_sized(OBJECT_CNODE, 4);
    assert_ok(configure(t, 0, node, ROOT_VSPACE, 0));
    delete_cap(node);
    assert_error(configure(t, 0, ROOT_CNODE, ROOT_VSPACE, 0), ERR_ILLEGAL);
    assert_error(method(t, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)),
                 ERR_ILLEGAL);
}

TEST("SetIPCBuffer replaces the buffer of the calling thread at once")
{
    word_t frame = make(TYPE_FRAME);
    assert_ok(call(ROOT_TCB, LABEL_TCB_SET_IPC_BUFFER, words(0x30000000), caps(frame)));
    assert_ptr_equal(buffer_of(root_task()), object_at(frame));
}

TEST("a new VSpace of the calling thread is active on return")
{
    word_t vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(ROOT_TCB, LABEL_TCB_CONFIGURE, words(0, 0, 0, HOST_IMAGE_VA + 3 * 4096),
                   caps(ROOT_CNODE, vspace, ROOT_BUFFER)));
    assert_ptr_equal(host.root, object_at(vspace));
    assert_int_equal(host.root_asid, 2);
}

/* ---- priorities ---- */

TEST("the authority is a TCB, and its MCP bounds priority and MCP")
{
    struct thread t = new_thread(10), by = new_thread(20);
    static const word_t labels[] = {LABEL_TCB_SET_PRIORITY, LABEL_TCB_SET_MC_PRIORITY,
                                    LABEL_TCB_SET_SCHED_PARAMS};
    for (unsigned i = 0; i < COUNT_OF(labels); i++) {
        assert_error(method(t, labels[i], words(5, 5), caps(ROOT_CNODE)), ERR_CAPABILITY, 1);
        assert_error(method(t, labels[i], words(21, 5), caps(by.cap)), ERR_RANGE, 0, 20);
        assert_error(method(t, labels[i], words(256, 5), caps(ROOT_TCB)), ERR_RANGE, 0, 255);
        assert_error(method(t, labels[i], words(BIT(32), 5), caps(ROOT_TCB)), ERR_RANGE, 0, 255);
        assert_ok(method(t, labels[i], words(20, 20), caps(by.cap)));
    }
    assert_error(method(t, LABEL_TCB_SET_SCHED_PARAMS, words(5, 21), caps(by.cap)), ERR_RANGE, 0,
                 20);
}

TEST("the target's own priority and MCP do not matter, and priority may exceed its MCP")
{
    struct thread t = new_thread(10);
    assert_ok(method(t, LABEL_TCB_SET_MC_PRIORITY, words(3), caps(ROOT_TCB)));
    assert_ok(method(t, LABEL_TCB_SET_PRIORITY, words(200), caps(ROOT_TCB)));
    assert_int_equal(t.tcb->priority, 200);
    assert_int_equal(t.tcb->mcp, 3);
}

TEST("SetSchedParams takes the MCP first, then the priority")
{
    struct thread t = new_thread(10);
    assert_ok(method(t, LABEL_TCB_SET_SCHED_PARAMS, words(4, 5), caps(ROOT_TCB)));
    assert_int_equal(t.tcb->mcp, 4);
    assert_int_equal(t.tcb->priority, 5);
}

/* ---- suspend, resume ---- */

TEST("suspending a ready thread and resuming it goes on where it was")
{
    struct thread t = start_thread(255);
    act_as(t.tcb);
    t.tcb->context.pc = 0x7777; /* between two instructions */
    act_as(root_task());
    suspend(t);
    resume(t);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, 0x7777);
}

TEST("suspending oneself writes no reply; resumed, the call is made again")
{
    struct thread t = start_thread(255);
    act_as(t.tcb);
    word_t pc = t.tcb->context.pc;
    word_t info = put_message(LABEL_TCB_SUSPEND, words(), caps());
    enter(SYS_CALL, t.cap, info);
    assert_state(t, THREAD_STOPPED);
    assert_int_equal(t.tcb->context.cap, t.cap);
    assert_int_equal(t.tcb->context.info, info);
    act_as(root_task());
    resume(t);
    act_as(t.tcb);
    assert_int_equal(t.tcb->context.pc, pc);
}

TEST("resuming a blocked thread makes it do its system call again")
{
    struct thread t = start_thread(255);
    word_t ep = make(OBJECT_ENDPOINT), ntfn = make(OBJECT_NOTIFICATION);
    word_t where[] = {ep, ntfn};
    for (unsigned i = 0; i < 2; i++) {
        act_as(t.tcb);
        word_t pc = t.tcb->context.pc;
        recv(where[i]);
        act_as(root_task());
        resume(t);
        assert_state(t, THREAD_READY_RETRY);
        act_as(t.tcb);
        assert_int_equal(t.tcb->context.pc, pc);
        assert_int_equal(t.tcb->context.cap, where[i]);
    }
}

TEST("resuming a ready thread changes nothing")
{
    struct thread t = start_thread(255);
    resume(t);
    assert_state(t, THREAD_READY_RETRY);
    resume(root());
    assert_ptr_equal(current(), root_task());
}

/* ---- flags and TLS ---- */

TEST("SetFlags clears, then sets what is supported, and returns the result")
{
    struct thread t = new_thread(1);
    struct message got = method(t, LABEL_TCB_SET_FLAGS, words(0, 0xff), caps());
    assert_ok(got);
    assert_int_equal(got.length, 1);
    assert_int_equal(got.w[0], 1);
    got = method(t, LABEL_TCB_SET_FLAGS, words(1, 0), caps());
    assert_int_equal(got.w[0], 0);
    assert_ok(call(ROOT_TCB, LABEL_TCB_SET_FLAGS, words(0, 1), caps()));
    assert_false(host.fpu);
    assert_ok(call(ROOT_TCB, LABEL_TCB_SET_FLAGS, words(1, 0), caps()));
    assert_true(host.fpu);
}

TEST("SetTLSBase sets the base of any thread, one's own too")
{
    struct thread t = new_thread(1);
    assert_ok(method(t, LABEL_TCB_SET_TLS_BASE, words(0x1234), caps()));
    assert_int_equal(t.tcb->context.tls, 0x1234);
    assert_ok(call(ROOT_TCB, LABEL_TCB_SET_TLS_BASE, words(0x5678), caps()));
    assert_int_equal(root_task()->context.tls, 0x5678);
    enter(SYS_SET_TLS_BASE, 0x9abc, 0);
    assert_int_equal(root_task()->context.tls, 0x9abc);
}
