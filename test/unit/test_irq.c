/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts for users (spec 06; 02, sections 6 and 7). */
#include "world.h"

enum { HANDLER = 2000, LINE = 3 };

static struct message issue(word_t line, word_t slot)
{
    return call(IRQ_CONTROL, LABEL_IRQ_ISSUE_IRQ_HANDLER, words(line, slot, 64), caps(ROOT_CNODE));
}

static word_t with_notification(word_t badge)
{
    word_t ntfn = make(OBJECT_NOTIFICATION);
    assert_ok(issue(LINE, HANDLER));
    assert_ok(
        call(HANDLER, LABEL_IRQ_SET_IRQ_HANDLER, words(), caps(badged(ntfn, RIGHT_WRITE, badge))));
    return ntfn;
}

TEST("Get: words, the interrupt exists, is free, the slot is found and empty")
{
    assert_error(call(IRQ_CONTROL, LABEL_CNODE_COPY, words(), caps()), ERR_ILLEGAL);
    assert_error(call(IRQ_CONTROL, LABEL_IRQ_ISSUE_IRQ_HANDLER, words(3, 4), caps(ROOT_CNODE)),
                 ERR_TRUNCATED);
    assert_error(call(IRQ_CONTROL, LABEL_IRQ_ISSUE_IRQ_HANDLER, words(3, 4, 64), caps()),
                 ERR_TRUNCATED);
    assert_error(issue(16, ROOT_TCB), ERR_RANGE, 0, 15);
    assert_error(issue(ARCH_IRQ_TIMER, ROOT_TCB), ERR_REVOKE_FIRST);
    assert_error(issue(LINE, BIT(50)), ERR_LOOKUP, 0, LOOKUP_GUARD_MISMATCH, 64, 0, 52);
    assert_error(issue(LINE, ROOT_TCB), ERR_DELETE_FIRST);
    assert_ok(issue(LINE, HANDLER));
    assert_error(issue(LINE, ROOT_TCB), ERR_REVOKE_FIRST);
}

TEST("an issued interrupt is unmasked at once")
{
    assert_ok(issue(LINE, HANDLER));
    assert_true(host.irq_enabled[LINE]);
    assert_false(host.irq_masked[LINE]);
}

TEST("an interrupt signals the attached badge, and is masked until Ack")
{
    word_t ntfn = with_notification(8);
    irq(LINE);
    assert_true(host.irq_masked[LINE]);
    recv(ntfn);
    assert_int_equal(root_task()->context.cap, 8);
    assert_ok(call(HANDLER, LABEL_IRQ_ACK_IRQ, words(), caps()));
    assert_false(host.irq_masked[LINE]);
}

TEST("SetNotification: a capability, to a notification, with W; the error is number 0")
{
    assert_ok(issue(LINE, HANDLER));
    word_t ntfn = make(OBJECT_NOTIFICATION), label = LABEL_IRQ_SET_IRQ_HANDLER;
    assert_error(call(HANDLER, label, words(), caps()), ERR_TRUNCATED);
    assert_error(call(HANDLER, label, words(), caps(ROOT_TCB)), ERR_CAPABILITY, 0);
    assert_error(call(HANDLER, label, words(), caps(copy_of(ntfn, RIGHT_READ))), ERR_CAPABILITY, 0);
    assert_error(call(HANDLER, LABEL_TCB_RESUME, words(), caps()), ERR_ILLEGAL);
    assert_ok(call(HANDLER, label, words(), caps(copy_of(ntfn, RIGHT_WRITE))));
}

TEST("another notification replaces the first; Clear detaches, and may be repeated")
{
    word_t first = with_notification(1), second = make(OBJECT_NOTIFICATION);
    assert_ok(call(HANDLER, LABEL_IRQ_SET_IRQ_HANDLER, words(), caps(second)));
    irq(LINE);
    const struct notification *a = object_at(first), *b = object_at(second);
    assert_int_equal(notification_state(a), NOTIFICATION_IDLE);
    assert_int_equal(notification_state(b), NOTIFICATION_ACTIVE);
    assert_ok(call(HANDLER, LABEL_IRQ_CLEAR_IRQ_HANDLER, words(), caps()));
    assert_ok(call(HANDLER, LABEL_IRQ_CLEAR_IRQ_HANDLER, words(), caps()));
    nb_recv(second);
    irq(LINE);
    assert_int_equal(notification_state(b), NOTIFICATION_IDLE);
}

TEST("an interrupt that nobody gets is masked, too, and reported")
{
    assert_ok(issue(LINE, HANDLER));
    irq(LINE);
    assert_true(host.irq_masked[LINE]);
    assert_true(console_has("undelivered"));
}

TEST("an interrupt that nobody asked for is switched off")
{
    irq(5);
    assert_false(host.irq_enabled[5]);
    assert_true(console_has("nobody asked for"));
    irq(ARCH_IRQ_COUNT); /* spurious */
}

TEST("the attached capability keeps the notification alive")
{
    word_t ntfn = with_notification(1);
    struct notification *object = object_at(ntfn);
    delete_cap(ntfn);
    irq(LINE);
    assert_int_equal(notification_state(object), NOTIFICATION_ACTIVE);
}

TEST("revoking the notification detaches it")
{
    word_t ntfn = with_notification(1);
    const struct notification *object = object_at(ntfn);
    revoke_cap(ntfn);
    irq(LINE);
    assert_int_equal(notification_state(object), NOTIFICATION_IDLE);
}

TEST("when the last handler capability goes the line is masked and can be issued again")
{
    with_notification(1);
    word_t copy = copy_of(HANDLER, 0);
    delete_cap(HANDLER);
    assert_true(host.irq_enabled[LINE]);
    assert_error(issue(LINE, HANDLER), ERR_REVOKE_FIRST);
    delete_cap(copy);
    assert_false(host.irq_enabled[LINE]);
    assert_ok(issue(LINE, HANDLER));
}

TEST("with the last handler capability the attached notification goes, too")
{
    word_t ntfn = with_notification(1);
    const struct notification *object = object_at(ntfn);
    delete_cap(HANDLER);
    assert_ok(issue(LINE, HANDLER));
    irq(LINE);
    assert_int_equal(notification_state(object), NOTIFICATION_IDLE);
}

TEST("revoking IRQ control takes all handlers back, revoking a handler its copies")
{
    assert_ok(issue(LINE, HANDLER));
    assert_ok(issue(LINE + 1, HANDLER + 1));
    word_t copy = copy_of(HANDLER, 0);
    revoke_cap(HANDLER);
    assert_int_equal(type_at(copy), CAP_NULL);
    revoke_cap(IRQ_CONTROL);
    assert_int_equal(type_at(HANDLER), CAP_NULL);
    assert_int_equal(type_at(HANDLER + 1), CAP_NULL);
    assert_false(host.irq_enabled[LINE]);
}
