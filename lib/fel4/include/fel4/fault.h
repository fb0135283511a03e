/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults in words: for fault handlers that a program writes itself. */
#pragma once

#include <sel4/sel4.h>
#include <stddef.h>

/* Describes the fault message just received with `info`, in one line without its end: kind,
 * address, access, instruction. Returns the length of the text, as snprintf does. */
int fel4_fault_text(seL4_MessageInfo_t info, char *text, size_t size);
/* The address of the instruction that faulted. */
seL4_Word fel4_fault_ip(seL4_MessageInfo_t info);

enum { FEL4_FAULT_STATUS = 139 };
