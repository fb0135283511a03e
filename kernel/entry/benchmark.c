/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The benchmark system calls (spec 07, section 5) of kernels with CONFIG_ENABLE_BENCHMARKS. What
 * they read is kept by thread/utilisation.c and thread/log.c.
 */
#include "entry/benchmark.h"

#include "entry/entry.h"
#include "lib/mem.h"
#include "lib/print.h"
#include "thread/log.h"

enum benchmark_call {
    BENCHMARK_FLUSH_CACHES = -18,
    BENCHMARK_RESET_LOG = -19,
    BENCHMARK_FINALIZE_LOG = -20,
    BENCHMARK_SET_LOG_BUFFER = -21,
    BENCHMARK_NULL_SYSCALL = -22,
    BENCHMARK_GET_THREAD_UTILISATION = -23,
    BENCHMARK_RESET_THREAD_UTILISATION = -24,
    BENCHMARK_DUMP_ALL_THREADS_UTILISATION = -25,
    BENCHMARK_RESET_ALL_THREADS_UTILISATION = -26,
};

/* ---- the log ---- */

/* The capability register may ask for the first caches only, and the info register which. */
static void flush_caches(word_t first_only, word_t which)
{
    enum { INSTRUCTIONS = 1, DATA = 2 };
    if (first_only != 0) {
        arch_flush_first_caches(which & DATA, which & INSTRUCTIONS);
    } else {
        arch_flush_caches();
    }
}

static word_t reset_log(void)
{
    if (KERNEL_LOG && !log_is_set()) {
        return ERR_ILLEGAL;
    }
    log_empty();
    if (TRACK_UTILISATION) {
        utilisation_start();
    }
    return ERR_NONE;
}

/* Kernel entries that came when the log was full are not counted; trace points are. */
static word_t log_length(void)
{
    enum { ENTRY_RECORD_SIZE = 16 };
    return TRACEPOINTS ? log_count() : word_min(log_count(), BIT(LOG_BITS) / ENTRY_RECORD_SIZE);
}

static void finalize_log(struct context *context)
{
    if (KERNEL_LOG) {
        context->cap = log_length();
    }
    if (TRACK_UTILISATION) {
        utilisation_stop();
    }
}

/* A frame that its holder may write, of the one size, and of RAM, which the kernel has mapped. */
static word_t set_log_buffer(word_t cptr)
{
    struct cap frame = lookup_cap(cptr);
    if (cap_type(frame) != CAP_FRAME || cap_frame_device(frame) ||
        arch_frame_sizes[cap_frame_size(frame)].bits != LOG_BITS ||
        cap_frame_rights(frame) != VM_READ_WRITE) {
        return ERR_ILLEGAL;
    }
    log_set(cap_paddr(frame));
    return ERR_NONE;
}

static bool log_syscall(word_t cap, word_t info, sword_t number)
{
    struct context *context = &this_cpu()->current->context;
    switch (number) {
    case BENCHMARK_FLUSH_CACHES:
        flush_caches(cap, info);
        return true;
    case BENCHMARK_RESET_LOG:
        context->cap = reset_log();
        return true;
    case BENCHMARK_FINALIZE_LOG:
        finalize_log(context);
        return true;
    case BENCHMARK_SET_LOG_BUFFER:
        if (KERNEL_LOG) {
            context->cap = set_log_buffer(cap);
        }
        return KERNEL_LOG;
    case BENCHMARK_NULL_SYSCALL:
        return true;
    default:
        return false;
    }
}

/* ---- utilisation ---- */

/* The values of spec 07, section 5.1, into the caller's buffer. */
static void get_utilisation(word_t cptr)
{
    struct cap cap = lookup_cap(cptr);
    word_t *buffer = tcb_buffer(this_cpu()->current, true);
    if (cap_type(cap) != CAP_TCB || buffer == NULL) {
        return;
    }
    struct utilisation of = utilisation_of(cap_ptr(cap));
    struct utilisation idle = utilisation_of(this_cpu()->idle);
    struct utilisation total = utilisation_total();
    const uint64_t values[] = {
        of.cycles,
        of.schedules,
        of.kernel_cycles,
        of.kernel_entries,
        idle.cycles,
        idle.cycles,
        idle.schedules,
        idle.kernel_cycles,
        idle.kernel_entries,
        total.cycles,
        total.schedules,
        total.kernel_cycles,
        total.kernel_entries,
    };
    memcpy(&buffer[BUFFER_MESSAGE], values, sizeof(values));
}

static void reset_utilisation(word_t cptr)
{
    struct cap cap = lookup_cap(cptr);
    if (cap_type(cap) == CAP_TCB) {
        utilisation_clear(cap_ptr(cap));
    }
}

static void print_utilisation(const struct utilisation *use)
{
    kprintf("\"Utilisation\": %lu, \"Schedules\": %lu, \"KernelUtilisation\": %lu, "
            "\"KernelEntries\": %lu",
            (unsigned long)use->cycles, (unsigned long)use->schedules,
            (unsigned long)use->kernel_cycles, (unsigned long)use->kernel_entries);
}

static void dump_all(void)
{
    struct utilisation total = utilisation_total();
    const char *separator = "";
    kprintf("{\n  \"Total\": { ");
    print_utilisation(&total);
    kprintf(" },\n  \"Threads\": [");
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        struct utilisation use = utilisation_of(tcb);
        kprintf("%s\n    { \"Name\": \"%s\", ", separator, tcb_name(tcb));
        print_utilisation(&use);
        kprintf(" }");
        separator = ",";
    }
    kprintf("\n  ]\n}\n");
}

static void reset_all(void)
{
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        utilisation_clear(tcb);
    }
}

static bool utilisation_syscall(word_t cap, sword_t number)
{
    if (number == BENCHMARK_GET_THREAD_UTILISATION) {
        get_utilisation(cap);
    } else if (number == BENCHMARK_RESET_THREAD_UTILISATION) {
        reset_utilisation(cap);
    } else if (DEBUG_BUILD && number == BENCHMARK_DUMP_ALL_THREADS_UTILISATION) {
        dump_all();
    } else if (DEBUG_BUILD && number == BENCHMARK_RESET_ALL_THREADS_UTILISATION) {
        reset_all();
    } else {
        return false;
    }
    return true;
}

bool benchmark_syscall(word_t cap, word_t info, sword_t number)
{
    return (ENABLE_BENCHMARKS && log_syscall(cap, info, number)) ||
           (TRACK_UTILISATION && utilisation_syscall(cap, number));
}
