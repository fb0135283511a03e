/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods that every architecture has under a name of its own. */
#pragma once

#include <sel4/sel4.h>

/* Names of boards are strings; this one is told by its clock. */
#if defined(CONFIG_ARCH_AARCH64) && CONFIG_TIMER_FREQUENCY == 62500000
#define ON_QEMU_ARM_VIRT
#endif

#if defined(CONFIG_ARCH_X86_64)

enum {
    FRAME_SMALL = seL4_X86_4K,
    FRAME_LARGE = seL4_X86_LargePageObject,
    LARGE_BITS = seL4_LargePageBits,
    TABLE = seL4_X86_PageTableObject,
    VSPACE_ROOT = seL4_X64_PML4Object,
    LABEL_MAP = X86PageMap,
    LABEL_TABLE_MAP = X86PageTableMap,
    LABEL_MAKE_POOL = X86ASIDControlMakePool,
    LABEL_ASSIGN = X86ASIDPoolAssign,
    ATTRIBUTES = seL4_X86_Default_VMAttributes,
};

static inline int arch_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va, seL4_CapRights_t rights)
{
    return seL4_X86_Page_Map(frame, vspace, va, rights, seL4_X86_Default_VMAttributes);
}

static inline int arch_unmap(seL4_CPtr frame)
{
    return seL4_X86_Page_Unmap(frame);
}

static inline seL4_Word arch_address(seL4_CPtr frame)
{
    return seL4_X86_Page_GetAddress(frame).paddr;
}

static inline int arch_map_table(seL4_CPtr table, seL4_CPtr vspace, seL4_Word va)
{
    return seL4_X86_PageTable_Map(table, vspace, va, seL4_X86_Default_VMAttributes);
}

static inline int arch_unmap_table(seL4_CPtr table)
{
    return seL4_X86_PageTable_Unmap(table);
}

static inline int arch_make_pool(seL4_CPtr untyped, seL4_CPtr slot)
{
    return seL4_X86_ASIDControl_MakePool(seL4_CapASIDControl, untyped, seL4_CapInitThreadCNode,
                                         slot, seL4_WordBits);
}

static inline int arch_assign(seL4_CPtr pool, seL4_CPtr vspace)
{
    return seL4_X86_ASIDPool_Assign(pool, vspace);
}

/* The tables above the last level, top down: object type and map function. */
static inline int arch_map_upper(unsigned level, seL4_CPtr table, seL4_CPtr vspace, seL4_Word va)
{
    return level == 0
               ? seL4_X86_PDPT_Map(table, vspace, va, seL4_X86_Default_VMAttributes)
               : seL4_X86_PageDirectory_Map(table, vspace, va, seL4_X86_Default_VMAttributes);
}

static inline seL4_Word arch_upper_type(unsigned level)
{
    return level == 0 ? seL4_X86_PDPTObject : seL4_X86_PageDirectoryObject;
}

enum { UPPER_LEVELS = 2, USER_TOP_BITS = 47 };

#else

enum {
    FRAME_SMALL = seL4_ARM_SmallPageObject,
    FRAME_LARGE = seL4_ARM_LargePageObject,
    LARGE_BITS = seL4_LargePageBits,
    TABLE = seL4_ARM_PageTableObject,
#if defined(CONFIG_ARCH_AARCH64)
    VSPACE_ROOT = seL4_ARM_VSpaceObject,
    UPPER_LEVELS = 2,
    USER_TOP_BITS = 47,
#else
    VSPACE_ROOT = seL4_ARM_PageDirectoryObject,
    UPPER_LEVELS = 0,
    USER_TOP_BITS = 31,
#endif
    LABEL_MAP = ARMPageMap,
    LABEL_TABLE_MAP = ARMPageTableMap,
    LABEL_MAKE_POOL = ARMASIDControlMakePool,
    LABEL_ASSIGN = ARMASIDPoolAssign,
    ATTRIBUTES = seL4_ARM_Default_VMAttributes,
};

static inline int arch_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va, seL4_CapRights_t rights)
{
    return seL4_ARM_Page_Map(frame, vspace, va, rights, seL4_ARM_Default_VMAttributes);
}

static inline int arch_unmap(seL4_CPtr frame)
{
    return seL4_ARM_Page_Unmap(frame);
}

static inline seL4_Word arch_address(seL4_CPtr frame)
{
    return seL4_ARM_Page_GetAddress(frame).paddr;
}

static inline int arch_map_table(seL4_CPtr table, seL4_CPtr vspace, seL4_Word va)
{
    return seL4_ARM_PageTable_Map(table, vspace, va, seL4_ARM_Default_VMAttributes);
}

static inline int arch_unmap_table(seL4_CPtr table)
{
    return seL4_ARM_PageTable_Unmap(table);
}

static inline int arch_make_pool(seL4_CPtr untyped, seL4_CPtr slot)
{
    return seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped, seL4_CapInitThreadCNode,
                                         slot, seL4_WordBits);
}

static inline int arch_assign(seL4_CPtr pool, seL4_CPtr vspace)
{
    return seL4_ARM_ASIDPool_Assign(pool, vspace);
}

static inline int arch_map_upper(unsigned level, seL4_CPtr table, seL4_CPtr vspace, seL4_Word va)
{
    (void)level;
    return arch_map_table(table, vspace, va);
}

static inline seL4_Word arch_upper_type(unsigned level)
{
    (void)level;
    return TABLE;
}

#endif
