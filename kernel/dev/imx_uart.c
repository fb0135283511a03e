/* SPDX-License-Identifier: BSD-2-Clause */
/* The UART of the i.MX family. Firmware has set its speed; whether it sends is looked after here.
 */
#include "dev/console.h"

enum { SEND = 0x40 / 4, CONTROL_1 = 0x80 / 4, CONTROL_2 = 0x84 / 4, STATUS = 0xb4 / 4 };
enum {
    ENABLE = 1 << 0,
    NO_RESET = 1 << 0,
    RECEIVER = 1 << 1,
    SENDER = 1 << 2,
    EIGHT_BITS = 1 << 5,
    IGNORE_RTS = 1 << 14,
    SEND_FULL = 1 << 4
};

static bool is_ready(volatile uint32_t *reg)
{
    return (reg[STATUS] & SEND_FULL) == 0;
}

void console_putc(volatile void *uart, char c)
{
    volatile uint32_t *reg = uart;
    if ((reg[CONTROL_2] & SENDER) == 0) {
        reg[CONTROL_1] |= ENABLE;
        reg[CONTROL_2] |= NO_RESET | RECEIVER | SENDER | EIGHT_BITS | IGNORE_RTS;
    }
    console_wait(is_ready, reg);
    reg[SEND] = (uint8_t)c;
}
