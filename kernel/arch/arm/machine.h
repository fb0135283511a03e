/* SPDX-License-Identifier: BSD-2-Clause */
/* ARM: what the two architectures do each in its own way, for the files they share. */
#pragma once

#include "arch/arch.h"

extern struct loaded loaded; /* what is in the processor now: each has its own */

/* The kernel's own address space; `ram` as in struct boot_info. */
void paging_init(const struct region *ram, unsigned count);
/* A device's registers, uncached. */
volatile void *paging_map_device(paddr_t pa);
/* Control registers, as long as they have nothing to do with paging. */
void cpu_init(void);
/* Calls `reserve` for what users must not have beyond the kernel and its interrupt controller. */
void machine_reserve(void (*reserve)(uint64_t start, uint64_t end));
