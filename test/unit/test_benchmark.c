/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmark system calls (spec 07, section 5). The host's cycle counter ticks when it is read.
 */
#include "world.h"

#include <string.h>

enum {
    FLUSH_CACHES = -18,
    RESET_LOG = -19,
    FINALIZE_LOG = -20,
    SET_LOG_BUFFER = -21,
    NULL_SYSCALL = -22,
    GET_UTILISATION = -23,
    RESET_UTILISATION = -24,
    DUMP_ALL = -25,
    RESET_ALL = -26,
};

enum { CYCLES = 0, SCHEDULES = 1, KERNEL_CYCLES = 2, KERNEL_ENTRIES = 3, TOTAL = 9, VALUES = 13 };
enum { LARGE_SIZE = 1 << 21 };

static word_t benchmark(sword_t number, word_t cap)
{
    enter(number, cap, 0);
    return root_task()->context.cap;
}

static void get(word_t tcb, uint64_t *values)
{
    benchmark(GET_UTILISATION, tcb);
    memcpy(values, &buffer_of(root_task())[BUFFER_MESSAGE], VALUES * sizeof(*values));
}

static word_t large_frame(void)
{
    return make_from(find_untyped(22, false), TYPE_LARGE, 0);
}

TEST("FlushCaches flushes")
{
    unsigned before = host.cache_flushes;
    benchmark(FLUSH_CACHES, 0);
    assert_int_equal(host.cache_flushes, before + 1);
}

TEST("ResetLog without a log buffer: IllegalOperation")
{
    assert_int_equal(benchmark(RESET_LOG, 0), ERR_ILLEGAL);
}

TEST("SetLogBuffer takes large writable frames of RAM only")
{
    assert_int_equal(benchmark(SET_LOG_BUFFER, new_slot()), ERR_ILLEGAL);
    assert_int_equal(benchmark(SET_LOG_BUFFER, ROOT_TCB), ERR_ILLEGAL);
    assert_int_equal(benchmark(SET_LOG_BUFFER, make(TYPE_FRAME)), ERR_ILLEGAL);
    word_t frame = large_frame();
    assert_int_equal(benchmark(SET_LOG_BUFFER, frame), ERR_NONE);
    assert_int_equal(benchmark(RESET_LOG, 0), ERR_NONE);
}

TEST("the log has a record for each kernel entry, and forgets a deleted frame")
{
    word_t frame = large_frame();
    const uint32_t *log = arch_ptr(cap_paddr(slot_at(frame)->cap));
    benchmark(SET_LOG_BUFFER, frame);
    benchmark(RESET_LOG, 0);
    benchmark(NULL_SYSCALL, 0);
    enter(SYS_YIELD, 0, 0);
    assert_int_equal(benchmark(FINALIZE_LOG, 0), 3);
    assert_int_equal(log[4 + 3] & 7, 2); /* NullSyscall: unknown system call */
    assert_int_equal(log[8 + 3] & 0x7f, 6 | -SYS_YIELD << 3);
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_DELETE, words(frame, 64), caps()));
    assert_int_equal(benchmark(RESET_LOG, 0), ERR_ILLEGAL);
}

TEST("a full log takes no more entries")
{
    word_t frame = large_frame();
    benchmark(SET_LOG_BUFFER, frame);
    benchmark(RESET_LOG, 0);
    for (unsigned i = 0; i < LARGE_SIZE / 16; i++) {
        trap_irq(ARCH_IRQ_COUNT);
    }
    assert_int_equal(benchmark(FINALIZE_LOG, 0), LARGE_SIZE / 16);
}

/* ---- utilisation ---- */

static void start_tracking(void)
{
    benchmark(SET_LOG_BUFFER, large_frame());
    assert_int_equal(benchmark(RESET_LOG, 0), ERR_NONE);
}

TEST("a thread's entries and cycles are counted between ResetLog and FinalizeLog")
{
    uint64_t before[VALUES], after[VALUES];
    start_tracking();
    get(ROOT_TCB, before);
    benchmark(NULL_SYSCALL, 0);
    benchmark(NULL_SYSCALL, 0);
    get(ROOT_TCB, after);
    assert_int_equal(after[KERNEL_ENTRIES] - before[KERNEL_ENTRIES], 3);
    assert_true(after[CYCLES] > before[CYCLES]);
    assert_true(after[KERNEL_CYCLES] > before[KERNEL_CYCLES]);
    benchmark(FINALIZE_LOG, 0);
    get(ROOT_TCB, before);
    benchmark(NULL_SYSCALL, 0);
    get(ROOT_TCB, after);
    assert_memory_equal(before, after, sizeof(before));
    assert_true(after[TOTAL] >= after[CYCLES]);
}

TEST("a switch of threads is counted for the one that is switched to")
{
    uint64_t values[VALUES];
    start_tracking();
    struct thread other = start_thread(255);
    enter(SYS_YIELD, 0, 0);
    assert_ptr_equal(current(), other.tcb);
    enter(SYS_YIELD, 0, 0);
    get(other.cap, values);
    assert_int_equal(values[SCHEDULES], 1);
    assert_true(values[CYCLES] > 0);
    assert_int_equal(values[KERNEL_ENTRIES], 1);
    benchmark(RESET_UTILISATION, other.cap);
    get(other.cap, values);
    assert_int_equal(values[SCHEDULES] + values[CYCLES] + values[KERNEL_ENTRIES], 0);
}

TEST("a running thread that ends is forgotten")
{
    start_tracking();
    struct thread other = start_thread(255);
    enter(SYS_YIELD, 0, 0);
    assert_ptr_equal(current(), other.tcb);
    struct utilisation before = other.tcb->use[0];
    enter(SYS_CALL, ROOT_CNODE, put_message(LABEL_CNODE_DELETE, words(other.cap, 64), caps()));
    assert_ptr_equal(current(), root_task());
    assert_memory_equal(&before, other.tcb->use, sizeof(before));
    benchmark(FINALIZE_LOG, 0);
}

TEST("what is no TCB has no utilisation, and changes nothing")
{
    uint64_t *buffer = (uint64_t *)&buffer_of(root_task())[BUFFER_MESSAGE];
    buffer[0] = 77;
    benchmark(GET_UTILISATION, ROOT_CNODE);
    benchmark(RESET_UTILISATION, ROOT_CNODE);
    assert_int_equal(buffer[0], 77);
}

TEST("all threads' utilisation is dumped as JSON, and reset")
{
    uint64_t values[VALUES];
    start_tracking();
    benchmark(NULL_SYSCALL, 0);
    memset(host.console, 0, sizeof(host.console));
    host.console_length = 0;
    benchmark(DUMP_ALL, 0);
    assert_non_null(strstr(host.console, "{ \"Name\": \"rootserver\", \"Utilisation\": "));
    benchmark(RESET_ALL, 0);
    benchmark(FINALIZE_LOG, 0);
    get(ROOT_TCB, values);
    assert_in_range(values[KERNEL_ENTRIES], 0, 2);
}
