/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a test program prints, as results: lines `NAME ... ok`, `NAME ... FAILED`, `NAME ...
 * skipped` with their indented explanations, or TAP's `ok N - NAME` with `# …`; and those results
 * as TAP, JUnit XML or JSON.
 */
#pragma once

#include "text.h"

enum result_kind { RESULT_OK, RESULT_FAILED, RESULT_SKIPPED };

struct result {
    enum result_kind kind;
    const char *name;
    struct buffer why; /* empty, or lines */
};

struct report {
    struct result *items;
    size_t count;
    struct buffer line;
    bool plan_seen; /* "test result:" or TAP's 1..N: the tests came to their end */
};

void report_feed(struct report *r, const char *data, size_t size);
void report_add_failure(struct report *r, const char *name, const char *why);
size_t report_count(const struct report *r, enum result_kind kind);

/* `format` is tap, junit or json; `program` names the suite. */
void report_write(const struct report *r, const char *format, const char *program,
                  struct buffer *out);
