/* SPDX-License-Identifier: BSD-2-Clause */
/* A cache between the processor and memory, which knows physical addresses: one driver of
 * kernel/dev per board of an architecture whose processors do not bring it. */
#pragma once

#include "arch/arm/cache.h"

/* Takes over what firmware left on or off; `map` makes registers accessible. */
void outer_cache_init(volatile void *(*map)(paddr_t pa));
bool outer_cache_is_on(void);
/* `start` and `size` are multiples of a line of the processor's cache. */
void outer_cache_range(enum cache_op op, paddr_t start, size_t size);
/* All of it, cleaned and invalidated. */
void outer_cache_flush(void);
