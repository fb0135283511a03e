/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype: its checks in their order, and untyped memory's rules (spec 02, section 3; 01, 9). */
#include "world.h"

#include <string.h>

static struct message retype(word_t ut, word_t type, word_t size_bits, word_t index, word_t depth,
                             word_t offset, word_t count)
{
    return call(ut, LABEL_UNTYPED_RETYPE, words(type, size_bits, index, depth, offset, count),
                caps(ROOT_CNODE));
}

static struct message retype_at(word_t slot, word_t type, word_t size_bits, word_t count)
{
    return retype(ram(), type, size_bits, 0, 0, slot, count);
}

enum { FREE = 2000 }; /* slots nobody uses */

TEST("another label is illegal, even with a short message")
{
    assert_error(call(ram(), LABEL_TCB_SUSPEND, words(), caps()), ERR_ILLEGAL);
}

TEST("fewer than six words or no capability: truncated")
{
    assert_error(call(ram(), LABEL_UNTYPED_RETYPE, words(99, 99, 0, 0, 0), caps(ROOT_CNODE)),
                 ERR_TRUNCATED);
    assert_error(call(ram(), LABEL_UNTYPED_RETYPE, words(99, 99, 0, 0, 0, 0), caps()),
                 ERR_TRUNCATED);
}

TEST("an unknown type is argument 0, before anything else is looked at")
{
    assert_error(retype_at(BIT(40), TYPE_COUNT, 99, 0), ERR_ARGUMENT, 0);
    assert_error(retype_at(FREE, -1, 0, 1), ERR_ARGUMENT, 0);
}

TEST("a size of 64 or more is out of range for every type")
{
    assert_error(retype_at(FREE, OBJECT_UNTYPED, 64, 1), ERR_RANGE, 0, 47);
    assert_error(retype_at(FREE, OBJECT_ENDPOINT, 64, 1), ERR_RANGE, 0, 47);
    assert_error(retype_at(FREE, OBJECT_UNTYPED, 48, 1), ERR_RANGE, 0, 47);
    assert_error(retype_at(FREE, OBJECT_CNODE, 43, 1), ERR_RANGE, 0, 47);
}

TEST("a CNode of radix 0 and an untyped below 16 bytes are argument 1")
{
    assert_error(retype_at(BIT(40), OBJECT_CNODE, 0, 1), ERR_ARGUMENT, 1);
    assert_error(retype_at(BIT(40), OBJECT_UNTYPED, 3, 1), ERR_ARGUMENT, 1);
    assert_ok(retype_at(FREE, OBJECT_UNTYPED, 4, 1));
}

TEST("the destination is looked up as a target, and must be a CNode")
{
    assert_error(retype(ram(), OBJECT_ENDPOINT, 0, 5, 12, 0, 1), ERR_LOOKUP, 0,
                 LOOKUP_GUARD_MISMATCH, 12, 0, 52);
    assert_error(retype(ram(), OBJECT_ENDPOINT, 0, 0, 65, 0, 1), ERR_RANGE, 1, 64);
    assert_error(retype(ram(), OBJECT_ENDPOINT, 0, ROOT_TCB, 64, 0, 1), ERR_LOOKUP, 0,
                 LOOKUP_MISSING_CAPABILITY, 64);
    assert_error(
        call(ram(), LABEL_UNTYPED_RETYPE, words(OBJECT_ENDPOINT, 0, 7, 0, 0, 1), caps(ROOT_TCB)),
        ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY, 0);
    assert_error(
        call(ram(), LABEL_UNTYPED_RETYPE, words(OBJECT_ENDPOINT, 0, 7, 64, 0, 1), caps(ROOT_TCB)),
        ERR_LOOKUP, 0, LOOKUP_INVALID_ROOT);
}

TEST("depth 0 means the given CNode itself, whatever the index")
{
    assert_ok(retype(ram(), OBJECT_ENDPOINT, 0, 12345, 0, FREE, 1));
    assert_int_equal(type_at(FREE), CAP_ENDPOINT);
}

