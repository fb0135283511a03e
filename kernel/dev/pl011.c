/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's PL011 UART. */
#include <stdint.h>

#include "dev/console.h"

enum { DATA = 0x00 / 4, FLAGS = 0x18 / 4, FLAG_FULL = 1 << 5 };

void console_putc(volatile void *uart, char c)
{
    volatile uint32_t *reg = uart;
    while (reg[FLAGS] & FLAG_FULL) {
        /* the FIFO empties */
    }
    reg[DATA] = (uint8_t)c;
}
