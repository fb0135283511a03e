/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's log: a large frame of a user's that records are written to, one behind the other
 * (spec 07, section 5.2). Only kernels with CONFIG_KERNEL_LOG_BUFFER have one. The frame is given
 * up when its last capability goes, so the kernel never writes to memory that became another's.
 *
 * Trace points measure stretches of kernel code: put trace_start(n) and trace_stop(n) around one.
 * There are CONFIG_MAX_NUM_TRACE_POINTS of them; the lowest are used by entry/track.c.
 */
#pragma once

#include "arch/arch.h"

/* Size of the frame that may be the log. */
enum { LOG_BITS = WORD_BITS == 64 ? 21 : 20 };

/* The frame at `pa` becomes the log, which is empty. */
void log_set(paddr_t pa);
bool log_is_set(void);
void log_empty(void);
/* Records asked for since then, more than fit perhaps. */
word_t log_count(void);
/* Room for the next record, or NULL if the log is full or not set. */
void *log_next(size_t size);
void log_forget_frame(paddr_t pa);

/* The last capability to the frame at `pa` goes. */
static inline void log_forget(paddr_t pa)
{
    if (KERNEL_LOG) {
        log_forget_frame(pa);
    }
}

void trace_note_start(unsigned point);
void trace_note_stop(unsigned point);

static inline void trace_start(unsigned point)
{
    if (TRACEPOINTS && point < TRACE_POINT_COUNT) {
        trace_note_start(point);
    }
}

static inline void trace_stop(unsigned point)
{
    if (TRACEPOINTS && point < TRACE_POINT_COUNT) {
        trace_note_stop(point);
    }
}
