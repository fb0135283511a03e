/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM boards: a page of device memory and an interrupt. QEMU's virt machine has a PL031, which
 * interrupts when its seconds reach a number; the i.MX6 has EPIT 1, which counts down.
 */
#include <autoconf.h>
#ifdef CONFIG_ARCH_ARM
#include "timer.h"

#include <fel4/fel4.h>
#include <fel4/io.h>

struct device {
    seL4_Word paddr, irq;
    unsigned period;
};

#if defined(CONFIG_ARCH_AARCH64)
static const struct device device = {0x09010000, 34, 1000};
#else
static const struct device device = {0x020d0000, 88, 50};
#endif

enum { RTC_NOW = 0x00, RTC_MATCH = 0x04, RTC_MASK = 0x10, RTC_CLEAR = 0x1c };
enum { EPIT_CONTROL = 0x00, EPIT_STATUS = 0x04, EPIT_LOAD = 0x08, EPIT_COMPARE = 0x0c };
/* The peripheral clock of 66 MHz, reload from EPIT_LOAD, interrupt at 0, on. */
enum { EPIT_ON = 1 << 24 | 1 << 17 | 1 << 3 | 1 << 2 | 1 << 1 | 1, EPIT_KHZ = 66000 };

static volatile void *registers;
static seL4_CPtr handler;

static void start(void)
{
    if (device.irq == 34) {
        fel4_write32(registers, RTC_CLEAR, 1);
        fel4_write32(registers, RTC_MATCH, fel4_read32(registers, RTC_NOW) + 1);
        fel4_write32(registers, RTC_MASK, 1);
    } else {
        fel4_write32(registers, EPIT_LOAD, EPIT_KHZ * device.period);
        fel4_write32(registers, EPIT_COMPARE, 0);
        fel4_write32(registers, EPIT_CONTROL, EPIT_ON);
    }
}

bool timer_open(seL4_CPtr notification)
{
    registers = fel4_map_device(device.paddr, 4096);
    handler = registers != NULL ? fel4_irq_handler(device.irq, notification) : 0;
    if (handler == 0) {
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
        fel4_write32(registers, EPIT_STATUS, 1);
    }
    seL4_IRQHandler_Ack(handler);
}
#endif
