/* SPDX-License-Identifier: BSD-2-Clause */
/* Which page table is missing, after a Map failed with seL4_FailedLookup. */
#pragma once

#include <sel4/functions.h>

#define SEL4_MAPPING_LOOKUP_LEVEL 2

#if defined(CONFIG_ARCH_X86_64)
#define SEL4_MAPPING_LOOKUP_NO_PT   21
#define SEL4_MAPPING_LOOKUP_NO_PD   30
#define SEL4_MAPPING_LOOKUP_NO_PDPT 39
#elif defined(CONFIG_ARCH_AARCH64)
#define SEL4_MAPPING_LOOKUP_NO_PT  21
#define SEL4_MAPPING_LOOKUP_NO_PD  30
#define SEL4_MAPPING_LOOKUP_NO_PUD 39
#else
#define SEL4_MAPPING_LOOKUP_NO_PT 20
#endif

LIBSEL4_INLINE seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(SEL4_MAPPING_LOOKUP_LEVEL);
}
