/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: the short functions of the contract. */
#pragma once

/* Coprocessor registers, by what they are called in the architecture's manual. */
#define CP15_SCTLR      "c1, c0, 0"
#define CP15_ACTLR      "c1, c0, 1"
#define CP15_CPACR      "c1, c0, 2"
#define CP15_TTBR0      "c2, c0, 0"
#define CP15_TTBCR      "c2, c0, 2"
#define CP15_DACR       "c3, c0, 0"
#define CP15_DFSR       "c5, c0, 0"
#define CP15_IFSR       "c5, c0, 1"
#define CP15_DFAR       "c6, c0, 0"
#define CP15_ICIALLU    "c7, c5, 0"
#define CP15_BPIALL     "c7, c5, 6"
#define CP15_DCIMVAC    "c7, c6, 1"
#define CP15_DCCMVAC    "c7, c10, 1"
#define CP15_DCCMVAU    "c7, c11, 1"
#define CP15_DCCIMVAC   "c7, c14, 1"
#define CP15_DCCISW     "c7, c14, 2"
#define CP15_TLBIALL    "c8, c7, 0"
#define CP15_TLBIMVA    "c8, c7, 1"
#define CP15_TLBIASID   "c8, c7, 2"
#define CP15_PMCR       "c9, c12, 0"
#define CP15_PMCNTENSET "c9, c12, 1"
#define CP15_PMCCNTR    "c9, c13, 0"
#define CP15_PMUSERENR  "c9, c14, 0"
#define CP15_VBAR       "c12, c0, 0"
#define CP15_ISR        "c12, c1, 0"
#define CP15_CONTEXTIDR "c13, c0, 1"
#define CP15_TPIDRURW   "c13, c0, 2"
#define CP15_TPIDRURO   "c13, c0, 3"

#define READ_CP15(name)                                                                            \
    ({                                                                                             \
        word_t cp15_value;                                                                         \
        asm volatile("mrc p15, 0, %0, " name : "=r"(cp15_value));                                  \
        cp15_value;                                                                                \
    })
#define WRITE_CP15(name, value)                                                                    \
    asm volatile("mcr p15, 0, %0, " name : : "r"((word_t)(value)) : "memory")

static inline void cpu_isb(void)
{
    asm volatile("isb" : : : "memory");
}

static inline void cpu_dsb(void)
{
    asm volatile("dsb" : : : "memory");
}

/* ---- memory ---- */

static inline void *arch_ptr(paddr_t pa)
{
    return (void *)(pa - BOARD_KERNEL_LOAD + KERNEL_WINDOW);
}

static inline paddr_t arch_paddr(const void *p)
{
    return (word_t)p - KERNEL_WINDOW + BOARD_KERNEL_LOAD;
}

/* ---- threads ---- */

extern struct context *current_context; /* trap.S reads it */

/* What is loaded in this processor now. */
struct loaded {
    struct context *fpu; /* whose FPU state; NULL: nobody's */
    bool fpu_open;       /* user mode may use it */
    bool fpu_allowed;    /* the running thread may have it when it asks */
    word_t *root;
    const struct context *debug; /* whose breakpoints; NULL: none */
};

extern struct loaded loaded;

void fpu_access(bool open);
void debug_load(const struct context *context);
void debug_forget(const struct context *context);

static inline struct context *arch_current(void)
{
    return current_context;
}

/* The FPU stays closed until the thread uses it, unless its state is still there. */
static inline void arch_switch(struct context *next, bool fpu)
{
    if (LIKELY(current_context != NULL)) {
        current_context->tpidrurw = READ_CP15(CP15_TPIDRURW);
    }
    current_context = next;
    WRITE_CP15(CP15_TPIDRURW, next->tpidrurw);
    WRITE_CP15(CP15_TPIDRURO, next->tpidruro);
    loaded.fpu_allowed = fpu;
    bool open = fpu && loaded.fpu == next;
    if (UNLIKELY(loaded.fpu_open != open)) {
        fpu_access(open);
    }
    if (HARDWARE_DEBUG_API) {
        debug_load(next);
    }
}

/* ---- page tables: short descriptors ---- */

