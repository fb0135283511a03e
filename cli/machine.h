/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs QEMU with its serial line on our standard input and output, through a console (console.h).
 * QEMU's own input is a pipe that we keep open, so that the end of ours does not end it; it dies
 * with us, whatever ends us. On a terminal, keys go to the machine one by one; Ctrl-C ends it.
 */
#pragma once

#include "console.h"

enum machine_end {
    MACHINE_ENDED,   /* the program ended: console.status */
    MACHINE_MATCHED, /* what was expected came */
    MACHINE_STOPPED, /* QEMU ended by itself: `status` */
    MACHINE_TIMEOUT,
    MACHINE_TEST_TIMEOUT, /* one test took too long: console.test */
    MACHINE_INTERRUPTED,  /* by the signal `status` */
    MACHINE_NOT_STARTED,
};

struct machine {
    const struct words *argv;
    const char *cwd;
    struct console *console;
    unsigned timeout;               /* seconds; 0: none */
    unsigned test_timeout;          /* the same for each test */
    bool input;                     /* pass our standard input on */
    bool (*matched)(void *context); /* NULL, or: end when this holds */
    void *context;
    int status;
};

enum machine_end machine_run(struct machine *m);
