/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spec 03, section 2: threads without an IPC buffer, with one that is read-only, and where the
 * kernel finds it. A thread's buffer stays mapped whatever the TCB has; only the kernel goes by
 * that.
 */
#include "arch.h"
#include "support.h"

#define INFO(label, caps, length) (seL4_MessageInfo_new(label, 0, caps, length).words[0])

enum { R = seL4_FastMessageRegisters, LONG = 8 };

/* A thread's system call, and its registers when that returns. */
static struct {
    seL4_Word number;
    volatile seL4_Word done;
    struct sel4_registers r;
} act;

static void acting(seL4_Word unused)
{
    (void)unused;
    sel4_trap(act.number, &act.r);
    act.done = 1;
    park();
}

/* A stopped thread that is to make that system call, with its buffer full of marks. */
static struct thread *actor(seL4_Word number, seL4_CPtr cap, seL4_Word info)
{
    act.number = number;
    act.done = 0;
    act.r = (struct sel4_registers){cap, info, 1, 2, 3, 4};
    struct thread *thread = new_thread(acting, 0);
    for (unsigned i = 0; i < 120; i++) {
        thread->buffer->msg[i] = 0x100 + i;
    }
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    return thread;
}

static void go(struct thread *thread)
{
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    let_lower_run();
}

static void take_buffer(struct thread *thread)
{
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0, ROOT));
}

/* A read-only capability to a frame that is mapped at the thread's buffer. */
static void make_read_only(struct thread *thread, seL4_CPtr frame)
{
    seL4_CPtr weak = minted(frame, seL4_CanRead, 0);
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, (seL4_Word)thread->buffer, weak));
}

TEST("03 2 b1-2, 02 2.1 #2",
     "a sender without a buffer sends the register words and no capabilities")
{
    seL4_CPtr ep = make_endpoint(), slot = new_slot(), given = make_tcb();
    struct thread *thread = actor((seL4_Word)seL4_SysSend, ep, INFO(5, 1, LONG));
    thread->buffer->caps_or_badges[0] = given;
    take_buffer(thread);
    go(thread);
    seL4_SetCapReceivePath(ROOT, slot, DEPTH);
    seL4_MessageInfo_t info = seL4_Recv(ep, NULL);
    CHECK_EQ(info.words[0], INFO(5, 0, R));
    CHECK_MR(R - 1, R);
    CHECK(is_empty(slot));
}

TEST("03 2 b2, 02 2.1 #2", "without a buffer an extra capability that leads nowhere is no fault")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = actor((seL4_Word)seL4_SysSend, ep, INFO(5, 2, 0));
    thread->buffer->caps_or_badges[0] = (seL4_CPtr)1 << (seL4_WordBits - 1);
    take_buffer(thread);
    go(thread);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(5, 0, 0));
}

TEST("03 2 b1 b3", "a receiver without a buffer gets the register words and no capabilities")
{
    seL4_CPtr ep = make_endpoint(), slot = new_slot(), given = make_tcb();
    struct thread *thread = actor((seL4_Word)seL4_SysRecv, ep, 0);
    thread->buffer->receiveCNode = ROOT;
    thread->buffer->receiveIndex = slot;
    thread->buffer->receiveDepth = DEPTH;
    take_buffer(thread);
    go(thread);
    seL4_SetCap(0, given);
    seL4_SetCap(1, ep);
    seL4_Send(ep, seL4_MessageInfo_new(6, 0, 2, LONG));
    let_lower_run();
    CHECK_EQ(act.done, 1);
    CHECK_EQ(act.r.info, INFO(6, 0, R));
    CHECK(is_empty(slot));
    CHECK_EQ(thread->buffer->msg[R], 0x100 + R);
}

TEST("03 2 b1", "Call and its reply are cut to the registers if either side has no buffer")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = actor((seL4_Word)seL4_SysCall, ep, INFO(5, 0, LONG));
    take_buffer(thread);
    go(thread);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(5, 0, R));
    seL4_Reply(seL4_MessageInfo_new(7, 0, 0, LONG));
    let_lower_run();
    CHECK_EQ(act.r.info, INFO(7, 0, R));
    CHECK_EQ(thread->buffer->msg[R], 0x100 + R);
}

static void serving(seL4_Word ep)
{
    struct sel4_registers r = {ep, 0, 0, 0, 0, 0};
    sel4_trap((seL4_Word)seL4_SysRecv, &r);
    act.r = r;
    r = (struct sel4_registers){ep, INFO(7, 0, LONG), 1, 2, 3, 4};
    sel4_trap((seL4_Word)seL4_SysReplyRecv, &r);
    park();
}

TEST("03 2 b1", "so are the Call that a waiting server gets, and its ReplyRecv")
{
    seL4_CPtr ep = make_endpoint();
    take_buffer(spawn(serving, ep, +1));
    seL4_SetMR(R, 0x55);
    CHECK_EQ(seL4_Call(ep, seL4_MessageInfo_new(6, 0, 0, LONG)).words[0], INFO(7, 0, R));
    CHECK_EQ(act.r.info, INFO(6, 0, R));
    CHECK_MR(R - 1, R);
    CHECK_MR(R, 0x55);
}

