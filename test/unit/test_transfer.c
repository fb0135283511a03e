/* SPDX-License-Identifier: BSD-2-Clause */
/* Copying messages and capabilities (spec 03, sections 2 and 4). */
#include "world.h"

static word_t ep;
static struct thread from, to;

/* `to` receives on the endpoint, offering `slot` for a capability (0: none). */
static void receiver_waits(word_t slot)
{
    ep = make(OBJECT_ENDPOINT);
    from = start_thread(255);
    to = start_thread(255);
    word_t *buffer = buffer_of(to.tcb);
    buffer[BUFFER_RECEIVE_CNODE] = ROOT_CNODE;
    buffer[BUFFER_RECEIVE_INDEX] = slot;
    buffer[BUFFER_RECEIVE_DEPTH] = DEPTH;
    act_as(to.tcb);
    recv(ep);
}

static struct message from_sends(word_t cptr, struct list message, struct list extra)
{
    act_as(from.tcb);
    send(cptr, 1, message, extra);
    return received(to.tcb);
}

static void take_buffer(struct thread thread)
{
    act_as(root_task());
    assert_ok(call(thread.cap, LABEL_TCB_SET_IPC_BUFFER, words(0), caps(thread.frame)));
    assert_null(buffer_of(thread.tcb));
}

enum { SLOT = 3000 };

TEST("registers beyond the length keep the receiver's values")
{
    receiver_waits(0);
    to.tcb->context.mr[1] = 55;
    from_sends(ep, words(1), caps());
    assert_int_equal(to.tcb->context.mr[0], 1);
    assert_int_equal(to.tcb->context.mr[1], 55);
}

TEST("words beyond the registers go from buffer to buffer, nothing else of it")
{
    receiver_waits(0);
    word_t *buffer = buffer_of(to.tcb);
    buffer[0] = 111;
    buffer[BUFFER_MESSAGE + 6] = 222;
    struct message got = from_sends(ep, words(1, 2, 3, 4, 5, 6), caps());
    assert_int_equal(got.length, 6);
    assert_int_equal(buffer[BUFFER_MESSAGE + 4], 5);
    assert_int_equal(buffer[BUFFER_MESSAGE + 5], 6);
    assert_int_equal(buffer[BUFFER_MESSAGE + 6], 222);
    assert_int_equal(buffer[BUFFER_MESSAGE], 0);
    assert_int_equal(buffer[0], 111);
}

TEST("a sender without a buffer sends four words and no capabilities")
{
    receiver_waits(SLOT);
    take_buffer(from);
    act_as(from.tcb);
    enter(SYS_SEND, ep, info_new(1, 0, 1, 9));
    assert_int_equal(received(to.tcb).length, 4);
    assert_int_equal(received(to.tcb).extra_caps, 0);
}

TEST("a receiver without a buffer gets four words and no capabilities")
{
    receiver_waits(SLOT);
    take_buffer(to);
    struct message got = from_sends(ep, words(1, 2, 3, 4, 5), caps(ROOT_TCB, ep));
    assert_int_equal(got.length, 4);
    assert_int_equal(got.extra_caps, 0);
    assert_int_equal(got.unwrapped, 0);
    assert_int_equal(type_at(SLOT), CAP_NULL);
}

TEST("a read-only buffer is good for sending, not for receiving")
{
    receiver_waits(0);
    act_as(root_task());
    word_t read_only = copy_of(from.frame, RIGHT_READ);
    assert_ok(call(from.cap, LABEL_TCB_SET_IPC_BUFFER, words(BUFFER_VA), caps(read_only)));
    assert_non_null(tcb_buffer(from.tcb, false));
    assert_null(tcb_buffer(from.tcb, true));
    word_t none = copy_of(from.frame, RIGHT_WRITE);
    assert_ok(call(from.cap, LABEL_TCB_SET_IPC_BUFFER, words(BUFFER_VA), caps(none)));
    assert_null(tcb_buffer(from.tcb, false));
}

TEST("the buffer is found in its frame by its address, mapped or not")
{
    receiver_waits(0);
    act_as(root_task());
    assert_ok(call(from.cap, LABEL_TCB_SET_IPC_BUFFER, words(0x7000400), caps(from.frame)));
    assert_ptr_equal(buffer_of(from.tcb), (char *)object_at(from.frame) + 0x400);
}

TEST("with G a capability arrives as a child of the sender's, with its rights and badge")
{
    receiver_waits(SLOT);
    act_as(root_task());
    word_t other = make(OBJECT_ENDPOINT), sent = badged(other, RIGHT_WRITE | RIGHT_READ, 12);
    struct message got = from_sends(ep, words(), caps(sent));
    assert_int_equal(got.extra_caps, 1);
    assert_int_equal(got.unwrapped, 0);
    assert_int_equal(cap_badge(slot_at(SLOT)->cap), 12);
    assert_int_equal(cap_rights(slot_at(SLOT)->cap), RIGHT_WRITE | RIGHT_READ);
    act_as(root_task());
    revoke_cap(sent);
    assert_int_equal(type_at(SLOT), CAP_NULL);
}

TEST("without G no capability arrives, silently")
{
    receiver_waits(SLOT);
    act_as(root_task());
    word_t less = copy_of(ep, 15 & ~RIGHT_GRANT);
    struct message got = from_sends(less, words(1), caps(ROOT_TCB));
    assert_int_equal(got.extra_caps, 0);
    assert_int_equal(got.w[0], 1);
    assert_int_equal(type_at(SLOT), CAP_NULL);
}

