/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A project's fel4.toml, read and checked: every table and key is known, has its type, and lies in
 * its range; all mistakes are reported, each with its place. The values of Kernel* keys are
 * checked by config.c, which knows what they mean for a board.
 */
#pragma once

#include "catalog.h"

struct manifest {
    const char *path, *dir; /* absolute */
    const struct value *root;
    const char *name; /* of the program; the directory's unless given */
    const char *platform, *target, *artifact_path;
    const char *compiler; /* clang or gcc */
    const struct value *platform_value, *target_value;
    struct words sources, includes, cflags, ldflags, libraries;
    int64_t stack, heap;
    const char *memory, *cpu; /* [simulate] */
    struct words qemu_arguments;
    int64_t timeout; /* seconds; 0: none */
    struct words test_sources;
    int64_t test_timeout, one_test_timeout; /* seconds: all of them; one */
};

/* Finds fel4.toml in `start` or a directory above; NULL and an error when there is none. */
char *manifest_find(const char *start);
bool manifest_exists(const char *start); /* the same question, without an error */

/* NULL when the file cannot be read at all; else see diag_errors(). */
struct manifest *manifest_load(const struct catalog *c, const char *path);

/* The same of a document that was read already. */
struct manifest *manifest_check(const struct catalog *c, const struct value *root,
                                const char *path);

/* The keys outside the [TARGET] tables: "program.stack" and so on. */
void manifest_keys(struct words *out);
bool manifest_has_key(const char *table, const char *key);
bool manifest_key_is_list(const char *table, const char *key);
bool manifest_key_is_text(const char *table, const char *key);

/* "64K", "2M" or a number of bytes; false when it is none of them. */
bool manifest_size(const char *text, int64_t *size);
