/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults as a handler receives them (spec 05): seL4_getFault makes of the message a seL4_Fault_t,
 * whose fields the functions below name. It is packed as sel4/sel4_arch/types.pbf says: the kind in
 * the low bits of the first word, the message behind it with its last word first.
 */
#pragma once

#include <sel4/functions.h>

#define SEL4_FAULT_TYPE_MASK ((seL4_Word)15)

typedef struct seL4_Fault {
    seL4_Word words[seL4_UnknownSyscall_Length + 1];
} seL4_Fault_t;

typedef seL4_Fault_tag seL4_Fault_tag_t;

enum { sel4_CapFault_Length = 7 };
#define sel4_VMFault_Length        seL4_VMFault_Length
#define sel4_UnknownSyscall_Length seL4_UnknownSyscall_Length
#define sel4_UserException_Length  seL4_UserException_Length
#ifdef CONFIG_HARDWARE_DEBUG_API
#define sel4_DebugException_Length seL4_DebugException_Length
#endif

LIBSEL4_INLINE seL4_Word seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0] & SEL4_FAULT_TYPE_MASK;
}

LIBSEL4_INLINE int seL4_Fault_isFaultType(seL4_Fault_t fault, seL4_Word type)
{
    return seL4_Fault_get_seL4_FaultType(fault) == type;
}

LIBSEL4_INLINE seL4_Word seL4_Fault_ptr_get_seL4_FaultType(seL4_Fault_t *fault)
{
    return fault->words[0] & SEL4_FAULT_TYPE_MASK;
}

