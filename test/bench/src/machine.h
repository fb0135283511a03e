/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rows need to know of an architecture. */
#pragma once

#include <sel4/sel4.h>

struct op;

#if defined(__x86_64__)

enum {
    PAGE_MAP = X86PageMap,
    PAGE_UNMAP = X86PageUnmap,
    PAGE_ATTRIBUTES = 0,
    TABLE_OBJECT = seL4_X86_PageTableObject,
    REGISTERS = 20,
};

#define make_asid_pool seL4_X86_ASIDControl_MakePool
#define assign_asid    seL4_X86_ASIDPool_Assign

static inline void set_second_argument(seL4_UserContext *registers, seL4_Word value)
{
    registers->rsi = value;
}

/* The same TLS registers as ours, as in the reference's measurements: a switch need not load any.
 */
static inline void set_own_tls(seL4_UserContext *registers)
{
    __asm__("movq %%fs:0, %0" : "=r"(registers->fs_base));
}

static inline unsigned counter_read(void)
{
    unsigned low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low;
}

#elif defined(__aarch64__)

enum {
    PAGE_MAP = ARMPageMap,
    PAGE_UNMAP = ARMPageUnmap,
    PAGE_ATTRIBUTES = seL4_ARM_Default_VMAttributes,
    TABLE_OBJECT = seL4_ARM_PageTableObject,
    REGISTERS = 36,
};

#define make_asid_pool seL4_ARM_ASIDControl_MakePool
#define assign_asid    seL4_ARM_ASIDPool_Assign

static inline void set_second_argument(seL4_UserContext *registers, seL4_Word value)
{
    registers->x1 = value;
}

static inline void set_own_tls(seL4_UserContext *registers)
{
    __asm__("mrs %0, tpidr_el0" : "=r"(registers->tpidr_el0));
}

static inline unsigned counter_read(void)
{
    seL4_Word count;
    __asm__ volatile("mrs %0, pmccntr_el0" : "=r"(count));
    return (unsigned)count;
}

#endif

/* The counter counts, and the timer is ours. */
void machine_init(void);

/* A timer that interrupts: its handler signals `bound`, with the badge of that capability. */
seL4_CPtr timer_handler(seL4_CPtr bound);
/* One interrupt in about `delay` instructions. Returns the count at which it comes. */
unsigned timer_start(unsigned delay);
void timer_stop(void);

#ifdef __x86_64__
/* The port write that raises the interrupt at once. */
struct op timer_trigger(void);
#endif
