/* SPDX-License-Identifier: BSD-2-Clause */
/* The timer of a PC: the time-stamp counter tells the time, the PIT's channel 0 interrupts. And how
 * an interrupt's handler is had. */
#include "src/internal.h"

#include <fel4/io.h>
#include <fel4/irq.h>

enum { PIT_CHANNEL = 0x40, PIT_MODE = 0x43, ONE_SHOT = 0x30, PIT_HZ = 1193182 };
enum { COUNT_MIN = 2, COUNT_MAX = 0xffff, PIT_PIN = 2, PIT_IRQ = 0, ISA_PINS = 16 };

static seL4_CPtr ports, handler;
static uint64_t mhz, began;

seL4_Error fel4_arch_irq_get(seL4_Word irq, seL4_CPtr slot)
{
#ifdef CONFIG_IRQ_PIC
    return seL4_IRQControl_Get(seL4_CapIRQControl, irq, seL4_CapInitThreadCNode, slot,
                               seL4_WordBits);
#else
    static seL4_Word vector;
    seL4_Word pci = irq >= ISA_PINS;
    seL4_Error error;
    do {
        error = seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, slot,
                                          seL4_WordBits, 0, irq, pci, pci, vector++);
    } while (error == seL4_RevokeFirst);
    return error;
#endif
}

static uint64_t cycles(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* The kernel's measurement, in a record behind bootinfo. */
static uint32_t frequency(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    const char *at = (const char *)info + PAGE_SIZE, *end = at + info->extraLen;
    while (at + sizeof(seL4_BootInfoHeader) <= end) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)at;
        if (header->id == SEL4_BOOTINFO_HEADER_X86_TSC_FREQ) {
            return *(const uint32_t *)(header + 1);
        }
        if (header->len < sizeof(*header)) {
            break;
        }
        at += header->len;
    }
    return 0;
}

const char *fel4_arch_clock_open(seL4_CPtr notification)
{
    mhz = frequency();
    if (mhz == 0) {
        return "the kernel did not say how fast the time-stamp counter is";
    }
    ports = fel4_io_ports(PIT_CHANNEL, PIT_MODE);
    if (ports == 0) {
        return "the PIT's I/O ports are taken";
    }
#ifdef CONFIG_IRQ_PIC
    handler = fel4_irq_handler(PIT_IRQ, notification);
#else
    handler = fel4_irq_handler(PIT_PIN, notification);
#endif
    began = cycles();
    return handler == 0 ? "the PIT's interrupt is taken" : NULL;
}

uint64_t fel4_arch_clock_now(void)
{
    uint64_t passed = cycles() - began;
    return passed / mhz * 1000 + passed % mhz * 1000 / mhz;
}

/* At most 55 ms ahead; the timer's thread then asks again. */
void fel4_arch_clock_alarm(uint64_t at)
{
    uint64_t now = fel4_arch_clock_now(), left = at > now ? at - now : 0;
    if (at == UINT64_MAX) {
        return;
    }
    uint64_t count = left < FEL4_SECOND ? left * PIT_HZ / FEL4_SECOND + 1 : COUNT_MAX;
    count = count < COUNT_MIN ? COUNT_MIN : count > COUNT_MAX ? COUNT_MAX : count;
    fel4_out8(ports, PIT_MODE, ONE_SHOT);
    fel4_out8(ports, PIT_CHANNEL, count & 0xff);
    fel4_out8(ports, PIT_CHANNEL, (uint8_t)(count >> 8));
}

void fel4_arch_clock_ack(void)
{
    seL4_IRQHandler_Ack(handler);
}
