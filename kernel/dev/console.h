/* SPDX-License-Identifier: BSD-2-Clause */
/* A UART, as firmware left it: one driver of kernel/dev per board, used by kernel and loader. */
#pragma once

/* Waits until there is room, and sends. */
void console_putc(volatile void *uart, char c);
