/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: the kernel's where it prints, else a serial driver of our own. Input always comes
 * from the serial line itself, polled.
 */
#include "internal.h"

void fel4_console_init(void)
{
    fel4_arch_uart_init();
}

void fel4_console_put(char c)
{
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar(c);
#else
    if (c == '\n') {
        fel4_arch_uart_put('\r');
    }
    fel4_arch_uart_put(c);
#endif
}

int fel4_console_get(void)
{
    return fel4_arch_uart_get();
}
