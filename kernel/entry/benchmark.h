/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmark system calls (spec 07, section 5). */
#pragma once

#include "lib/types.h"

/* True if `number` was a benchmark call of this configuration, and is done. */
bool benchmark_syscall(word_t cap, word_t info, sword_t number);
