/* SPDX-License-Identifier: BSD-2-Clause */
/* See mem.h. Plain loops: the compiler turns them into what the machine does best. */
#include "lib/mem.h"

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
    for (size_t i = 0; i < size; i++) {
        d[i] = s[i];
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
