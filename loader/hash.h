/* SPDX-License-Identifier: BSD-2-Clause */
/* Checksums of files: loader.c compares them with what the archive says. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hash_kind { HASH_NONE, HASH_SHA, HASH_MD5 };

enum { HASH_MAX = 32 };

struct hash_input {
    const char *data;
    size_t size;
    bool big_endian; /* of words and of the length */
};

static inline unsigned hash_size(enum hash_kind kind)
{
    return kind == HASH_SHA ? 32 : 16;
}

/* `out` has room for HASH_MAX bytes. Not for HASH_NONE. */
void hash_make(enum hash_kind kind, const char *data, size_t size, unsigned char *out);
