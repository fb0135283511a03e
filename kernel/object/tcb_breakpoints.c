/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCB methods of kernels with CONFIG_HARDWARE_DEBUG_API (spec 02, section 5.10): breakpoints and
 * single-stepping. Others have no names for these methods. What the debug registers hold is the
 * architecture's business.
 */
#include "object/tcb_methods.h"

#ifdef CONFIG_HARDWARE_DEBUG_API

enum { ACCESS_READ = 0, ACCESS_MAX = 2 };

static enum err check_breakpoint(struct invocation *inv, unsigned n, const struct breakpoint *bp)
{
    if (bp->va >= ARCH_USER_TOP) {
        return fail_argument(inv, 1, "address outside user memory");
    }
    if (bp->type != BREAKPOINT_DATA && bp->type != BREAKPOINT_INSTRUCTION) {
        return fail_argument(inv, 2, "no such type of breakpoint");
    }
    bool known = n < arch_breakpoint_count();
    if (bp->type == BREAKPOINT_INSTRUCTION) {
        if (bp->size != 0) {
            return fail_argument(inv, 3, "size of an instruction breakpoint must be 0");
        }
        if (bp->access != ACCESS_READ) {
            return fail_argument(inv, 4, "access of an instruction breakpoint must be read");
        }
    } else if (bp->size == 0) {
        return fail_argument(inv, 3, "size of a data breakpoint must not be 0");
    }
    if (known && !arch_breakpoint_has_type(n, bp->type)) {
        return fail_argument(inv, 2, "this breakpoint register does not serve this type");
    }
    if (bp->access > ACCESS_MAX) {
        return fail_argument(inv, 3, "no such access");
    }
    if (bp->size > 8 || (bp->size & (bp->size - 1)) != 0) {
        return fail_argument(inv, 3, "size must be 1, 2, 4 or 8");
    }
    if (bp->size != 0 && (bp->va & (bp->size - 1)) != 0) {
        return fail(inv, ERR_ALIGNMENT, "address is not a multiple of the size");
    }
    if (!known) {
        return fail_range(inv, 0, arch_breakpoint_count() - 1, "breakpoint number");
    }
    if (bp->size != 0 && !arch_breakpoint_has_size(bp->size)) {
        return fail_argument(inv, 3, "the processor cannot watch that many bytes");
    }
    return ERR_NONE;
}

/* Truncated to 16 bits, as the ABI has it. */
static unsigned breakpoint_number(const struct invocation *inv)
{
    return (uint16_t)inv_word(inv, 0);
}

static enum err set_breakpoint(struct invocation *inv)
{
    unsigned n = breakpoint_number(inv);
    struct breakpoint breakpoint = {.va = inv_word(inv, 1),
                                    .type = inv_word(inv, 2),
                                    .size = inv_word(inv, 3),
                                    .access = inv_word(inv, 4),
                                    .enabled = true};
    enum err err = check_breakpoint(inv, n, &breakpoint);
    if (err == ERR_NONE) {
        arch_breakpoint_set(&inv_tcb(inv)->context, n, &breakpoint);
    }
    return err;
}

static enum err check_number(struct invocation *inv)
{
    if (breakpoint_number(inv) >= arch_breakpoint_count()) {
        return fail_range(inv, 0, arch_breakpoint_count() - 1, "breakpoint number");
    }
    return ERR_NONE;
}

static enum err get_breakpoint(struct invocation *inv)
{
    enum err err = check_number(inv);
    if (err == ERR_NONE) {
        struct breakpoint bp = arch_breakpoint_get(&inv_tcb(inv)->context, breakpoint_number(inv));
        inv_result(inv, bp.va);
        inv_result(inv, bp.type);
        inv_result(inv, bp.size);
        inv_result(inv, bp.access);
        inv_result(inv, bp.enabled);
    }
    return err;
}

static enum err unset_breakpoint(struct invocation *inv)
{
    enum err err = check_number(inv);
    if (err == ERR_NONE) {
        arch_breakpoint_unset(&inv_tcb(inv)->context, breakpoint_number(inv));
    }
    return err;
}

static enum err configure_single_stepping(struct invocation *inv)
{
    unsigned n = breakpoint_number(inv);
    if (ARCH_STEP_TAKES_BREAKPOINT &&
        (n >= arch_breakpoint_count() || !arch_breakpoint_has_type(n, BREAKPOINT_INSTRUCTION))) {
        return fail_argument(inv, 0, "single-stepping takes a breakpoint for instructions");
    }
    word_t count = inv_word(inv, 1);
    arch_single_step(&inv_tcb(inv)->context, n, count, true);
    inv_result(inv, ARCH_STEP_TAKES_BREAKPOINT && count != 0);
    return ERR_NONE;
}

enum err tcb_breakpoint_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_TCB_SET_BREAKPOINT:
        return set_breakpoint(inv);
    case LABEL_TCB_GET_BREAKPOINT:
        return get_breakpoint(inv);
    case LABEL_TCB_UNSET_BREAKPOINT:
        return unset_breakpoint(inv);
    case LABEL_TCB_CONFIGURE_SINGLE_STEPPING:
        return configure_single_stepping(inv);
    default:
        return fail_illegal(inv, "no method of a TCB");
    }
}

#else

enum err tcb_breakpoint_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no method of a TCB");
}

#endif
