/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `fel4 simulate` shows of a program's output: all of it at once, as it comes, unless options
 * ask for more: no boot messages, the time before each line, JSON. A line that begins with a task's
 * name in brackets, "[driver] ready", has the name in a colour of its own on a terminal. The log
 * gets everything, unchanged.
 */
#pragma once

#include "text.h"

#include <stdio.h>

struct output {
    FILE *log;            /* NULL: none */
    const char *boot_end; /* what the last line of the boot messages contains; NULL: show them */
    bool timestamps, json, colour;
    int64_t started; /* output_start */
    struct buffer boot, line;
    bool inside; /* a line has begun */
};

void output_start(struct output *o);
void output_feed(struct output *o, const char *data, size_t size);
void output_finish(struct output *o); /* shows what was held back */
/* Seconds since output_start. */
double output_time(const struct output *o);
