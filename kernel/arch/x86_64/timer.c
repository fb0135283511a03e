/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: the tick comes from the local APIC's timer. How fast that and the time-stamp counter run
 * is measured against the PIT, once, at boot.
 */
#include "arch/x86_64/machine.h"
#include "lib/print.h"

enum {
    PIT_HZ = 1193182,
    PIT_CHANNEL0 = 0x40,
    PIT_MODE = 0x43,
    PIT_ONE_SHOT = 0x30, /* channel 0, both bytes, mode 0 */
    PIT_LATCH = 0x00,
    MEASURE_MS = 20,
    PIT_COUNT = PIT_HZ * MEASURE_MS / 1000,
};

static uint32_t lapic_per_ms;

static uint16_t pit_read(void)
{
    cpu_out8(PIT_MODE, PIT_LATCH);
    uint8_t low = cpu_in8(PIT_CHANNEL0);
    return (uint16_t)(cpu_in8(PIT_CHANNEL0) << 8 | low);
}

BOOT_CODE static void pit_wait(void)
{
    cpu_out8(PIT_MODE, PIT_ONE_SHOT);
    cpu_out8(PIT_CHANNEL0, PIT_COUNT & 0xff);
    cpu_out8(PIT_CHANNEL0, PIT_COUNT >> 8);
    while (pit_read() <= PIT_COUNT) {
        /* counts down, and wraps below 0 */
    }
}

BOOT_CODE uint32_t timer_init(void)
{
    lapic_timer_begin();
    uint64_t before = cpu_time_stamp();
    pit_wait();
    uint64_t stamps = cpu_time_stamp() - before;
    lapic_per_ms = lapic_timer_passed() / MEASURE_MS;
    uint32_t configured = CONFIG_PC99_TSC_FREQUENCY / 1000000;
    return configured != 0 ? configured : (uint32_t)(stamps / (MEASURE_MS * 1000));
}

uint64_t arch_cycles(void)
{
    return cpu_time_stamp();
}

void arch_timer_start(void)
{
    lapic_start_timer(lapic_per_ms * TIMER_TICK_MS);
}
