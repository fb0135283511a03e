/* SPDX-License-Identifier: BSD-2-Clause */
/* The domain capability: which thread is in which domain, and the schedule (spec 02, section 8). */
#include "object/object.h"
#include "thread/domain.h"

static enum err set(struct invocation *inv)
{
    if (inv->length < DOMAIN_SET_SET_WORDS) {
        return fail_truncated(inv);
    }
    word_t domain = inv_word(inv, 0);
    if (domain >= NUM_DOMAINS) {
        return fail_argument(inv, 0, "no such domain");
    }
    if (inv->cap_count < DOMAIN_SET_SET_CAPS) {
        return fail_truncated(inv);
    }
    if (cap_type(inv->caps[0]->cap) != CAP_TCB) {
        return fail_argument(inv, 1, "not a TCB");
    }
    sched_set_domain(cap_ptr(inv->caps[0]->cap), (unsigned)domain);
    return ERR_NONE;
}

/* The duration has 64 bits on every machine: one word or two, the low one first. */
enum { DURATION_WORDS = sizeof(uint64_t) / sizeof(word_t), DURATION_AT = 2, DURATION_BITS = 56 };

static uint64_t duration(const struct invocation *inv)
{
    uint64_t low = inv_word(inv, DURATION_AT);
    uint64_t high = DURATION_WORDS > 1 ? inv_word(inv, DURATION_AT + 1) : 0;
    return high << (WORD_BITS % 64) | low;
}

static enum err schedule_configure(struct invocation *inv)
{
    if (inv->length < DURATION_AT + DURATION_WORDS) {
        return fail_truncated(inv);
    }
    word_t index = inv_word(inv, 0), domain = inv_word(inv, 1);
    uint64_t ticks = duration(inv);
    if (index >= NUM_DOMAIN_SCHEDULES - 1) {
        return fail_range(inv, 0, NUM_DOMAIN_SCHEDULES - 2, "index into the domain schedule");
    }
    if (domain >= NUM_DOMAINS) {
        return fail_range(inv, 0, NUM_DOMAINS - 1, "no such domain");
    }
    if (ticks >> DURATION_BITS != 0) {
        return fail_argument(inv, 2, "duration too long");
    }
    if (ticks == 0 && domain != 0) {
        return fail_argument(inv, 1, "an end marker has domain 0");
    }
    if (ticks == 0 && index == domain_start()) {
        return fail_argument(inv, 2, "the start of the schedule cannot be an end marker");
    }
    domain_set_entry(index, (struct domain_slot){.ticks = ticks, .domain = domain});
    return ERR_NONE;
}

static enum err schedule_set_start(struct invocation *inv)
{
    if (inv->length < DOMAIN_SCHEDULE_SET_START_WORDS) {
        return fail_truncated(inv);
    }
    word_t index = inv_word(inv, 0);
    if (index >= NUM_DOMAIN_SCHEDULES) {
        return fail_range(inv, 0, NUM_DOMAIN_SCHEDULES - 1, "index into the domain schedule");
    }
    if (domain_is_end_marker(domain_entry(index))) {
        return fail_argument(inv, 0, "the schedule cannot start at an end marker");
    }
    domain_set_start(index);
    sched_require_choice();
    return ERR_NONE;
}

enum err domain_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case LABEL_DOMAIN_SET_SET:
        return set(inv);
    case LABEL_DOMAIN_SCHEDULE_CONFIGURE:
        return schedule_configure(inv);
    case LABEL_DOMAIN_SCHEDULE_SET_START:
        return schedule_set_start(inv);
    default:
        return fail_illegal(inv, "no method of the domain capability");
    }
}
