/* SPDX-License-Identifier: BSD-2-Clause */
/* See asid.h. */
#include "vm/asid.h"
#include "lib/panic.h"

struct asid_pool *asid_pools[ARCH_ASID_POOL_COUNT];
uint64_t vm_epoch = 1;

word_t asid_free_pool(void)
{
    word_t index = 0;
    while (index < ARCH_ASID_POOL_COUNT && asid_pools[index] != NULL) {
        index++;
    }
    return index;
}

word_t asid_free(word_t pool_index)
{
    const struct asid_pool *pool = asid_pools[pool_index];
    kassert(pool_index < ARCH_ASID_POOL_COUNT && pool != NULL);
    for (word_t i = pool_index == 0 ? 1 : 0; i < ASID_POOL_SIZE; i++) {
        if (pool->roots[i] == NULL) {
            return pool_index << ARCH_ASID_LOW_BITS | i;
        }
    }
    return 0;
}

void asid_assign(word_t asid, word_t *root)
{
    kassert(asid != 0 && asid_pools[asid >> ARCH_ASID_LOW_BITS] != NULL);
    kassert(root == NULL || asid_root(asid) == NULL);
    asid_pools[asid >> ARCH_ASID_LOW_BITS]->roots[asid & MASK(ARCH_ASID_LOW_BITS)] = root;
}

void asid_release(word_t asid, word_t *root)
{
    if (asid_root(asid) == root) {
        asid_assign(asid, NULL);
        arch_tlb_flush_asid(root, asid);
    }
}

bool asid_unregister_pool(word_t pool_index, const struct asid_pool *pool)
{
    bool registered = asid_pools[pool_index] == pool;
    if (registered) {
        asid_pools[pool_index] = NULL;
    }
    return registered;
}

void asid_flush_pool(word_t pool_index, const struct asid_pool *pool)
{
    for (word_t i = 0; i < ASID_POOL_SIZE; i++) {
        if (pool->roots[i] != NULL) {
            arch_tlb_flush_asid(pool->roots[i], pool_index << ARCH_ASID_LOW_BITS | i);
        }
    }
}
