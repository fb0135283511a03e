/* SPDX-License-Identifier: BSD-2-Clause */
/* See track.h. */
#include "entry/track.h"

#include "entry/entry.h"
#include "thread/log.h"

/* A record of the log of kernel entries, as <sel4/benchmark_track_types.h> declares it. */
struct entry_record {
    uint64_t start;
    uint32_t duration;
    uint32_t what;
};

_Static_assert(sizeof(struct entry_record) == 16, "benchmark_track_kernel_entry_t");

/* Where the parts of the word `what` begin: a path, and then a core and a word, or these. */
enum { WHAT_WORD = 6, WHAT_SYSCALL = 3, WHAT_CAP_TYPE = 7, WHAT_FAST = 12, WHAT_LABEL = 13 };
enum { SYSCALL_BITS = 4, CAP_TYPE_BITS = 5 };

/* The entry that is going on. */
static struct {
    uint64_t start;
    uint32_t what;
    unsigned trace_point;
} entry;

static unsigned trace_point_of(enum entry_path path)
{
    return path == ENTRY_INTERRUPT                                  ? TRACE_INTERRUPT
           : path == ENTRY_SYSCALL || path == ENTRY_UNKNOWN_SYSCALL ? TRACE_SYSCALL
                                                                    : TRACE_FAULT;
}

void track_entry(enum entry_path path, word_t word)
{
    entry.start = arch_cycles();
    entry.what = (uint32_t)path | (uint32_t)word << WHAT_WORD;
    entry.trace_point = trace_point_of(path);
    if (TRACK_UTILISATION) {
        utilisation_entered();
    }
    trace_start(entry.trace_point);
}

/* The kind of the invoked capability; Reply and Yield name none. */
static word_t invoked_type(word_t cptr, sword_t number)
{
    if (number == SYS_REPLY || number == SYS_YIELD) {
        return 0;
    }
    struct lookup found = tcb_lookup(this_cpu()->current, cptr);
    return found.slot != NULL ? object_identify(found.slot->cap) : 0;
}

void track_syscall_entry(word_t cap, word_t info, sword_t number)
{
    if (number >= 0 || number < SYS_NB_RECV) {
        track_entry(ENTRY_UNKNOWN_SYSCALL, (word_t)number);
        return;
    }
    track_entry(ENTRY_SYSCALL, 0);
    if (TRACK_KERNEL_ENTRIES) {
        entry.what |= ((uint32_t)-number & MASK(SYSCALL_BITS)) << WHAT_SYSCALL |
                      (invoked_type(cap, number) & MASK(CAP_TYPE_BITS)) << WHAT_CAP_TYPE |
                      (uint32_t)info_label(info) << WHAT_LABEL;
    }
}

static void log_entry(uint64_t duration, bool fast)
{
    struct entry_record *record = log_next(sizeof(*record));
    if (record != NULL) {
        record->start = entry.start;
        record->duration = (uint32_t)duration;
        record->what = entry.what | (fast ? BIT(WHAT_FAST) : 0);
    }
}

void track_exit(bool fast)
{
    uint64_t duration = arch_cycles() - entry.start;
    if (TRACK_UTILISATION) {
        utilisation_leaving(duration);
    }
    if (TRACK_KERNEL_ENTRIES) {
        log_entry(duration, fast);
    }
    trace_stop(entry.trace_point);
}
