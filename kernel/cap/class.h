/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The class table: what each kind of capability does. One row per enum cap_type; a NULL function
 * is the obvious default, which each comment states. object/classes.c fills the table, and that is
 * the only place where the lower rooms of the kernel call up.
 */
#pragma once

#include "cap/slot.h"
#include "lib/err.h"

struct invocation;

struct cap_class {
    const char *name;
    /* Makes `*cap`, a copy of source's, fit to be copied, or refuses. Default: it is. */
    enum err (*derive)(const struct slot *source, struct cap *cap);
    /* Applies rights of Copy and Mint. Default: rights have no effect. */
    struct cap (*mask)(struct cap cap, word_t rights);
    /* Applies the data word of Mint (`mint`) or Mutate and Rotate. Default: it has no effect. */
    enum err (*mint)(struct cap *cap, word_t data, bool mint);
    /* The capability leaves its slot, `last` if no other names the object. Returns what stays in
     * the slot: null; or a remnant that is emptied step by step; or the capability itself, if a
     * part of the work is done, and this is to be called again. Default: nothing happens. */
    struct cap (*finalise)(struct slot *slot, bool last);
    /* Whether what `b` names is, or lies inside, what `a` names. Default: the same object. */
    bool (*same_region)(struct cap a, struct cap b);
    /* The capability now lives in another slot. Default: nobody minds. */
    void (*relocated)(struct cap cap, struct slot *slot);
    /* A method is invoked. Default: invalid capability. */
    enum err (*invoke)(struct invocation *inv);
};

extern const struct cap_class cap_classes[CAP_TYPE_COUNT];

static inline const struct cap_class *cap_class(struct cap c)
{
    return &cap_classes[cap_type(c)];
}

/* The physical range of the object that a capability with memory refers to; size 0: no memory. */
struct cap_memory {
    paddr_t start;
    word_t size;
};

struct cap_memory cap_memory(struct cap cap);