enum {
    ROOT_TABLE = 1,
    ROOT_SECTION = 2,
    ROOT_PARITY = 1 << 9,
    ROOT_SUPERSECTION = 1 << 18,
    ROOT_NO_EXECUTE = 1 << 4,
    ROOT_AP_LOW = 10,
    ROOT_AP_READ_ONLY_LOW = 15,
    ROOT_TEX_LOW = 12,
    ROOT_SHAREABLE = 1 << 16,
    ROOT_NOT_GLOBAL = 1 << 17,
    PAGE_LARGE = 1,
    PAGE_SMALL = 2,
    PAGE_SMALL_NO_EXECUTE = 1,
    PAGE_LARGE_NO_EXECUTE = 1 << 15,
    PAGE_AP_LOW = 4,
    PAGE_SMALL_TEX_LOW = 6,
    PAGE_LARGE_TEX_LOW = 12,
    PAGE_SHAREABLE = 1 << 10,
    PAGE_NOT_GLOBAL = 1 << 11,
    PTE_BUFFERED = 1 << 2,
    PTE_CACHED = 1 << 3,
    AP_KERNEL = 1,
    AP_USER_READ = 2,
    AP_USER_WRITE = 3,
    TEX_ALLOCATE = 1, /* with both of the others: write-back, allocated on writes, too */
};

static inline bool pte_is_table(word_t pte, unsigned level)
{
    return level == 0 && (pte & 3) == ROOT_TABLE;
}

static inline bool pte_is_frame(word_t pte, unsigned level)
{
    return level == 0 ? (pte & ROOT_SECTION) != 0 : (pte & 3) != 0;
}

static inline unsigned pte_frame_size(word_t pte, unsigned level)
{
    if (level == 0) {
        return pte & ROOT_SUPERSECTION ? 3 : 2;
    }
    return pte & PAGE_SMALL ? 0 : 1;
}

static inline paddr_t pte_paddr(word_t pte, unsigned level)
{
    static const uint8_t bits[ARCH_FRAME_SIZES] = {12, 16, 20, 24};
    return ALIGN_DOWN(pte, pte_is_table(pte, level) ? ARCH_TABLE_BITS
                                                    : bits[pte_frame_size(pte, level)]);
}

static inline word_t pte_make_table(paddr_t pa, word_t attr, unsigned level)
{
    (void)level;
    return pa | ROOT_TABLE | (attr & 2 ? ROOT_PARITY : 0);
}

/* What user mode may do there. */
static inline word_t pte_access(enum vm_rights rights)
{
    return rights == VM_KERNEL_ONLY ? AP_KERNEL
           : rights == VM_READ_ONLY ? AP_USER_READ
                                    : AP_USER_WRITE;
}

static inline word_t pte_make_frame(paddr_t pa, unsigned size, enum vm_rights rights, word_t attr)
{
    bool cached = attr & 1, execute = !(attr & ARCH_NO_EXECUTE);
    word_t pte = pa | (cached ? PTE_CACHED | PTE_BUFFERED : 0);
    if (size >= 2) {
        pte |= ROOT_SECTION | ROOT_NOT_GLOBAL | (size == 3 ? ROOT_SUPERSECTION : 0);
        pte |= pte_access(rights) << ROOT_AP_LOW | (execute ? 0 : ROOT_NO_EXECUTE);
        return pte | (attr & 2 ? ROOT_PARITY : 0) |
               (cached ? TEX_ALLOCATE << ROOT_TEX_LOW : ROOT_SHAREABLE);
    }
    pte |= PAGE_NOT_GLOBAL | pte_access(rights) << PAGE_AP_LOW | (cached ? 0 : PAGE_SHAREABLE);
    if (size == 1) {
        return pte | PAGE_LARGE | (execute ? 0 : PAGE_LARGE_NO_EXECUTE) |
               (cached ? TEX_ALLOCATE << PAGE_LARGE_TEX_LOW : 0);
    }
    return pte | PAGE_SMALL | (execute ? 0 : PAGE_SMALL_NO_EXECUTE) |
           (cached ? TEX_ALLOCATE << PAGE_SMALL_TEX_LOW : 0);
}

static inline bool cache_may_invalidate(word_t pte)
{
    (void)pte;
    return true;
}

/* The walker need not look into the data cache. */
static inline void arch_pte_written(word_t *first, unsigned count)
{
    enum { LINE = 1 << CONFIG_L1_CACHE_LINE_SIZE_BITS };
    word_t end = (word_t)(first + count);
    for (word_t at = (word_t)first & ~(word_t)(LINE - 1); at < end; at += LINE) {
        WRITE_CP15(CP15_DCCMVAU, at);
    }
    cpu_dsb();
    cpu_isb();
}

void vspace_switch(word_t *root);

/* It is the root's address; 0: none. */
static inline word_t arch_vspace(word_t *root, word_t asid)
{
    (void)asid;
    return (word_t)root;
}

static inline void arch_vspace_activate(word_t space)
{
    word_t *root = (word_t *)space;
    if (UNLIKELY(loaded.root != root)) {
        vspace_switch(root);
    }
}

/* ---- interrupts ---- */

static inline bool arch_irq_pending(void)
{
    enum { ISR_IRQ = 1 << 7 };
    return (READ_CP15(CP15_ISR) & ISR_IRQ) != 0;
}

void timer_ack(void);

static inline void arch_timer_ack(void)
{
    timer_ack();
}
