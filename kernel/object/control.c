/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control capabilities, of which boot makes one each: interrupts, ASIDs, domains, I/O ports.
 * They have no object; what they can do is to issue other capabilities or to change a table.
 */
#include "object/arch_object.h"

enum err control_derive(const struct slot *source, struct cap *cap)
{
    (void)source;
    bool unique = cap_control(*cap) == CONTROL_IRQ || cap_control(*cap) == CONTROL_IO_PORT;
    return unique ? ERR_ILLEGAL : ERR_NONE;
}

/* The capability to monitor calls has a badge, the one function that it stands for. */
enum err control_mint(struct cap *cap, word_t data, bool mint)
{
    return cap_control(*cap) == CONTROL_SMC ? endpoint_mint(cap, data, mint) : ERR_NONE;
}

/* Whether the capabilities issued by a control are of `type`. */
static bool issues(enum control control, enum cap_type type)
{
    switch (control) {
    case CONTROL_IRQ:
        return type == CAP_IRQ_HANDLER || (type == CAP_ARCH && ARCH_CAP_FROM == CONTROL_IRQ);
    case CONTROL_IO_PORT:
        return type == CAP_ARCH && ARCH_CAP_FROM == CONTROL_IO_PORT;
    default:
        return false;
    }
}

bool control_same_region(struct cap a, struct cap b)
{
    if (cap_type(b) == CAP_CONTROL) {
        return cap_control(a) == cap_control(b);
    }
    return issues((enum control)cap_control(a), cap_type(b));
}

static enum err irq_control_invoke(struct invocation *inv)
{
    if (inv->label != LABEL_IRQ_ISSUE_IRQ_HANDLER) {
        return arch_irq_control_invoke(inv);
    }
    if (inv_is_short(inv, IRQ_ISSUE_IRQ_HANDLER_WORDS, IRQ_ISSUE_IRQ_HANDLER_CAPS)) {
        return fail_truncated(inv);
    }
    struct irq_issue_irq_handler_args args = irq_issue_irq_handler_args(inv);
    enum err err = arch_irq_check(inv, args.irq);
    if (err != ERR_NONE) {
        return err;
    }
    struct slot *dest = irq_destination(inv, args.irq, args.index, args.depth, &err);
    if (dest == NULL) {
        return err;
    }
    irq_issue(args.irq, dest, inv->slot);
    return ERR_NONE;
}

enum err control_invoke(struct invocation *inv)
{
    switch ((enum control)cap_control(inv->cap)) {
    case CONTROL_IRQ:
        return irq_control_invoke(inv);
    case CONTROL_ASID:
        return asid_control_invoke(inv);
    case CONTROL_DOMAIN:
        return domain_invoke(inv);
    default:
        return arch_control_invoke(inv);
    }
}
