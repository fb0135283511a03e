/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the road: a broken kernel invariant. A user's mistake never gets here; it becomes an
 * error reply or a fault. A panic says what and where, shows the current thread's registers, and
 * stops the machine.
 */
#pragma once

#include "lib/config.h"
#include "lib/types.h"

_Noreturn void panic_at(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* Checked in debug builds and on the host; in release builds an expression without effects. */
#define kassert(cond)                                                                              \
    do {                                                                                           \
        if (DEBUG_BUILD && UNLIKELY(!(cond))) {                                                    \
            panic("assertion failed: %s", #cond);                                                  \
        }                                                                                          \
    } while (0)
