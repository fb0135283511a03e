/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: the short functions of the contract. */
#pragma once

#include "arch/host/host.h"

static inline void *arch_ptr(paddr_t pa)
{
    return (void *)(HOST_WINDOW + pa);
}

static inline paddr_t arch_paddr(const void *p)
{
    return (word_t)p - HOST_WINDOW;
}

static inline struct context *arch_current(void)
{
    return host.current;
}

static inline void arch_switch(struct context *next, bool fpu)
{
    host.current = next;
    host.fpu = fpu;
}

/* ---- page tables ---- */

enum { PTE_PRESENT = 1 << 0, PTE_WRITE = 1 << 1, PTE_USER = 1 << 2, PTE_FRAME = 1 << 7 };

#define PTE_ATTR_LOW 52
#define PTE_ADDRESS  0x000ffffffffff000UL

static inline bool pte_is_table(word_t pte, unsigned level)
{
    (void)level;
    return (pte & (PTE_PRESENT | PTE_FRAME)) == PTE_PRESENT;
}

static inline bool pte_is_frame(word_t pte, unsigned level)
{
    (void)level;
    return (pte & PTE_FRAME) != 0;
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
    (void)level;
    return pa | PTE_PRESENT | (attr & 7) << PTE_ATTR_LOW;
}

static inline word_t pte_make_frame(paddr_t pa, unsigned size, enum vm_rights rights, word_t attr)
{
    (void)size;
    word_t pte = pa | PTE_PRESENT | PTE_FRAME | (attr & 7) << PTE_ATTR_LOW;
    pte |= rights == VM_KERNEL_ONLY ? 0 : PTE_USER;
    return pte | (rights == VM_READ_WRITE ? PTE_WRITE : 0);
}

static inline void arch_pte_written(word_t *first, unsigned count)
{
    (void)first, (void)count;
}

enum { HOST_ASID_LOW = 48 }; /* addresses of a Linux process are below */

static inline word_t arch_vspace(word_t *root, word_t asid)
{
    return root != NULL ? (word_t)root | asid << HOST_ASID_LOW : 0;
}

static inline void arch_vspace_activate(word_t space)
{
    host.root = (word_t *)(space & MASK(HOST_ASID_LOW));
    host.root_asid = space >> HOST_ASID_LOW;
}

/* ---- interrupts ---- */

static inline bool arch_irq_pending(void)
{
    host.pending_asked++;
    return host.irq_after > 0 && --host.irq_after == 0;
}

static inline void arch_timer_ack(void)
{
    host.timer_acks++;
}