/* `number` is the field's word in the message. */
#define SEL4_FAULT_WORD(kind, field, number)                                                       \
    LIBSEL4_INLINE seL4_Word seL4_Fault_##kind##_get_##field(seL4_Fault_t fault)                   \
    {                                                                                              \
        return fault.words[(int)sel4_##kind##_Length - (int)(number)];                             \
    }                                                                                              \
    LIBSEL4_INLINE seL4_Word seL4_Fault_##kind##_ptr_get_##field(seL4_Fault_t *fault)              \
    {                                                                                              \
        return fault->words[(int)sel4_##kind##_Length - (int)(number)];                            \
    }                                                                                              \
    LIBSEL4_INLINE seL4_Fault_t seL4_Fault_##kind##_set_##field(seL4_Fault_t fault,                \
                                                                seL4_Word value)                   \
    {                                                                                              \
        fault.words[(int)sel4_##kind##_Length - (int)(number)] = value;                            \
        return fault;                                                                              \
    }                                                                                              \
    LIBSEL4_INLINE void seL4_Fault_##kind##_ptr_set_##field(seL4_Fault_t *fault, seL4_Word value)  \
    {                                                                                              \
        fault->words[(int)sel4_##kind##_Length - (int)(number)] = value;                           \
    }

#define SEL4_FAULT_FIELD(kind, field) SEL4_FAULT_WORD(kind, field, seL4_##kind##_##field)

/* What the last three words of a capability fault are depends on the type of lookup failure. */
SEL4_FAULT_WORD(CapFault, MR4, 4)
SEL4_FAULT_WORD(CapFault, MR5, 5)
SEL4_FAULT_WORD(CapFault, MR6, 6)
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
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_NullFault);
    return fault;
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_CapFault_new(seL4_Word IP, seL4_Word Addr,
                                                    seL4_Word InRecvPhase,
                                                    seL4_Word LookupFailureType, seL4_Word MR4,
                                                    seL4_Word MR5, seL4_Word MR6)
{
    seL4_Fault_t fault =
        SEL4_WORDS(seL4_Fault_CapFault, MR6, MR5, MR4, LookupFailureType, InRecvPhase, Addr, IP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_CapFault_ptr_new(seL4_Fault_t *fault, seL4_Word IP, seL4_Word Addr,
                                                seL4_Word InRecvPhase, seL4_Word LookupFailureType,
                                                seL4_Word MR4, seL4_Word MR5, seL4_Word MR6)
{
    *fault = seL4_Fault_CapFault_new(IP, Addr, InRecvPhase, LookupFailureType, MR4, MR5, MR6);
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_VMFault_new(seL4_Word IP, seL4_Word Addr,
                                                   seL4_Word PrefetchFault, seL4_Word FSR)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_VMFault, FSR, PrefetchFault, Addr, IP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_VMFault_ptr_new(seL4_Fault_t *fault, seL4_Word IP, seL4_Word Addr,
                                               seL4_Word PrefetchFault, seL4_Word FSR)
{
    *fault = seL4_Fault_VMFault_new(IP, Addr, PrefetchFault, FSR);
}

#ifdef CONFIG_HARDWARE_DEBUG_API
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_DebugException_new(seL4_Word FaultIP,
                                                          seL4_Word ExceptionReason,
                                                          seL4_Word TriggerAddress,
                                                          seL4_Word BreakpointNumber)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_DebugException, BreakpointNumber, TriggerAddress,
                                    ExceptionReason, FaultIP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_DebugException_ptr_new(seL4_Fault_t *fault, seL4_Word FaultIP,
                                                      seL4_Word ExceptionReason,
                                                      seL4_Word TriggerAddress,
                                                      seL4_Word BreakpointNumber)
{
    *fault =
        seL4_Fault_DebugException_new(FaultIP, ExceptionReason, TriggerAddress, BreakpointNumber);
}
#endif

#if defined(CONFIG_ARCH_X86_64)
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(
    seL4_Word RAX, seL4_Word RBX, seL4_Word RCX, seL4_Word RDX, seL4_Word RSI, seL4_Word RDI,
    seL4_Word RBP, seL4_Word R8, seL4_Word R9, seL4_Word R10, seL4_Word R11, seL4_Word R12,
    seL4_Word R13, seL4_Word R14, seL4_Word R15, seL4_Word FaultIP, seL4_Word SP, seL4_Word FLAGS,
    seL4_Word Syscall)
{
    seL4_Fault_t fault =
        SEL4_WORDS(seL4_Fault_UnknownSyscall, Syscall, FLAGS, SP, FaultIP, R15, R14, R13, R12, R11,
                   R10, R9, R8, RBP, RDI, RSI, RDX, RCX, RBX, RAX);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UnknownSyscall_ptr_new(
    seL4_Fault_t *fault, seL4_Word RAX, seL4_Word RBX, seL4_Word RCX, seL4_Word RDX, seL4_Word RSI,
    seL4_Word RDI, seL4_Word RBP, seL4_Word R8, seL4_Word R9, seL4_Word R10, seL4_Word R11,
    seL4_Word R12, seL4_Word R13, seL4_Word R14, seL4_Word R15, seL4_Word FaultIP, seL4_Word SP,
    seL4_Word FLAGS, seL4_Word Syscall)
{
    *fault = seL4_Fault_UnknownSyscall_new(RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12,
                                           R13, R14, R15, FaultIP, SP, FLAGS, Syscall);
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word FLAGS, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_UserException, Code, Number, FLAGS, SP, FaultIP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UserException_ptr_new(seL4_Fault_t *fault, seL4_Word FaultIP,
                                                     seL4_Word SP, seL4_Word FLAGS,
                                                     seL4_Word Number, seL4_Word Code)
{
    *fault = seL4_Fault_UserException_new(FaultIP, SP, FLAGS, Number, Code);
}

#elif defined(CONFIG_ARCH_AARCH64)
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Word X0, seL4_Word X1, seL4_Word X2,
                                                          seL4_Word X3, seL4_Word X4, seL4_Word X5,
                                                          seL4_Word X6, seL4_Word X7,
                                                          seL4_Word FaultIP, seL4_Word SP,
                                                          seL4_Word LR, seL4_Word SPSR,
                                                          seL4_Word Syscall)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_UnknownSyscall, Syscall, SPSR, LR, SP, FaultIP, X7,
                                    X6, X5, X4, X3, X2, X1, X0);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UnknownSyscall_ptr_new(seL4_Fault_t *fault, seL4_Word X0,
                                                      seL4_Word X1, seL4_Word X2, seL4_Word X3,
                                                      seL4_Word X4, seL4_Word X5, seL4_Word X6,
                                                      seL4_Word X7, seL4_Word FaultIP, seL4_Word SP,
                                                      seL4_Word LR, seL4_Word SPSR,
                                                      seL4_Word Syscall)
{
    *fault = seL4_Fault_UnknownSyscall_new(X0, X1, X2, X3, X4, X5, X6, X7, FaultIP, SP, LR, SPSR,
                                           Syscall);
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word SPSR, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_UserException, Code, Number, SPSR, SP, FaultIP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UserException_ptr_new(seL4_Fault_t *fault, seL4_Word FaultIP,
                                                     seL4_Word SP, seL4_Word SPSR, seL4_Word Number,
                                                     seL4_Word Code)
{
    *fault = seL4_Fault_UserException_new(FaultIP, SP, SPSR, Number, Code);
}

#else
LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Word R0, seL4_Word R1, seL4_Word R2,
                                                          seL4_Word R3, seL4_Word R4, seL4_Word R5,
                                                          seL4_Word R6, seL4_Word R7,
                                                          seL4_Word FaultIP, seL4_Word SP,
                                                          seL4_Word LR, seL4_Word CPSR,
                                                          seL4_Word Syscall)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_UnknownSyscall, Syscall, CPSR, LR, SP, FaultIP, R7,
                                    R6, R5, R4, R3, R2, R1, R0);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UnknownSyscall_ptr_new(seL4_Fault_t *fault, seL4_Word R0,
                                                      seL4_Word R1, seL4_Word R2, seL4_Word R3,
                                                      seL4_Word R4, seL4_Word R5, seL4_Word R6,
                                                      seL4_Word R7, seL4_Word FaultIP, seL4_Word SP,
                                                      seL4_Word LR, seL4_Word CPSR,
                                                      seL4_Word Syscall)
{
    *fault = seL4_Fault_UnknownSyscall_new(R0, R1, R2, R3, R4, R5, R6, R7, FaultIP, SP, LR, CPSR,
                                           Syscall);
}

LIBSEL4_INLINE seL4_Fault_t seL4_Fault_UserException_new(seL4_Word FaultIP, seL4_Word SP,
                                                         seL4_Word CPSR, seL4_Word Number,
                                                         seL4_Word Code)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_Fault_UserException, Code, Number, CPSR, SP, FaultIP);
    return fault;
}

LIBSEL4_INLINE void seL4_Fault_UserException_ptr_new(seL4_Fault_t *fault, seL4_Word FaultIP,
                                                     seL4_Word SP, seL4_Word CPSR, seL4_Word Number,
                                                     seL4_Word Code)
{
    *fault = seL4_Fault_UserException_new(FaultIP, SP, CPSR, Number, Code);
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

/* The fault whose message was just received with `tag`; a null fault if it is none. */
LIBSEL4_INLINE seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    seL4_Fault_t fault = SEL4_WORDS(seL4_MessageInfo_get_label(tag));
    int length = 0;
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_CapFault:
        length = sel4_CapFault_Length;
        break;
    case seL4_Fault_UnknownSyscall:
        length = seL4_UnknownSyscall_Length;
        break;
    case seL4_Fault_UserException:
        length = seL4_UserException_Length;
        break;
    case seL4_Fault_VMFault:
        length = seL4_VMFault_Length;
        break;
#ifdef CONFIG_HARDWARE_DEBUG_API
    case seL4_Fault_DebugException:
        length = seL4_DebugException_Length;
        break;
#endif
    default:
        fault.words[0] = seL4_Fault_NullFault;
        break;
    }
    for (int i = 0; i < length; i++) {
        fault.words[length - i] = seL4_GetMR(i);
    }
    return fault;
}

/* The same; its name in seL4 for the kinds that an architecture has. */
LIBSEL4_INLINE seL4_Fault_t seL4_getArchFault(seL4_MessageInfo_t tag)
{
    return seL4_getFault(tag);
}
