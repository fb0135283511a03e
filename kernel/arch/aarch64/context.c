/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: a thread's registers as the ABI shows them (spec arch-aarch64, section 2). */
#include "arch/aarch64/machine.h"
#include "lib/panic.h"

_Static_assert(offsetof(struct context, x6_30[24]) == CTX_X30, "trap.S");
_Static_assert(offsetof(struct context, pc) == CTX_PC, "trap.S");
_Static_assert(offsetof(struct context, restart_pc) == CTX_RESTART_PC, "trap.S");
_Static_assert(sizeof(struct fpu_state) == 528, "trap.S");

const char arch_name[] = "aarch64";

struct context *current_context;

#define REG(member) offsetof(struct context, member)
#define X(n)        offsetof(struct context, x6_30[(n) - 6])

enum { REG_SPSR = 2, REG_TPIDR = 34, NEXT_PC = ARCH_REG_COUNT };

/* Where the words of seL4_UserContext are kept, and the address after a system call. */
static const uint16_t reg_offsets[] = {
    REG(restart_pc), REG(sp),    REG(spsr), REG(cap), REG(info), REG(mr[0]), REG(mr[1]),
    REG(mr[2]),      REG(mr[3]), X(6),      X(7),     X(8),      X(16),      X(17),
    X(18),           X(29),      X(30),     X(9),     X(10),     X(11),      X(12),
    X(13),           X(14),      X(15),     X(19),    X(20),     X(21),      X(22),
    X(23),           X(24),      X(25),     X(26),    X(27),     X(28),      REG(tpidr),
    REG(tpidrro),    REG(pc),
};
_Static_assert(COUNT_OF(reg_offsets) == NEXT_PC + 1, "the last one is the address");

const char *const arch_reg_names[ARCH_REG_COUNT] = {
    "pc",  "sp",  "spsr", "x0",  "x1",  "x2",  "x3",  "x4",        "x5",
    "x6",  "x7",  "x8",   "x16", "x17", "x18", "x29", "x30",       "x9",
    "x10", "x11", "x12",  "x13", "x14", "x15", "x19", "x20",       "x21",
    "x22", "x23", "x24",  "x25", "x26", "x27", "x28", "tpidr_el0", "tpidrro_el0",
};

enum { SPSR_FLAGS = 0xf0000000, SPSR_USER = DEBUG_BUILD ? 0x40 : 0x140 };

word_t *arch_reg(struct context *context, unsigned i)
{
    if (i == REG_TPIDR && context == current_context) {
        context->tpidr = READ_REG(tpidr_el0); /* user code writes it itself */
    }
    kassert(i <= NEXT_PC);
    return (word_t *)((char *)context + reg_offsets[i]);
}

void arch_read_regs(struct context *context, unsigned count, word_t *values)
{
    for (unsigned i = 0; i < count; i++) {
        values[i] = *(const word_t *)((const char *)context + reg_offsets[i]);
    }
}

word_t arch_sanitise_reg(unsigned i, word_t value)
{
    return i == REG_SPSR ? (value & (word_t)SPSR_FLAGS) | SPSR_USER : value;
}

void arch_regs_written(struct context *context, bool self)
{
    (void)self;
    if (context == current_context) {
        WRITE_REG(tpidr_el0, context->tpidr);
        WRITE_REG(tpidrro_el0, context->tpidrro);
    }
}

/* ---- fault messages ---- */

/* Indices into seL4_UserContext, in the order of the messages; NEXT_PC is the address after the
 * system call. */
static const uint8_t unknown_syscall_regs[] = {3, 4, 5, 6, 7, 8, 9, 10, 0, 1, NEXT_PC, REG_SPSR};
static const uint8_t user_exception_regs[] = {0, 1, REG_SPSR};

const struct fault_regs arch_fault_regs[] = {
    [ARCH_UNKNOWN_SYSCALL] = {unknown_syscall_regs, COUNT_OF(unknown_syscall_regs)},
    [ARCH_USER_EXCEPTION] = {user_exception_regs, COUNT_OF(user_exception_regs)},
};

word_t arch_stack_pointer(const struct context *context)
{
    return context->sp;
}

/* ---- TLS ---- */

enum { TLS_IS_READ_ONLY = ENABLED(CONFIG_ARM_TLS_REG_TPIDRURO) };

void arch_set_tls_base(struct context *context, word_t base)
{
    if (TLS_IS_READ_ONLY) {
        context->tpidrro = base;
    } else {
        context->tpidr = base;
    }
    if (context == current_context) {
        if (TLS_IS_READ_ONLY) {
            WRITE_REG(tpidrro_el0, base);
        } else {
            WRITE_REG(tpidr_el0, base);
        }
    }
}

void arch_set_own_tls_base(struct context *context, word_t base)
{
    arch_set_tls_base(context, base);
}

bool arch_syscall(struct context *context, sword_t number)
{
    (void)context, (void)number;
    return false;
}

/* ---- FPU and new threads ---- */

void arch_fpu_forget(struct context *context)
{
    if (loaded.fpu == context) {
        loaded.fpu = NULL;
        fpu_access(false);
    }
    if (HARDWARE_DEBUG_API) {
        debug_forget(context);
    }
}

void context_init(struct context *context)
{
    context->spsr = SPSR_USER;
}

void context_init_idle(struct context *context)
{
    context->spsr = 0; /* how trap.S knows it */
}
