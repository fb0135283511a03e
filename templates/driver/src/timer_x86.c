/* SPDX-License-Identifier: BSD-2-Clause */
/* The PIT: ports 0x40 to 0x43, interrupt pin 2 of the I/O APIC. */
#include <autoconf.h>
#ifdef CONFIG_ARCH_X86_64
#include "timer.h"

#include <fel4/fel4.h>
#include <fel4/io.h>

enum { PORT = 0x40, MODE = 0x43, RATE_GENERATOR = 0x34, HZ = 1193182, PERIOD_MS = 50, PIN = 2 };

static seL4_CPtr handler;

bool timer_open(seL4_CPtr notification)
{
    unsigned count = HZ / 1000 * PERIOD_MS;
    seL4_CPtr ports = fel4_io_ports(PORT, MODE);
    handler = fel4_irq_handler(PIN, notification);
    if (ports == 0 || handler == 0) {
        return false;
    }
    fel4_out8(ports, MODE, RATE_GENERATOR);
    fel4_out8(ports, PORT, count & 0xff);
    fel4_out8(ports, PORT, (uint8_t)(count >> 8));
    return true;
}

unsigned timer_period(void)
{
    return PERIOD_MS;
}

void timer_acknowledge(void)
{
    seL4_IRQHandler_Ack(handler);
}
#endif
