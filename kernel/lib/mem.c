/* SPDX-License-Identifier: BSD-2-Clause */
/* See mem.h. Whole words as long as both sides are aligned, then bytes. */
#include "lib/mem.h"

static bool are_aligned(const void *a, const void *b)
{
    return (((word_t)a | (word_t)b) & (sizeof(word_t) - 1)) == 0;
}

void *memset(void *dst, int byte, size_t size)
{
    unsigned char *d = dst;
    for (size_t i = 0; i < size; i++) {
        d[i] = (unsigned char)byte;
    }
    return dst;
}

void *memcpy(void *dst, const void *src, size_t size)
{
    unsigned char *d = dst;
    const unsigned char *s = src;
    size_t done = 0;
    for (; are_aligned(d, s) && size - done >= sizeof(word_t); done += sizeof(word_t)) {
        *(word_t *)(void *)(d + done) = *(const word_t *)(const void *)(s + done);
    }
    for (; done < size; done++) {
        d[done] = s[done];
    }
    return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
    unsigned char *d = dst;
    const unsigned char *s = src;
    if (d <= s) {
        return memcpy(dst, src, size);
    }
    for (size_t i = size; i > 0; i--) {
        d[i - 1] = s[i - 1];
    }
    return dst;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < size; i++) {
        if (x[i] != y[i]) {
            return x[i] - y[i];
        }
    }
    return 0;
}

void mem_zero(void *dst, size_t size)
{
    word_t *d = dst;
    for (size_t i = 0; i < size / sizeof(word_t); i++) {
        d[i] = 0;
    }
}
