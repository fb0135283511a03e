/* SPDX-License-Identifier: BSD-2-Clause */
/* See thread.h. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { STACK_DEFAULT = 16384, PRIORITY_DEFAULT = seL4_MaxPrio - 1 };

static void thread_main(struct fel4_thread *thread)
{
    seL4_SetIPCBuffer(thread->ipc_buffer);
    fel4_self = thread;
    thread->code(thread->argument);
    fel4_reent_clear(thread->reent);
    seL4_Signal(thread->done);
    for (;;) {
        seL4_TCB_Suspend(thread->tcb);
    }
}

static seL4_IPCBuffer *make_buffer(seL4_Word va, seL4_CPtr *frame)
{
    *frame = fel4_object(fel4_frame_type(), PAGE_BITS);
    if (va == 0) {
        va = fel4_reserve(PAGE_SIZE);
    }
    if (*frame == 0 || va == 0 ||
        fel4_map(seL4_CapInitThreadVSpace, *frame, va, seL4_ReadWrite,
                 (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
        return NULL;
    }
    return (seL4_IPCBuffer *)va;
}

static seL4_Error configure(struct fel4_thread *thread, seL4_CPtr fault_endpoint,
                            seL4_Word priority)
{
    seL4_Error error = seL4_TCB_Configure(thread->tcb, fault_endpoint, seL4_CapInitThreadCNode, 0,
                                          seL4_CapInitThreadVSpace, 0,
                                          (seL4_Word)thread->ipc_buffer, thread->ipc_frame);
    if (error == seL4_NoError) {
        error = seL4_TCB_SetPriority(thread->tcb, seL4_CapInitThreadTCB, priority);
    }
    if (error == seL4_NoError) {
        char *aligned = (char *)(((seL4_Word)thread->tls + 63) & ~(seL4_Word)63);
        error = seL4_TCB_SetTLSBase(thread->tcb, fel4_tls_init(aligned, thread->ipc_buffer));
    }
    return error;
}

/* ---- what a thread is made of; that of a destroyed one is used again ---- */

static struct fel4_thread *destroyed;

static struct fel4_thread *make(size_t stack_size, seL4_Word ipc_buffer)
{
    struct fel4_thread *thread = calloc(1, sizeof(*thread));
    if (thread == NULL) {
        return NULL;
    }
    thread->stack_size = stack_size;
    thread->stack = fel4_pages(stack_size);
    thread->tcb = fel4_object(seL4_TCBObject, 0);
    thread->done = fel4_object(seL4_NotificationObject, 0);
    thread->lock_wakeup = fel4_object(seL4_NotificationObject, 0);
    thread->alarm.own = fel4_object(seL4_NotificationObject, 0);
    thread->tls = calloc(1, fel4_tls_size() + 64);
    thread->reent = fel4_reent_new();
    thread->ipc_buffer = make_buffer(ipc_buffer, &thread->ipc_frame);
    thread->fault_endpoint = fel4_mint(fel4_fault_endpoint, seL4_AllRights, (seL4_Word)thread);
    if (thread->stack == NULL || thread->tcb == 0 || thread->done == 0 ||
        thread->lock_wakeup == 0 || thread->alarm.own == 0 || thread->tls == NULL ||
        thread->reent == NULL || thread->ipc_buffer == NULL || thread->fault_endpoint == 0) {
        free(thread->tls);
        free(thread->reent);
        free(thread);
        return NULL;
    }
    return thread;
}

static struct fel4_thread *take_destroyed(size_t stack_size)
{
    struct fel4_thread **at = &destroyed;
    while (*at != NULL && (*at)->stack_size != stack_size) {
        at = &(*at)->next;
    }
    struct fel4_thread *thread = *at;
    if (thread != NULL) {
        *at = thread->next;
        memset(thread->name, 0, sizeof(thread->name));
        memset(thread->tls, 0, fel4_tls_size() + 64);
        memset(thread->ipc_buffer, 0, sizeof(*thread->ipc_buffer));
        seL4_Poll(thread->done, NULL);
        seL4_Poll(thread->lock_wakeup, NULL);
        seL4_Poll(thread->alarm.own, NULL);
    }
    return thread;
}

void fel4_thread_destroy(struct fel4_thread *thread)
{
    seL4_TCB_Suspend(thread->tcb);
    fel4_locks_release(thread->ipc_buffer);
    fel4_reent_clear(thread->reent);
    fel4_alarm_cancel(&thread->alarm);
    thread->next = destroyed;
    destroyed = thread;
}

struct fel4_thread *fel4_thread_create(void (*code)(void *), void *argument,
                                       const struct fel4_thread_options *options)
{
    static const struct fel4_thread_options defaults;
    const struct fel4_thread_options *o = options != NULL ? options : &defaults;
    size_t stack_size = o->stack_size != 0 ? o->stack_size : STACK_DEFAULT;
    struct fel4_thread *thread = o->ipc_buffer == 0 ? take_destroyed(stack_size) : NULL;
    if (thread == NULL) {
        thread = make(stack_size, o->ipc_buffer);
    }
    seL4_CPtr fault =
        o->fault_endpoint != 0 || thread == NULL ? o->fault_endpoint : thread->fault_endpoint;
    seL4_Word priority = o->priority != 0 ? o->priority : PRIORITY_DEFAULT;
    if (thread == NULL || configure(thread, fault, priority) != seL4_NoError) {
        return NULL;
    }
    thread->own_handler = o->fault_endpoint != 0;
    strncpy(thread->name, o->name != NULL ? o->name : "thread", sizeof(thread->name) - 1);
    thread->code = code;
    thread->argument = argument;
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(thread->tcb, thread->name);
#endif
    return thread;
}

void fel4_thread_start(struct fel4_thread *thread)
{
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, (void *)thread_main, thread->stack + thread->stack_size,
                       (seL4_Word)thread);
    /* All but the TLS registers, which come last and are set already. */
    seL4_TCB_WriteRegisters(thread->tcb, true, 0, sizeof(registers) / sizeof(seL4_Word) - 2,
                            &registers);
}

void fel4_thread_join(struct fel4_thread *thread)
{
    seL4_Wait(thread->done, NULL);
    seL4_Signal(thread->done);
}

seL4_CPtr fel4_thread_tcb(const struct fel4_thread *thread)
{
    return thread->tcb;
}

seL4_IPCBuffer *fel4_thread_ipc_buffer(const struct fel4_thread *thread)
{
    return thread->ipc_buffer;
}

const char *fel4_thread_name(void)
{
    return fel4_self->name;
}
