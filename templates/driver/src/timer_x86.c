/* SPDX-License-Identifier: BSD-2-Clause */
/* The PIT: ports 0x40 to 0x43, interrupt pin 2 of the I/O APIC. */
#include <autoconf.h>
#ifdef CONFIG_ARCH_X86_64
#include "timer.h"

#include <fel4/fel4.h>

enum { PORT = 0x40, MODE = 0x43, RATE_GENERATOR = 0x34, HZ = 1193182, PERIOD_MS = 50, PIN = 2 };

static seL4_CPtr ports, handler;

bool timer_open(seL4_CPtr notification)
{
    ports = fel4_slots(1);
    handler = fel4_slots(1);
    if (ports == 0 || handler == 0 ||
        seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PORT, MODE, seL4_CapInitThreadCNode,
                                     ports, seL4_WordBits) != seL4_NoError ||
        seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, handler,
                                  seL4_WordBits, 0, PIN, 0, 0, 0) != seL4_NoError ||
        seL4_IRQHandler_SetNotification(handler, notification) != seL4_NoError) {
        return false;
    }
    unsigned count = HZ / 1000 * PERIOD_MS;
    seL4_X86_IOPort_Out8(ports, MODE, RATE_GENERATOR);
    seL4_X86_IOPort_Out8(ports, PORT, count & 0xff);
    seL4_X86_IOPort_Out8(ports, PORT, count >> 8);
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
