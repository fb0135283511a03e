/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time, sleeping, and waiting with a limit. A thread of the runtime owns the board's timer: a PC's
 * PIT and time-stamp counter; on AArch64 the generic timer, if the kernel lets programs have it
 * (KernelArmExportPCNTUser and KernelArmExportPTMRUser in fel4.toml); EPIT 1 of the i.MX6. It takes
 * them when one of these functions is first called. Times are nanoseconds.
 *
 * For threads that fel4_thread_create made, and main. The C library's time, clock, sleep, usleep
 * and gettimeofday come down to these, with an epoch at the start of the timer.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

#define FEL4_MS(n)      ((uint64_t)(n) * 1000000)
#define FEL4_SECONDS(n) FEL4_MS((uint64_t)(n) * 1000)

/* False if this board or kernel has no timer for programs; fel4_timer_problem says why. */
bool fel4_timer_start(void);
const char *fel4_timer_problem(void);

/* Since fel4_timer_start; 0 if there is no timer. */
uint64_t fel4_now(void);
/* Others run meanwhile. False at once if there is no timer. */
bool fel4_sleep(uint64_t time);
/* seL4_Wait with a limit: false if nothing was signalled in that time. `badge` may be NULL. */
bool fel4_wait_for(seL4_CPtr notification, uint64_t time, seL4_Word *badge);
