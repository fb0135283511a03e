/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of a timer that no one else uses: the PIT of a PC, the real-time clock of QEMU's virt
 * machine, EPIT 1 of the i.MX6. Each interrupt signals a notification.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>

/* False: there is no such device, or someone else has it. */
bool timer_open(seL4_CPtr notification);
/* The time between two interrupts, in milliseconds. */
unsigned timer_period(void);
/* After each interrupt: makes the next one possible. */
void timer_acknowledge(void);
