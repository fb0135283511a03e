/* SPDX-License-Identifier: BSD-2-Clause */
/* The C library's time, on the runtime's timer: there is no calendar, time begins with the timer.
 */
#include <errno.h>
#include <fel4/timer.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

static uint64_t microseconds(void)
{
    return fel4_now() / 1000;
}

int gettimeofday(struct timeval *now, void *zone)
{
    (void)zone;
    if (!fel4_timer_start()) {
        errno = ENOSYS;
        return -1;
    }
    uint64_t time = microseconds();
    now->tv_sec = (time_t)(time / 1000000);
    now->tv_usec = (suseconds_t)(time % 1000000);
    return 0;
}

clock_t times(struct tms *used)
{
    clock_t ticks = (clock_t)(microseconds() / (1000000 / CLOCKS_PER_SEC));
    *used = (struct tms){.tms_utime = ticks};
    return ticks;
}

int usleep(useconds_t time)
{
    if (!fel4_sleep((uint64_t)time * 1000)) {
        errno = ENOSYS;
        return -1;
    }
    return 0;
}

unsigned sleep(unsigned seconds)
{
    return fel4_sleep(seconds * FEL4_SECONDS(1)) ? 0 : seconds;
}

/* ---- newlib for ARM calls them by these names ---- */

extern __typeof(gettimeofday) _gettimeofday __attribute__((alias("gettimeofday")));
extern __typeof(times) _times __attribute__((alias("times")));
