/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system calls (spec 03; 07 for debugging). A function that takes message registers by pointer
 * (…WithMRs) moves only those; the others use the first words of the IPC buffer.
 */
#pragma once

#include <sel4/functions.h>
#include <sel4/trap.h>

/* ---- the registers of a message ---- */

/* Word by word: compilers call memset for an initialiser, which a program may not have yet. */
LIBSEL4_INLINE struct sel4_registers sel4_registers_make(seL4_Word cap, seL4_Word info,
                                                         seL4_Word mr0, seL4_Word mr1,
                                                         seL4_Word mr2, seL4_Word mr3)
{
    struct sel4_registers r;
    r.cap = cap;
    r.info = info;
    r.mr0 = mr0;
    r.mr1 = mr1;
    r.mr2 = mr2;
    r.mr3 = mr3;
    return r;
}

LIBSEL4_INLINE struct sel4_registers sel4_registers_from_buffer(seL4_CPtr cap,
                                                                seL4_MessageInfo_t info)
{
    struct sel4_registers r = sel4_registers_make(cap, info.words[0], seL4_GetMR(0), seL4_GetMR(1),
                                                  seL4_GetMR(2), seL4_GetMR(3));
    return r;
}

LIBSEL4_INLINE struct sel4_registers sel4_registers_from(seL4_CPtr cap, seL4_MessageInfo_t info,
                                                         seL4_Word *mr0, seL4_Word *mr1,
                                                         seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_make(cap, info.words[0], mr0 ? *mr0 : 0,
                                                  mr1 ? *mr1 : 0, mr2 ? *mr2 : 0, mr3 ? *mr3 : 0);
    return r;
}

LIBSEL4_INLINE seL4_MessageInfo_t sel4_registers_to_buffer(const struct sel4_registers *r,
                                                           seL4_Word *sender)
{
    seL4_MessageInfo_t info = SEL4_WORDS(r->info);
    seL4_SetMR(0, r->mr0);
    seL4_SetMR(1, r->mr1);
    seL4_SetMR(2, r->mr2);
    seL4_SetMR(3, r->mr3);
    if (sender) {
        *sender = r->cap;
    }
    return info;
}

LIBSEL4_INLINE seL4_MessageInfo_t sel4_registers_to(const struct sel4_registers *r,
                                                    seL4_Word *sender, seL4_Word *mr0,
                                                    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    seL4_MessageInfo_t info = SEL4_WORDS(r->info);
    if (sender) {
        *sender = r->cap;
    }
    if (mr0) {
        *mr0 = r->mr0;
    }
    if (mr1) {
        *mr1 = r->mr1;
    }
    if (mr2) {
        *mr2 = r->mr2;
    }
    if (mr3) {
        *mr3 = r->mr3;
    }
    return info;
}

/* ---- sending ---- */

LIBSEL4_INLINE void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_registers_from_buffer(dest, msgInfo);
    sel4_trap((seL4_Word)seL4_SysSend, &r);
}

LIBSEL4_INLINE void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0,
                                     seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_from(dest, msgInfo, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysSend, &r);
}

LIBSEL4_INLINE void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_registers_from_buffer(dest, msgInfo);
    sel4_trap((seL4_Word)seL4_SysNBSend, &r);
}

LIBSEL4_INLINE void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0,
                                       seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_from(dest, msgInfo, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysNBSend, &r);
}

LIBSEL4_INLINE void seL4_Signal(seL4_CPtr dest)
{
    struct sel4_registers r = sel4_registers_make(dest, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysSend, &r);
}

LIBSEL4_INLINE void seL4_Reply(seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_registers_from_buffer(0, msgInfo);
    sel4_trap((seL4_Word)seL4_SysReply, &r);
}

LIBSEL4_INLINE void seL4_ReplyWithMRs(seL4_MessageInfo_t msgInfo, seL4_Word *mr0, seL4_Word *mr1,
                                      seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_from(0, msgInfo, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysReply, &r);
}

/* ---- receiving ---- */

