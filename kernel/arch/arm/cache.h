/* SPDX-License-Identifier: BSD-2-Clause */
/* ARM, beyond the contract: cache maintenance, for object/arm_cache.c. */
#pragma once

#include "arch/arch.h"

enum cache_op { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

/* Whether Invalidate, which loses what was written, is allowed in a mapping with this entry. */
static inline bool cache_may_invalidate(word_t pte);

/* By kernel address; UNIFY: to the point where fetches see it. */
void cache_range(enum cache_op op, const void *start, size_t size);
