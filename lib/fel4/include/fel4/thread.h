/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads in the root task's address space and CSpace. Each has a stack with an unmapped page below
 * it, an IPC buffer, and thread-local storage. A fault of a thread is reported on the console and
 * ends the program with status 139, unless the thread was given a fault endpoint of its own.
 */
#pragma once

#include <sel4/sel4.h>
#include <stddef.h>

struct fel4_thread;

struct fel4_thread_options {
    const char *name;         /* for reports; copied, at most 31 characters */
    size_t stack_size;        /* bytes; 0: 16 KiB */
    seL4_Word priority;       /* 0: the same as the initial thread's, 254 */
    seL4_CPtr fault_endpoint; /* 0: the runtime's */
    seL4_Word ipc_buffer;     /* address for the IPC buffer; 0: chosen */
};

/* Makes a thread that will run `code(argument)`; NULL if memory or slots ran out. It does not run
 * before fel4_thread_start. `options` may be NULL. */
struct fel4_thread *fel4_thread_create(void (*code)(void *), void *argument,
                                       const struct fel4_thread_options *options);
void fel4_thread_start(struct fel4_thread *thread);
/* Waits until the thread's function has returned. */
void fel4_thread_join(struct fel4_thread *thread);
/* Stops the thread wherever it is. Its stack and objects serve the next thread created with a stack
 * of the same size, so threads can come and go for ever. What it allocated itself stays. */
void fel4_thread_destroy(struct fel4_thread *thread);
seL4_CPtr fel4_thread_tcb(const struct fel4_thread *thread);
seL4_IPCBuffer *fel4_thread_ipc_buffer(const struct fel4_thread *thread);
/* The name given, or "main". */
const char *fel4_thread_name(void);

/* The registers that make a thread with this stack run code(argument): for threads that a program
 * makes by itself. */
void fel4_set_registers(seL4_UserContext *registers, void *code, void *stack_top,
                        seL4_Word argument);
/* Thread-local storage: bytes it needs, and its preparation in zeroed memory aligned to 64 bytes;
 * returns the value for seL4_TCB_SetTLSBase. `ipc_buffer`: what seL4_GetIPCBuffer will give. */
size_t fel4_tls_size(void);
seL4_Word fel4_tls_init(void *memory, seL4_IPCBuffer *ipc_buffer);
