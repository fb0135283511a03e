/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A parsed TOML document as a tree in which every value knows where it was written. Tables keep
 * the order of the file. Trees are never freed (text.h). Callers: catalog.c for the tables that
 * the SDK brings, manifest.c for a project's fel4.toml.
 */
#pragma once

#include "diag.h"

enum value_kind {
    VALUE_TABLE,
    VALUE_ARRAY,
    VALUE_TEXT,
    VALUE_INT,
    VALUE_FLOAT,
    VALUE_BOOL,
    VALUE_DATE
};

struct value {
    enum value_kind kind;
    const char *key;     /* in its table; NULL in an array */
    struct place at;     /* the value */
    struct place key_at; /* its key; the header of a [table] */
    const char *text;    /* VALUE_TEXT: the string; scalars: as one would write it */
    int64_t number;      /* VALUE_INT, VALUE_BOOL */
    struct value *items; /* tables and arrays */
    size_t count;
};

/* Reads a file; reports errors, syntax errors with their place, and returns NULL after any. */
struct value *value_read(const char *path, const char *shown);
struct value *value_parse(const struct source *source);
struct value *value_parse_clean(const struct source *source); /* of characters that were checked */
bool value_check_characters(const struct source *source);

const struct value *value_get(const struct value *table, const char *key);
const char *value_text(const struct value *table, const char *key, const char *otherwise);
int64_t value_int(const struct value *table, const char *key, int64_t otherwise);
bool value_bool(const struct value *table, const char *key, bool otherwise);
void value_words(const struct value *table, const char *key, struct words *out);
void value_keys(const struct value *table, struct words *out);
const char *value_kind_name(enum value_kind kind); /* "a string" … */
