/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timer of the i.MX6: EPIT 1, which counts down from 2^32 - 1 over and over and interrupts at
 * its compare value. The timer's thread keeps the time as of its last look; others add what passed.
 */
#include "src/internal.h"

#include <fel4/io.h>
#include <fel4/irq.h>

enum { EPIT = 0x020d0000, EPIT_IRQ = 88, KHZ = 66000 };
enum { CONTROL = 0x00, STATUS = 0x04, COMPARE = 0x0c, COUNT = 0x10 };
/* The peripheral clock, free-running, from the top, interrupt at the compare value, on. */
enum { COUNTING = 1 << 24 | 1 << 2 | 1 << 1 | 1, TICKS_MIN = 64 };
#define TICKS_MAX ((uint64_t)1 << 31) /* half a turn: 32 s */

static volatile void *epit;
static seL4_CPtr handler;

/* `version` changes when the rest has: a reader that was interrupted reads again. */
static struct {
    volatile uint32_t version, count;
    volatile uint64_t ticks;
} last;

static uint64_t ticks_now(void)
{
    uint32_t version;
    uint64_t ticks;
    do {
        version = last.version;
        ticks = last.ticks + (last.count - fel4_read32(epit, COUNT));
    } while (version != last.version);
    return ticks;
}

static void look(void)
{
    uint32_t count = fel4_read32(epit, COUNT);
    last.ticks += last.count - count;
    last.count = count;
    last.version++;
}

const char *fel4_arch_clock_open(seL4_CPtr notification)
{
    epit = fel4_map_device(EPIT, PAGE_SIZE);
    if (epit == NULL) {
        return "EPIT 1 is taken";
    }
    fel4_write32(epit, CONTROL, 0);
    fel4_write32(epit, STATUS, 1);
    handler = fel4_irq_handler(EPIT_IRQ, notification);
    fel4_write32(epit, CONTROL, COUNTING);
    last.count = fel4_read32(epit, COUNT);
    return handler == 0 ? "EPIT 1's interrupt is taken" : NULL;
}

uint64_t fel4_arch_clock_now(void)
{
    uint64_t ticks = ticks_now();
    return ticks / KHZ * 1000000 + ticks % KHZ * 1000000 / KHZ;
}

/* At least twice in a turn of the counter, so that none is missed. */
void fel4_arch_clock_alarm(uint64_t at)
{
    look();
    uint64_t now = fel4_arch_clock_now(), left = at > now ? at - now : 0;
    uint64_t ticks = left / 1000000 < TICKS_MAX / KHZ ? left * KHZ / 1000000 + 1 : TICKS_MAX;
    ticks = ticks < TICKS_MIN ? TICKS_MIN : ticks;
    fel4_write32(epit, COMPARE, fel4_read32(epit, COUNT) - (uint32_t)ticks);
}

void fel4_arch_clock_ack(void)
{
    fel4_write32(epit, STATUS, 1);
    seL4_IRQHandler_Ack(handler);
}
