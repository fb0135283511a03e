/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of all subcommands: one table says what they are called, which subcommands have them,
 * and what help says of them. main.c parses the command line with it; help.c and completion.c read
 * it through call_option (call.h).
 */
#pragma once

#include "call.h"

#include <argp.h>

enum {
    BUILD = 1 << 0,
    CLEAN = 1 << 1,
    COMPLETION = 1 << 2,
    CONFIG = 1 << 3,
    DEBUG = 1 << 4,
    DEPLOY = 1 << 5,
    DOCTOR = 1 << 6,
    HELP = 1 << 7,
    KERNEL = 1 << 8,
    NEW = 1 << 9,
    SIMULATE = 1 << 10,
    TEST = 1 << 11,
    SBOM = 1 << 12,
    MIGRATE = 1 << 13,
    MAKES = BUILD | DEBUG | DEPLOY | SIMULATE | TEST | CONFIG | SBOM,
    EVERY = (1 << 14) - 1, /* of each subcommand, but not before it */
    ALL = ~0,
};

/* For argp: the options that subcommand `bit` has; with ALL, those before a subcommand. */
struct argp_option *options_of(int bits);
/* argp's parsers: of a subcommand's options (state->input is its struct call), of the general ones.
 */
error_t options_parse(int key, char *arg, struct argp_state *state);
error_t options_parse_general(int key, char *arg, struct argp_state *state);
/* Hands --color, -v and -q to diag.h. */
void options_setup(void);
/* Option i and following of the subcommands in `bits`; see call_option. */
size_t options_row(int bits, size_t i, const char **name, const char **argument, const char **help);
