/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Properties. What a property draws is a list of numbers, so shrinking knows nothing of what they
 * mean: it makes each number as small as possible while the property still fails, until no number
 * can get smaller.
 */
#include "harness.h"

#include <stdio.h>

enum { CASES = 256, CHOICES_MAX = 64, SHRINKS_MAX = 4000 };

struct choice {
    const char *name;
    uint64_t value;
};

static struct {
    struct choice made[CHOICES_MAX];
    size_t count;
    bool replaying;
    uint64_t random;
} draw;

/* splitmix64 */
uint64_t fel4_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The ends and small numbers come more often than chance would have them. */
static uint64_t generate(uint64_t limit)
{
    uint64_t kind = fel4_random(&draw.random) % 8, value = fel4_random(&draw.random);
    if (kind == 0) {
        return 0;
    }
    if (kind == 1) {
        return limit - 1;
    }
    return kind < 4 && limit > 16 ? value % 16 : value % limit;
}

uint64_t fel4_test_any(const char *name, uint64_t limit)
{
    if (limit == 0 || draw.count == CHOICES_MAX) {
        return 0;
    }
    struct choice *c = &draw.made[draw.count++];
    uint64_t value = draw.replaying ? c->value : generate(limit);
    *c = (struct choice){name, value < limit ? value : limit - 1};
    return c->value;
}

/* Runs the property once; whether it failed. */
static bool fails(void)
{
    draw.count = 0;
    fel4_run.outcome = OUTCOME_OK;
    if (setjmp(fel4_run.out) == 0) {
        fel4_run.test->run();
    }
    return fel4_run.outcome == OUTCOME_FAILED;
}

static bool fails_with(size_t index, uint64_t value)
{
    struct choice saved[CHOICES_MAX];
    memcpy(saved, draw.made, sizeof(saved));
    size_t count = draw.count;
    draw.made[index].value = value;
    if (fails()) {
        return true;
    }
    memcpy(draw.made, saved, sizeof(saved));
    draw.count = count;
    return false;
}

/* Makes one number smaller: 0 at best, else by halves, at last by one. Whether that went. */
static bool shrink_one(size_t index)
{
    uint64_t value = draw.made[index].value;
    if (value == 0) {
        return false;
    }
    if (fails_with(index, 0)) {
        return true;
    }
    for (uint64_t less = value / 2; less > 0; less /= 2) {
        if (fails_with(index, value - less)) {
            return true;
        }
    }
    return value > 1 && fails_with(index, value - 1);
}

static void shrink(void)
{
    bool smaller = true;
    draw.replaying = true;
    for (unsigned tries = 0; smaller && tries < SHRINKS_MAX; tries++) {
        smaller = false;
        for (size_t i = 0; i < draw.count; i++) {
            smaller = shrink_one(i) || smaller;
        }
    }
    fails();
    draw.replaying = false;
}

static void explain(uint64_t seed)
{
    char check[sizeof(fel4_run.why)];
    memcpy(check, fel4_run.why, sizeof(check));
    size_t size = 0, room = sizeof(fel4_run.why);
    size += (size_t)snprintf(fel4_run.why, room, "minimal failing input:");
    for (size_t i = 0; i < draw.count && size < room; i++) {
        size += (size_t)snprintf(fel4_run.why + size, room - size, "%s %s = %llu", i > 0 ? "," : "",
                                 draw.made[i].name, (unsigned long long)draw.made[i].value);
    }
    if (size < room) {
        snprintf(fel4_run.why + size, room - size, " (--seed %llu)\n\t%.200s",
                 (unsigned long long)seed, check);
    }
}

void fel4_run_property(uint64_t seed)
{
    for (unsigned i = 0; i < CASES; i++) {
        draw.random = seed * 0x10001 + i;
        if (fails()) {
            shrink();
            explain(seed);
            return;
        }
        if (fel4_run.outcome == OUTCOME_SKIPPED) {
            return;
        }
    }
}
