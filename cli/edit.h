/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a TOML file as a person would: one value is replaced, or one line is added, and all else
 * (comments, order, line ends) stays. Callers check the result by parsing it: forms that this
 * cannot see through, such as a table of dotted keys, then show. Used by config set and migrate.
 */
#pragma once

#include "value.h"

/* The text with `table`.`key` = `written`: `table` as in a header, `written` as TOML. */
char *edit_set(const char *text, const struct value *root, const char *table, const char *key,
               const char *written);

/* Where the line of a place begins; where the text of a value begins, and where it ends. */
const char *edit_line(const char *text, unsigned line);
const char *edit_value(const char *text, const struct value *v);
const char *edit_value_end(const char *value);

/* A string as TOML writes it. */
char *edit_quoted(const char *s);
/* The table that a header names, such as "a.b"; NULL if there is none. */
const struct value *edit_table(const struct value *root, const char *name);
