/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: the short functions of the contract. */
#pragma once

#include "arch/x86_64/cpu.h"

/* ---- memory ---- */

static inline void *arch_ptr(paddr_t pa)
{
    return (void *)(pa + KERNEL_WINDOW);
}

static inline paddr_t arch_paddr(const void *p)
{
    return (word_t)p >= KERNEL_IMAGE ? (word_t)p - KERNEL_IMAGE : (word_t)p - KERNEL_WINDOW;
}

/* ---- threads ---- */

/* What trap.S looks at, in memory that is mapped while user code runs, too. */
struct skim {
    struct context *current;
    word_t user_cr3;
};

extern struct skim skim;

/* What is loaded in this processor now. */
struct loaded {
    struct context *fpu; /* whose FPU state; NULL: nobody's */
    bool fpu_closed;     /* CR0.TS is set */
    word_t fs_base, gs_base;
    const struct context *debug; /* whose breakpoints; NULL: none */
};

extern struct loaded loaded;
extern struct context nobody_context;

static inline void fpu_save_to(void *area)
{
    uint8_t *to = area;
    if (USE_XSAVE) {
        asm volatile("xsave64 %0" : "+m"(*to) : "a"(CONFIG_XSAVE_FEATURE_SET), "d"(0) : "memory");
    } else {
        asm volatile("fxsave64 %0" : "=m"(*to) : : "memory");
    }
}

static inline void fpu_load_from(const void *area)
{
    const uint8_t *from = area;
    if (USE_XSAVE) {
        asm volatile("xrstor64 %0"
                     :
                     : "m"(*from), "a"(CONFIG_XSAVE_FEATURE_SET), "d"(0)
                     : "memory");
    } else {
        asm volatile("fxrstor64 %0" : : "m"(*from) : "memory");
    }
}

/* Opens a closed FPU. */
void fpu_open(void);
void fpu_close(void);

/* Puts a thread's FPU state in place, and keeps the one that was there. */
static inline void fpu_load(struct context *context)
{
    if (UNLIKELY(loaded.fpu_closed)) {
        fpu_open();
    }
    if (loaded.fpu != context) {
        fpu_save_to(loaded.fpu->fpu);
        fpu_load_from(context->fpu);
        loaded.fpu = context;
    }
}

/* The thread's breakpoints into the processor; out of it, if they are there. */
void debug_load(const struct context *context);
void debug_forget(const struct context *context);

static inline struct context *arch_current(void)
{
    return skim.current;
}

static inline void load_tls(word_t fs_base, word_t gs_base)
{
    if (loaded.fs_base != fs_base) {
        loaded.fs_base = fs_base;
        cpu_write_msr(MSR_FS_BASE, fs_base);
    }
    if (loaded.gs_base != gs_base) {
        loaded.gs_base = gs_base;
        cpu_write_msr(MSR_GS_BASE, gs_base);
    }
}

/* User code can set its bases to 0 behind our back, by loading a selector. That must be of no
 * consequence to other address spaces: they are loaded anew for them, but the GS base, which few
 * threads use, not if it is 0 anyway. */
static inline void distrust_tls(void)
{
    loaded.fs_base = NOT_CANONICAL;
    if (UNLIKELY(loaded.gs_base != 0)) {
        loaded.gs_base = NOT_CANONICAL;
    }
}

/* Where user code sets its bases itself, those of the running thread are in the processor only. */
static inline void keep_tls(struct context *context)
{
    if (FSGSBASE_INST && context != NULL && context == skim.current) {
        context->fs_base = loaded.fs_base = cpu_read_fs_base();
        context->gs_base = loaded.gs_base = cpu_read_gs_base();
    }
}

static inline __attribute__((always_inline)) void arch_switch(struct context *next, bool fpu)
{
    keep_tls(skim.current);
    skim.current = next;
    if (HAVE_FPU) {
        if (LIKELY(fpu)) {
            fpu_load(next);
        } else if (!loaded.fpu_closed) {
            fpu_close();
        }
    }
    load_tls(next->fs_base, next->gs_base);
    if (HARDWARE_DEBUG_API) {
        debug_load(next);
    }
}

/* ---- page tables ---- */

