/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The benchmark system calls (spec 07, section 5) of kernels with CONFIG_ENABLE_BENCHMARKS. Kernels
 * with a log buffer or with utilisation tracking are refused by the fel4 command.
 */
#include "entry/benchmark.h"

#include "entry/entry.h"

enum benchmark_call {
    BENCHMARK_FLUSH_CACHES = -18,
    BENCHMARK_RESET_LOG = -19,
    BENCHMARK_FINALIZE_LOG = -20,
    BENCHMARK_SET_LOG_BUFFER = -21,
    BENCHMARK_NULL_SYSCALL = -22,
};

bool benchmark_syscall(word_t cap, word_t info, sword_t number)
{
    (void)cap, (void)info;
    struct context *context = &this_cpu()->current->context;
    if (!ENABLE_BENCHMARKS) {
        return false;
    }
    switch (number) {
    case BENCHMARK_FLUSH_CACHES:
        arch_flush_caches();
        return true;
    case BENCHMARK_RESET_LOG:
        context->cap = ERR_NONE;
        return true;
    case BENCHMARK_FINALIZE_LOG:
    case BENCHMARK_NULL_SYSCALL:
        return true;
    case BENCHMARK_SET_LOG_BUFFER:
        context->cap = ERR_ILLEGAL;
        return true;
    default:
        return false;
    }
}
