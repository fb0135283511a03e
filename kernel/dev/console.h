/* SPDX-License-Identifier: BSD-2-Clause */
/* A UART, as firmware left it: one driver of kernel/dev per board, used by kernel and loader. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Waits until there is room, and sends. */
void console_putc(volatile void *uart, char c);

/* For the drivers: waits until `is_ready` says so. But programs may have the UART, too, and can
 * stop it: the kernel does not wait for ever, and for a UART that has not been ready once it does
 * not wait again until it is. */
static inline void console_wait(bool (*is_ready)(volatile uint32_t *), volatile uint32_t *uart)
{
    enum { POLLS_MAX = 1000000 };
    static bool is_stuck;
    unsigned polls = 0;
    while (!is_ready(uart) && !is_stuck) {
        is_stuck = ++polls == POLLS_MAX;
    }
    is_stuck = is_stuck && !is_ready(uart);
}