LIBSEL4_INLINE seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_registers r = sel4_registers_make(src, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysRecv, &r);
    return sel4_registers_to_buffer(&r, sender);
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                   seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    seL4_MessageInfo_t none = seL4_MessageInfo_new(0, 0, 0, 0);
    struct sel4_registers r = sel4_registers_from(src, none, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysRecv, &r);
    return sel4_registers_to(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender)
{
    seL4_MessageInfo_t none = seL4_MessageInfo_new(0, 0, 0, 0);
    struct sel4_registers r = sel4_registers_from_buffer(src, none);
    sel4_trap((seL4_Word)seL4_SysNBRecv, &r);
    return sel4_registers_to_buffer(&r, sender);
}

LIBSEL4_INLINE void seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    struct sel4_registers r = sel4_registers_make(src, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysRecv, &r);
    if (sender) {
        *sender = r.cap;
    }
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    return seL4_NBRecv(src, sender);
}

/* ---- both ---- */

LIBSEL4_INLINE seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_registers r = sel4_registers_from_buffer(dest, msgInfo);
    sel4_trap((seL4_Word)seL4_SysCall, &r);
    return sel4_registers_to_buffer(&r, (seL4_Word *)0);
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                   seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                                   seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_from(dest, msgInfo, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysCall, &r);
    return sel4_registers_to(&r, (seL4_Word *)0, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                 seL4_Word *sender)
{
    struct sel4_registers r = sel4_registers_from_buffer(src, msgInfo);
    sel4_trap((seL4_Word)seL4_SysReplyRecv, &r);
    return sel4_registers_to_buffer(&r, sender);
}

LIBSEL4_INLINE seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                        seL4_Word *sender, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2,
                                                        seL4_Word *mr3)
{
    struct sel4_registers r = sel4_registers_from(src, msgInfo, mr0, mr1, mr2, mr3);
    sel4_trap((seL4_Word)seL4_SysReplyRecv, &r);
    return sel4_registers_to(&r, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE void seL4_Yield(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysYield, &r);
}

#if defined(CONFIG_SET_TLS_BASE_SELF)
LIBSEL4_INLINE void seL4_SetTLSBase(seL4_Word tls_base)
{
    struct sel4_registers r = sel4_registers_make(tls_base, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysSetTLSBase, &r);
}
#endif

/* ---- debugging ---- */

#if defined(CONFIG_PRINTING)
LIBSEL4_INLINE void seL4_DebugPutChar(char c)
{
    struct sel4_registers r = sel4_registers_make((seL4_Word)(unsigned char)c, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugPutChar, &r);
}

LIBSEL4_INLINE void seL4_DebugPutString(const char *str)
{
    for (; *str; str++) {
        seL4_DebugPutChar(*str);
    }
}

LIBSEL4_INLINE void seL4_DebugDumpScheduler(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugDumpScheduler, &r);
}
#endif

#if defined(CONFIG_DEBUG_BUILD)
LIBSEL4_INLINE void seL4_DebugHalt(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugHalt, &r);
}

LIBSEL4_INLINE void seL4_DebugSnapshot(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugSnapshot, &r);
}

LIBSEL4_INLINE seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    struct sel4_registers r = sel4_registers_make(cap, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugCapIdentify, &r);
    return (seL4_Uint32)r.cap;
}

/* The name goes through the IPC buffer, whose message it overwrites; longer ones are cut. */
LIBSEL4_INLINE void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    char *to = (char *)seL4_GetIPCBuffer()->msg;
    seL4_Word i = 0;
    for (; name[i] && i < seL4_MsgMaxLength * sizeof(seL4_Word) - 1; i++) {
        to[i] = name[i];
    }
    to[i] = '\0';
    struct sel4_registers r = sel4_registers_make(tcb, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugNameThread, &r);
}
#endif

#if defined(CONFIG_DEBUG_BUILD) && defined(CONFIG_ENABLE_SMP_SUPPORT)
LIBSEL4_INLINE void seL4_DebugSendIPI(seL4_Uint8 target, unsigned irq)
{
    struct sel4_registers r = sel4_registers_make(target, irq, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugSendIPI, &r);
}

