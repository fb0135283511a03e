/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The value of every key for one board and profile, and where it comes from: the SDK's default,
 * then the tables of fel4.toml ([TARGET], [TARGET.PROFILE], [TARGET.PLATFORM]: a key may be in one
 * of them only), then -D on the command line. All tables are checked, also those not in use.
 *
 * A condition, as options.toml has them: K, K=value, K!=value, K>number, or a family's name.
 */
#pragma once

#include "manifest.h"

struct setting {
    const struct option *option;
    const char *text; /* the value as given */
    const char *from; /* "default", "[x86_64-sel4-fel4.debug]", "-D" */
    struct place at;  /* where it was given; line 0 for a default */
    int rank;         /* where that is: enum rank of config.c */
};

struct config {
    const struct catalog *catalog;
    const struct board *board;
    const struct target *target;
    const char *profile;   /* debug, release, or one of the project's own (profile.h) */
    struct words profiles; /* all of them */
    bool release, install, test;
    struct setting *settings; /* one per option of the catalog, in its order */
};

struct config_request {
    const struct manifest *manifest; /* NULL: defaults only */
    const struct board *board;       /* NULL: the manifest's */
    const char *profile;             /* NULL: debug or release */
    bool release, install, test;
    const struct words *defines; /* KEY=VALUE, from -D */
    bool show_notes;             /* each old key and each value without effect, one by one */
};

/* NULL when even the board is unknown; else see diag_errors(). */
struct config *config_resolve(const struct catalog *c, const struct config_request *request);

const struct setting *config_setting(const struct config *c, const char *key);

/* The value in force: as given, or what `otherwise` says when `needs` does not hold. NULL: off. */
const char *config_value(const struct config *c, const char *key);
bool config_on(const struct config *c, const char *key);
bool config_holds(const struct config *c, const char *condition);
const char *config_default(const struct config *c, const struct option *o);
/* Why only an installed kernel may have this value; NULL if projects may, too. */
const char *config_refused_in_projects(const struct option *o, const char *value);
