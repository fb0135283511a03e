/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel writes some of the interface's numbers down itself, beside what they mean. Here they
 * are held against those that programs get from abi/. Compiled, not run, by test/abi/labels; the
 * .c files are included for the enumerations that are theirs alone.
 */
#include "entry/benchmark.c"
#include "entry/debug.c"
#include "entry/entry.h"
#include "lib/err.h"
#include "object/object.h"
#include "thread/tcb.h"
#include <sel4/abi_gen.h>
#ifdef CONFIG_ARCH_X86_64
#include "arch/x86_64/danger.c"
#endif

#define SAME(ours, theirs) _Static_assert((long)(ours) == (long)(theirs), #ours " is not " #theirs)

SAME(SYS_CALL, seL4_SysCall);
SAME(SYS_REPLY_RECV, seL4_SysReplyRecv);
SAME(SYS_SEND, seL4_SysSend);
SAME(SYS_NB_SEND, seL4_SysNBSend);
SAME(SYS_RECV, seL4_SysRecv);
SAME(SYS_REPLY, seL4_SysReply);
SAME(SYS_YIELD, seL4_SysYield);
SAME(SYS_NB_RECV, seL4_SysNBRecv);
#ifdef CONFIG_SET_TLS_BASE_SELF
SAME(SYS_SET_TLS_BASE, seL4_SysSetTLSBase);
#endif

#ifdef CONFIG_PRINTING
SAME(DEBUG_PUT_CHAR, seL4_SysDebugPutChar);
SAME(DEBUG_DUMP_SCHEDULER, seL4_SysDebugDumpScheduler);
#endif
#ifdef CONFIG_DEBUG_BUILD
SAME(DEBUG_HALT, seL4_SysDebugHalt);
SAME(DEBUG_CAP_IDENTIFY, seL4_SysDebugCapIdentify);
SAME(DEBUG_SNAPSHOT, seL4_SysDebugSnapshot);
SAME(DEBUG_NAME_THREAD, seL4_SysDebugNameThread);
#endif
#ifdef CONFIG_ARCH_X86_64
SAME(SYS_DEBUG_RUN, seL4_SysDebugRun);
SAME(SYS_WRITE_MSR, seL4_SysX86DangerousWRMSR);
SAME(SYS_READ_MSR, seL4_SysX86DangerousRDMSR);
#endif
SAME(BENCHMARK_FLUSH_CACHES, seL4_SysBenchmarkFlushCaches);
SAME(BENCHMARK_RESET_LOG, seL4_SysBenchmarkResetLog);
SAME(BENCHMARK_FINALIZE_LOG, seL4_SysBenchmarkFinalizeLog);
SAME(BENCHMARK_SET_LOG_BUFFER, seL4_SysBenchmarkSetLogBuffer);
SAME(BENCHMARK_NULL_SYSCALL, seL4_SysBenchmarkNullSyscall);

SAME(ERR_NONE, seL4_NoError);
SAME(ERR_ARGUMENT, seL4_InvalidArgument);
SAME(ERR_CAPABILITY, seL4_InvalidCapability);
SAME(ERR_ILLEGAL, seL4_IllegalOperation);
SAME(ERR_RANGE, seL4_RangeError);
SAME(ERR_ALIGNMENT, seL4_AlignmentError);
SAME(ERR_LOOKUP, seL4_FailedLookup);
SAME(ERR_TRUNCATED, seL4_TruncatedMessage);
SAME(ERR_DELETE_FIRST, seL4_DeleteFirst);
SAME(ERR_REVOKE_FIRST, seL4_RevokeFirst);
SAME(ERR_MEMORY, seL4_NotEnoughMemory);

SAME(FAULT_NONE, seL4_Fault_NullFault);
SAME(FAULT_CAP, seL4_Fault_CapFault);
SAME(FAULT_UNKNOWN_SYSCALL, seL4_Fault_UnknownSyscall);
SAME(FAULT_USER_EXCEPTION, seL4_Fault_UserException);
SAME(FAULT_DEBUG, seL4_Fault_DebugException);
SAME(FAULT_VM, seL4_Fault_VMFault);

SAME(OBJECT_UNTYPED, seL4_UntypedObject);
SAME(OBJECT_TCB, seL4_TCBObject);
SAME(OBJECT_ENDPOINT, seL4_EndpointObject);
SAME(OBJECT_NOTIFICATION, seL4_NotificationObject);
SAME(OBJECT_CNODE, seL4_CapTableObject);
SAME(OBJECT_ARCH_FIRST, seL4_NonArchObjectTypeCount);

/* The architecture's types: as many as the interface has. */
#define OBJECT_TABLE(level) 0
#define OBJECT_FRAME(size)  0
#define OBJECT_VSPACE       0
static const char types[] = {ARCH_OBJECT_TYPES};
SAME(sizeof(types), seL4_ObjectTypeCount - seL4_NonArchObjectTypeCount);

SAME(WORD_BITS, seL4_WordBits);
SAME(MESSAGE_MAX, seL4_MsgMaxLength);
SAME(SLOT_BITS, seL4_SlotBits);
SAME(ENDPOINT_BITS, seL4_EndpointBits);
SAME(NOTIFICATION_BITS, seL4_NotificationBits);
SAME(ARCH_TCB_BITS, seL4_TCBBits);
SAME(ARCH_TABLE_BITS, seL4_PageTableBits);
SAME(ARCH_ROOT_BITS, seL4_VSpaceBits);
SAME(ARCH_MAX_UNTYPED_BITS, seL4_MaxUntypedBits);
SAME(ARCH_ASID_LOW_BITS, seL4_ASIDPoolIndexBits);
SAME(ARCH_ASID_POOL_COUNT, 1 << seL4_NumASIDPoolsBits);
