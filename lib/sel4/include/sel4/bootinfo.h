/* SPDX-License-Identifier: BSD-2-Clause */
/* The address of the bootinfo page, which the start-up code was given. */
#pragma once

#include <sel4/bootinfo_structs.h>

#ifdef __cplusplus
extern "C" {
#endif

void seL4_InitBootInfo(seL4_BootInfo *bi);
seL4_BootInfo *seL4_GetBootInfo(void);

#ifdef __cplusplus
}
#endif
