/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address space identifiers. A VSpace root works only while its ASID is assigned to it; the ASIDs
 * come in pools, of which the kernel keeps one table. ASID 0 is never handed out.
 *
 *     pools[asid >> low] ──► pool: roots[asid & mask] ──► VSpace root
 */
#pragma once

#include "arch/arch.h"
#include "cap/cspace.h"

enum { ASID_POOL_SIZE = BIT(ARCH_ASID_LOW_BITS) };

struct asid_pool {
    word_t *roots[ASID_POOL_SIZE];
};

_Static_assert(sizeof(struct asid_pool) == 4096, "seL4_ASIDPoolBits");

_Static_assert(ARCH_LEVELS >= 2 && ARCH_FRAME_SIZES >= 2, "a table below the root, two page sizes");

extern struct asid_pool *asid_pools[ARCH_ASID_POOL_COUNT];

static inline word_t *asid_root(word_t asid)
{
    const struct asid_pool *pool = asid_pools[asid >> ARCH_ASID_LOW_BITS];
    return pool != NULL ? pool->roots[asid & MASK(ARCH_ASID_LOW_BITS)] : NULL;
}

/* Whether `cap` is a VSpace root with an ASID, live or not. */
static inline bool vspace_has_asid(struct cap cap)
{
    return cap_type(cap) == CAP_VSPACE && cap_map_asid(cap) != 0;
}

/* The address space that a VSpace capability names, as arch_vspace_activate takes it; an empty one
 * if it names no live one. (ASID 0 is assigned to nobody, so it needs no check of its own.) */
static inline word_t vm_space(struct cap vspace)
{
    word_t asid = cap_map_asid(vspace);
    word_t *root = cap_ptr(vspace);
    if (UNLIKELY(cap_type(vspace) != CAP_VSPACE || asid_root(asid) != root)) {
        root = NULL;
    }
    return arch_vspace(root, asid);
}

/* What vm_space says of a capability it says as long as this does not change: it counts the VSpace
 * and ASID pool capabilities that were deleted. Never 0. */
extern uint64_t vm_epoch;

/* The lowest free pool index, or ARCH_ASID_POOL_COUNT. */
word_t asid_free_pool(void);
/* The lowest free ASID of a registered pool, or 0 if it is full. */
word_t asid_free(word_t pool_index);
void asid_assign(word_t asid, word_t *root);
/* Ends one ASID if it is assigned to `root`; the processor must not be in that address space. */
void asid_release(word_t asid, word_t *root);
/* The same for all of a pool, if it is registered: first it is taken out of the table, then, once
 * the processor is in none of its address spaces, what is cached of them goes. */
bool asid_unregister_pool(word_t pool_index, const struct asid_pool *pool);
void asid_flush_pool(word_t pool_index, const struct asid_pool *pool);
