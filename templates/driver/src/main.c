/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits for some interrupts of a timer. */
#include "timer.h"

#include <fel4/fel4.h>
#include <stdio.h>

enum { TICKS = 5 };

int main(void)
{
    seL4_CPtr notification = fel4_object(seL4_NotificationObject, 0);
    if (notification == 0 || !timer_open(notification)) {
        printf("this board has no timer that the driver knows\n");
        return 1;
    }
    printf("a tick every %u ms\n", timer_period());
    for (unsigned tick = 1; tick <= TICKS; tick++) {
        seL4_Wait(notification, NULL);
        printf("tick %u\n", tick);
        timer_acknowledge();
    }
    return 0;
}
