/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the command says to its user, on stderr: what is wrong, where, and what to do about it.
 *
 *   fel4.toml:12:1: error: unknown key KernelFastPath
 *   12 | KernelFastPath = true
 *      | ^^^^^^^^^^^^^^
 *   help: did you mean KernelFastpath?
 *
 * Errors are counted, not thrown: a command goes on as far as it can, so that one run shows them
 * all, and then ends with the status of the first. Data that a user asked for goes to stdout.
 */
#pragma once

#include "text.h"

/* Exit statuses; documented in docs/man/fel4.1.scd, tested by test/cli. */
enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,      /* tests failed, a check did not hold */
    STATUS_CONFIG = 2,      /* fel4.toml or a value in it is wrong */
    STATUS_FILE = 3,        /* a file or directory is in the way or cannot be written or read */
    STATUS_BUILD = 4,       /* the compiler or linker refused the program */
    STATUS_TOOL = 5,        /* a program that is needed is not installed */
    STATUS_MACHINE = 6,     /* QEMU or the board failed */
    STATUS_UNSUPPORTED = 7, /* this board or kernel cannot do that */
    STATUS_NOT_FOUND = 8,   /* no fel4.toml, template, source file or artifact of that name */
    STATUS_USAGE = 64,      /* the command line is wrong */
    STATUS_TIMEOUT = 124,   /* simulate --timeout ran out */
};

struct source {
    const char *name; /* as shown */
    const char *text;
};

/* A stretch of one line; line 0 stands for the file as a whole. */
struct place {
    const struct source *source;
    unsigned line, column, width;
};

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum loudness { LOUD_QUIET = -1, LOUD_NORMAL = 0, LOUD_VERBOSE = 1 };

void diag_setup(enum colour colour, enum loudness loudness);
bool diag_verbose(void);
bool diag_colour(void);
bool diag_colour_on(int fd); /* whether what goes there may have colour */

/* Prints an error and gives back `status`, so that a caller may return it. `at` may be NULL. */
int diag_error(enum status status, const struct place *at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void diag_warn(const struct place *at, const char *fmt, ...) PRINTF_LIKE(2, 3);
void diag_note(const struct place *at, const char *fmt, ...) PRINTF_LIKE(2, 3);
void diag_help(const char *fmt, ...) PRINTF_LIKE(1, 2); /* what to do about the last message */
void diag_info(const char *fmt, ...) PRINTF_LIKE(1, 2); /* with -v only */
void diag_did_you_mean(const struct words *known, const char *given);

/* All messages so far, as a list of objects: kind, message, and file, line, column if it has them.
 */
const char *diag_json(void);

/* errno as a sentence about `path`: "cannot write PATH: Permission denied". */
int diag_file(const char *what, const char *path);

/* Names a missing program and the Debian package that has it. */
int diag_tool(const char *program, const char *package);

enum status diag_status(void); /* of the first error so far, or STATUS_OK */
unsigned diag_errors(void);
void diag_end(void); /* says how many errors were too many to be shown */
