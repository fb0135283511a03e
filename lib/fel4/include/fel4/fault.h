/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults in words: for fault handlers that a program writes itself. */
#pragma once

#include <sel4/sel4.h>
#include <stddef.h>

struct fel4_thread;

/* Describes the fault message just received with `info`, in one line without its end: kind,
 * address, access, instruction. Returns the length of the text, as snprintf does. */
int fel4_fault_text(seL4_MessageInfo_t info, char *text, size_t size);
/* The address of the instruction that faulted. */
seL4_Word fel4_fault_ip(seL4_MessageInfo_t info);
/* If the fault just received is that the thread's stack is used up: the stack's size in bytes;
 * else 0. */
size_t fel4_fault_overflow(seL4_MessageInfo_t info, const struct fel4_thread *thread);

enum { FEL4_ABORT_STATUS = 134, FEL4_FAULT_STATUS = 139 };
