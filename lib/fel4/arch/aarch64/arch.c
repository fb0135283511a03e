/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: what the runtime needs to know of it. The mapping of pages is in arch/arm. */
#include "src/internal.h"

#include <stdint.h>
#include <string.h>

/* ---- threads ---- */

/* user.mk tells the compiler which of the two registers it is. */
void fel4_arch_set_tls(seL4_Word base)
{
#ifdef CONFIG_SET_TLS_BASE_SELF
    seL4_SetTLSBase(base);
#else
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(base));
#endif
}

seL4_Word fel4_arch_tls(void)
{
    seL4_Word base;
#ifdef CONFIG_SET_TLS_BASE_SELF
    __asm__("mrs %0, tpidrro_el0" : "=r"(base));
#else
    __asm__("mrs %0, tpidr_el0" : "=r"(base));
#endif
    return base;
}

void fel4_set_registers(seL4_UserContext *registers, void *code, void *stack_top,
                        seL4_Word argument)
{
    registers->pc = (seL4_Word)code;
    registers->sp = (seL4_Word)stack_top & ~(seL4_Word)15;
    registers->x0 = argument;
}

/* ---- objects ---- */

seL4_Word fel4_arch_object_bits(seL4_Word type)
{
    return type == seL4_ARM_HugePageObject    ? seL4_HugePageBits
           : type == seL4_ARM_LargePageObject ? seL4_LargePageBits
           : type == seL4_ARM_VSpaceObject    ? seL4_VSpaceBits
                                              : seL4_PageBits;
}

seL4_Word fel4_vspace_type(void)
{
    return seL4_ARM_VSpaceObject;
}

/* ---- faults: the exception syndrome (spec arch-aarch64, 2.4 and 2.5) ---- */

enum { ESR_WRITE = 1 << 6, ESR_STATUS = 0x3f, ESR_CLASS_SHIFT = 26 };

const char *fel4_arch_access(seL4_Word status, seL4_Bool fetch)
{
    return fetch ? "execute" : status & ESR_WRITE ? "write" : "read";
}

const char *fel4_arch_status(seL4_Word status)
{
    switch ((status & ESR_STATUS) >> 2) {
    case 1:
        return "nothing is mapped there";
    case 2:
        return "the page was never accessed";
    case 3:
        return "the page does not permit that";
    case 4:
        return "the memory system reports an error";
    case 8:
        return "the address is not aligned";
    default:
        return "unknown status";
    }
}

const char *fel4_arch_exception(seL4_Word number)
{
    switch (number >> ESR_CLASS_SHIFT) {
    case 0x00:
        return "invalid instruction";
    case 0x07:
        return "FPU disabled";
    case 0x18:
        return "system register or cache operation not permitted";
    case 0x22:
        return "instruction not aligned";
    case 0x26:
        return "stack pointer not aligned";
    case 0x3c:
        return "breakpoint";
    default:
        return "unknown";
    }
}

seL4_Word fel4_arch_frame_pointer(const seL4_UserContext *registers)
{
    return registers->x29;
}

seL4_Word fel4_arch_stack_pointer(const seL4_UserContext *registers)
{
    return registers->sp;
}

const char *const fel4_arch_register_names[] = {
    "pc",  "sp",  "spsr", "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",    "x8",
    "x16", "x17", "x18",  "x29", "x30", "x9",  "x10", "x11", "x12", "x13", "x14",   "x15",
    "x19", "x20", "x21",  "x22", "x23", "x24", "x25", "x26", "x27", "x28", "tpidr", "tpidrro",
};

/* ---- the serial line: PL011, or on the TX1 an 8250 whose registers are words ---- */

/* The data register comes first; a bit of the status register says when it can be used. */
struct serial {
    seL4_Word paddr;
    unsigned status;
    uint32_t send_bit, send_when, input_bit, input_when;
};

static const struct serial pl011 = {0x09000000, 6, 0x20, 0, 0x10, 0}; /* bits say full, empty */
static const struct serial tegra = {0x70006000, 5, 0x20, 0x20, 1, 1};

static const struct serial *serial;
static volatile uint32_t *uart;

void fel4_arch_uart_init(void)
{
    serial = strcmp(FEL4_PLATFORM, "tx1") == 0 ? &tegra : &pl011;
    uart = fel4_map_device(serial->paddr, PAGE_SIZE);
}

void fel4_arch_uart_put(char c)
{
    if (uart == NULL) {
        return;
    }
    while ((uart[serial->status] & serial->send_bit) != serial->send_when) {
    }
    uart[0] = (unsigned char)c;
}

int fel4_arch_uart_get(void)
{
    if (uart == NULL || (uart[serial->status] & serial->input_bit) != serial->input_when) {
        return -1;
    }
    return (int)(uart[0] & 0xff);
}
