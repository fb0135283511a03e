/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's PL011 UART. */
#include "dev/console.h"

enum { DATA = 0x00 / 4, FLAGS = 0x18 / 4, FLAG_FULL = 1 << 5 };

static bool is_ready(volatile uint32_t *reg)
{
    return (reg[FLAGS] & FLAG_FULL) == 0;
}

void console_putc(volatile void *uart, char c)
{
    volatile uint32_t *reg = uart;
    console_wait(is_ready, reg);
    reg[DATA] = (uint8_t)c;
}