enum {
    PTE_PRESENT = 1 << 0,
    PTE_WRITE = 1 << 1,
    PTE_USER = 1 << 2,
    PTE_WRITE_THROUGH = 1 << 3,
    PTE_CACHE_DISABLE = 1 << 4,
    PTE_LARGE = 1 << 7,
    PTE_SMALL_PAT = 1 << 7,
    PTE_LARGE_PAT = 1 << 12,
};

#define PTE_NO_EXECUTE (1UL << 63)
#define PTE_ADDRESS    0x000ffffffffff000UL

extern word_t pte_no_execute; /* PTE_NO_EXECUTE where the processor has it, and it is wanted */

static inline bool pte_is_table(word_t pte, unsigned level)
{
    return level < 3 && (pte & (PTE_PRESENT | PTE_LARGE)) == PTE_PRESENT;
}

static inline bool pte_is_frame(word_t pte, unsigned level)
{
    return (pte & PTE_PRESENT) != 0 && (level == 3 || (pte & PTE_LARGE) != 0);
}

static inline paddr_t pte_paddr(word_t pte, unsigned level)
{
    bool large = level < 3 && (pte & PTE_LARGE) != 0;
    return pte & PTE_ADDRESS & ~(large ? (word_t)PTE_LARGE_PAT : 0);
}

static inline unsigned pte_frame_size(word_t pte, unsigned level)
{
    (void)pte;
    return 3 - level;
}

static inline word_t pte_make_table(paddr_t pa, word_t attr, unsigned level)
{
    (void)level;
    word_t cache = (attr & 1 ? PTE_WRITE_THROUGH : 0) | (attr & 2 ? PTE_CACHE_DISABLE : 0);
    return pa | PTE_PRESENT | PTE_WRITE | PTE_USER | cache;
}

static inline word_t pte_make_frame(paddr_t pa, unsigned size, enum vm_rights rights, word_t attr)
{
    word_t pte = pa | PTE_PRESENT;
    pte |= (attr & 1 ? PTE_WRITE_THROUGH : 0) | (attr & 2 ? PTE_CACHE_DISABLE : 0);
    if (attr & 4) {
        pte |= size == 0 ? PTE_SMALL_PAT : size == 1 ? PTE_LARGE_PAT : 0;
    }
    pte |= size > 0 ? PTE_LARGE : 0;
    pte |= rights == VM_KERNEL_ONLY ? 0 : PTE_USER;
    pte |= rights == VM_KERNEL_ONLY || rights == VM_READ_WRITE ? PTE_WRITE : 0;
    return pte | (attr & ARCH_NO_EXECUTE ? pte_no_execute : 0);
}

static inline void arch_pte_written(word_t *first, unsigned count)
{
    (void)first, (void)count; /* the walker sees what was stored */
}

extern paddr_t empty_root; /* an address space without any user mapping */

/* With PCIDs what the TLB knows of an address space stays there when another one is loaded. Its
 * PCID is its ASID; 0, which is nobody's ASID, is the kernel's. The empty address space borrows the
 * last one, whose entries therefore go whenever it is loaded. */
enum { PCID_BORROWED = 0xfff };
#define CR3_KEEP (1UL << 63)

/* It is what CR3 takes. */
static inline word_t arch_vspace(word_t *root, word_t asid)
{
    /* Roots are objects: they lie in the window, not in the image. */
    word_t space = root != NULL ? (word_t)root - KERNEL_WINDOW : empty_root;
    if (!USE_PCID) {
        return space;
    }
    bool borrowed = root == NULL || asid == PCID_BORROWED;
    return space | (borrowed ? PCID_BORROWED : asid | CR3_KEEP);
}

/* Fills the processor's memory of return addresses with harmless ones (trap.S). */
void return_stack_fill(void);

static inline void arch_vspace_activate(word_t space)
{
    if (skim.user_cr3 != space) {
        skim.user_cr3 = space;
        distrust_tls();
        if (IBPB_ON_SWITCH) {
            cpu_write_msr(MSR_PREDICTOR_COMMAND, PREDICTOR_BARRIER);
        }
        if (RSB_ON_SWITCH) {
            return_stack_fill();
        }
        if (!SKIM_WINDOW) {
            cpu_write_cr3(space);
        }
    }
}

/* ---- interrupts ---- */

bool irq_is_pending(void);

static inline bool arch_irq_pending(void)
{
    return irq_is_pending();
}

static inline void arch_timer_ack(void)
{
    /* periodic, and ended at entry */
}
