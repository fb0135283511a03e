/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See machine.h. x86_64: channel 0 of the PIT. AArch64: the physical timer, which the kernel leaves
 * to programs when KernelArmExportPTMRUser is set.
 */
#include "bench.h"

#if defined(__x86_64__)

enum { PIT_FIRST = 0x40, PIT_COMMAND = 0x43, PIT_HERTZ = 1193182, PIT_PIN = 2, VECTOR = 20 };
enum { PIT_ONCE = 0x30, PIT_SQUARE = 0x36 }; /* channel 0, both bytes of the count follow */

static seL4_CPtr pit;

void machine_init(void)
{
    pit = fel4_slots(1);
    must(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_FIRST, PIT_COMMAND, ROOT, pit,
                                      DEPTH),
         "Issue");
}

seL4_CPtr timer_handler(seL4_CPtr bound)
{
    seL4_CPtr handler = fel4_slots(1);
    must(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, handler, DEPTH, 0, PIT_PIN, 0, 0,
                                   VECTOR),
         "GetIOAPIC");
    must(seL4_IRQHandler_SetNotification(handler, bound), "SetNotification");
    return handler;
}

/* The port writes that start a count; the last one, which takes effect, is left to do. */
static void prepare(seL4_Word command, unsigned ticks)
{
    seL4_X86_IOPort_Out8(pit, PIT_COMMAND, command);
    seL4_X86_IOPort_Out8(pit, PIT_FIRST, ticks & 0xff);
}

unsigned timer_start(unsigned delay)
{
    unsigned ticks = (unsigned)((unsigned long long)delay * PIT_HERTZ / 1000000000) + 1;
    prepare(PIT_ONCE, ticks);
    unsigned now = counter_read();
    seL4_X86_IOPort_Out8(pit, PIT_FIRST, ticks >> 8);
    return now + (unsigned)(ticks * 1000000000ull / PIT_HERTZ);
}

void timer_stop(void)
{
    /* It comes once only. */
}

/* A square wave begins high: the write that starts it raises the interrupt. */
struct op timer_trigger(void)
{
    timer_start(60000);
    prepare(PIT_SQUARE, 0);
    return (struct op){.cap = pit, .label = X86IOPortOut8, .length = 2, .word = {PIT_FIRST, 0xff}};
}

#elif defined(__aarch64__)

enum { TIMER_IRQ = 30, NANOSECONDS_PER_TICK = 16 };

void machine_init(void)
{
    seL4_Word cycle_counter = (seL4_Word)1 << 31, enable_64_bits = 1 << 6 | 1;
    __asm__ volatile("msr pmcntenset_el0, %0" : : "r"(cycle_counter));
    __asm__ volatile("msr pmcr_el0, %0" : : "r"(enable_64_bits));
}

seL4_CPtr timer_handler(seL4_CPtr bound)
{
    seL4_CPtr handler = fel4_slots(1);
    must(seL4_IRQControl_Get(seL4_CapIRQControl, TIMER_IRQ, ROOT, handler, DEPTH), "Get");
    must(seL4_IRQHandler_SetNotification(handler, bound), "SetNotification");
    return handler;
}

unsigned timer_start(unsigned delay)
{
    seL4_Word ticks = delay / NANOSECONDS_PER_TICK, on = 1;
    __asm__ volatile("msr cntp_tval_el0, %0" : : "r"(ticks));
    unsigned now = counter_read();
    __asm__ volatile("msr cntp_ctl_el0, %0; isb" : : "r"(on));
    return now + (unsigned)(ticks * NANOSECONDS_PER_TICK);
}

void timer_stop(void)
{
    seL4_Word off = 0;
    __asm__ volatile("msr cntp_ctl_el0, %0; isb" : : "r"(off));
}

#endif
