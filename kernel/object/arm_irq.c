/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: handlers with a trigger, and capabilities that send one software-generated interrupt (spec
 * arch-aarch64, section 3.11). And the rest of what objects ask an architecture for.
 */
#include "dev/irqchip.h"
#include "object/arch_object.h"

enum { SGI_MAX = 15, SGI_TARGET_MAX = 7 };

enum err arch_irq_check(struct invocation *inv, word_t irq)
{
    return irq < ARCH_IRQ_COUNT ? ERR_NONE
                                : fail_range(inv, 0, ARCH_IRQ_COUNT - 1, "interrupt number");
}

static enum err issue_with_trigger(struct invocation *inv)
{
    if (inv_is_short(inv, ARM_IRQ_ISSUE_IRQ_HANDLER_TRIGGER_WORDS,
                     ARM_IRQ_ISSUE_IRQ_HANDLER_TRIGGER_CAPS)) {
        return fail_truncated(inv);
    }
    if (!irqchip_has_trigger) {
        return fail_illegal(inv, "this interrupt controller has no triggers to choose");
    }
    struct arm_irq_issue_irq_handler_trigger_args args =
        arm_irq_issue_irq_handler_trigger_args(inv);
    enum err err = arch_irq_check(inv, args.irq);
    if (err != ERR_NONE) {
        return err;
    }
    struct slot *dest = irq_destination(inv, args.irq, args.index, args.depth, &err);
    if (dest == NULL) {
        return err;
    }
    irqchip_set_edge(args.irq, args.trigger != 0);
    irq_issue(args.irq, dest, inv->slot);
    return ERR_NONE;
}

static enum err issue_sgi(struct invocation *inv)
{
    if (inv_is_short(inv, ARM_IRQ_ISSUE_SGI_SIGNAL_WORDS, ARM_IRQ_ISSUE_SGI_SIGNAL_CAPS)) {
        return fail_truncated(inv);
    }
    struct arm_irq_issue_sgi_signal_args args = arm_irq_issue_sgi_signal_args(inv);
    if (args.irq > SGI_MAX) {
        return fail_range(inv, 0, SGI_MAX, "software-generated interrupt");
    }
    if (args.target > SGI_TARGET_MAX) {
        return fail_argument(inv, 1, "no such processor");
    }
    enum err err;
    struct slot *dest = inv_lookup_empty(inv, inv->caps[0]->cap, args.index, args.depth, &err);
    if (dest == NULL) {
        return err;
    }
    struct cap cap = cap_with_sgi_irq(cap_new(CAP_ARCH), args.irq);
    slot_set_child(dest, cap_with_sgi_target(cap, args.target), inv->slot);
    return ERR_NONE;
}

enum err arch_irq_control_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_ARM_IRQ_ISSUE_IRQ_HANDLER_TRIGGER:
        return issue_with_trigger(inv);
    case LABEL_ARM_IRQ_ISSUE_SGI_SIGNAL:
        return issue_sgi(inv);
    default:
        return fail_illegal(inv, "no method of IRQ control");
    }
}

/* ---- software-generated interrupts ---- */

struct cap arch_cap_finalise(struct slot *slot, bool last)
{
    return cap_null();
}

bool arch_cap_same_region(struct cap a, struct cap b)
{
    return cap_type(b) == CAP_ARCH && cap_sgi_irq(a) == cap_sgi_irq(b) &&
           cap_sgi_target(a) == cap_sgi_target(b);
}

/* Whatever the label says. */
enum err arch_cap_invoke(struct invocation *inv)
{
    irqchip_send(cap_sgi_irq(inv->cap), cap_sgi_target(inv->cap));
    return ERR_NONE;
}

word_t arch_cap_identify(struct cap cap)
{
    const bool wide = WORD_BITS == 64;
    switch (cap_type(cap)) {
    case CAP_FRAME:
        return wide || cap_frame_size(cap) == 0 ? 1 : 3;
    case CAP_TABLE:
        return wide ? 3 : 7;
    case CAP_VSPACE:
        return 9;
    case CAP_ASID_POOL:
        return wide ? 13 : 5;
    case CAP_ARCH:
        return wide ? 27 : 63;
    case CAP_CONTROL:
        return cap_control(cap) == CONTROL_SMC ? 25 : 11;
    default:
        return 0;
    }
}
