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
    }                                                                                              \
    LIBSEL4_INLINE void seL4_Fault_##kind##_ptr_set_##field(seL4_Fault_t *fault, seL4_Word value)  \
    {                                                                                              \
        fault->words[seL4_##kind##_##field] = value;                                               \
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
SEL4_FAULT_FIELD(UnknownSyscall, RAX)
SEL4_FAULT_FIELD(UnknownSyscall, RBX)
SEL4_FAULT_FIELD(UnknownSyscall, RCX)
SEL4_FAULT_FIELD(UnknownSyscall, RDX)
SEL4_FAULT_FIELD(UnknownSyscall, RSI)
SEL4_FAULT_FIELD(UnknownSyscall, RDI)
SEL4_FAULT_FIELD(UnknownSyscall, RBP)
SEL4_FAULT_FIELD(UnknownSyscall, R8)
SEL4_FAULT_FIELD(UnknownSyscall, R9)
SEL4_FAULT_FIELD(UnknownSyscall, R10)
SEL4_FAULT_FIELD(UnknownSyscall, R11)
SEL4_FAULT_FIELD(UnknownSyscall, R12)
SEL4_FAULT_FIELD(UnknownSyscall, R13)
SEL4_FAULT_FIELD(UnknownSyscall, R14)
SEL4_FAULT_FIELD(UnknownSyscall, R15)
SEL4_FAULT_FIELD(UnknownSyscall, FLAGS)
SEL4_FAULT_FIELD(UserException, FLAGS)
#elif defined(CONFIG_ARCH_AARCH64)
SEL4_FAULT_FIELD(UnknownSyscall, X0)
SEL4_FAULT_FIELD(UnknownSyscall, X1)
SEL4_FAULT_FIELD(UnknownSyscall, X2)
SEL4_FAULT_FIELD(UnknownSyscall, X3)
SEL4_FAULT_FIELD(UnknownSyscall, X4)
SEL4_FAULT_FIELD(UnknownSyscall, X5)
SEL4_FAULT_FIELD(UnknownSyscall, X6)
SEL4_FAULT_FIELD(UnknownSyscall, X7)
SEL4_FAULT_FIELD(UnknownSyscall, LR)
SEL4_FAULT_FIELD(UnknownSyscall, SPSR)
SEL4_FAULT_FIELD(UserException, SPSR)
#else
SEL4_FAULT_FIELD(UnknownSyscall, R0)
SEL4_FAULT_FIELD(UnknownSyscall, R1)
SEL4_FAULT_FIELD(UnknownSyscall, R2)
SEL4_FAULT_FIELD(UnknownSyscall, R3)
SEL4_FAULT_FIELD(UnknownSyscall, R4)
SEL4_FAULT_FIELD(UnknownSyscall, R5)
SEL4_FAULT_FIELD(UnknownSyscall, R6)
SEL4_FAULT_FIELD(UnknownSyscall, R7)
SEL4_FAULT_FIELD(UnknownSyscall, LR)
SEL4_FAULT_FIELD(UnknownSyscall, CPSR)
SEL4_FAULT_FIELD(UserException, CPSR)
#endif

/* ---- faults made from their words, in the order of the message ---- */

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_NullFault_new(void)
{
    seL4_Fault_t fault = SEL4_WORDS(0);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_NullFault;
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_CapFault_new(seL4_Word IP, seL4_Word Addr,
                                                    seL4_Word InRecvPhase,
                                                    seL4_Word LookupFailureType, seL4_Word BitsLeft,
                                                    seL4_Word GuardMismatch_GuardFound,
                                                    seL4_Word GuardMismatch_BitsFound)
{
    seL4_Fault_t fault = SEL4_WORDS(IP, Addr, InRecvPhase, LookupFailureType, BitsLeft,
                                    GuardMismatch_GuardFound, GuardMismatch_BitsFound);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_CapFault;
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_VMFault_new(seL4_Word IP, seL4_Word Addr,
                                                   seL4_Word PrefetchFault, seL4_Word FSR)
{
    seL4_Fault_t fault = SEL4_WORDS(IP, Addr, PrefetchFault, FSR);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_VMFault;
    return fault;
}

#if defined(CONFIG_ARCH_X86_64)
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(
    seL4_Word RAX, seL4_Word RBX, seL4_Word RCX, seL4_Word RDX, seL4_Word RSI, seL4_Word RDI,
    seL4_Word RBP, seL4_Word R8, seL4_Word R9, seL4_Word R10, seL4_Word R11, seL4_Word R12,
    seL4_Word R13, seL4_Word R14, seL4_Word R15, seL4_Word FaultIP, seL4_Word SP, seL4_Word FLAGS,
    seL4_Word Syscall)
{
    seL4_Fault_t fault = SEL4_WORDS(RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13,
                                    R14, R15, FaultIP, SP, FLAGS, Syscall);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UnknownSyscall;
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word FLAGS, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(FaultIP, SP, FLAGS, Number, Code);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UserException;
    return fault;
}

#elif defined(CONFIG_ARCH_AARCH64)
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Word X0, seL4_Word X1, seL4_Word X2,
                                                          seL4_Word X3, seL4_Word X4, seL4_Word X5,
                                                          seL4_Word X6, seL4_Word X7,
                                                          seL4_Word FaultIP, seL4_Word SP,
                                                          seL4_Word LR, seL4_Word SPSR,
                                                          seL4_Word Syscall)
{
    seL4_Fault_t fault = SEL4_WORDS(X0, X1, X2, X3, X4, X5, X6, X7, FaultIP, SP, LR, SPSR, Syscall);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UnknownSyscall;
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word SPSR, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(FaultIP, SP, SPSR, Number, Code);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UserException;
    return fault;
}

#else
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Word R0, seL4_Word R1, seL4_Word R2,
                                                          seL4_Word R3, seL4_Word R4, seL4_Word R5,
                                                          seL4_Word R6, seL4_Word R7,
                                                          seL4_Word FaultIP, seL4_Word SP,
                                                          seL4_Word LR, seL4_Word CPSR,
                                                          seL4_Word Syscall)
{
    seL4_Fault_t fault = SEL4_WORDS(R0, R1, R2, R3, R4, R5, R6, R7, FaultIP, SP, LR, CPSR, Syscall);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UnknownSyscall;
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word CPSR, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(FaultIP, SP, CPSR, Number, Code);
    fault.words[SEL4_FAULT_WORDS] = seL4_Fault_UserException;
    return fault;
}
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
