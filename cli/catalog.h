/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the SDK knows: the keys of fel4.toml (config/options.toml), the architectures
 * (config/targets.toml) and the boards (boards/NAME.toml). Read once per run; an error in these
 * tables is an error of the SDK, found by its own tests.
 */
#pragma once

#include "value.h"

enum option_type { OPTION_BOOL, OPTION_INT, OPTION_CHOICE, OPTION_STRING, OPTION_SELECTOR };

struct option {
    const char *name, *help;
    enum option_type type;
    const char *macro; /* without CONFIG_; NULL when there is none */
    const char *where; /* kernel, libsel4, loader or build */
    struct words values, value_macros;
    struct words families; /* empty: every architecture */
    int64_t min, max, supported_max;
    const char *needs;     /* a condition, see config.h; NULL: none */
    const char *otherwise; /* the value when `needs` does not hold; NULL: off */
    bool omit;             /* … and then its macro is left out */
    const char *reason;    /* for supported_max */
    const char *now, *no_effect, *is;
    const struct value *table; /* all of it: default and its overrides, unsupported */
};

struct target {
    const char *name, *triple, *sel4_arch, *family;
    struct words families;
    const struct value *macros;
};

struct board {
    const char *name, *help, *image;
    const struct target *target;
    const struct value *table;
};

struct catalog {
    const char *share; /* absolute path of share/fel4 */
    struct option *options;
    size_t option_count;
    struct target *targets;
    size_t target_count;
    struct board *boards;
    size_t board_count;
    const struct value *derived;
    struct words option_names, board_names, target_triples;
};

const struct catalog *catalog_load(void); /* NULL after an error */
const struct option *catalog_option(const struct catalog *c, const char *name);
const struct board *catalog_board(const struct catalog *c, const char *name);
const struct target *catalog_target(const struct catalog *c, const char *triple);
bool option_is_for(const struct option *o, const struct target *t);
