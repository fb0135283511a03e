/* SPDX-License-Identifier: BSD-2-Clause */
/* See log.h. */
#include "thread/log.h"
#include "lib/panic.h"

static struct {
    char *start; /* NULL: not set */
    word_t count;
} log;

void log_set(paddr_t pa)
{
    kassert(ALIGNED(pa, LOG_BITS) && arch_is_ram(pa));
    log.start = arch_ptr(pa);
    log.count = 0;
}

bool log_is_set(void)
{
    return log.start != NULL;
}

void log_empty(void)
{
    log.count = 0;
}

word_t log_count(void)
{
    return log.count;
}

void *log_next(size_t size)
{
    if (log.start == NULL) {
        return NULL;
    }
    kassert(size != 0 && ALIGNED(size, WORD_SIZE_BITS));
    word_t index = log.count++;
    return index < BIT(LOG_BITS) / size ? log.start + index * size : NULL;
}

void log_forget_frame(paddr_t pa)
{
    if (log.start == arch_ptr(pa)) {
        log.start = NULL;
    }
}

/* ---- trace points ---- */

struct trace_record {
    word_t point, duration;
};

static uint64_t trace_started[TRACE_POINT_COUNT + 1]; /* 0: it has not */

void trace_note_start(unsigned point)
{
    kassert(point < TRACE_POINT_COUNT);
    trace_started[point] = arch_cycles();
}

void trace_note_stop(unsigned point)
{
    if (trace_started[point] == 0) {
        return;
    }
    struct trace_record *record = log_next(sizeof(*record));
    if (record != NULL) {
        *record = (struct trace_record){point, (word_t)(arch_cycles() - trace_started[point])};
    }
    trace_started[point] = 0;
}
