/* SPDX-License-Identifier: BSD-2-Clause */
/* The structured types of the interface: message info, rights, guards, the IPC buffer. Registers
 * and other records of words are in abi_gen.h. */
#pragma once

#include <sel4/abi_gen.h>
#include <sel4/objecttype.h>
#include <sel4/simple_types.h>

#define SEL4_WORDS(...)                                                                            \
    {                                                                                              \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

#define SEL4_FIELD_MASK(width) ((((seL4_Word)1 << ((width) - 1)) << 1) - 1)

/* Reads and writes one field of a type that is one word. */
#define SEL4_FIELD(type, field, low, width)                                                        \
    LIBSEL4_INLINE CONST seL4_Word type##_get_##field(type##_t value)                              \
    {                                                                                              \
        return (value.words[0] >> (low)) & SEL4_FIELD_MASK(width);                                 \
    }                                                                                              \
    LIBSEL4_INLINE CONST type##_t type##_set_##field(type##_t value, seL4_Word field)              \
    {                                                                                              \
        value.words[0] = (value.words[0] & ~(SEL4_FIELD_MASK(width) << (low))) |                   \
                         ((field & SEL4_FIELD_MASK(width)) << (low));                              \
        return value;                                                                              \
    }                                                                                              \
    LIBSEL4_INLINE seL4_Word type##_ptr_get_##field(type##_t *value)                               \
    {                                                                                              \
        return type##_get_##field(*value);                                                         \
    }                                                                                              \
    LIBSEL4_INLINE void type##_ptr_set_##field(type##_t *value, seL4_Word field)                   \
    {                                                                                              \
        *value = type##_set_##field(*value, field);                                                \
    }

/* ---- message info (spec 03, section 1) ---- */

typedef struct seL4_MessageInfo {
    seL4_Word words[1];
} seL4_MessageInfo_t;

SEL4_FIELD(seL4_MessageInfo, length, 0, 7)
SEL4_FIELD(seL4_MessageInfo, extraCaps, 7, 2)
SEL4_FIELD(seL4_MessageInfo, capsUnwrapped, 9, 3)
SEL4_FIELD(seL4_MessageInfo, label, 12, sizeof(seL4_Word) * 8 - 12)

LIBSEL4_INLINE CONST seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Word label,
                                                             seL4_Word capsUnwrapped,
                                                             seL4_Word extraCaps, seL4_Word length)
{
    seL4_MessageInfo_t info = SEL4_WORDS((label << 12) | ((capsUnwrapped & 7) << 9) |
                                         ((extraCaps & 3) << 7) | (length & 127));
    return info;
}

LIBSEL4_INLINE void seL4_MessageInfo_ptr_new(seL4_MessageInfo_t *value, seL4_Word label,
                                             seL4_Word capsUnwrapped, seL4_Word extraCaps,
                                             seL4_Word length)
{
    *value = seL4_MessageInfo_new(label, capsUnwrapped, extraCaps, length);
}

/* ---- rights (01, section 2) ---- */

typedef struct seL4_CapRights {
    seL4_Word words[1];
} seL4_CapRights_t;

SEL4_FIELD(seL4_CapRights, capAllowWrite, 0, 1)
SEL4_FIELD(seL4_CapRights, capAllowRead, 1, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrant, 2, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrantReply, 3, 1)

LIBSEL4_INLINE CONST seL4_CapRights_t seL4_CapRights_new(seL4_Word capAllowGrantReply,
                                                         seL4_Word capAllowGrant,
                                                         seL4_Word capAllowRead,
                                                         seL4_Word capAllowWrite)
{
    seL4_CapRights_t rights =
        SEL4_WORDS(((capAllowGrantReply & 1) << 3) | ((capAllowGrant & 1) << 2) |
                   ((capAllowRead & 1) << 1) | (capAllowWrite & 1));
    return rights;
}

LIBSEL4_INLINE void seL4_CapRights_ptr_new(seL4_CapRights_t *value, seL4_Word capAllowGrantReply,
                                           seL4_Word capAllowGrant, seL4_Word capAllowRead,
                                           seL4_Word capAllowWrite)
{
    *value = seL4_CapRights_new(capAllowGrantReply, capAllowGrant, capAllowRead, capAllowWrite);
}

#define seL4_CanWrite      seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanRead       seL4_CapRights_new(0, 0, 1, 0)
#define seL4_CanGrant      seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_AllRights     seL4_CapRights_new(1, 1, 1, 1)
#define seL4_ReadWrite     seL4_CapRights_new(0, 0, 1, 1)
#define seL4_NoRead        seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoWrite       seL4_CapRights_new(1, 1, 1, 0)
#define seL4_NoRights      seL4_CapRights_new(0, 0, 0, 0)

/* ---- the guard of a CNode capability (01, section 4) ---- */

typedef struct seL4_CNode_CapData {
    seL4_Word words[1];
} seL4_CNode_CapData_t;

#if defined(CONFIG_ARCH_AARCH32)
SEL4_FIELD(seL4_CNode_CapData, guardSize, 3, 5)
SEL4_FIELD(seL4_CNode_CapData, guard, 8, 18)
#else
SEL4_FIELD(seL4_CNode_CapData, guardSize, 0, 6)
SEL4_FIELD(seL4_CNode_CapData, guard, 6, 58)
#endif

LIBSEL4_INLINE CONST seL4_CNode_CapData_t seL4_CNode_CapData_new(seL4_Word guard,
                                                                 seL4_Word guardSize)
{
#if defined(CONFIG_ARCH_AARCH32)
    seL4_CNode_CapData_t data =
        SEL4_WORDS(((guard & SEL4_FIELD_MASK(18)) << 8) | ((guardSize & SEL4_FIELD_MASK(5)) << 3));
#else
    seL4_CNode_CapData_t data = SEL4_WORDS((guard << 6) | (guardSize & SEL4_FIELD_MASK(6)));
#endif
    return data;
}

LIBSEL4_INLINE void seL4_CNode_CapData_ptr_new(seL4_CNode_CapData_t *value, seL4_Word guard,
                                               seL4_Word guardSize)
{
    *value = seL4_CNode_CapData_new(guard, guardSize);
}

/* ---- the IPC buffer (03, section 2) ---- */

typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;
    seL4_Word msg[seL4_MsgMaxLength];
    seL4_Word userData;
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps];
    seL4_CPtr receiveCNode;
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} seL4_IPCBuffer __attribute__((aligned(sizeof(struct seL4_IPCBuffer_))));

typedef enum {
    seL4_DataBreakpoint = 0,
    seL4_InstructionBreakpoint,
    seL4_SingleStep,
    seL4_SoftwareBreakRequest,
} seL4_BreakpointType;

typedef enum {
    seL4_BreakOnRead = 0,
    seL4_BreakOnWrite,
    seL4_BreakOnReadWrite
} seL4_BreakpointAccess;
