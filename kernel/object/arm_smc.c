/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: calls of the secure monitor, by the capability that boot makes in kernels with
 * CONFIG_ALLOW_SMC_CALLS (spec arch-aarch64, section 3.12). A badge bounds it to one function.
 */
#include "object/arch_object.h"

#ifdef CONFIG_ARCH_AARCH64

static enum err smc_invoke(struct invocation *inv)
{
    enum { REGISTERS = 8 };
    if (inv->label != LABEL_ARM_SMC_CALL) {
        return fail_illegal(inv, "monitor calls have only the method Call");
    }
    if (inv_is_short(inv, REGISTERS, 0)) {
        return fail_truncated(inv);
    }
    if (cap_badge(inv->cap) != 0 && cap_badge(inv->cap) != inv_word(inv, 0)) {
        return fail_illegal(inv, "the capability is for another function of the monitor");
    }
    word_t registers[REGISTERS];
    for (unsigned i = 0; i < REGISTERS; i++) {
        registers[i] = inv_word(inv, i);
    }
    arm_smc(registers);
    for (unsigned i = 0; i < REGISTERS; i++) {
        inv_result(inv, registers[i]);
    }
    return ERR_NONE;
}

enum err arch_control_invoke(struct invocation *inv)
{
    return cap_control(inv->cap) == CONTROL_SMC
               ? smc_invoke(inv)
               : fail_capability(inv, 0, "not a capability of this machine");
}

#else

enum err arch_control_invoke(struct invocation *inv)
{
    return fail_capability(inv, 0, "not a capability of this machine");
}

#endif
