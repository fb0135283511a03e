/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of the order in which threads run (spec 04): each writes a letter when it runs, and the
 * tests compare words. */
#pragma once

#include "support.h"

#include <string.h>

static char trace[64];
static volatile unsigned traced;

static void note(char letter)
{
    if (traced < sizeof(trace) - 1) {
        trace[traced++] = letter;
        trace[traced] = '\0';
    }
}

static void clear_trace(void)
{
    traced = 0;
    trace[0] = '\0';
}

#define CHECK_TRACE(expected) CHECK(strcmp(trace, expected) == 0)

/* One letter, then nothing more. */
static void one_letter(seL4_Word letter)
{
    note((char)letter);
    park();
}
