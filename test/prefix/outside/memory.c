/* SPDX-License-Identifier: BSD-2-Clause */
/* What compilers take for granted, for the root task and its children. */
#include "base.h"

void *memcpy(void *to, const void *from, size_type size)
{
    for (size_type i = 0; i < size; i++) {
        ((volatile char *)to)[i] = ((const char *)from)[i];
    }
    return to;
}

void *memset(void *to, int value, size_type size)
{
    for (size_type i = 0; i < size; i++) {
        ((volatile char *)to)[i] = (char)value;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_type size)
{
    for (size_type i = 0; i < size; i++) {
        int difference = ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];
        if (difference != 0) {
            return difference;
        }
    }
    return 0;
}

#if defined(CONFIG_ARCH_AARCH32)
/* What compilers call instead on this architecture. */
void __aeabi_memcpy(void *to, const void *from, size_type size) __attribute__((alias("memcpy")));
void __aeabi_memcpy4(void *to, const void *from, size_type size) __attribute__((alias("memcpy")));
void __aeabi_memcpy8(void *to, const void *from, size_type size) __attribute__((alias("memcpy")));

void __aeabi_memclr(void *to, size_type size)
{
    memset(to, 0, size);
}

void __aeabi_memclr4(void *to, size_type size) __attribute__((alias("__aeabi_memclr")));
void __aeabi_memclr8(void *to, size_type size) __attribute__((alias("__aeabi_memclr")));
#endif
