/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Measures kernel entries, where a benchmark configuration wants that: how long each took, for
 * utilisation; why it came, for the log of kernel entries; or three trace points. Without such a
 * configuration both functions are nothing.
 */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

/* Why the kernel was entered; the numbers are those of a log record. */
enum entry_path {
    ENTRY_UNKNOWN,
    ENTRY_INTERRUPT,
    ENTRY_UNKNOWN_SYSCALL,
    ENTRY_USER_FAULT,
    ENTRY_DEBUG_FAULT,
    ENTRY_VM_FAULT,
    ENTRY_SYSCALL,
};

enum { TRACKING = TRACK_UTILISATION || TRACK_KERNEL_ENTRIES || TRACEPOINTS };

/* Trace points; a user of the kernel's source may have more. */
enum { TRACE_SYSCALL, TRACE_FAULT, TRACE_INTERRUPT };

void track_entry(enum entry_path path, word_t word);
void track_syscall_entry(word_t cap, word_t info, sword_t number);
void track_exit(bool fast);

static inline void track_begin(enum entry_path path, word_t word)
{
    if (TRACKING) {
        track_entry(path, word);
    }
}

static inline __attribute__((always_inline)) void track_begin_syscall(word_t cap, word_t info,
                                                                      sword_t number)
{
    if (TRACKING) {
        track_syscall_entry(cap, info, number);
    }
}

/* `fast`: by the fast path. */
static inline __attribute__((always_inline)) void track_end(bool fast)
{
    if (TRACKING) {
        track_exit(fast);
    }
}
