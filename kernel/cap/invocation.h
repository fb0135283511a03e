/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One invocation of an object: what the caller asked, and what it gets. entry/invoke.c fills in
 * the request, the object's invoke function checks it without effects and then commits; it returns
 * an error made by one of the fail_ functions, or ERR_NONE with its results in `result`. Only
 * entry/invoke.c turns the outcome into a reply or a restart.
 */
#pragma once

#include "arch/arch.h"
#include "cap/cspace.h"
#include "lib/err.h"
#include "lib/panic.h"

struct tcb;

enum { INV_CAPS_MAX = 3, INV_RESULT_MAX = 40, MESSAGE_MAX = 120 };
_Static_assert(INV_RESULT_MAX >= ARCH_REG_COUNT, "ReadRegisters' reply");

struct invocation {
    word_t label;
    word_t length;        /* message words the caller really has */
    const word_t *mr;     /* the first ARCH_MR_COUNT of them */
    const word_t *buffer; /* the caller's message buffer (word i at [i]), or NULL */
    struct tcb *caller;
    struct slot *slot;               /* the invoked capability … */
    struct cap cap;                  /* … and its value at the start */
    struct slot *caps[INV_CAPS_MAX]; /* extra capabilities; NULL beyond cap_count */
    unsigned cap_count;
    bool call; /* the caller waits for a reply */
    bool blocking;
    bool handled; /* IPC objects: the caller's registers are settled, no reply */

    unsigned result_words; /* of a reply: results, or details of the error */
    word_t result[INV_RESULT_MAX];
    const char *why; /* for people: what was wrong; may be NULL */
};

/* Message word i. Words beyond the length read as whatever the caller's registers or buffer hold;
 * methods check the length first. */
static inline word_t inv_word(const struct invocation *inv, unsigned i)
{
    kassert(i < MESSAGE_MAX);
    if (i < ARCH_MR_COUNT) {
        return inv->mr[i];
    }
    return inv->buffer != NULL ? inv->buffer[i] : 0;
}

static inline bool inv_is_short(const struct invocation *inv, unsigned words, unsigned caps)
{
    return inv->length < words || inv->cap_count < caps;
}

/* One result word; the reply's length grows to hold it. */
static inline void inv_result(struct invocation *inv, word_t value)
{
    kassert(inv->result_words < INV_RESULT_MAX);
    inv->result[inv->result_words++] = value;
}

/* ---- errors, each with the words of spec 02, section 2.3 ---- */

static inline enum err fail_words(struct invocation *inv, enum err err, unsigned words,
                                  const char *why)
{
    kassert(err != ERR_NONE && words <= INV_RESULT_MAX);
    inv->result_words = words;
    inv->why = why;
    return err;
}

static inline enum err fail(struct invocation *inv, enum err err, const char *why)
{
    return fail_words(inv, err, 0, why);
}

static inline enum err fail_illegal(struct invocation *inv, const char *why)
{
    return fail(inv, ERR_ILLEGAL, why);
}

static inline enum err fail_truncated(struct invocation *inv)
{
    return fail(inv, ERR_TRUNCATED, "message too short or capabilities missing");
}

static inline enum err fail_argument(struct invocation *inv, word_t number, const char *why)
{
    inv->result[0] = number;
    return fail_words(inv, ERR_ARGUMENT, 1, why);
}

/* Number 0 is the invoked capability, 1 the first extra one. */
static inline enum err fail_capability(struct invocation *inv, word_t number, const char *why)
{
    inv->result[0] = number;
    return fail_words(inv, ERR_CAPABILITY, 1, why);
}

static inline enum err fail_range(struct invocation *inv, word_t min, word_t max, const char *why)
{
    inv->result[0] = min;
    inv->result[1] = max;
    return fail_words(inv, ERR_RANGE, 2, why);
}

static inline enum err fail_memory(struct invocation *inv, word_t available)
{
    inv->result[0] = available;
    return fail_words(inv, ERR_MEMORY, 1, "untyped has too little memory left");
}

/* `source`: the failing lookup was of a source or pivot slot. */
enum err fail_lookup(struct invocation *inv, bool source, struct lookup_failure failure);

/* The words that describe a lookup failure, type first; returns how many. */
unsigned lookup_failure_words(struct lookup_failure failure, word_t words[4]);

/* A slot by index and depth below a CNode capability (spec 01, section 5.1); NULL with `*err` set
 * if there is none. */
struct slot *inv_lookup(struct invocation *inv, struct cap root, word_t index, word_t depth,
                        bool source, enum err *err);
/* The same for a slot that must be empty. */
struct slot *inv_lookup_empty(struct invocation *inv, struct cap root, word_t index, word_t depth,
                              enum err *err);
/* Makes `*cap`, a copy of source's capability, fit to be copied; why not goes to the caller. */
enum err inv_derive(struct invocation *inv, const struct slot *source, struct cap *cap);
/* Applies the data word of Mint or Mutate; why not goes to the caller. */
enum err inv_mint(struct invocation *inv, struct cap *cap, word_t data, bool mint);

#include "abi_gen.h"
