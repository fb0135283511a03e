/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: what its files share among themselves and with object/arm_*.c. */
#pragma once

#include "arch/arch.h"

enum cache_op { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

/* Cache maintenance by kernel address; UNIFY: to the point where fetches see it. */
void cache_range(enum cache_op op, const void *start, size_t size);

/* The kernel's own address space; `ram` as in struct boot_info. */
void paging_init(const struct region *ram, unsigned count);
/* A device's registers, uncached. */
volatile void *paging_map_device(paddr_t pa);

/* trap.S */
extern char trap_vectors[];
void fpu_save(struct fpu_state *state);
void fpu_restore(const struct fpu_state *state);
