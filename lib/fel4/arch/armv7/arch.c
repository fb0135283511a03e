/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: what the runtime needs to know of it. The mapping of pages is in arch/arm. */
#include "src/internal.h"

#include <stdint.h>

/* ---- threads ---- */

/* user.mk tells the compiler which of the two registers it is. */
void fel4_arch_set_tls(seL4_Word base)
{
#ifdef CONFIG_SET_TLS_BASE_SELF
    seL4_SetTLSBase(base);
#else
    __asm__ volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(base));
#endif
}

seL4_Word fel4_arch_tls(void)
{
    seL4_Word base;
#ifdef CONFIG_SET_TLS_BASE_SELF
    __asm__("mrc p15, 0, %0, c13, c0, 3" : "=r"(base));
#else
    __asm__("mrc p15, 0, %0, c13, c0, 2" : "=r"(base));
#endif
    return base;
}

/* gcc's code asks this for the thread pointer (mk/gcc.mk); it may change r0 only. */
void *__aeabi_read_tp(void);
__attribute__((naked)) void *__aeabi_read_tp(void)
{
#ifdef CONFIG_SET_TLS_BASE_SELF
    __asm__("mrc p15, 0, r0, c13, c0, 3\n bx lr");
#else
    __asm__("mrc p15, 0, r0, c13, c0, 2\n bx lr");
#endif
}

void fel4_set_registers(seL4_UserContext *registers, void *code, void *stack_top,
                        seL4_Word argument)
{
    registers->pc = (seL4_Word)code;
    registers->sp = (seL4_Word)stack_top & ~(seL4_Word)7;
    registers->r0 = argument;
}

/* ---- objects ---- */

seL4_Word fel4_arch_object_bits(seL4_Word type)
{
    switch (type) {
    case seL4_ARM_PageDirectoryObject:
        return seL4_PageDirBits;
    case seL4_ARM_PageTableObject:
        return seL4_PageTableBits;
    case seL4_ARM_LargePageObject:
        return seL4_LargePageBits;
    case seL4_ARM_SectionObject:
        return seL4_SectionBits;
    case seL4_ARM_SuperSectionObject:
        return seL4_SuperSectionBits;
    default:
        return seL4_PageBits;
    }
}

seL4_Word fel4_vspace_type(void)
{
    return seL4_ARM_PageDirectoryObject;
}

/* ---- faults: the fault status register (spec arch-armv7, 2.4 and 2.5) ---- */

enum { FSR_WRITE = 1 << 11 };

const char *fel4_arch_access(seL4_Word status, seL4_Bool fetch)
{
    return fetch ? "execute" : status & FSR_WRITE ? "write" : "read";
}

const char *fel4_arch_status(seL4_Word status)
{
    switch ((status & 0xf) | (status >> 6 & 0x10)) {
    case 0x1:
        return "the address is not aligned";
    case 0x2:
        return "breakpoint";
    case 0x3:
    case 0x6:
        return "the page was never accessed";
    case 0x5:
    case 0x7:
        return "nothing is mapped there";
    case 0x8:
        return "the memory system reports an error";
    case 0xd:
    case 0xf:
        return "the page does not permit that";
    default:
        return "unknown status";
    }
}

/* There is only one. */
const char *fel4_arch_exception(seL4_Word number)
{
    (void)number;
    return "invalid instruction";
}

seL4_Word fel4_arch_frame_pointer(const seL4_UserContext *registers)
{
    return registers->r11;
}

seL4_Word fel4_arch_stack_pointer(const seL4_UserContext *registers)
{
    return registers->sp;
}

const char *const fel4_arch_register_names[] = {
    "pc", "sp", "cpsr", "r0", "r1", "r8", "r9",  "r10",      "r11",      "r12",
    "r2", "r3", "r4",   "r5", "r6", "r7", "r14", "tpidrurw", "tpidruro",
};

/* ---- the serial line: UART 2 of the i.MX6, which the boot loader has set up ---- */

enum { UART = 0x021e8000, RECEIVE = 0x00, SEND = 0x40 / 4, STATUS = 0xb4 / 4 };
enum { RECEIVED = 1 << 15, SEND_FULL = 1 << 4 };

static volatile uint32_t *uart;

void fel4_arch_uart_init(void)
{
    uart = fel4_map_device(UART, PAGE_SIZE);
}

void fel4_arch_uart_put(char c)
{
    while (uart != NULL && (uart[STATUS] & SEND_FULL) != 0) {
    }
    if (uart != NULL) {
        uart[SEND] = (unsigned char)c;
    }
}

/* RECEIVED says that the word just read held a character. */
int fel4_arch_uart_get(void)
{
    uint32_t word = uart != NULL ? uart[RECEIVE] : 0;
    return (word & RECEIVED) != 0 ? (int)(word & 0xff) : -1;
}