LIBSEL4_INLINE seL4_Word seL4_DebugGetThreadAffinity(seL4_CPtr tcb)
{
    struct sel4_registers r = sel4_registers_make(tcb, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugGetThreadAffinity, &r);
    return r.cap;
}
#endif

#if defined(CONFIG_DANGEROUS_CODE_INJECTION)
LIBSEL4_INLINE void seL4_DebugRun(void (*userfn)(void *), void *userarg)
{
    struct sel4_registers r =
        sel4_registers_make((seL4_Word)userfn, (seL4_Word)userarg, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysDebugRun, &r);
}
#endif

/* ---- benchmarks ---- */

#if defined(CONFIG_ENABLE_BENCHMARKS)
LIBSEL4_INLINE void seL4_BenchmarkFlushCaches(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkFlushCaches, &r);
}

LIBSEL4_INLINE seL4_Error seL4_BenchmarkResetLog(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkResetLog, &r);
    return (seL4_Error)r.cap;
}

LIBSEL4_INLINE seL4_Word seL4_BenchmarkFinalizeLog(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkFinalizeLog, &r);
    return r.cap;
}

LIBSEL4_INLINE seL4_Error seL4_BenchmarkSetLogBuffer(seL4_Word frame_cptr)
{
    struct sel4_registers r = sel4_registers_make(frame_cptr, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkSetLogBuffer, &r);
    return (seL4_Error)r.cap;
}

LIBSEL4_INLINE void seL4_BenchmarkNullSyscall(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkNullSyscall, &r);
}
#endif

#if defined(CONFIG_ENABLE_BENCHMARKS) && defined(CONFIG_ARCH_ARM)
/* Bit 0 of the type: instructions; bit 1: data. */
LIBSEL4_INLINE void seL4_BenchmarkFlushL1Caches(seL4_Word cache_type)
{
    struct sel4_registers r = sel4_registers_make(1, cache_type, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkFlushCaches, &r);
}
#endif

#if defined(CONFIG_BENCHMARK_TRACK_UTILISATION)
/* The values, in the order of enum benchmark_track_util_ipc_index, are in the IPC buffer then. */
LIBSEL4_INLINE void seL4_BenchmarkGetThreadUtilisation(seL4_Word tcb_cptr)
{
    struct sel4_registers r = sel4_registers_make(tcb_cptr, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkGetThreadUtilisation, &r);
}

LIBSEL4_INLINE void seL4_BenchmarkResetThreadUtilisation(seL4_Word tcb_cptr)
{
    struct sel4_registers r = sel4_registers_make(tcb_cptr, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkResetThreadUtilisation, &r);
}

#if defined(CONFIG_DEBUG_BUILD)
LIBSEL4_INLINE void seL4_BenchmarkDumpAllThreadsUtilisation(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkDumpAllThreadsUtilisation, &r);
}

LIBSEL4_INLINE void seL4_BenchmarkResetAllThreadsUtilisation(void)
{
    struct sel4_registers r = sel4_registers_make(0, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysBenchmarkResetAllThreadsUtilisation, &r);
}
#endif
#endif

/* ---- model-specific registers ---- */

#if defined(CONFIG_ARCH_X86) && defined(CONFIG_KERNEL_X86_DANGEROUS_MSR)
LIBSEL4_INLINE void seL4_X86DangerousWRMSR(seL4_Word msr, seL4_Word value)
{
    struct sel4_registers r = sel4_registers_make(msr, 0, value, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysX86DangerousWRMSR, &r);
}

LIBSEL4_INLINE seL4_Word seL4_X86DangerousRDMSR(seL4_Word msr)
{
    struct sel4_registers r = sel4_registers_make(msr, 0, 0, 0, 0, 0);
    sel4_trap((seL4_Word)seL4_SysX86DangerousRDMSR, &r);
    return r.mr0;
}
#endif
