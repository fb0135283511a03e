/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARMv7: entering the kernel. All registers that a message may use go in and come out; a call that
 * leaves them alone gives them back as they were. It is always ARM code: the kernel restarts a
 * call at the address of an ARM instruction before where it was (spec arch-armv7, section 2.10).
 */
#pragma once

#include <sel4/simple_types.h>

struct sel4_registers {
    seL4_Word cap, info, mr0, mr1, mr2, mr3;
};

#ifdef __thumb__
#define SEL4_ARM_CODE __attribute__((target("arm"), noinline))
#else
#define SEL4_ARM_CODE
#endif

LIBSEL4_INLINE SEL4_ARM_CODE void sel4_trap(seL4_Word number, struct sel4_registers *r)
{
    register seL4_Word cap __asm__("r0") = r->cap;
    register seL4_Word info __asm__("r1") = r->info;
    register seL4_Word mr0 __asm__("r2") = r->mr0;
    register seL4_Word mr1 __asm__("r3") = r->mr1;
    register seL4_Word mr2 __asm__("r4") = r->mr2;
    register seL4_Word mr3 __asm__("r5") = r->mr3;
    register seL4_Word sys __asm__("r7") = number;
    __asm__ volatile("swi #0"
                     : "+r"(cap), "+r"(info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "r"(sys)
                     : "memory");
    r->cap = cap;
    r->info = info;
    r->mr0 = mr0;
    r->mr1 = mr1;
    r->mr2 = mr2;
    r->mr3 = mr3;
}
