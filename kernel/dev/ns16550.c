/* SPDX-License-Identifier: BSD-2-Clause */
/* The 8250 family of UARTs, with registers four bytes apart. */
#include "dev/console.h"

enum { DATA = 0, LINE_STATUS = 5, STATUS_EMPTY = 1 << 5 };

static bool is_ready(volatile uint32_t *reg)
{
    return (reg[LINE_STATUS] & STATUS_EMPTY) != 0;
}

void console_putc(volatile void *uart, char c)
{
    volatile uint32_t *reg = uart;
    console_wait(is_ready, reg);
    reg[DATA] = (uint8_t)c;
}
