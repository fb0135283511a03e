/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 07: which system call numbers there are in this configuration, and what they change. */
#include "support.h"

#ifdef CONFIG_PRINTING
enum { PRINTS = 1 };
#else
enum { PRINTS = 0 };
#endif

#ifdef CONFIG_DEBUG_BUILD
enum { DEBUG = 1 };
#else
enum { DEBUG = 0 };
#endif

#ifdef CONFIG_ENABLE_BENCHMARKS
enum { BENCHMARKS = 1 };
#else
enum { BENCHMARKS = 0 };
#endif

#ifdef CONFIG_KERNEL_LOG_BUFFER
enum { LOG = 1 };
#else
enum { LOG = 0 };
#endif

#ifdef CONFIG_BENCHMARK_TRACK_UTILISATION
enum { UTILISATION = 1 };
#else
enum { UTILISATION = 0 };
#endif

#ifdef CONFIG_SET_TLS_BASE_SELF
enum { TLS_SELF = 1 };
#else
enum { TLS_SELF = 0 };
#endif

#ifdef CONFIG_DANGEROUS_CODE_INJECTION
enum { CODE_INJECTION = 1 };
#else
enum { CODE_INJECTION = 0 };
#endif

#ifdef CONFIG_KERNEL_X86_DANGEROUS_MSR
enum { MSRS = 1 };
#else
enum { MSRS = 0 };
#endif

/* Whether system call -n is one, for n from 9 to 30. */
static bool exists(unsigned n)
{
    switch (n) {
    case 9:  /* PutChar */
    case 10: /* DumpScheduler */
        return PRINTS;
    case 11: /* Halt */
    case 12: /* CapIdentify */
    case 13: /* Snapshot */
    case 14: /* NameThread */
        return DEBUG;
    case 17: /* DebugRun */
        return CODE_INJECTION;
    case 18: /* FlushCaches */
    case 19: /* ResetLog */
    case 20: /* FinalizeLog */
    case 22: /* NullSyscall */
        return BENCHMARKS;
    case 21: /* SetLogBuffer */
        return LOG;
    case 23: /* GetThreadUtilisation */
    case 24: /* ResetThreadUtilisation */
        return UTILISATION;
    case 25: /* DumpAllThreadsUtilisation */
    case 26: /* ResetAllThreadsUtilisation */
        return UTILISATION && DEBUG;
    case 27: /* X86DangerousWRMSR */
    case 28: /* X86DangerousRDMSR */
        return MSRS;
    case 30: /* SetTLSBase */
        return TLS_SELF;
    default: /* SendIPI, GetThreadAffinity, VMEnter */
        return false;
    }
}

static volatile seL4_Word called;

static void call_number(seL4_Word n)
{
    struct sel4_registers r = {1, 2, 3, 4, 5, 6};
    sel4_trap((seL4_Word)0 - n, &r);
    called = n;
    park();
}

TEST("x86 7 #25, 07 1 #1-18 #20-21 !1, x86 1.3 #1-15, x86 1.4 #8, aarch64 1 b1-16, armv7 1 b1-11, "
     "07 2 #10, "
     "05 1 #3",
     "numbers of calls that are not configured are unknown system calls")
{
    seL4_CPtr handler = make_endpoint();
    for (unsigned n = 9; n <= 31; n++) {
        if (exists(n)) {
            continue;
        }
        called = 0;
        struct thread *thread = new_thread(call_number, n);
        thread->fault_endpoint = handler;
        start(thread, +1);
        CHECK_EQ(called, 0);
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
        CHECK_MR(seL4_UnknownSyscall_Syscall, (seL4_Word)0 - n);
        reuse_threads(thread);
    }
}

/* The call comes back, and of its registers only the first may have changed. */
static seL4_Word call_and_check(seL4_Word n, seL4_Word cap)
{
    struct sel4_registers r = {cap, 0x1001, 0x1002, 0x1003, 0x1004, 0x1005};
    sel4_trap((seL4_Word)0 - n, &r);
    CHECK(r.info == 0x1001 && r.mr0 == 0x1002 && r.mr1 == 0x1003);
    CHECK(r.mr2 == 0x1004 && r.mr3 == 0x1005);
    return r.cap;
}

TEST("07 2 #1-3, 07 1 #1-2, x86 1.4 #1-2, aarch64 1 b1-2, armv7 1 b1-2",
     "PutChar takes the low byte and DumpScheduler nothing; neither changes a register")
{
    if (!PRINTS) {
        test_skip("this kernel does not print");
    }
    CHECK_EQ(call_and_check(9, 0x4520), 0x4520);
    CHECK_EQ(call_and_check(9, '\n'), '\n');
    CHECK_EQ(call_and_check(10, 5), 5);
}

TEST("07 2 #5-6, 07 1 #4-5, x86 1.4 #4-5, aarch64 1 b4-6, armv7 1 b4-6",
     "Snapshot changes no register, CapIdentify only the one with its result")
{
    if (!DEBUG) {
        test_skip("this kernel is no debug build");
    }
    CHECK_EQ(call_and_check(13, 77), 77);
    CHECK_EQ(call_and_check(12, ROOT), 10);
    CHECK_EQ(call_and_check(12, new_slot()), 0);
    CHECK_EQ(call_and_check(12, (seL4_CPtr)1 << (seL4_WordBits - 1)), 0);
}

TEST("07 5 #1 #3-4, 07 1 #10-14, x86 1.4 #10-13",
     "benchmark calls without a log: ResetLog gives 0, "
     "FinalizeLog and NullSyscall change nothing")
{
    if (!BENCHMARKS || LOG) {
        test_skip("this kernel has no benchmark calls, or a log");
    }
    CHECK_EQ(call_and_check(19, 55), 0);
    CHECK_EQ(call_and_check(20, 55), 55);
    CHECK_EQ(call_and_check(22, 55), 55);
}

/* ---- SetTLSBase ---- */

static const seL4_Word BASE = 0x12345000, SET_TLS_BASE = (seL4_Word)-30;

static void set_base(seL4_Word second)
{
    struct sel4_registers r = {BASE, 0, 0, 0, 0, 0};
    sel4_trap(SET_TLS_BASE, &r);
    called = r.cap;
    if (second != 0) {
        r.cap = second;
        sel4_trap(SET_TLS_BASE, &r);
    }
    park();
}

static seL4_Word base_after(seL4_Word second)
{
    seL4_UserContext registers;
    enum { COUNT = sizeof(registers) / sizeof(seL4_Word) };
    struct thread *thread = spawn(set_base, second, +1);
    CHECK_EQ(called, BASE);
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, true, 0, COUNT, &registers));
#if defined(CONFIG_ARCH_X86_64)
    return registers.fs_base;
#else
    return ((seL4_Word *)&registers)[COUNT - 1];
#endif
}

TEST("x86 7 #23, 07 6, 07 1 #21, x86 1.5, aarch64 1 b16, armv7 1 b11, armv7 8 #12, arm 2.8, x86 8 "
     "#17",
     "SetTLSBase sets the thread pointer of the caller, which no register shows")
{
    if (!TLS_SELF) {
        test_skip("this kernel has no SetTLSBase");
    }
    CHECK_EQ(base_after(0), BASE);
    CHECK_EQ(base_after(0x7000), 0x7000);
#if defined(CONFIG_ARCH_X86_64)
    CHECK_EQ(base_after((seL4_Word)1 << 47), BASE);
    CHECK_EQ(base_after(((seL4_Word)1 << 63) - 1), BASE);
#endif
}
