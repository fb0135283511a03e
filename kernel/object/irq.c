/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts for user level (spec 06; 02, sections 6 and 7). Each interrupt has a hidden slot for
 * the notification capability that is signalled when it happens. How a handler is asked for
 * depends on the architecture; what it can do does not.
 */
#include "lib/print.h"
#include "lib/panic.h"
#include "object/arch_object.h"

static struct {
    struct slot notification[ARCH_IRQ_COUNT];
    bool issued[ARCH_IRQ_COUNT];
} irqs;

struct slot *irq_destination(struct invocation *inv, word_t irq, word_t index, word_t depth,
                             enum err *err)
{
    kassert(irq < ARCH_IRQ_COUNT);
    if (irqs.issued[irq] || arch_irq_reserved(irq)) {
        *err = fail(inv, ERR_REVOKE_FIRST, "interrupt is issued already or the kernel's own");
        return NULL;
    }
    return inv_lookup_empty(inv, inv->caps[0]->cap, index, depth, err);
}

void irq_issue(word_t irq, struct slot *dest, struct slot *control)
{
    kassert(irq < ARCH_IRQ_COUNT && !irqs.issued[irq] && !arch_irq_reserved(irq));
    kassert(slot_is_empty(&irqs.notification[irq]));
    irqs.issued[irq] = true;
    slot_set_child(dest, cap_with_irq(cap_new(CAP_IRQ_HANDLER), irq), control);
    arch_irq_enable(irq);
}

static void report(word_t irq, const char *what)
{
    if (IRQ_REPORTING) {
        kprintf("interrupt %lu %s\n", (unsigned long)irq, what);
    }
}

void irq_deliver(word_t irq)
{
    kassert(irq < ARCH_IRQ_COUNT && irq != ARCH_IRQ_TIMER);
    if (!irqs.issued[irq]) {
        report(irq, "came although nobody asked for it; it is off now");
        arch_irq_disable(irq);
        return;
    }
    struct cap cap = irqs.notification[irq].cap;
    if (cap_type(cap) == CAP_NOTIFICATION && cap_has_rights(cap, RIGHT_WRITE)) {
        notification_signal(cap_ptr(cap), cap_badge(cap));
    } else {
        report(irq, "undelivered: its handler has no notification");
    }
    arch_irq_delivered(irq);
}

/* ---- the handler capability ---- */

struct cap irq_handler_finalise(struct slot *slot, bool last)
{
    word_t irq = cap_irq(slot->cap);
    kassert(irqs.issued[irq]);
    if (last) {
        slot_delete_simple(&irqs.notification[irq]);
        arch_irq_disable(irq);
        irqs.issued[irq] = false;
    }
    return cap_null();
}

bool irq_handler_same_region(struct cap a, struct cap b)
{
    return cap_type(b) == CAP_IRQ_HANDLER && cap_irq(a) == cap_irq(b);
}

static enum err set_notification(struct invocation *inv)
{
    if (inv->cap_count < IRQ_SET_IRQ_HANDLER_CAPS) {
        return fail_truncated(inv);
    }
    struct slot *from = inv->caps[0];
    if (cap_type(from->cap) != CAP_NOTIFICATION || !cap_has_rights(from->cap, RIGHT_WRITE)) {
        return fail_capability(inv, 0, "not a notification that may be signalled");
    }
    struct cap cap = from->cap;
    struct slot *slot = &irqs.notification[cap_irq(inv->cap)];
    slot_delete_simple(slot);
    /* The new one cannot be gone: it is not in the hidden slot. */
    slot_set_copy(slot, cap, from);
    return ERR_NONE;
}

enum err irq_handler_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_IRQ_ACK_IRQ:
        arch_irq_ack(cap_irq(inv->cap));
        return ERR_NONE;
    case LABEL_IRQ_SET_IRQ_HANDLER:
        return set_notification(inv);
    case LABEL_IRQ_CLEAR_IRQ_HANDLER:
        slot_delete_simple(&irqs.notification[cap_irq(inv->cap)]);
        return ERR_NONE;
    default:
        return fail_illegal(inv, "no method of an interrupt handler");
    }
}
