/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: a 16550 serial line, 115200 8N1, polled. */
#include "arch/x86_64/machine.h"

enum {
    UART_DATA = 0,
    UART_INTERRUPTS = 1,
    UART_FIFO = 2,
    UART_LINE = 3,
    UART_MODEM = 4,
    UART_STATUS = 5,
};

enum { LINE_8N1 = 0x03, LINE_DIVISOR = 0x80, STATUS_CAN_SEND = 0x20, POLLS_MAX = 1000000 };

static uint16_t base;

void console_init(uint16_t port)
{
    base = port;
    if (port == 0) {
        return;
    }
    cpu_out8(port + UART_INTERRUPTS, 0);
    cpu_out8(port + UART_LINE, LINE_DIVISOR);
    cpu_out8(port + UART_DATA, 1); /* 115200 */
    cpu_out8(port + UART_INTERRUPTS, 0);
    cpu_out8(port + UART_LINE, LINE_8N1);
    cpu_out8(port + UART_FIFO, 0x07);
    cpu_out8(port + UART_MODEM, 0x0b);
}

static bool can_send(void)
{
    return (cpu_in8(base + UART_STATUS) & STATUS_CAN_SEND) != 0;
}

/* A line that never gets ready is not there, or a program stopped it: the kernel does not hang for
 * it, and waits no more until it is ready. */
static void put(char c)
{
    static bool is_stuck;
    unsigned polls = 0;
    while (!can_send() && !is_stuck) {
        is_stuck = ++polls == POLLS_MAX;
    }
    is_stuck = is_stuck && !can_send();
    cpu_out8(base + UART_DATA, (uint8_t)c);
}

void arch_putc(char c)
{
    if (base == 0) {
        return;
    }
    if (c == '\n') {
        put('\r');
    }
    put(c);
}

void arch_halt(void)
{
    for (;;) {
        asm volatile("cli; hlt");
    }
}
