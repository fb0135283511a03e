/* SPDX-License-Identifier: BSD-2-Clause */
/* Call, reply capabilities and ReplyRecv (spec 03, section 5). */
#include "world.h"

static word_t ep;
static struct thread client, server;

static void client_and_server(void)
{
    ep = make(OBJECT_ENDPOINT);
    client = start_thread(255);
    server = start_thread(255);
    act_as(server.tcb);
    recv(ep);
}

static void client_calls(word_t cptr)
{
    act_as(client.tcb);
    call(cptr, 42, words(1, 2, 3, 4, 5), caps());
}

TEST("Call runs the waiting server at once, and waits for the reply")
{
    client_and_server();
    client_calls(badged(ep, 15, 9));
    assert_ptr_equal(current(), server.tcb);
    assert_state(client, THREAD_AWAITING_REPLY);
    struct message got = received(server.tcb);
    assert_int_equal(got.badge, 9);
    assert_int_equal(got.length, 5);
    assert_int_equal(got.w[4], 5);
}

TEST("Reply answers with badge 0 and the replier's label; the server goes on")
{
    client_and_server();
    client_calls(badged(ep, 15, 9));
    reply(43, words(6, 7, 8, 9, 10, 11));
    assert_ptr_equal(current(), server.tcb);
    assert_state(client, THREAD_READY);
    struct message got = received(client.tcb);
    assert_int_equal(got.badge, 0);
    assert_int_equal(got.label, 43);
    assert_int_equal(got.length, 6);
    assert_int_equal(got.w[5], 11);
    assert_true(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
}

TEST("a second Reply does nothing")
{
    client_and_server();
    client_calls(ep);
    reply(1, words(1));
    act_as(client.tcb);
    put_message(0, words(77), caps());
    act_as(server.tcb);
    reply(2, words(2));
    assert_int_equal(client.tcb->context.mr[0], 77);
}

TEST("ReplyRecv answers and waits; the client runs at once")
{
    client_and_server();
    client_calls(ep);
    reply_recv(ep, 5, words(1, 2));
    assert_ptr_equal(current(), client.tcb);
    assert_state(server, THREAD_RECEIVING);
    assert_int_equal(received(client.tcb).label, 5);
    assert_int_equal(received(client.tcb).length, 2);
}

TEST("ReplyRecv sends words beyond the registers")
{
    client_and_server();
    client_calls(ep);
    reply_recv(ep, 5, words(1, 2, 3, 4, 5, 6));
    assert_int_equal(received(client.tcb).length, 6);
    assert_int_equal(received(client.tcb).w[5], 6);
}

TEST("ReplyRecv takes the next queued caller")
{
    client_and_server();
    struct thread second;
    act_as(root_task());
    second = start_thread(255);
    client_calls(ep);
    act_as(second.tcb);
    call(ep, 44, words(), caps());
    act_as(server.tcb);
    reply_recv(ep, 5, words());
    assert_int_equal(received(server.tcb).label, 44);
    assert_state(second, THREAD_AWAITING_REPLY);
    assert_state(client, THREAD_READY);
}

TEST("ReplyRecv without a caller just receives")
{
    client_and_server();
    act_as(client.tcb);
    reply_recv(ep, 0, words());
    assert_state(client, THREAD_RECEIVING);
}

TEST("when the second half of ReplyRecv faults the reply has been sent")
{
    client_and_server();
    client_calls(ep);
    reply_recv(BIT(63), 5, words(1));
    assert_state(server, THREAD_STOPPED);
    assert_int_equal(received(client.tcb).label, 5);
    assert_state(client, THREAD_READY);
}

TEST("a Call with neither G nor P is delivered, and its thread stopped for good")
{
    client_and_server();
    act_as(root_task());
    word_t less = copy_of(ep, RIGHT_WRITE);
    client_calls(less);
    assert_state(client, THREAD_STOPPED);
    assert_int_equal(received(server.tcb).label, 42);
    assert_true(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
}

TEST("P alone is enough for a reply")
{
    client_and_server();
    act_as(root_task());
    word_t less = copy_of(ep, RIGHT_WRITE | RIGHT_GRANT_REPLY);
    client_calls(less);
    assert_state(client, THREAD_AWAITING_REPLY);
}

TEST("the reply capability has G if the receiver's endpoint capability had it")
{
    for (unsigned grant = 0; grant < 2; grant++) {
        world_new();
        ep = make(OBJECT_ENDPOINT);
        word_t end = copy_of(ep, RIGHT_READ | (grant ? RIGHT_GRANT : 0));
        client = start_thread(255);
        server = start_thread(255);
        act_as(server.tcb);
        recv(end);
        client_calls(ep);
        struct cap cap = server.tcb->slots[TCB_CALLER].cap;
        assert_int_equal(cap_type(cap), CAP_REPLY);
        assert_int_equal(cap_rights(cap), grant ? RIGHT_GRANT : 0);
    }
}

TEST("that holds after ReplyRecv as after Recv")
{
    client_and_server();
    act_as(root_task());
    word_t end = copy_of(ep, RIGHT_READ);
    client_calls(ep);
    assert_int_equal(cap_rights(server.tcb->slots[TCB_CALLER].cap), RIGHT_GRANT);
    reply_recv(end, 0, words());
    client_calls(ep);
    assert_int_equal(cap_type(server.tcb->slots[TCB_CALLER].cap), CAP_REPLY);
    assert_int_equal(cap_rights(server.tcb->slots[TCB_CALLER].cap), 0);
}

TEST("two servers wait in line, and each gets its client")
{
    client_and_server();
    act_as(root_task());
    struct thread second = start_thread(255), other = start_thread(255);
    act_as(second.tcb);
    recv(ep);
    client_calls(ep);
    assert_ptr_equal(current(), server.tcb);
    act_as(other.tcb);
    call(ep, 4, words(), caps());
    assert_ptr_equal(current(), second.tcb);
    reply_recv(ep, 0, words());
    act_as(server.tcb);
    reply_recv(ep, 0, words());
    assert_ptr_equal(endpoint_head(object_at(ep)), second.tcb);
}

TEST("a new Recv on an endpoint discards the reply capability; the caller waits for good")
{
    client_and_server();
    client_calls(ep);
    nb_recv(ep);
    assert_true(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
    assert_state(client, THREAD_AWAITING_REPLY);
    reply(1, words());
    assert_state(client, THREAD_AWAITING_REPLY);
}

TEST("a Recv on a notification, or one that faults, keeps it")
{
    client_and_server();
    act_as(root_task());
    word_t ntfn = make(OBJECT_NOTIFICATION);
    client_calls(ep);
    nb_recv(ntfn);
    assert_false(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
    nb_recv(BIT(63));
    assert_state(server, THREAD_STOPPED);
    assert_false(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
}

TEST("SaveCaller moves it to a slot, where it is used once")
{
    client_and_server();
    client_calls(ep);
    word_t saved = 3000;
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_SAVE_CALLER, words(saved, 64), caps()));
    assert_int_equal(type_at(saved), CAP_REPLY);
    assert_ptr_equal(client.tcb->reply_slot, slot_at(saved));
    assert_error(
        call(ROOT_CNODE, LABEL_CNODE_COPY, words(3001, 64, saved, 64, 15), caps(ROOT_CNODE)),
        ERR_ILLEGAL);
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_MOVE, words(3001, 64, saved, 64), caps(ROOT_CNODE)));
    assert_ok(call(3001, 9, words(1, 2), caps())); /* an empty kernel reply to the invoker */
    assert_int_equal(type_at(3001), CAP_NULL);
    assert_int_equal(received(client.tcb).label, 9);
    assert_int_equal(received(client.tcb).length, 2);
    assert_state(client, THREAD_READY);
}

TEST("deleting the reply capability leaves the caller waiting")
{
    client_and_server();
    client_calls(ep);
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_SAVE_CALLER, words(3000, 64), caps()));
    delete_cap(3000);
    assert_state(client, THREAD_AWAITING_REPLY);
    act_as(root_task());
    resume(client);
    assert_state(client, THREAD_READY_RETRY);
}

