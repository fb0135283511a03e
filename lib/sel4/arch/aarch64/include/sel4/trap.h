/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AArch64: entering the kernel. All registers that a message may use go in and come out; a call
 * that leaves them alone gives them back as they were.
 */
#pragma once

#include <sel4/simple_types.h>

struct sel4_registers {
    seL4_Word cap, info, mr0, mr1, mr2, mr3;
};

LIBSEL4_INLINE void sel4_trap(seL4_Word number, struct sel4_registers *r)
{
    register seL4_Word cap __asm__("x0") = r->cap;
    register seL4_Word info __asm__("x1") = r->info;
    register seL4_Word mr0 __asm__("x2") = r->mr0;
    register seL4_Word mr1 __asm__("x3") = r->mr1;
    register seL4_Word mr2 __asm__("x4") = r->mr2;
    register seL4_Word mr3 __asm__("x5") = r->mr3;
    register seL4_Word sys __asm__("x7") = number;
    __asm__ volatile("svc #0"
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
