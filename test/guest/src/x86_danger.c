/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that hand a program the machine, where they are configured. */
#include "support.h"

#ifdef CONFIG_ARCH_X86_64

static void call_number(seL4_Word number)
{
    struct sel4_registers r = {0};
    sel4_trap(number, &r);
    park();
}

/* Whether a system call of this number is one that nobody knows. */
static bool is_unknown(long number)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(call_number, (seL4_Word)number);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info;
    seL4_Word badge;
    info = seL4_NBRecv(handler, &badge);
    return seL4_MessageInfo_get_label(info) == seL4_Fault_UnknownSyscall &&
           seL4_GetMR(seL4_UnknownSyscall_Syscall) == (seL4_Word)number;
}

#if defined(CONFIG_KERNEL_X86_DANGEROUS_MSR)

enum { MSR_PAT = 0x277, MSR_KERNEL_GS_BASE = 0xc0000102 };

TEST("x86 1.4 #15, 07 1 #19", "X86DangerousRDMSR: MR0 is the register, the message has one word")
{
    struct sel4_registers r = {MSR_PAT, 77, 1, 2, 3, 4};
    sel4_trap((seL4_Word)seL4_SysX86DangerousRDMSR, &r);
    CHECK_EQ(r.mr0 & 0xffffffffff, 0x0100070406);
    CHECK_EQ(r.info, 1);
    CHECK_EQ(r.mr1, 2);
    CHECK_EQ(r.cap, MSR_PAT);
    CHECK_EQ(seL4_X86DangerousRDMSR(MSR_PAT), r.mr0);
}

TEST("x86 1.4 #14, 07 1 #19",
     "X86DangerousWRMSR: the register is MR0, all 64 bits of it; nothing comes back")
{
    struct sel4_registers r = {MSR_KERNEL_GS_BASE, 77, 0x123456789abc, 2, 3, 4};
    sel4_trap((seL4_Word)seL4_SysX86DangerousWRMSR, &r);
    CHECK_EQ(r.info, 77);
    CHECK_EQ(r.mr0, 0x123456789abc);
    CHECK_EQ(seL4_X86DangerousRDMSR(MSR_KERNEL_GS_BASE), 0x123456789abc);
}

#if defined(CONFIG_KERNEL_X86_IBRS_ALL)
enum { SPECULATION = 1 };
#elif defined(CONFIG_KERNEL_X86_IBRS_STIBP)
enum { SPECULATION = 2 };
#elif defined(CONFIG_KERNEL_X86_IBRS_BASIC)
enum { SPECULATION = 1 }; /* in the kernel, which reads it */
#endif

#if !defined(CONFIG_KERNEL_X86_IBRS_NONE)
TEST("x86 7", "the control of speculation is what KernelX86IBRSMode says")
{
    enum { MSR_SPEC_CTRL = 0x48 };
    CHECK_EQ(seL4_X86DangerousRDMSR(MSR_SPEC_CTRL), SPECULATION);
}
#endif

#else

TEST("x86 1.3 #13, 07 1 #19",
     "X86DangerousWRMSR and RDMSR that are not configured are unknown system calls")
{
    CHECK(is_unknown(-27));
    CHECK(is_unknown(-28));
}

#endif

#if defined(CONFIG_DANGEROUS_CODE_INJECTION)

static volatile seL4_Word seen_segment, seen_argument, seen_cr4;

static void look_around(void *argument)
{
    seL4_Word segment, cr4;
    __asm__ volatile("mov %%cs, %0; mov %%cr4, %1" : "=r"(segment), "=r"(cr4));
    seen_segment = segment;
    seen_cr4 = cr4;
    seen_argument = (seL4_Word)argument;
}

TEST("07 2 #10, x86 1.4 #8",
     "DebugRun runs a function of the program in kernel mode, with its argument")
{
    seen_segment = 3;
    seL4_DebugRun(look_around, (void *)0x1234);
    CHECK_EQ(seen_segment & 3, 0);
    CHECK_EQ(seen_argument, 0x1234);
    seL4_DebugRun(look_around, (void *)0x5678);
    CHECK_EQ(seen_argument, 0x5678);
}

TEST("x86 5.1", "with code injection the processor may run user code in kernel mode: no SMEP, SMAP")
{
    seL4_DebugRun(look_around, NULL);
    CHECK_EQ(seen_cr4 >> 20 & 3, 0);
}

#else

TEST("07 1 #9, x86 1.3 #9", "DebugRun that is not configured is an unknown system call")
{
    CHECK(is_unknown(-17));
}

#endif

#endif
