/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words everything else is made of. `word_t` is the machine word and also holds virtual
 * addresses; `paddr_t` holds physical ones. `_bits` is a log2, `_size` bytes, `_count` items.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned long word_t;
typedef long sword_t;
typedef unsigned long paddr_t;

#define WORD_BITS      (8 * (unsigned)sizeof(word_t))
#define WORD_SIZE_BITS (sizeof(word_t) == 8 ? 3 : 2)

#define BIT(n)                        ((word_t)1 << (n))
#define MASK(n)                       (BIT(n) - 1)
#define ALIGN_DOWN(x, bits)           ((x) & ~MASK(bits))
#define ALIGN_UP(x, bits)             ALIGN_DOWN((x) + MASK(bits), bits)
#define ALIGNED(x, bits)              (((x) & MASK(bits)) == 0)
#define COUNT_OF(a)                   (sizeof(a) / sizeof((a)[0]))
#define CONTAINER_OF(p, type, member) ((type *)(void *)((char *)(p) - offsetof(type, member)))

#define LIKELY(x)              __builtin_expect(!!(x), 1)
#define UNLIKELY(x)            __builtin_expect(!!(x), 0)
#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
/* Code and data only needed until the first thread runs; the boot code may hand it to the user. */
#define BOOT_CODE __attribute__((section(".boot.text")))
#define BOOT_DATA __attribute__((section(".boot.data")))

static inline word_t word_min(word_t a, word_t b)
{
    return a < b ? a : b;
}

static inline word_t word_max(word_t a, word_t b)
{
    return a > b ? a : b;
}

/* The index of the highest set bit; x must not be 0. */
static inline unsigned word_log2(word_t x)
{
    return WORD_BITS - 1 - (unsigned)__builtin_clzl(x);
}