TEST("03 2 b4, 02 2.1 #3", "invocations without a buffer lack the words beyond the registers, and "
                           "all capabilities")
{
    struct thread *thread = actor((seL4_Word)seL4_SysCall, test_untyped, INFO(UntypedRetype, 1, 6));
    thread->buffer->caps_or_badges[0] = ROOT;
    take_buffer(thread);
    go(thread);
    CHECK_EQ(act.r.info, INFO(seL4_TruncatedMessage, 0, 0));
    act.r = (struct sel4_registers){ROOT, INFO(CNodeDelete, 0, 2), new_slot(), DEPTH, 0, 0};
    thread = new_thread(acting, 0);
    start(thread, -1);
    take_buffer(thread);
    let_lower_run();
    CHECK_EQ(act.r.info, 0);
}

TEST("03 2 b5, 02 5.5", "results and errors of the kernel are cut to the registers")
{
    struct thread *thread =
        actor((seL4_Word)seL4_SysCall, make_tcb(), INFO(TCBReadRegisters, 0, 2));
    act.r.mr0 = 0;
    act.r.mr1 = R + 2;
    take_buffer(thread);
    go(thread);
    CHECK_EQ(act.r.info, INFO(0, 0, R));
    CHECK_EQ(thread->buffer->msg[R], 0x100 + R);

    thread = actor((seL4_Word)seL4_SysCall, ROOT, INFO(CNodeDelete, 0, 2));
    act.r.mr1 = 4; /* too shallow for the root CNode's guard: five words describe that */
    take_buffer(thread);
    go(thread);
    CHECK_EQ(act.r.info, INFO(seL4_FailedLookup, 0, R));
}

static void faulting(seL4_Word address)
{
    *(volatile seL4_Word *)address = 1;
    park();
}

TEST("03 2 b5, 05 2 #4", "a handler without a buffer gets the register words of a fault message")
{
    seL4_CPtr ep = make_endpoint();
    struct thread *handler = actor((seL4_Word)seL4_SysRecv, ep, 0);
    take_buffer(handler);
    go(handler);
    seL4_Word address = free_range();
    struct thread *thread = new_thread(faulting, address);
    thread->fault_endpoint = ep;
    start(thread, -1);
    let_lower_run();
    CHECK_EQ(act.r.info, INFO(seL4_Fault_VMFault, 0, R));
    CHECK_EQ(act.r.mr1, address);
}

TEST("03 2 !1", "a read-only buffer is good for sending long messages, and for reading arguments")
{
    seL4_CPtr ep = make_endpoint(), frame = make_frame();
    struct thread *thread = actor((seL4_Word)seL4_SysSend, ep, INFO(5, 0, LONG));
    make_read_only(thread, frame);
    go(thread);
    seL4_SetMR(LONG - 1, 99);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(5, 0, LONG));
    CHECK_MR(LONG - 1, 0);
}

TEST("03 2 !1 b3 b5", "to a receiver, and for results, a read-only buffer is none")
{
    seL4_CPtr ep = make_endpoint(), frame = make_frame();
    struct thread *thread = actor((seL4_Word)seL4_SysRecv, ep, 0);
    make_read_only(thread, frame);
    go(thread);
    seL4_Send(ep, seL4_MessageInfo_new(6, 0, 0, LONG));
    let_lower_run();
    CHECK_EQ(act.r.info, INFO(6, 0, R));
    thread = actor((seL4_Word)seL4_SysCall, make_tcb(), INFO(TCBReadRegisters, 0, 2));
    act.r.mr0 = 0;
    act.r.mr1 = R + 2;
    make_read_only(thread, frame);
    go(thread);
    CHECK_EQ(act.r.info, INFO(0, 0, R));
}

TEST("03 2 !1, 01 2 b4", "a frame capability without rights is no buffer, not even for sending")
{
    seL4_CPtr ep = make_endpoint(), dark = minted(make_frame(), seL4_CanWrite, 0);
    struct thread *thread = actor((seL4_Word)seL4_SysSend, ep, INFO(5, 0, LONG));
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, (seL4_Word)thread->buffer, dark));
    go(thread);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], INFO(5, 0, R));
}

/* The message of LONG words arrives in the frame at its buffer's offset, mapped there or not. */
static void receive_at(seL4_CPtr frame, seL4_Word va, seL4_Word offset)
{
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = actor((seL4_Word)seL4_SysRecv, ep, 0);
    seL4_IPCBuffer *there = (seL4_IPCBuffer *)(va + offset);
    there->msg[LONG - 1] = 0;
    CHECK_OK(seL4_TCB_SetIPCBuffer(thread->tcb, 0x40000000 + offset, frame));
    go(thread);
    for (int i = 0; i < LONG; i++) {
        seL4_SetMR(i, 0x60 + (seL4_Word)i);
    }
    seL4_Send(ep, seL4_MessageInfo_new(6, 0, 0, LONG));
    let_lower_run();
    CHECK_EQ(act.r.info, INFO(6, 0, LONG));
    CHECK_EQ(there->msg[LONG - 1], 0x60 + LONG - 1);
    CHECK_EQ(thread->buffer->msg[LONG - 1], 0x100 + LONG - 1);
}

TEST("03 2 !2, 02 5.2",
     "the buffer is in the frame, at its address's offset, wherever that is mapped")
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    receive_at(frame, va, 0);
    receive_at(frame, va, 4096 - sizeof(seL4_IPCBuffer));
}

TEST("03 2 !2, armv7 8 #13", "a buffer may lie anywhere in a large frame")
{
    seL4_CPtr frame = make(FRAME_LARGE, 0);
    seL4_Word va = free_range(), size = (seL4_Word)1 << LARGE_BITS;
    map_at(frame, va);
    receive_at(frame, va, size / 2 + (sizeof(seL4_Word) == 8 ? 1024 : 512));
    receive_at(frame, va, size - sizeof(seL4_IPCBuffer));
}
