/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A board's table in one configuration: a [[variant]] of it whose `when` holds replaces keys of the
 * board's own tables. A key of fel4.toml with `variant` in options.toml has other values than its
 * default only where a variant names them. Callers: config, build, qemu, genconfig, devicetree.
 */
#pragma once

#include "config.h"

/* The table to read board.NAME.KEY from; NULL if there is none. */
const struct value *board_table(const struct config *c, const char *name, const char *key);

/* Calls `each` with the table of that name of every variant that holds, then with the board's. */
void board_each(const struct config *c, const char *name,
                void (*each)(const struct value *table, void *data), void *data);

/* Refuses values that this board has no variant for, and those that only a kernel without a program
 * of this SDK can have. */
void board_check(const struct config *c);
