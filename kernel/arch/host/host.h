/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a test sees of the machine that the host kernel runs on: what the kernel did to it, and what
 * the test can do to the kernel. The kernel is one shared library; host_reset puts all of its
 * memory back to what it was when the program started, so each test has a machine of its own.
 */
#pragma once

#include "arch/arch.h"

enum { HOST_CONSOLE_SIZE = 64 * 1024 };

/* A translation that the TLB knows, under the ASID it was found with; va page-aligned. */
struct host_tlb_entry {
    word_t asid, va;
};

enum { HOST_TLB_SIZE = 64 };

struct host_machine {
    struct context *current;
    bool fpu; /* open for the current thread */
    word_t *root;
    word_t root_asid;

    char console[HOST_CONSOLE_SIZE];
    size_t console_length;
    void (*on_halt)(void); /* called by arch_halt, does not return; NULL: the program aborts */

    bool irq_enabled[ARCH_IRQ_COUNT];
    bool irq_masked[ARCH_IRQ_COUNT]; /* delivered, and not acknowledged */
    bool timer_started;
    unsigned timer_acks;
    /* An interrupt comes after arch_irq_pending was asked that many times more; 0: none comes. */
    unsigned irq_after;
    unsigned pending_asked;

    uint64_t cycles; /* one more at each look */
    unsigned page_flushes, asid_flushes, cache_flushes;
    word_t last_flush_va, last_flush_asid;
    struct host_tlb_entry tlb[HOST_TLB_SIZE]; /* filled by tests, emptied by flushes */
    unsigned tlb_count;
    /* ASIDs that were flushed while the processor was in their address space, and pages while they
     * were mapped. */
    unsigned flushes_in_use;
    struct context *fpu_forgotten;
};

extern struct host_machine host;

/* Resets the machine: kernel data as at program start, RAM all zero. */
void host_reset(void);
/* The boot information of this machine: RAM with a user image of `image_pages` pages at
 * HOST_IMAGE_VA. */
struct boot_info host_boot_info(unsigned image_pages);

enum { HOST_IMAGE_VA = 0x400000, HOST_ENTRY = HOST_IMAGE_VA + 0x10 };
/* Device memory lies below RAM and from its end up to here. */
#define HOST_DEVICE_TOP 0x80000000UL