TEST("capabilities to the endpoint itself arrive as badges, even without a receive slot")
{
    receiver_waits(0);
    act_as(root_task());
    word_t five = badged(ep, 0, 5), six = badged(ep, 1, 6);
    struct message got = from_sends(ep, words(), caps(five, six));
    assert_int_equal(got.extra_caps, 2);
    assert_int_equal(got.unwrapped, 3);
    assert_int_equal(buffer_of(to.tcb)[BUFFER_CAPS], 5);
    assert_int_equal(buffer_of(to.tcb)[BUFFER_CAPS + 1], 6);
}

TEST("one capability is transferred, badges go on, a second one stops it")
{
    receiver_waits(SLOT);
    act_as(root_task());
    word_t five = badged(ep, 0, 5);
    buffer_of(to.tcb)[BUFFER_CAPS] = 99;
    struct message got = from_sends(ep, words(), caps(ROOT_TCB, five, ROOT_CNODE));
    assert_int_equal(got.extra_caps, 2);
    assert_int_equal(got.unwrapped, 2);
    assert_int_equal(type_at(SLOT), CAP_TCB);
    assert_int_equal(buffer_of(to.tcb)[BUFFER_CAPS], 99); /* not written for a transferred one */
    assert_int_equal(buffer_of(to.tcb)[BUFFER_CAPS + 1], 5);
}

TEST("a capability that cannot be copied stops the transfer")
{
    word_t bad[] = {IRQ_CONTROL, 3500 /* empty */};
    for (unsigned i = 0; i < COUNT_OF(bad); i++) {
        world_new();
        receiver_waits(SLOT);
        struct message got = from_sends(ep, words(7), caps(bad[i], ROOT_TCB));
        assert_int_equal(got.extra_caps, 0);
        assert_int_equal(got.w[0], 7);
        assert_int_equal(type_at(SLOT), CAP_NULL);
    }
}

TEST("a receive slot that is full, or cannot be found, is none")
{
    word_t index[] = {ROOT_TCB, SLOT, SLOT, SLOT, BIT(60)}, depth[] = {64, 0, 65, 12, 64};
    for (unsigned i = 0; i < COUNT_OF(index); i++) {
        world_new();
        receiver_waits(index[i]);
        buffer_of(to.tcb)[BUFFER_RECEIVE_DEPTH] = depth[i];
        assert_int_equal(from_sends(ep, words(), caps(ROOT_VSPACE)).extra_caps, 0);
    }
}

TEST("a receive slot must use up its depth")
{
    receiver_waits(0);
    act_as(root_task());
    word_t node = make_sized(OBJECT_CNODE, 4), *buffer = buffer_of(to.tcb);
    buffer[BUFFER_RECEIVE_CNODE] = node;
    buffer[BUFFER_RECEIVE_DEPTH] = 10;
    assert_int_equal(from_sends(ep, words(), caps(ROOT_TCB)).extra_caps, 0);
    buffer[BUFFER_RECEIVE_DEPTH] = 4;
    act_as(to.tcb);
    recv(ep);
    assert_int_equal(from_sends(ep, words(), caps(ROOT_TCB)).extra_caps, 1);
}

TEST("if one extra CPtr of a queued message leads nowhere at delivery, none is transferred")
{
    receiver_waits(SLOT);
    act_as(root_task());
    nb_send(ep, 0, words(), caps()); /* the receiver is served */
    act_as(from.tcb);
    send(ep, 1, words(4), caps(ROOT_TCB, ROOT_VSPACE));
    assert_state(from, THREAD_SENDING);
    buffer_of(from.tcb)[BUFFER_CAPS + 1] = BIT(63);
    act_as(to.tcb);
    recv(ep);
    struct message got = received(to.tcb);
    assert_int_equal(got.extra_caps, 0);
    assert_int_equal(got.w[0], 4);
    assert_state(from, THREAD_READY);
    assert_int_equal(type_at(SLOT), CAP_NULL);
}

TEST("a reply carries a capability if the reply capability has G, and never unwraps")
{
    receiver_waits(0);
    word_t *buffer = buffer_of(from.tcb);
    buffer[BUFFER_RECEIVE_CNODE] = ROOT_CNODE;
    buffer[BUFFER_RECEIVE_INDEX] = SLOT;
    buffer[BUFFER_RECEIVE_DEPTH] = DEPTH;
    act_as(from.tcb);
    call(ep, 1, words(), caps());
    assert_ptr_equal(current(), to.tcb);
    enter(SYS_REPLY, 0, put_message(2, words(), caps(ep)));
    assert_int_equal(received(from.tcb).extra_caps, 1);
    assert_int_equal(received(from.tcb).unwrapped, 0);
    assert_int_equal(type_at(SLOT), CAP_ENDPOINT);
}

TEST("an untyped with children is not transferred, one without is")
{
    receiver_waits(SLOT);
    act_as(root_task());
    word_t ut = make_sized(OBJECT_UNTYPED, 10), ntfn = make_from(ut, OBJECT_NOTIFICATION, 0);
    assert_int_equal(from_sends(ep, words(), caps(ut)).extra_caps, 0);
    act_as(root_task());
    delete_cap(ntfn);
    act_as(to.tcb);
    recv(ep);
    assert_int_equal(from_sends(ep, words(), caps(ut)).extra_caps, 1);
}
