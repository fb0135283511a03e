/* SPDX-License-Identifier: BSD-2-Clause */
/* See domain.h. */
#include "thread/domain.h"
#include "lib/panic.h"

static struct {
    struct domain_slot table[NUM_DOMAIN_SCHEDULES];
    word_t start, index;
    unsigned domain;
    uint64_t ticks_left;
} schedule;

static void enter(word_t index)
{
    kassert(index < NUM_DOMAIN_SCHEDULES && !domain_is_end_marker(schedule.table[index]));
    schedule.index = index;
    schedule.domain = (unsigned)schedule.table[index].domain;
    schedule.ticks_left = schedule.table[index].ticks;
}

void domain_init(void)
{
    schedule.table[0] = (struct domain_slot){.ticks = ((uint64_t)1 << 56) - 1, .domain = 0};
    schedule.start = 0;
    enter(0);
}

unsigned domain_current(void)
{
    return schedule.domain;
}

bool domain_tick(void)
{
    kassert(schedule.ticks_left > 0);
    if (--schedule.ticks_left > 0) {
        return false;
    }
    word_t next = schedule.index + 1;
    if (next >= NUM_DOMAIN_SCHEDULES || domain_is_end_marker(schedule.table[next])) {
        next = schedule.start;
    }
    enter(next);
    return true;
}

struct domain_slot domain_entry(word_t index)
{
    return schedule.table[index];
}

void domain_set_entry(word_t index, struct domain_slot entry)
{
    kassert(index < NUM_DOMAIN_SCHEDULES - 1 && entry.domain < NUM_DOMAINS);
    schedule.table[index] = entry;
}

word_t domain_start(void)
{
    return schedule.start;
}

void domain_set_start(word_t index)
{
    schedule.start = index;
    enter(index);
}
