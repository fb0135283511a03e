/* SPDX-License-Identifier: BSD-2-Clause */
/* Access to the calling thread's IPC buffer, through a pointer that each thread has; without thread
 * locals (LibSel4UseThreadLocals) there is one, which the program changes as it sees fit. */
#pragma once

#include <sel4/types.h>

#if defined(CONFIG_LIB_SEL4_USE_THREAD_LOCALS) || !defined(CONFIG_LIB_SEL4_FUNCTION_ATTRIBUTE)
#define SEL4_THREAD_LOCAL __thread
#else
#define SEL4_THREAD_LOCAL
#endif

#ifdef __cplusplus
extern "C" {
#endif

extern SEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

LIBSEL4_INLINE void seL4_SetIPCBuffer(seL4_IPCBuffer *ipc_buffer)
{
    __sel4_ipc_buffer = ipc_buffer;
}

LIBSEL4_INLINE seL4_IPCBuffer *seL4_GetIPCBuffer(void)
{
    return __sel4_ipc_buffer;
}

LIBSEL4_INLINE seL4_Word seL4_GetMR(int i)
{
    return __sel4_ipc_buffer->msg[i];
}

LIBSEL4_INLINE void seL4_SetMR(int i, seL4_Word mr)
{
    __sel4_ipc_buffer->msg[i] = mr;
}

LIBSEL4_INLINE seL4_Word seL4_GetUserData(void)
{
    return __sel4_ipc_buffer->userData;
}

LIBSEL4_INLINE void seL4_SetUserData(seL4_Word data)
{
    __sel4_ipc_buffer->userData = data;
}

LIBSEL4_INLINE seL4_Word seL4_GetBadge(int i)
{
    return __sel4_ipc_buffer->caps_or_badges[i];
}

LIBSEL4_INLINE seL4_CPtr seL4_GetCap(int i)
{
    return (seL4_CPtr)__sel4_ipc_buffer->caps_or_badges[i];
}

LIBSEL4_INLINE void seL4_SetCap(int i, seL4_CPtr cptr)
{
    __sel4_ipc_buffer->caps_or_badges[i] = (seL4_Word)cptr;
}

LIBSEL4_INLINE void seL4_GetCapReceivePath(seL4_CPtr *receiveCNode, seL4_CPtr *receiveIndex,
                                           seL4_Word *receiveDepth)
{
    if (receiveCNode) {
        *receiveCNode = __sel4_ipc_buffer->receiveCNode;
    }
    if (receiveIndex) {
        *receiveIndex = __sel4_ipc_buffer->receiveIndex;
    }
    if (receiveDepth) {
        *receiveDepth = __sel4_ipc_buffer->receiveDepth;
    }
}

LIBSEL4_INLINE void seL4_SetCapReceivePath(seL4_CPtr receiveCNode, seL4_CPtr receiveIndex,
                                           seL4_Word receiveDepth)
{
    __sel4_ipc_buffer->receiveCNode = receiveCNode;
    __sel4_ipc_buffer->receiveIndex = receiveIndex;
    __sel4_ipc_buffer->receiveDepth = receiveDepth;
}

#ifdef __cplusplus
}
#endif
