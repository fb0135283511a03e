/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text for people on the debug console. With CONFIG_PRINTING off nothing is printed and the calls
 * compile to nothing. Conversions: %d %u %x %p %s %c %%, with `l`, a width, and `0` or `-`.
 */
#pragma once

#include <stdarg.h>

#include "lib/config.h"
#include "lib/types.h"

void print_format(const char *fmt, ...) PRINTF_LIKE(1, 2);
void print_format_list(const char *fmt, va_list args);

#define kprintf(...)                                                                               \
    do {                                                                                           \
        if (PRINTING) {                                                                            \
            print_format(__VA_ARGS__);                                                             \
        }                                                                                          \
    } while (0)
