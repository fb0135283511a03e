/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 07, section 5: the benchmark system calls, in the configurations that have them
 * (test/guest/variants builds those). */
#include "support.h"

#ifdef CONFIG_ENABLE_BENCHMARKS

#include <sel4/benchmark_track_types.h>
#include <sel4/benchmark_tracepoints_types.h>
#include <sel4/benchmark_utilisation_types.h>

/* QEMU's Cortex-A9 has no cycle counter: every time is 0 there. */
#ifdef CONFIG_ARCH_AARCH32
#define CHECK_CYCLES(condition) (void)(condition)
#else
#define CHECK_CYCLES(condition) CHECK(condition)
#endif

TEST("07 5 #1-2, 07 1 #10-14, x86 1.4 #9-13", "FlushCaches and NullSyscall return")
{
    seL4_BenchmarkFlushCaches();
    seL4_BenchmarkNullSyscall();
#ifdef CONFIG_ARCH_ARM
    seL4_BenchmarkFlushL1Caches(1);
    seL4_BenchmarkFlushL1Caches(2);
    seL4_BenchmarkFlushL1Caches(3);
#endif
}

#ifdef CONFIG_KERNEL_LOG_BUFFER

TEST("07 5 #3", "ResetLog without a log buffer: IllegalOperation")
{
    CHECK_ERROR(seL4_BenchmarkResetLog(), seL4_IllegalOperation);
}

TEST("07 5 #5", "SetLogBuffer refuses all but a large frame")
{
    CHECK_ERROR(seL4_BenchmarkSetLogBuffer(new_slot()), seL4_IllegalOperation);
    CHECK_ERROR(seL4_BenchmarkSetLogBuffer(make_frame()), seL4_IllegalOperation);
    CHECK_ERROR(seL4_BenchmarkSetLogBuffer(self_tcb), seL4_IllegalOperation);
}

static void *new_log(void)
{
#ifdef CONFIG_ARCH_X86_64
    seL4_CPtr frame = make(seL4_X86_LargePageObject, 0);
#elif defined(CONFIG_ARCH_AARCH64)
    seL4_CPtr frame = make(seL4_ARM_LargePageObject, 0);
#else
    seL4_CPtr frame = make(seL4_ARM_SectionObject, 0);
#endif
    seL4_Word va = free_range();
    va = (va + (1UL << 21) - 1) & ~((1UL << 21) - 1);
    CHECK_OK(map_page(frame, seL4_CapInitThreadVSpace, va, seL4_AllRights));
    CHECK_OK(seL4_BenchmarkSetLogBuffer(frame));
    CHECK_OK(seL4_BenchmarkResetLog());
    return (void *)va;
}

#endif

#ifdef CONFIG_BENCHMARK_TRACK_KERNEL_ENTRIES

/* The first record of a system call from `from` on. */
static seL4_Word find_syscall(const benchmark_track_kernel_entry_t *log, seL4_Word from,
                              seL4_Word count, unsigned number)
{
    for (seL4_Word i = from; i < count; i++) {
        if (log[i].entry.path == Entry_Syscall && log[i].entry.syscall_no == number) {
            return i;
        }
    }
    return count;
}

TEST("07 5.2", "the log of kernel entries: system calls with number, capability and label")
{
    enum { CALL = 1, YIELD = 7 };
    const benchmark_track_kernel_entry_t *log = new_log();
    seL4_Yield();
    seL4_TCB_SetPriority(self_tcb, self_tcb, TEST_PRIORITY);
    seL4_Word count = seL4_BenchmarkFinalizeLog();
    CHECK(count >= 3);
    CHECK(log[0].entry.path == Entry_UnknownSyscall);
    seL4_Word yield = find_syscall(log, 0, count, YIELD);
    CHECK(yield < count);
    seL4_Word call = find_syscall(log, yield, count, CALL);
    CHECK(call < count);
    CHECK_EQ(log[call].entry.cap_type, 12);
    CHECK_EQ(log[call].entry.invocation_tag, TCBSetPriority);
    CHECK_EQ(log[call].entry.is_fastpath, 0);
    CHECK_CYCLES(log[call].start_time > log[yield].start_time);
    CHECK_CYCLES(log[call].duration > 0);
}

static void fault_once(seL4_Word address)
{
    *(volatile char *)address = 1;
    park();
}

TEST("07 5.2", "the log of kernel entries: memory faults")
{
    const benchmark_track_kernel_entry_t *log = new_log();
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(fault_once, free_range());
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_Recv(handler, NULL);
    seL4_Word count = seL4_BenchmarkFinalizeLog(), faults = 0;
    for (seL4_Word i = 0; i < count; i++) {
        faults += log[i].entry.path == Entry_VMFault;
    }
    CHECK_EQ(faults, 1);
}