TEST("suspending the caller makes the reply capability vanish from wherever it is")
{
    client_and_server();
    client_calls(ep);
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_SAVE_CALLER, words(3000, 64), caps()));
    act_as(root_task());
    suspend(client);
    assert_int_equal(type_at(3000), CAP_NULL);
    assert_state(client, THREAD_STOPPED);
}

TEST("deleting the caller makes the reply capability vanish, too")
{
    client_and_server();
    client_calls(ep);
    act_as(root_task());
    delete_cap(client.cap);
    assert_true(slot_is_empty(&server.tcb->slots[TCB_CALLER]));
    act_as(server.tcb);
    reply(1, words());
}

TEST("deleting the server leaves the caller waiting, without a reply capability")
{
    client_and_server();
    client_calls(ep);
    act_as(root_task());
    delete_cap(server.cap);
    assert_state(client, THREAD_AWAITING_REPLY);
    assert_null(client.tcb->reply_slot);
}

TEST("a queued Call becomes a waiting one when it is received")
{
    client_and_server();
    act_as(root_task());
    suspend(server);
    client_calls(ep);
    assert_state(client, THREAD_SENDING);
    act_as(root_task());
    resume(server);
    act_as(server.tcb);
    recv(ep);
    assert_state(client, THREAD_AWAITING_REPLY);
    assert_int_equal(received(server.tcb).label, 42);
}
