/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program calls before it has any library: nothing here may need memset or memcpy. */
#include <sel4/sel4.h>
seL4_Word use(seL4_CPtr c);
seL4_Word use(seL4_CPtr c)
{
    seL4_Word b, m = 0;
    seL4_MessageInfo_t i = seL4_MessageInfo_new(1, 0, 0, 1);
    seL4_Send(c, i);
    seL4_NBSend(c, i);
    seL4_Signal(c);
    seL4_Reply(i);
    i = seL4_Recv(c, &b);
    i = seL4_NBRecv(c, &b);
    seL4_Wait(c, &b);
    i = seL4_Poll(c, &b);
    i = seL4_Call(c, i);
    i = seL4_ReplyRecv(c, i, &b);
    seL4_Yield();
    i = seL4_RecvWithMRs(c, &b, &m, 0, 0, 0);
    i = seL4_CallWithMRs(c, i, &m, 0, 0, 0);
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar('x');
    seL4_DebugPutString("x");
#endif
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(c, "n");
    b += seL4_DebugCapIdentify(c);
#endif
#ifdef CONFIG_SET_TLS_BASE_SELF
    seL4_SetTLSBase(b);
#endif
    m += seL4_CNode_CapData_new(1, 2).words[0];
    m += (seL4_Word)seL4_Untyped_Retype(c, seL4_TCBObject, 0, c, 0, 0, b, 1);
    m += (seL4_Word)seL4_CNode_Mint(c, 1, 2, c, 3, 4, seL4_AllRights, 5);
    m += (seL4_Word)seL4_TCB_Configure(c, c, c, 0, c, 0, b, c);
    m += (seL4_Word)seL4_TCB_SetPriority(c, c, 5);
    return m + seL4_MessageInfo_get_label(i);
}
