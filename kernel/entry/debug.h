/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug system calls (spec 07). */
#pragma once

#include "lib/types.h"

/* True if `number` was a debug call of this configuration, and is done. */
bool debug_syscall(word_t cap, sword_t number);
