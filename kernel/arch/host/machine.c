/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: console, end, page tables and interrupts, of which it only remembers what was asked. */
#include <stdio.h>
#include <stdlib.h>

#include "arch/arch.h"

struct host_machine host;

const char arch_name[] = "host";

const struct arch_level arch_levels[ARCH_LEVELS] = {
    {39, 9, 12}, {30, 9, 12}, {21, 9, 12}, {12, 9, 12}};
const struct arch_frame_size arch_frame_sizes[ARCH_FRAME_SIZES] = {
    {12, 3, 1}, {21, 2, 1}, {30, 1, 1}};

/* ---- console and end ---- */

void arch_putc(char c)
{
    if (host.console_length < HOST_CONSOLE_SIZE - 1) {
        host.console[host.console_length++] = c;
    }
}

void arch_halt(void)
{
    if (host.on_halt != NULL) {
        host.on_halt();
    }
    fprintf(stderr, "%s\nthe host kernel halted\n", host.console);
    abort();
}

bool arch_is_ram(paddr_t pa)
{
    return pa >= HOST_RAM_START && pa < HOST_RAM_END;
}

/* ---- address spaces ---- */

void arch_vspace_init(word_t *root)
{
    (void)root; /* the kernel needs no mapping of its own */
}

/* What begins in `size` bytes from `va` on. */
static void forget(word_t asid, word_t va, word_t size)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < host.tlb_count; i++) {
        const struct host_tlb_entry *e = &host.tlb[i];
        if (e->asid != asid || e->va - va >= size) {
            host.tlb[kept++] = *e;
        }
    }
    host.tlb_count = kept;
}

/* Whether a walk would find a page at `va`: what is forgotten then may be remembered at once. */
static bool is_mapped(const word_t *table, word_t va)
{
    for (unsigned level = 0;; level++) {
        const struct arch_level *row = &arch_levels[level];
        word_t entry = table[va >> row->shift & MASK(row->bits)];
        if (!pte_is_table(entry, level)) {
            return pte_is_frame(entry, level);
        }
        table = arch_ptr(pte_paddr(entry, level));
    }
}

void arch_tlb_flush_page(word_t *root, word_t asid, word_t va)
{
    forget(asid, va, BIT(arch_frame_sizes[0].bits));
    host.page_flushes++;
    host.flushes_in_use += is_mapped(root, va);
    host.last_flush_asid = asid;
    host.last_flush_va = va;
}

void arch_tlb_flush_asid(word_t *root, word_t asid)
{
    (void)root;
    forget(asid, 0, ~(word_t)0);
    host.asid_flushes++;
    host.flushes_in_use += host.root != NULL && host.root_asid == asid;
    host.last_flush_asid = asid;
}

void arch_memory_zeroed(void *start, size_t size)
{
    (void)start, (void)size;
}

void arch_flush_caches(void)
{
    host.cache_flushes++;
}

void arch_flush_first_caches(bool data, bool instructions)
{
    (void)data, (void)instructions;
    host.cache_flushes++;
}

uint64_t arch_cycles(void)
{
    return ++host.cycles;
}

/* ---- interrupts ---- */

void arch_irq_enable(word_t irq)
{
    host.irq_enabled[irq] = true;
    host.irq_masked[irq] = false;
}

void arch_irq_disable(word_t irq)
{
    host.irq_enabled[irq] = false;
}

void arch_irq_delivered(word_t irq)
{
    host.irq_masked[irq] = true;
}

void arch_irq_ack(word_t irq)
{
    host.irq_masked[irq] = false;
}

bool arch_irq_reserved(word_t irq)
{
    return irq == ARCH_IRQ_TIMER;
}

void arch_timer_start(void)
{
    host.timer_started = true;
}
