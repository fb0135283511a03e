/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: a thread's registers as the ABI shows them (spec arch-armv7, section 2). */
#include "arch/armv7/machine.h"
#include "lib/panic.h"

_Static_assert(offsetof(struct context, lr) == 56, "trap.S stores R0 to R14");
_Static_assert(offsetof(struct context, pc) == CTX_PC, "trap.S");
_Static_assert(offsetof(struct context, cpsr) == CTX_CPSR, "trap.S");
_Static_assert(offsetof(struct context, restart_pc) == CTX_RESTART_PC, "trap.S");
_Static_assert(!HAVE_FPU || offsetof(struct fpu_state, fpscr) == 256, "trap.S");

const char arch_name[] = "ARMv7";

struct context *current_context;

#define REG(member) offsetof(struct context, member)
#define R(n)        offsetof(struct context, r6_12[(n) - 6])

enum { REG_CPSR = 2, REG_TPIDRURW = 17 };

/* Where the words of seL4_UserContext are kept. */
static const uint16_t reg_offsets[ARCH_REG_COUNT] = {
    REG(restart_pc), REG(sp),       REG(cpsr),     REG(cap),   REG(info),  R(8),       R(9), R(10),
    R(11),           R(12),         REG(mr[0]),    REG(mr[1]), REG(mr[2]), REG(mr[3]), R(6), R(7),
    REG(lr),         REG(tpidrurw), REG(tpidruro),
};

const char *const arch_reg_names[ARCH_REG_COUNT] = {
    "pc", "sp", "cpsr", "r0", "r1", "r8", "r9",  "r10",      "r11",      "r12",
    "r2", "r3", "r4",   "r5", "r6", "r7", "r14", "tpidrurw", "tpidruro",
};

/* User mode, ARM state, FIQ off; in release builds asynchronous aborts, too. */
enum { CPSR_FLAGS = 0xf8000000, CPSR_USER = DEBUG_BUILD ? 0x50 : 0x150 };

word_t *arch_reg(struct context *context, unsigned i)
{
    if (i == REG_TPIDRURW && context == current_context) {
        context->tpidrurw = READ_CP15(CP15_TPIDRURW); /* user code writes it itself */
    }
    kassert(i < ARCH_REG_COUNT);
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
    return i == REG_CPSR ? (value & (word_t)CPSR_FLAGS) | CPSR_USER : value;
}

static void load_tls(const struct context *context)
{
    if (context == current_context) {
        WRITE_CP15(CP15_TPIDRURW, context->tpidrurw);
        WRITE_CP15(CP15_TPIDRURO, context->tpidruro);
    }
}

void arch_regs_written(struct context *context, bool self)
{
    (void)self;
    load_tls(context);
}

/* ---- fault messages ---- */

/* Indices into seL4_UserContext, in the order of the messages. */
static const uint8_t unknown_syscall_regs[] = {3, 4, 10, 11, 12, 13, 14, 15, 0, 1, 16, REG_CPSR};
static const uint8_t user_exception_regs[] = {0, 1, REG_CPSR};

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
    if (context == current_context) {
        context->tpidrurw = READ_CP15(CP15_TPIDRURW);
    }
    *(TLS_IS_READ_ONLY ? &context->tpidruro : &context->tpidrurw) = base;
    load_tls(context);
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

void fpu_access(bool open)
{
    loaded.fpu_open = open;
    fpu_set_enabled(open);
}

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
    context->cpsr = CPSR_USER;
}

void context_init_idle(struct context *context)
{
    context->cpsr = 0; /* how trap.S knows it */
}
