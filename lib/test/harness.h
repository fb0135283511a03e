/* SPDX-License-Identifier: BSD-2-Clause */
/* What the harness's files share: the test that is running. One runs at a time. */
#pragma once

#include <fel4/test.h>
#include <setjmp.h>
#include <stddef.h>

enum outcome { OUTCOME_OK, OUTCOME_FAILED, OUTCOME_SKIPPED };

struct run {
    const struct fel4_test *test;
    enum outcome outcome;
    char why[512];
    jmp_buf out; /* where a failed check leads; of the test's own thread */
};

extern struct run fel4_run;

/* Runs the property fel4_run.test; its outcome and the least failing input are left there. */
void fel4_run_property(uint64_t seed);
uint64_t fel4_random(uint64_t *state);
