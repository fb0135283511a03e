/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: entering the kernel. All registers that a message may use go in and come out; a call that
 * leaves them alone gives them back as they were. SYSCALL loses RSP, RCX and R11.
 */
#pragma once

#include <sel4/simple_types.h>

struct sel4_registers {
    seL4_Word cap, info, mr0, mr1, mr2, mr3;
};

LIBSEL4_INLINE void sel4_trap(seL4_Word number, struct sel4_registers *r)
{
    register seL4_Word mr0 __asm__("r10") = r->mr0;
    register seL4_Word mr1 __asm__("r8") = r->mr1;
    register seL4_Word mr2 __asm__("r9") = r->mr2;
    register seL4_Word mr3 __asm__("r15") = r->mr3;
#if defined(CONFIG_SYSENTER)
    __asm__ volatile("movq %%rsp, %%rcx\n\t"
                     "leaq 1f(%%rip), %%rdx\n\t"
                     "1: sysenter"
                     : "+D"(r->cap), "+S"(r->info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "a"(number)
                     : "%rcx", "%rdx", "memory");
#else
    __asm__ volatile("movq %%rsp, %%rbx\n\t"
                     "syscall\n\t"
                     "movq %%rbx, %%rsp"
                     : "+D"(r->cap), "+S"(r->info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "d"(number)
                     : "%rbx", "%rcx", "%r11", "memory");
#endif
    r->mr0 = mr0;
    r->mr1 = mr1;
    r->mr2 = mr2;
    r->mr3 = mr3;
}
