/* SPDX-License-Identifier: BSD-2-Clause */
/* What the library keeps: the bootinfo address, and each thread's IPC buffer, unless the program's
 * start-up code has its own. */
#include <sel4/bootinfo.h>
#include <sel4/functions.h>

LIBSEL4_WEAK SEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static seL4_BootInfo *bootinfo;

void seL4_InitBootInfo(seL4_BootInfo *bi)
{
    bootinfo = bi;
}

seL4_BootInfo *seL4_GetBootInfo(void)
{
    return bootinfo;
}