TEST("the window must lie in the CNode and hold 1 to 256 objects")
{
    assert_error(retype_at(4096, OBJECT_ENDPOINT, 0, 0), ERR_RANGE, 0, 4095);
    assert_error(retype_at(FREE, OBJECT_ENDPOINT, 0, 0), ERR_RANGE, 1, 256);
    assert_error(retype_at(FREE, OBJECT_ENDPOINT, 0, 257), ERR_RANGE, 1, 256);
    assert_error(retype_at(4090, OBJECT_ENDPOINT, 0, 7), ERR_RANGE, 1, 6);
    assert_error(retype_at(FREE, OBJECT_ENDPOINT, 0, -1), ERR_RANGE, 1, 256);
}

TEST("every slot of the window must be empty")
{
    assert_ok(retype_at(FREE + 3, OBJECT_ENDPOINT, 0, 1));
    assert_error(retype_at(FREE, OBJECT_ENDPOINT, 0, 4), ERR_DELETE_FIRST);
    assert_ok(retype_at(FREE, OBJECT_ENDPOINT, 0, 3));
}

TEST("too little memory says how much there is")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12);
    assert_error(retype(ut, OBJECT_UNTYPED, 13, 0, 0, FREE, 1), ERR_MEMORY, 4096);
    make_from(ut, OBJECT_ENDPOINT, 0);
    assert_error(retype(ut, OBJECT_UNTYPED, 12, 0, 0, FREE, 1), ERR_MEMORY, 4096 - 16);
    assert_error(retype(ut, OBJECT_ENDPOINT, 0, 0, 0, FREE, 256), ERR_MEMORY, 4096 - 16);
}

TEST("device memory becomes frames and untypeds only, and is never touched")
{
    word_t device = find_untyped(30, true);
    assert_error(retype(device, OBJECT_TCB, 0, 0, 0, FREE, 1), ERR_ARGUMENT, 1);
    assert_error(retype(device, TYPE_PT, 0, 0, 0, FREE, 1), ERR_ARGUMENT, 1);
    assert_ok(retype(device, TYPE_FRAME, 0, 0, 0, FREE, 1));
    assert_true(cap_frame_device(slot_at(FREE)->cap));
    assert_ok(retype(device, OBJECT_UNTYPED, 20, 0, 0, FREE + 1, 1));
    assert_true(cap_untyped_device(slot_at(FREE + 1)->cap));
    assert_int_equal(cap_paddr(slot_at(FREE + 1)->cap), 0x40000000 + BIT(20));
}

TEST("too little memory is found before the wrong type for a device")
{
    word_t device = find_untyped(30, true);
    assert_error(retype(device, OBJECT_CNODE, 40, 0, 0, FREE, 1), ERR_MEMORY, BIT(30));
}

TEST("objects lie one behind the other, the first in the first slot")
{
    assert_ok(retype_at(FREE, OBJECT_NOTIFICATION, 0, 4));
    char *first = object_at(FREE);
    for (unsigned i = 0; i < 4; i++) {
        assert_ptr_equal(object_at(FREE + i), first + 32 * i);
    }
}

TEST("the start is rounded up to the object's size, and what is skipped is lost")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 13);
    make_from(ut, OBJECT_ENDPOINT, 0);
    word_t frame = make_from(ut, TYPE_FRAME, 0);
    assert_ptr_equal(object_at(frame), (char *)object_at(ut) + 4096);
    assert_error(retype(ut, OBJECT_ENDPOINT, 0, 0, 0, FREE, 1), ERR_MEMORY, 0);
}

TEST("when the last child is gone the next Retype begins at the start, with zeroed memory")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 13), first = make_from(ut, TYPE_FRAME, 0);
    char *memory = object_at(first);
    memset(memory, 0xee, 4096);
    delete_cap(first);
    word_t second = make_from(ut, TYPE_FRAME, 0);
    assert_ptr_equal(object_at(second), memory);
    for (unsigned i = 0; i < 4096; i++) {
        assert_int_equal(memory[i], 0);
    }
}

TEST("a failed Retype neither resets nor zeroes")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), ep = make_from(ut, OBJECT_ENDPOINT, 0);
    char *memory = object_at(ut);
    delete_cap(ep);
    memory[0] = 1;
    assert_error(retype(ut, OBJECT_UNTYPED, 13, 0, 0, FREE, 1), ERR_MEMORY, 4096);
    assert_int_equal(memory[0], 1);
    assert_int_equal(cap_untyped_watermark(slot_at(ut)->cap), 16);
}

