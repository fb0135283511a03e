/* SPDX-License-Identifier: BSD-2-Clause */
/* The four functions a compiler may call behind our back, and word-wise helpers. */
#pragma once

#include "lib/types.h"

void *memset(void *dst, int byte, size_t size);
void *memcpy(void *dst, const void *src, size_t size);
void *memmove(void *dst, const void *src, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* Clears `size` bytes; both are multiples of a word. */
void mem_zero(void *dst, size_t size);
