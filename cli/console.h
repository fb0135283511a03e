/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a simulated machine or a board prints, on its way to the user: the exit marker
 * ESC ] fel4 ; exit=N ESC \ is taken out and remembered, so are tests (the harness begins) and
 * test=NAME (a test begins), and to each line of a backtrace
 * ("  #N 0xADDR") the function, file and line are added. Everything else passes at once,
 * unchanged. Called by simulate.c and test.c.
 */
#pragma once

#include "text.h"

struct symbols;

struct console {
    void (*put)(void *context, const char *data, size_t size);
    void *context;
    struct symbols *symbols; /* NULL: no names for addresses */
    bool ended;              /* the marker was seen */
    int status;              /* what it said */
    const char *test;        /* the test that runs; NULL before the first */
    unsigned tests;          /* that have begun */
    bool in_tests;           /* the harness speaks, no longer the kernel as it boots */
    bool started;            /* anything was printed */
    struct buffer held;      /* what may become a marker */
    struct buffer line;      /* the current line so far */
};

void console_feed(struct console *c, const char *data, size_t size);
void console_finish(struct console *c); /* nothing more will come */