TEST("07 5.2", "a full log takes no more entries, and a deleted one none at all")
{
    enum { RECORDS = (1 << (seL4_WordBits == 64 ? 21 : 20)) / 16 };
    new_log();
    for (unsigned i = 0; i < RECORDS + 100; i++) {
        seL4_BenchmarkNullSyscall();
    }
    CHECK_EQ(seL4_BenchmarkFinalizeLog(), RECORDS);
    CHECK_OK(revoke(test_untyped));
    CHECK_ERROR(seL4_BenchmarkResetLog(), seL4_IllegalOperation);
}

#endif

#ifdef CONFIG_BENCHMARK_TRACEPOINTS

TEST("07 5.2", "trace points: a pair of words each, the first point is the system call")
{
    const benchmark_tracepoint_log_entry_t *log = new_log();
    seL4_BenchmarkNullSyscall();
    seL4_BenchmarkNullSyscall();
    seL4_Word count = seL4_BenchmarkFinalizeLog();
#if CONFIG_MAX_NUM_TRACE_POINTS > 0
    CHECK(count >= 3);
    for (seL4_Word i = 0; i < count; i++) {
        CHECK(log[i].id < CONFIG_MAX_NUM_TRACE_POINTS);
        CHECK_CYCLES(log[i].duration > 0);
    }
#else
    (void)log;
    CHECK_EQ(count, 0);
#endif
}

#endif

#ifdef CONFIG_BENCHMARK_TRACK_UTILISATION

static seL4_Word utilisation(seL4_CPtr tcb, unsigned index)
{
    seL4_BenchmarkGetThreadUtilisation(tcb);
    return (seL4_Word)((uint64_t *)&seL4_GetIPCBuffer()->msg[0])[index];
}

static void spin(seL4_Word rounds)
{
    for (volatile seL4_Word i = 0; i < rounds; i++) {
    }
    park();
}

TEST("07 5.1 #0-12 !1, 07 5 #6", "a thread's cycles, schedules and kernel entries")
{
    CHECK_OK(seL4_BenchmarkResetLog());
    struct thread *thread = spawn(spin, 100000, +1);
    seL4_Word mine = utilisation(self_tcb, BENCHMARK_TCB_UTILISATION);
    CHECK_CYCLES(utilisation(thread->tcb, BENCHMARK_TCB_UTILISATION) > 100000);
    CHECK_EQ(utilisation(thread->tcb, BENCHMARK_TCB_NUMBER_SCHEDULES), 1);
    CHECK(utilisation(thread->tcb, BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES) >= 1);
    CHECK_CYCLES(utilisation(self_tcb, BENCHMARK_TCB_UTILISATION) > mine);
    CHECK_CYCLES(utilisation(self_tcb, BENCHMARK_TCB_KERNEL_UTILISATION) > 0);
    seL4_BenchmarkFinalizeLog();
    CHECK(utilisation(thread->tcb, BENCHMARK_TOTAL_UTILISATION) >=
          utilisation(thread->tcb, BENCHMARK_TCB_UTILISATION));
    CHECK(utilisation(thread->tcb, BENCHMARK_TOTAL_NUMBER_SCHEDULES) >= 2);
    CHECK(utilisation(thread->tcb, BENCHMARK_TOTAL_NUMBER_KERNEL_ENTRIES) >
          utilisation(thread->tcb, BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES));
    CHECK_EQ(utilisation(thread->tcb, BENCHMARK_IDLE_LOCALCPU_UTILISATION),
             utilisation(thread->tcb, BENCHMARK_IDLE_TCBCPU_UTILISATION));
}

TEST("07 5 #7, 07 1 #15-16", "ResetThreadUtilisation clears one thread's counters")
{
    CHECK_OK(seL4_BenchmarkResetLog());
    struct thread *thread = spawn(spin, 1000, +1);
    seL4_BenchmarkResetThreadUtilisation(thread->tcb);
    for (unsigned i = 0; i <= BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES; i++) {
        CHECK_EQ(utilisation(thread->tcb, i), 0);
    }
    seL4_BenchmarkFinalizeLog();
}

TEST("07 5 #6", "GetThreadUtilisation of what is no TCB writes nothing")
{
    seL4_GetIPCBuffer()->msg[0] = 77;
    seL4_BenchmarkGetThreadUtilisation(ROOT);
    CHECK_EQ(seL4_GetIPCBuffer()->msg[0], 77);
}

#ifdef CONFIG_DEBUG_BUILD
TEST("07 5 #8-9, 07 1 #17-18", "the utilisation of all threads is dumped, and reset")
{
    CHECK_OK(seL4_BenchmarkResetLog());
    seL4_BenchmarkDumpAllThreadsUtilisation();
    seL4_BenchmarkFinalizeLog();
    seL4_BenchmarkResetAllThreadsUtilisation();
    CHECK_EQ(utilisation(self_tcb, BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES), 0);
}
#endif

#endif
#endif
