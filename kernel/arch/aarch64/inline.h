/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: the short functions of the contract. */
#pragma once

#define READ_REG(name)                                                                             \
    ({                                                                                             \
        word_t reg_value;                                                                          \
        asm volatile("mrs %0, " #name : "=r"(reg_value));                                          \
        reg_value;                                                                                 \
    })
#define WRITE_REG(name, value) asm volatile("msr " #name ", %0" : : "r"((word_t)(value)) : "memory")

static inline void cpu_isb(void)
{
    asm volatile("isb" : : : "memory");
}

static inline void cpu_dsb(void)
{
    asm volatile("dsb ish" : : : "memory");
}

/* Calls the secure monitor: X0 to X7, before and after. */
static inline void arm_smc(word_t *regs)
{
    register word_t x0 asm("x0") = regs[0], x1 asm("x1") = regs[1], x2 asm("x2") = regs[2],
                       x3 asm("x3") = regs[3], x4 asm("x4") = regs[4], x5 asm("x5") = regs[5],
                       x6 asm("x6") = regs[6], x7 asm("x7") = regs[7];
    asm volatile("smc #0"
                 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6), "+r"(x7)
                 :
                 : "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "memory");
    const word_t after[] = {x0, x1, x2, x3, x4, x5, x6, x7};
    for (unsigned i = 0; i < 8; i++) {
        regs[i] = after[i];
    }
}

/* ---- memory ---- */

static inline void *arch_ptr(paddr_t pa)
{
    return (void *)(pa + KERNEL_WINDOW);
}

static inline paddr_t arch_paddr(const void *p)
{
    return (word_t)p - KERNEL_WINDOW;
}

/* ---- threads ---- */

extern struct context *current_context; /* trap.S reads it */

/* What is loaded in this processor now. */
struct loaded {
    struct context *fpu; /* whose FPU state; NULL: nobody's */
    bool fpu_open;       /* EL0 may use it */
    bool fpu_allowed;    /* the running thread may have it when it asks */
    word_t ttbr0;
    const struct context *debug; /* whose breakpoints; NULL: none */
};

extern struct loaded loaded;

enum { CPACR_FPU = 3 << 20 };

static inline void fpu_access(bool open)
{
    if (loaded.fpu_open != open) {
        loaded.fpu_open = open;
        WRITE_REG(cpacr_el1, open ? CPACR_FPU : 0);
    }
}

void debug_load(const struct context *context);
void debug_forget(const struct context *context);

static inline struct context *arch_current(void)
{
    return current_context;
}

/* The FPU stays closed until the thread uses it, unless its state is still there. */
static inline __attribute__((always_inline)) void arch_switch(struct context *next, bool fpu)
{
    if (LIKELY(current_context != NULL)) {
        current_context->tpidr = READ_REG(tpidr_el0);
    }
    current_context = next;
    WRITE_REG(tpidr_el0, next->tpidr);
    WRITE_REG(tpidrro_el0, next->tpidrro);
    loaded.fpu_allowed = fpu;
    fpu_access(fpu && loaded.fpu == next);
    if (HARDWARE_DEBUG_API) {
        debug_load(next);
    }
}

/* ---- page tables ---- */

enum {
    PTE_VALID = 1 << 0,
    PTE_TABLE = 3,
    PTE_PAGE = 3,
    PTE_BLOCK = 1,
    PTE_DEVICE = 0 << 2, /* index into MAIR, as the loader sets it: nGnRnE */
    PTE_NORMAL = 4 << 2, /* write-back */
    PTE_USER = 1 << 6,
    PTE_READ_ONLY = 1 << 7,
    PTE_INNER = 3 << 8,
    PTE_ACCESSED = 1 << 10,
    PTE_NOT_GLOBAL = 1 << 11,
};

#define PTE_PXN     (1UL << 53)
#define PTE_UXN     (1UL << 54)
#define PTE_ADDRESS 0x0000fffffffff000UL

static inline bool pte_is_table(word_t pte, unsigned level)
{
    return level < 3 && (pte & 3) == PTE_TABLE;
}

static inline bool pte_is_frame(word_t pte, unsigned level)
{
    return (pte & 3) == (level == 3 ? PTE_PAGE : PTE_BLOCK);
}

static inline paddr_t pte_paddr(word_t pte, unsigned level)
{
    (void)level;
    return pte & PTE_ADDRESS;
}

static inline unsigned pte_frame_size(word_t pte, unsigned level)
{
    (void)pte;
    return 3 - level;
}

static inline word_t pte_make_table(paddr_t pa, word_t attr, unsigned level)
{
    (void)attr, (void)level;
    return pa | PTE_TABLE;
}

static inline word_t pte_make_frame(paddr_t pa, unsigned size, enum vm_rights rights, word_t attr)
{
    word_t pte = pa | (size == 0 ? PTE_PAGE : PTE_BLOCK) | PTE_ACCESSED | PTE_NOT_GLOBAL | PTE_PXN;
    pte |= attr & 1 ? PTE_NORMAL | PTE_INNER : PTE_DEVICE;
    pte |= attr & ARCH_NO_EXECUTE ? PTE_UXN : 0;
    pte |= rights == VM_KERNEL_ONLY ? 0 : PTE_USER;
    return pte | (rights == VM_READ_ONLY ? PTE_READ_ONLY : 0);
}

static inline bool cache_may_invalidate(word_t pte)
{
    return (pte & (PTE_USER | PTE_READ_ONLY)) == PTE_USER;
}

static inline void arch_pte_written(word_t *first, unsigned count)
{
    (void)first, (void)count; /* the walker reads through the cache */
    asm volatile("dsb ishst; isb" : : : "memory");
}

extern word_t empty_ttbr0; /* an address space without any user mapping */

/* It is what TTBR0 takes. */
static inline word_t arch_vspace(word_t *root, word_t asid)
{
    return root != NULL ? arch_paddr(root) | asid << 48 : empty_ttbr0;
}

static inline void arch_vspace_activate(word_t space)
{
    if (loaded.ttbr0 != space) {
        loaded.ttbr0 = space;
        WRITE_REG(ttbr0_el1, space);
        cpu_isb();
    }
}

/* ---- interrupts ---- */

static inline bool arch_irq_pending(void)
{
    enum { ISR_IRQ = 1 << 7 };
    return (READ_REG(isr_el1) & ISR_IRQ) != 0;
}

extern word_t timer_interval;

/* The next tick is counted from the last one, so that none is late for ever. */
static inline void arch_timer_ack(void)
{
    WRITE_REG(cntv_cval_el0, READ_REG(cntv_cval_el0) + timer_interval);
    cpu_isb();
}
