/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities: two words. What is in them is a table of rows, one per field:
 *
 *   FIELD(name, word, low bit, width)            a number
 *   SCALED(name, word, low bit, width, scale)    a number whose low `scale` bits are always zero
 *
 * layout64.h and layout32.h hold the rows; a row becomes cap_<name>(c) and cap_with_<name>(c, v).
 * A field means something only in capabilities of the types that its comment names.
 */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

struct cap {
    word_t w[2];
};

/* The kinds of capability (spec 01, section 1). CONTROL folds the singletons, by cap_control. */
enum cap_type {
    CAP_NULL,
    CAP_UNTYPED,
    CAP_ENDPOINT,
    CAP_NOTIFICATION,
    CAP_REPLY,
    CAP_CNODE,
    CAP_TCB,
    CAP_REMNANT, /* what is left in a slot while its CNode or TCB is being destroyed */
    CAP_IRQ_HANDLER,
    CAP_CONTROL,
    CAP_FRAME,
    CAP_TABLE,
    CAP_VSPACE,
    CAP_ASID_POOL,
    CAP_ARCH, /* x86: a range of I/O ports; ARM: one software-generated interrupt */
    CAP_TYPE_COUNT,
};

enum control { CONTROL_IRQ, CONTROL_ASID, CONTROL_DOMAIN, CONTROL_IO_PORT, CONTROL_SMC };

/* The bits of seL4_CapRights_t (spec 01, section 2). */
enum { RIGHT_WRITE = 1, RIGHT_READ = 2, RIGHT_GRANT = 4, RIGHT_GRANT_REPLY = 8, RIGHTS_ALL = 15 };

#define FIELD_MASK(width) ((width) == WORD_BITS ? ~(word_t)0 : BIT((width) % WORD_BITS) - 1)
#define SCALED(name, word, low, width, scale)                                                      \
    static inline word_t cap_##name(struct cap c)                                                  \
    {                                                                                              \
        return ((c.w[word] >> (low)) & FIELD_MASK(width)) << (scale);                              \
    }                                                                                              \
    static inline struct cap cap_with_##name(struct cap c, word_t value)                           \
    {                                                                                              \
        c.w[word] = (c.w[word] & ~(FIELD_MASK(width) << (low))) |                                  \
                    (((value) >> (scale)) & FIELD_MASK(width)) << (low);                           \
        return c;                                                                                  \
    }
#define FIELD(name, word, low, width) SCALED(name, word, low, width, 0)

#if UINTPTR_MAX == UINT64_MAX
#include "cap/layout64.h"
#else
#include "cap/layout32.h"
#endif

#undef FIELD
#undef SCALED

static inline struct cap cap_null(void)
{
    return (struct cap){{0, 0}};
}

static inline bool cap_is_null(struct cap c)
{
    return cap_type(c) == CAP_NULL;
}

static inline struct cap cap_new(enum cap_type type)
{
    return cap_with_type(cap_null(), type);
}

/* A capability of `type` to the object at `p`, with every other field zero. */
static inline struct cap cap_to(enum cap_type type, const void *p)
{
    return cap_with_ptr(cap_new(type), p);
}

static inline struct cap cap_control_new(enum control control)
{
    return cap_with_control(cap_new(CAP_CONTROL), control);
}

static inline bool cap_is_control(struct cap c, enum control control)
{
    return cap_type(c) == CAP_CONTROL && cap_control(c) == control;
}

/* A CNode capability with this guard. */
static inline struct cap cap_with_guard_of(struct cap c, word_t size, word_t guard)
{
    c = cap_with_guard(cap_with_guard_size(c, size), guard);
    return cap_with_whole(c, size + cap_radix(c) == WORD_BITS);
}

/* Endpoint and notification capabilities: the two kinds that have a badge. */
static inline bool cap_has_badge(struct cap c)
{
    return cap_type(c) == CAP_ENDPOINT || cap_type(c) == CAP_NOTIFICATION;
}

static inline bool cap_has_rights(struct cap c, word_t rights)
{
    return (cap_rights(c) & rights) == rights;
}

/* Frames and tables: the capability records a mapping. */
static inline bool cap_is_mapped(struct cap c)
{
    return cap_map_asid(c) != 0;
}
