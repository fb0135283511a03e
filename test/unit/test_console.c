/* SPDX-License-Identifier: BSD-2-Clause */
/* The UART drivers of kernel/dev, with plain memory for registers. */
#include "world.h"

#include <stdint.h>

#define console_putc pl011_putc
#define is_ready     pl011_is_ready
#define DATA         PL011_DATA
#include "dev/pl011.c"
#undef console_putc
#undef is_ready
#undef DATA
#define console_putc ns16550_putc
#define is_ready     ns16550_is_ready
#include "dev/ns16550.c"
#undef console_putc
#undef is_ready

TEST("a UART that is ready gets the character")
{
    uint32_t pl011[16] = {0}, ns16550[16] = {[LINE_STATUS] = STATUS_EMPTY};
    pl011_putc(pl011, 'x');
    assert_int_equal(pl011[PL011_DATA], 'x');
    ns16550_putc(ns16550, 'y');
    assert_int_equal(ns16550[DATA], 'y');
}

TEST("a UART that a program has stopped does not stop the kernel, and is waited for only once")
{
    uint32_t pl011[16] = {[FLAGS] = FLAG_FULL}, ns16550[16] = {0};
    for (int i = 0; i < 100000; i++) {
        pl011_putc(pl011, 'x');
        ns16550_putc(ns16550, 'x');
    }
}

static unsigned asked;

static bool ready_at_last(volatile uint32_t *reg)
{
    (void)reg;
    return ++asked > 1000;
}

TEST("a UART that became ready is waited for again")
{
    uint32_t stopped[16] = {[FLAGS] = FLAG_FULL};
    pl011_putc(stopped, 'x');
    stopped[FLAGS] = 0;
    pl011_putc(stopped, 'x');
    console_wait(ready_at_last, stopped);
    assert_int_equal(asked, 1001);
}
