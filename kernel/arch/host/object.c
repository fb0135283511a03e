/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: what objects ask an architecture for. It has plain interrupts and no methods of its own. */
#include "object/arch_object.h"

enum err arch_irq_check(struct invocation *inv, word_t irq)
{
    return irq < ARCH_IRQ_COUNT ? ERR_NONE : fail_range(inv, 0, ARCH_IRQ_COUNT - 1, "interrupt");
}

enum err arch_irq_control_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no method of IRQ control");
}

enum err arch_control_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no method of this control capability");
}

enum err arch_frame_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no method of a frame");
}

enum err arch_vspace_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "a VSpace root has no methods");
}

struct cap arch_cap_finalise(struct slot *slot, bool last)
{
    (void)slot, (void)last;
    return cap_null();
}

bool arch_cap_same_region(struct cap a, struct cap b)
{
    (void)a, (void)b;
    return false;
}

enum err arch_cap_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no such capability");
}

word_t arch_cap_identify(struct cap cap)
{
    return 100 + cap_type(cap);
}
