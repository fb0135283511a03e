/* SPDX-License-Identifier: BSD-2-Clause */
/* What every stub does with its message, and says of an error; two options of the library
 * (LibSel4StubsUseIPCBufferOnly, LibSel4PrintInvocationErrors) change it. */
#pragma once

#include <sel4/syscalls.h>

/* The first words of a message are in registers, or all of it is in the buffer. */
LIBSEL4_INLINE seL4_MessageInfo_t sel4_invoke(seL4_CPtr service, seL4_MessageInfo_t tag,
                                              seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                              seL4_Word *mr3)
{
#ifdef CONFIG_LIB_SEL4_STUBS_USE_IPC_BUFFER_ONLY
    seL4_SetMR(0, *mr0);
    seL4_SetMR(1, *mr1);
    seL4_SetMR(2, *mr2);
    seL4_SetMR(3, *mr3);
    seL4_MessageInfo_t reply = seL4_Call(service, tag);
    *mr0 = seL4_GetMR(0);
    *mr1 = seL4_GetMR(1);
    *mr2 = seL4_GetMR(2);
    *mr3 = seL4_GetMR(3);
    return reply;
#else
    return seL4_CallWithMRs(service, tag, mr0, mr1, mr2, mr3);
#endif
}

LIBSEL4_INLINE void sel4_failed(const char *function, seL4_Error error)
{
#if defined(CONFIG_LIB_SEL4_PRINT_INVOCATION_ERRORS) && defined(CONFIG_PRINTING)
    seL4_DebugPutString(function);
    seL4_DebugPutString(": error ");
    if (error >= 10) {
        seL4_DebugPutChar((char)('0' + error / 10));
    }
    seL4_DebugPutChar((char)('0' + error % 10));
    seL4_DebugPutChar('\n');
#else
    (void)function;
    (void)error;
#endif
}
