/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration as the build sees it, below one directory:
 *
 *   include/kernel/gen_config.{h,json}   CONFIG_* of the kernel
 *   include/sel4/gen_config.{h,json}     CONFIG_* of libsel4
 *   include/elfloader/gen_config.h       CONFIG_* of the loader
 *   include/autoconf.h                   all three
 *   include/fel4_config.h                FEL4_CFG_<Key> of every key, and the program's own values
 *   include/board_gen.h                  the board's [define] table and memory
 *   config.mk                            the same for mk/project.mk
 *
 * A file that would not change is not touched, so make rebuilds only what a change concerns.
 */
#pragma once

#include "config.h"

struct macro {
    const char *name;  /* without CONFIG_ */
    const char *value; /* NULL: disabled; "" and others: as they are */
    bool is_bool;
    const char *where;
};

struct macros {
    struct macro *items;
    size_t count;
};

void genconfig_macros(const struct config *c, struct macros *out);
void genconfig_json(const struct macros *m, const char *where, struct buffer *out);

/* The text of fel4_config.h; without a manifest, what it says of the program is left out. */
void genconfig_text(const struct config *c, const struct manifest *m, struct buffer *out);

/* Writes fel4_config.h and board_gen.h below dir/include; false after an error. */
bool genconfig_own(const struct config *c, const struct manifest *m, const char *dir);

/* Writes all headers below dir/include; false after an error. */
bool genconfig_headers(const struct config *c, const struct manifest *m, const char *dir);

/* Writes one file, making its directory; false after an error. */
bool genconfig_file(const char *dir, const char *name, const struct buffer *b);
