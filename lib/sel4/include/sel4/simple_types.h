/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and capability addresses. seL4_Word is as wide as a register. */
#pragma once

#include <autoconf.h>
#include <sel4/macros.h>

typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;
typedef seL4_Int8 seL4_Bool;

#if defined(CONFIG_ARCH_AARCH32)
typedef signed long long seL4_Int64;
typedef unsigned long long seL4_Uint64;
typedef seL4_Uint32 seL4_Word;
#define SEL4_PRId64    "lld"
#define SEL4_PRIi64    "lli"
#define SEL4_PRIu64    "llu"
#define SEL4_PRIx64    "llx"
#define SEL4_PRI_word  "u"
#define SEL4_PRIx_word "x"
#define SEL4_PRId_word "d"
#else
typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;
typedef seL4_Uint64 seL4_Word;
#define SEL4_PRId64    "ld"
#define SEL4_PRIi64    "li"
#define SEL4_PRIu64    "lu"
#define SEL4_PRIx64    "lx"
#define SEL4_PRI_word  "lu"
#define SEL4_PRIx_word "lx"
#define SEL4_PRId_word "ld"
#endif
#define SEL4_PRIu_word SEL4_PRI_word
#define SEL4_PRIi_word SEL4_PRId_word

typedef seL4_Uint64 seL4_Time;

/* Where a capability is in the thread's CSpace; the second names say what is expected there. */
typedef seL4_Word seL4_CPtr;
typedef seL4_CPtr seL4_CNode;
typedef seL4_CPtr seL4_Untyped;
typedef seL4_CPtr seL4_TCB;
typedef seL4_CPtr seL4_Endpoint;
typedef seL4_CPtr seL4_Notification;
typedef seL4_CPtr seL4_IRQHandler;
typedef seL4_CPtr seL4_IRQControl;
typedef seL4_CPtr seL4_DomainSet;
typedef seL4_CPtr seL4_SchedControl;
typedef seL4_CPtr seL4_SchedContext;

#if defined(CONFIG_ARCH_X86_64)
typedef seL4_CPtr seL4_X64_PML4;
typedef seL4_CPtr seL4_X86_PDPT;
typedef seL4_CPtr seL4_X86_PageDirectory;
typedef seL4_CPtr seL4_X86_PageTable;
typedef seL4_CPtr seL4_X86_Page;
typedef seL4_CPtr seL4_X86_ASIDControl;
typedef seL4_CPtr seL4_X86_ASIDPool;
typedef seL4_CPtr seL4_X86_IOPortControl;
typedef seL4_CPtr seL4_X86_IOPort;
typedef seL4_CPtr seL4_X86_IOSpace;
typedef seL4_CPtr seL4_X86_IOPageTable;
#else
typedef seL4_CPtr seL4_ARM_VSpace;
typedef seL4_CPtr seL4_ARM_PageDirectory;
typedef seL4_CPtr seL4_ARM_PageUpperDirectory;
typedef seL4_CPtr seL4_ARM_PageGlobalDirectory;
typedef seL4_CPtr seL4_ARM_PageTable;
typedef seL4_CPtr seL4_ARM_Page;
typedef seL4_CPtr seL4_ARM_ASIDControl;
typedef seL4_CPtr seL4_ARM_ASIDPool;
typedef seL4_CPtr seL4_ARM_VCPU;
typedef seL4_CPtr seL4_ARM_IOSpace;
typedef seL4_CPtr seL4_ARM_IOPageTable;
typedef seL4_CPtr seL4_ARM_SGI_Signal;
typedef seL4_CPtr seL4_ARM_SMC;
#endif

typedef seL4_Word seL4_NodeId;
typedef seL4_Word seL4_PAddr;
typedef seL4_Word seL4_Domain;
typedef seL4_Word seL4_SlotPos;
