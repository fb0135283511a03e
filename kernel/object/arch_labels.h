/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every architecture has frames, tables and ASIDs, each with labels of its own: the names under
 * which the generic objects know them. The only place of object/ that asks for the architecture.
 */
#pragma once

#include "cap/invocation.h"

#if defined(CONFIG_ARCH_X86_64)

enum {
    LABEL_PAGE_MAP = LABEL_X86_PAGE_MAP,
    LABEL_PAGE_UNMAP = LABEL_X86_PAGE_UNMAP,
    LABEL_PAGE_GET_ADDRESS = LABEL_X86_PAGE_GET_ADDRESS,
    LABEL_ASID_MAKE_POOL = LABEL_X86_ASID_CONTROL_MAKE_POOL,
    LABEL_ASID_ASSIGN = LABEL_X86_ASID_POOL_ASSIGN,
};

/* The labels of the table at `level`. */
static inline word_t table_map_label(word_t level)
{
    return level == 1   ? LABEL_X86_PDPT_MAP
           : level == 2 ? LABEL_X86_PAGE_DIRECTORY_MAP
                        : LABEL_X86_PAGE_TABLE_MAP;
}

static inline word_t table_unmap_label(word_t level)
{
    return level == 1   ? LABEL_X86_PDPT_UNMAP
           : level == 2 ? LABEL_X86_PAGE_DIRECTORY_UNMAP
                        : LABEL_X86_PAGE_TABLE_UNMAP;
}

#else

enum {
    LABEL_PAGE_MAP = LABEL_ARM_PAGE_MAP,
    LABEL_PAGE_UNMAP = LABEL_ARM_PAGE_UNMAP,
    LABEL_PAGE_GET_ADDRESS = LABEL_ARM_PAGE_GET_ADDRESS,
    LABEL_ASID_MAKE_POOL = LABEL_ARM_ASID_CONTROL_MAKE_POOL,
    LABEL_ASID_ASSIGN = LABEL_ARM_ASID_POOL_ASSIGN,
};

static inline word_t table_map_label(word_t level)
{
    (void)level;
    return LABEL_ARM_PAGE_TABLE_MAP;
}

static inline word_t table_unmap_label(word_t level)
{
    (void)level;
    return LABEL_ARM_PAGE_TABLE_UNMAP;
}

#endif

/* Words and capabilities of their messages, the same everywhere. */
enum {
    PAGE_MAP_WORDS = 3,
    PAGE_MAP_CAPS = 1,
    TABLE_MAP_WORDS = 2,
    TABLE_MAP_CAPS = 1,
    ASID_MAKE_POOL_WORDS = 2,
    ASID_MAKE_POOL_CAPS = 2,
    ASID_ASSIGN_CAPS = 1,
};