TEST("the memory of initial untypeds is zeroed at their first Retype")
{
    word_t ut = find_untyped(17, false);
    char *memory = object_at(ut);
    memset(memory, 0xaa, BIT(17));
    word_t frame = make_from(ut, TYPE_FRAME, 0);
    assert_ptr_equal(object_at(frame), memory);
    for (unsigned i = 0; i < BIT(17); i += 251) {
        assert_int_equal(memory[i], 0);
    }
}

TEST("zeroing is preempted after 100 chunks and goes on where it was")
{
    word_t ut = find_untyped(19, false);
    struct tcb *root = root_task();
    word_t pc = root->context.pc;
    host.irq_after = 1;
    word_t info =
        put_message(LABEL_UNTYPED_RETYPE, words(TYPE_FRAME, 0, 0, 0, FREE, 1), caps(ROOT_CNODE));
    this_cpu()->work_units = 0;
    enter(SYS_CALL, ut, info);
    assert_int_equal(root->context.pc, pc); /* the same system call again */
    assert_int_equal(cap_untyped_watermark(slot_at(ut)->cap), BIT(19) - 100 * 256);
    assert_int_equal(type_at(FREE), CAP_NULL);
    enter(SYS_CALL, ut, info);
    assert_int_equal(root->context.pc, pc + 2);
    assert_ok(received(root));
    assert_int_equal(type_at(FREE), CAP_FRAME);
}

TEST("an untyped is copied only without children, with its watermark, and is then used up")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), ep = make_from(ut, OBJECT_ENDPOINT, 0);
    assert_error(call(ROOT_CNODE, LABEL_CNODE_COPY, words(FREE, 64, ut, 64, 15), caps(ROOT_CNODE)),
                 ERR_REVOKE_FIRST);
    delete_cap(ep);
    word_t copy = copy_of(ut, RIGHTS_ALL);
    assert_int_equal(cap_untyped_watermark(slot_at(copy)->cap), 16);
    assert_error(retype(ut, OBJECT_ENDPOINT, 0, 0, 0, FREE, 1), ERR_MEMORY, 0);
    assert_error(call(ROOT_CNODE, LABEL_CNODE_COPY, words(FREE, 64, ut, 64, 15), caps(ROOT_CNODE)),
                 ERR_REVOKE_FIRST);
    delete_cap(copy);
    assert_ok(retype(ut, OBJECT_ENDPOINT, 0, 0, 0, FREE, 1));
}

TEST("a copy of an untyped can be used, and its children are the original's grandchildren")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), copy = copy_of(ut, RIGHTS_ALL);
    word_t ep = make_from(copy, OBJECT_ENDPOINT, 0);
    revoke_cap(ut);
    assert_int_equal(type_at(ep), CAP_NULL);
    assert_int_equal(type_at(copy), CAP_NULL);
}

TEST("new objects are as the specification says")
{
    assert_ok(retype_at(FREE, OBJECT_TCB, 0, 1));
    const struct tcb *tcb = object_at(FREE);
    assert_int_equal(tcb->state, THREAD_STOPPED);
    assert_int_equal(tcb->priority, 0);
    assert_int_equal(tcb->mcp, 0);
    assert_int_equal(tcb->time_left, TIME_SLICE);
    assert_string_equal(tcb_name(tcb), "child of: 'rootserver'");
    assert_ok(retype_at(FREE + 1, OBJECT_ENDPOINT, 0, 1));
    assert_int_equal(cap_rights(slot_at(FREE + 1)->cap), RIGHTS_ALL);
    assert_ok(retype_at(FREE + 2, OBJECT_NOTIFICATION, 0, 1));
    assert_int_equal(cap_rights(slot_at(FREE + 2)->cap), RIGHT_READ | RIGHT_WRITE);
    assert_ok(retype_at(FREE + 3, OBJECT_CNODE, 3, 1));
    assert_int_equal(cap_guard_size(slot_at(FREE + 3)->cap), 0);
}

TEST("the size argument of fixed-size objects is ignored")
{
    assert_ok(retype_at(FREE, OBJECT_ENDPOINT, 63, 2));
    assert_ptr_equal((char *)object_at(FREE) + 16, object_at(FREE + 1));
}
