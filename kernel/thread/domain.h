/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domain schedule: a table of (domain, ticks) walked round and round. (0, 0) is an end marker;
 * the last entry always is one. Spec 04 section 7, 02 section 8.
 */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

_Static_assert(NUM_DOMAIN_SCHEDULES >= 2, "an entry and the end marker behind it");

struct domain_slot {
    uint64_t ticks;
    word_t domain;
};

/* Domain 0 for good. Called once at boot. */
void domain_init(void);
unsigned domain_current(void);
/* Charges one tick; true if the current domain changed. */
bool domain_tick(void);

struct domain_slot domain_entry(word_t index);
void domain_set_entry(word_t index, struct domain_slot entry);
word_t domain_start(void);
/* Makes `index`, which is no end marker, the start, and goes on with it at once. */
void domain_set_start(word_t index);

static inline bool domain_is_end_marker(struct domain_slot entry)
{
    return entry.ticks == 0 && entry.domain == 0;
}
