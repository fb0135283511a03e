/* SPDX-License-Identifier: BSD-2-Clause */
/* COM1, a PL011 or an i.MX UART, polled. Characters before uart_init are lost. */
#include "uart.h"
#include "base.h"

#if defined(CONFIG_ARCH_X86_64)
enum { COM1 = 0x3f8 };
static seL4_CPtr ports;

void uart_init(void)
{
    ports = slot_new();
    MUST(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, COM1, COM1 + 7,
                                      seL4_CapInitThreadCNode, ports,
                                      seL4_WordBits) == seL4_NoError);
}

void uart_put(char c)
{
    if (ports == 0) {
        return;
    }
    while ((seL4_X86_IOPort_In8(ports, COM1 + 5).result & 0x20) == 0) {
    }
    seL4_X86_IOPort_Out8(ports, COM1, (unsigned char)c);
}
#else
#if defined(CONFIG_ARCH_AARCH64)
enum { UART = 0x09000000, DATA = 0, FLAGS = 0x18, FULL = 0x20, WANTED = 0 };
#else
enum { UART = 0x021e8000, DATA = 0x40, FLAGS = 0x94, FULL = 0x2000, WANTED = 0x2000 };
#endif
static volatile unsigned *registers;

void uart_init(void)
{
    registers = (volatile unsigned *)map_device(UART);
    MUST(registers != 0);
}

void uart_put(char c)
{
    if (registers == 0) {
        return;
    }
    while ((registers[FLAGS / 4] & FULL) != WANTED) {
    }
    registers[DATA / 4] = (unsigned char)c;
}
#endif
