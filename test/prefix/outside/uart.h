/* SPDX-License-Identifier: BSD-2-Clause */
/* A UART driver of our own: what is printed with where the kernel does not print. */
#pragma once

void uart_init(void); /* needs the allocator */
void uart_put(char c);
