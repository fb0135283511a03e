/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: a thread's registers as the ABI shows them (spec arch-x86_64, section 2). */
#include "arch/arch.h"
#include "lib/mem.h"
#include "lib/panic.h"

_Static_assert(offsetof(struct context, cap) == CTX_RDI, "trap.S");
_Static_assert(offsetof(struct context, mr) == CTX_R10, "trap.S");
_Static_assert(offsetof(struct context, rax) == CTX_RAX, "trap.S");
_Static_assert(offsetof(struct context, r11) == CTX_R11, "trap.S");
_Static_assert(offsetof(struct context, pc) == CTX_PC, "trap.S");
_Static_assert(offsetof(struct context, restart_pc) == CTX_RESTART_PC, "trap.S");
_Static_assert(offsetof(struct context, by_syscall) == CTX_BY_SYSCALL, "trap.S");

const char arch_name[] = "x86_64";

#define REG(member) offsetof(struct context, member)

/* Where the words of seL4_UserContext are kept. */
static const uint16_t reg_offsets[ARCH_REG_COUNT] = {
    REG(restart_pc), REG(rsp), REG(flags), REG(rax),   REG(rbx),     REG(rcx),     REG(rdx),
    REG(info),       REG(cap), REG(rbp),   REG(mr[1]), REG(mr[2]),   REG(mr[0]),   REG(r11),
    REG(r12),        REG(r13), REG(r14),   REG(mr[3]), REG(fs_base), REG(gs_base),
};

const char *const arch_reg_names[ARCH_REG_COUNT] = {
    "rip", "rsp", "rflags", "rax", "rbx", "rcx", "rdx", "rsi", "rdi",     "rbp",
    "r8",  "r9",  "r10",    "r11", "r12", "r13", "r14", "r15", "fs_base", "gs_base",
};

enum { REG_RIP = 0, REG_RFLAGS = 2, REG_FS_BASE = 18, REG_GS_BASE = 19 };

/* The base that user code may have set itself, from the processor. */
static void keep_base(struct context *context, unsigned i)
{
    if (i == REG_FS_BASE) {
        context->fs_base = loaded.fs_base = cpu_read_fs_base();
    } else {
        context->gs_base = loaded.gs_base = cpu_read_gs_base();
    }
}

word_t *arch_reg(struct context *context, unsigned i)
{
    if (FSGSBASE_INST && i >= REG_FS_BASE && context == arch_current()) {
        keep_base(context, i);
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

static word_t sane_flags(word_t flags)
{
    flags |= FLAG_ALWAYS | FLAG_INTERRUPT;
    flags &= ~(word_t)(FLAG_RESERVED3 | FLAG_RESERVED5 | FLAG_TRAP);
    return flags & FLAG_USER_MASK;
}

word_t arch_sanitise_reg(unsigned i, word_t value)
{
    switch (i) {
    case REG_RIP:
    case REG_FS_BASE:
    case REG_GS_BASE:
        return is_canonical(value) ? value : 0;
    case REG_RFLAGS:
        return sane_flags(value);
    default:
        return value;
    }
}

void arch_regs_written(struct context *context, bool self)
{
    if (!self) {
        context->by_syscall = 0;
    }
    if (context == arch_current()) {
        load_tls(context->fs_base, context->gs_base);
    }
}

/* ---- fault messages ---- */

/* Indices into seL4_UserContext, in the order of the UnknownSyscall message. */
static const uint8_t unknown_syscall_regs[] = {3,  4,  5,  6,  7,  8,  9, 10, 11,
                                               12, 13, 14, 15, 16, 17, 0, 1,  2};
static const uint8_t user_exception_regs[] = {0, 1, 2};

const struct fault_regs arch_fault_regs[] = {
    [ARCH_UNKNOWN_SYSCALL] = {unknown_syscall_regs, COUNT_OF(unknown_syscall_regs)},
    [ARCH_USER_EXCEPTION] = {user_exception_regs, COUNT_OF(user_exception_regs)},
};

word_t arch_stack_pointer(const struct context *context)
{
    return context->rsp;
}

/* ---- TLS ---- */

void arch_set_tls_base(struct context *context, word_t base)
{
    keep_tls(context);
    context->fs_base = is_canonical(base) ? base : 0;
    if (context == arch_current()) {
        load_tls(context->fs_base, context->gs_base);
    }
}

void arch_set_own_tls_base(struct context *context, word_t base)
{
    if (is_canonical(base)) {
        context->fs_base = base;
        load_tls(base, context->gs_base);
    }
}

/* ---- FPU ---- */

/* Takes in FPU state that belongs to no thread any more. */
struct context nobody_context;
struct loaded loaded = {.fpu = &nobody_context};

/* What a thread starts with: every exception masked. Control words come first, registers after. */
enum { FPU_HEAD_SIZE = 32 };
static uint8_t fresh_fpu[FPU_SIZE] __attribute__((aligned(64)));

void fpu_init(void)
{
    uint32_t mxcsr = 0x1f80;
    asm volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
    fpu_save_to(fresh_fpu);
}

void fpu_open(void)
{
    kassert(loaded.fpu_closed);
    asm volatile("clts");
    loaded.fpu_closed = false;
}

void fpu_close(void)
{
    cpu_write_cr0(cpu_read_cr0() | CR0_TASK_SWITCHED);
    loaded.fpu_closed = true;
}

void arch_fpu_forget(struct context *context)
{
    if (loaded.fpu == context) {
        loaded.fpu = &nobody_context;
    }
    debug_forget(context);
}

/* ---- new threads ---- */

void context_init(struct context *context)
{
    context->flags = FLAG_ALWAYS | FLAG_INTERRUPT;
    /* The rest of a fresh FPU state is zero, as the memory is already. */
    memcpy(context->fpu, fresh_fpu, FPU_HEAD_SIZE);
}

struct context *idle_context; /* trap.S asks whether this is the one to go on */

void context_init_idle(struct context *context)
{
    context->flags = FLAG_ALWAYS | FLAG_INTERRUPT;
    idle_context = context;
}
