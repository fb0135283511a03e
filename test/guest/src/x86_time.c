/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spec 01 8.5, 04 6 and 06 6, on x86: interrupts of the counter while nobody runs, and in the
 * middle of long operations. When an interrupt comes depends on the machine, so these tests try
 * several times.
 */
#include "support.h"

#if defined(CONFIG_ARCH_X86_64) && defined(CONFIG_IRQ_IOAPIC)

enum { PIT = 0x40, PIT_MODE = 0x43, ONE_SHOT = 0x30, PIN = 2, VECTOR = 40, TRIES = 60 };

static seL4_CPtr ports, handler, notification;

/* Waiting for the counter with nobody ready is no hanging. */
static void set_up(void)
{
    watch_for_hanging(false);
    ports = new_slot();
    handler = new_slot();
    notification = make_notification();
    CHECK_OK(
        seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT, PIT_MODE, ROOT, ports, DEPTH));
    CHECK_OK(
        seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, handler, DEPTH, 0, PIN, 0, 0, VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
}

/* One interrupt, that many periods of 838 ns from now. */
static void interrupt_in(seL4_Word periods)
{
    CHECK_OK(seL4_X86_IOPort_Out8(ports, PIT_MODE, ONE_SHOT));
    CHECK_OK(seL4_X86_IOPort_Out8(ports, PIT, periods & 0xff));
    CHECK_OK(seL4_X86_IOPort_Out8(ports, PIT, periods >> 8));
}

TEST("04 4.1 #7, 04 1 #9, 04 3, 04 8, 06 3 a4",
     "with nobody ready the machine waits; an interrupt wakes its "
     "thread")
{
    set_up();
    for (int i = 0; i < 3; i++) {
        seL4_Word badge = 1;
        interrupt_in(2000);
        seL4_Wait(notification, &badge);
        CHECK_EQ(badge, 0);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
}

/* ---- long operations, made by a thread of lower priority ---- */

static volatile seL4_Word began, ended, result;
static seL4_CPtr subject, cnode;

static void retyping(seL4_Word slot)
{
    began = 1;
    result = (seL4_Word)retype(subject, seL4_EndpointObject, 0, slot, 1);
    ended = 1;
    park();
}

static void revoking(seL4_Word unused)
{
    (void)unused;
    began = 1;
    result = (seL4_Word)revoke(subject);
    ended = 1;
    park();
}

static void deleting(seL4_Word unused)
{
    (void)unused;
    began = 1;
    result = (seL4_Word) delete (subject);
    ended = 1;
    park();
}

/* Runs it until an interrupt comes; the thread if that was in its middle, or NULL. */
static struct thread *interrupted(void (*code)(seL4_Word), seL4_Word argument, seL4_Word periods)
{
    began = ended = 0;
    result = 77;
    struct thread *thread = new_thread(code, argument);
    start(thread, -1);
    interrupt_in(periods);
    seL4_Wait(notification, NULL);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    if (began && !ended) {
        return thread;
    }
    /* Too early or too late; it comes to its end. */
    let_lower_run();
    CHECK_EQ(ended, 1);
    reuse_threads(thread);
    return NULL;
}

/* The one who was interrupted goes on, and sees one reply: success. */
static void finish(void)
{
    CHECK_EQ(result, 77);
    let_lower_run();
    CHECK_EQ(ended, 1);
    CHECK_EQ(result, seL4_NoError);
}

enum { BLOCK_BITS = 20 };

TEST("06 6, 04 6, 02 3 c1, 02 2.5, 01 8.5",
     "a Retype that clears memory is interrupted, shows nothing, and "
     "goes on")
{
    set_up();
    subject = make_untyped(BLOCK_BITS);
    seL4_CPtr whole = new_slot(), made = new_slot();
    for (int i = 0; i < TRIES; i++) {
        CHECK_OK(retype(subject, seL4_UntypedObject, BLOCK_BITS, whole, 1));
        CHECK_OK(delete (whole));
        if (interrupted(retyping, made, 60 + 20 * (seL4_Word)i) != NULL) {
            CHECK(is_empty(made));
            finish();
            CHECK(!is_empty(made));
            return;
        }
        CHECK_OK(delete (made));
    }
    test_skip("no interrupt came at the right time");
}

enum { RADIX = 12, SLOTS_OF_CNODE = 1 << RADIX };

/* A CNode full of copies of an endpoint capability. */
static void fill_cnode(seL4_CPtr ep)
{
    for (seL4_Word i = 0; i < SLOTS_OF_CNODE; i++) {
        CHECK_OK(seL4_CNode_Copy(cnode, i, RADIX, ROOT, ep, DEPTH, seL4_AllRights));
    }
}

static bool is_empty_in_cnode(seL4_Word i)
{
    return seL4_CNode_Move(cnode, i, RADIX, cnode, i, RADIX) != seL4_DeleteFirst;
}

TEST("06 6, 04 6, 01 8.5, 02 2.5",
     "a Revoke is interrupted with some children gone, and goes on to its end")
{
    set_up();
    cnode = make_cnode(RADIX);
    subject = make_endpoint();
    for (int i = 0; i < TRIES / 10; i++) {
        fill_cnode(subject);
        if (interrupted(revoking, 0, 200 + 100 * (seL4_Word)i) != NULL) {
            finish();
            for (seL4_Word k = 0; k < SLOTS_OF_CNODE; k += 97) {
                CHECK(is_empty_in_cnode(k));
            }
            return;
        }
    }
    test_skip("no interrupt came at the right time");
}

TEST("01 1 #11, 01 6 #2, 01 7, 01 8.5, 02 2.4 #1, 07 4 a10",
     "a CNode half destroyed: its slot is not empty, "
     "cannot be invoked or copied, and is deleted on")
{
    set_up();
    seL4_CPtr ep = make_endpoint();
    for (int i = 0; i < TRIES / 10; i++) {
        subject = cnode = make_cnode(RADIX);
        fill_cnode(ep);
        struct thread *thread = interrupted(deleting, 0, 200 + 100 * (seL4_Word)i);
        if (thread == NULL) {
            continue;
        }
        CHECK_OK(seL4_TCB_Suspend(thread->tcb));
        CHECK(!is_empty(subject));
        CHECK_EQ(invoke(subject, CNodeDelete, WORDS(0, RADIX), NO_CAPS), seL4_InvalidCapability);
        CHECK_MR(0, 0);
        CHECK_ERROR(copy(new_slot(), subject, seL4_AllRights), seL4_IllegalOperation);
#ifdef CONFIG_DEBUG_BUILD
        CHECK_EQ(seL4_DebugCapIdentify(subject), 18);
#endif
        CHECK_OK(delete (subject));
        CHECK(is_empty(subject));
        return;
    }
    test_skip("no interrupt came at the right time");
}

#endif
