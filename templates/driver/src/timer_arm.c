/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM boards: a page of device memory and an interrupt. QEMU's virt machine has a PL031, which
 * interrupts when its seconds reach a number; the i.MX6 has EPIT 1, which counts down.
 */
#include <autoconf.h>
#ifdef CONFIG_ARCH_ARM
#include "timer.h"

#include <fel4/fel4.h>
#include <stdint.h>

struct device {
    seL4_Word paddr, irq;
    unsigned period;
};

#if defined(CONFIG_ARCH_AARCH64)
static const struct device device = {0x09010000, 34, 1000};
#else
static const struct device device = {0x020d0000, 88, 50};
#endif

enum { RTC_NOW = 0, RTC_MATCH = 1, RTC_MASK = 4, RTC_CLEAR = 7 };
enum { EPIT_CONTROL = 0, EPIT_STATUS = 1, EPIT_LOAD = 2, EPIT_COMPARE = 3 };
/* The peripheral clock of 66 MHz, reload from EPIT_LOAD, interrupt at 0, on. */
enum { EPIT_ON = 1 << 24 | 1 << 17 | 1 << 3 | 1 << 2 | 1 << 1 | 1, EPIT_KHZ = 66000 };

static volatile uint32_t *registers;
static seL4_CPtr handler;

static void start(void)
{
    if (device.irq == 34) {
        registers[RTC_CLEAR] = 1;
        registers[RTC_MATCH] = registers[RTC_NOW] + 1;
        registers[RTC_MASK] = 1;
    } else {
        registers[EPIT_LOAD] = EPIT_KHZ * device.period;
        registers[EPIT_COMPARE] = 0;
        registers[EPIT_CONTROL] = EPIT_ON;
    }
}

bool timer_open(seL4_CPtr notification)
{
    registers = fel4_map_device(device.paddr, 4096);
    handler = fel4_slots(1);
    if (registers == NULL || handler == 0 ||
        seL4_IRQControl_Get(seL4_CapIRQControl, device.irq, seL4_CapInitThreadCNode, handler,
                            seL4_WordBits) != seL4_NoError ||
        seL4_IRQHandler_SetNotification(handler, notification) != seL4_NoError) {
        return false;
    }
    start();
    return true;
}

unsigned timer_period(void)
{
    return device.period;
}

void timer_acknowledge(void)
{
    if (device.irq == 34) {
        start();
    } else {
        registers[EPIT_STATUS] = 1;
    }
    seL4_IRQHandler_Ack(handler);
}
#endif
