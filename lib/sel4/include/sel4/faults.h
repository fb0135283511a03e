/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults as a handler receives them (spec 05): seL4_getFault copies the message into a
 * seL4_Fault_t, whose fields the functions below name. The label says which kind it is.
 */
#pragma once

#include <sel4/functions.h>

enum { SEL4_FAULT_WORDS = 24 };

typedef struct seL4_Fault {
    seL4_Word words[SEL4_FAULT_WORDS + 1]; /* the message, and the label behind it */
} seL4_Fault_t;

typedef seL4_Word seL4_Fault_tag_t;

LIBSEL4_INLINE seL4_Fault_tag_t seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[SEL4_FAULT_WORDS];
}

LIBSEL4_INLINE int seL4_Fault_isFaultType(seL4_Fault_t fault, seL4_Fault_tag_t type)
{
    return fault.words[SEL4_FAULT_WORDS] == type;
}

LIBSEL4_INLINE seL4_Fault_tag_t seL4_Fault_ptr_get_seL4_FaultType(seL4_Fault_t *fault)
{
    return fault->words[SEL4_FAULT_WORDS];
}

#define SEL4_FAULT_FIELD(kind, field)                                                              \
    LIBSEL4_INLINE seL4_Word seL4_Fault_##kind##_get_##field(seL4_Fault_t fault)                   \
    {                                                                                              \
        return fault.words[seL4_##kind##_##field];                                                 \
    }                                                                                              \
    LIBSEL4_INLINE seL4_Word seL4_Fault_##kind##_ptr_get_##field(seL4_Fault_t *fault)              \
    {                                                                                              \
        return fault->words[seL4_##kind##_##field];                                                \
    }                                                                                              \
    LIBSEL4_INLINE seL4_Fault_t seL4_Fault_##kind##_set_##field(seL4_Fault_t fault,                \
                                                                seL4_Word value)                   \
    {                                                                                              \
        fault.words[seL4_##kind##_##field] = value;                                                \
        return fault;                                                                              \
    }

SEL4_FAULT_FIELD(CapFault, IP)
SEL4_FAULT_FIELD(CapFault, Addr)
SEL4_FAULT_FIELD(CapFault, InRecvPhase)
SEL4_FAULT_FIELD(CapFault, LookupFailureType)
SEL4_FAULT_FIELD(CapFault, BitsLeft)
SEL4_FAULT_FIELD(CapFault, DepthMismatch_BitsFound)
SEL4_FAULT_FIELD(CapFault, GuardMismatch_GuardFound)
SEL4_FAULT_FIELD(CapFault, GuardMismatch_BitsFound)
SEL4_FAULT_FIELD(VMFault, IP)
SEL4_FAULT_FIELD(VMFault, Addr)
SEL4_FAULT_FIELD(VMFault, PrefetchFault)
SEL4_FAULT_FIELD(VMFault, FSR)
SEL4_FAULT_FIELD(UnknownSyscall, FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, SP)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall)
SEL4_FAULT_FIELD(UserException, FaultIP)
SEL4_FAULT_FIELD(UserException, SP)
SEL4_FAULT_FIELD(UserException, Number)
SEL4_FAULT_FIELD(UserException, Code)
#ifdef CONFIG_HARDWARE_DEBUG_API
SEL4_FAULT_FIELD(DebugException, FaultIP)
SEL4_FAULT_FIELD(DebugException, ExceptionReason)
SEL4_FAULT_FIELD(DebugException, TriggerAddress)
SEL4_FAULT_FIELD(DebugException, BreakpointNumber)
#endif

#if defined(CONFIG_ARCH_X86_64)
SEL4_FAULT_FIELD(UnknownSyscall, FLAGS)
SEL4_FAULT_FIELD(UserException, FLAGS)
#elif defined(CONFIG_ARCH_AARCH64)
SEL4_FAULT_FIELD(UnknownSyscall, SPSR)
SEL4_FAULT_FIELD(UserException, SPSR)
#else
SEL4_FAULT_FIELD(UnknownSyscall, CPSR)
SEL4_FAULT_FIELD(UserException, CPSR)
#endif

LIBSEL4_INLINE seL4_Bool seL4_isVMFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_VMFault;
}

LIBSEL4_INLINE seL4_Bool seL4_isUnknownSyscall_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_UnknownSyscall;
}

LIBSEL4_INLINE seL4_Bool seL4_isArchSyscall_tag(seL4_MessageInfo_t tag)
{
    return seL4_isUnknownSyscall_tag(tag);
}

LIBSEL4_INLINE seL4_Bool seL4_isUserException_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_UserException;
}

LIBSEL4_INLINE seL4_Bool seL4_isNullFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_NullFault;
}

LIBSEL4_INLINE seL4_Bool seL4_isCapFault_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_CapFault;
}

#ifdef CONFIG_HARDWARE_DEBUG_API
LIBSEL4_INLINE seL4_Bool seL4_isDebugException_tag(seL4_MessageInfo_t tag)
{
    return seL4_MessageInfo_get_label(tag) == seL4_Fault_DebugException;
}
#endif

/* The fault whose message was just received with `tag`. */
LIBSEL4_INLINE seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    seL4_Fault_t fault;
    for (int i = 0; i < SEL4_FAULT_WORDS; i++) {
        fault.words[i] = seL4_GetMR(i);
    }
    fault.words[SEL4_FAULT_WORDS] = seL4_MessageInfo_get_label(tag);
    return fault;
}
