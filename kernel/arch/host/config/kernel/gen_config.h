/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration of the kernel that runs on the host: everything that can be checked is on. It
 * speaks the ABI of x86_64, whose labels and object types it uses. HOST_SLOW_PATH leaves out the
 * fast path, so that every test runs both ways.
 */
#pragma once

#define CONFIG_ARCH_X86_64 1
#define CONFIG_HUGE_PAGE   1
#define CONFIG_WORD_SIZE   64
#define CONFIG_DEBUG_BUILD 1
#define CONFIG_PRINTING    1
#if !defined(HOST_SLOW_PATH)
#define CONFIG_FASTPATH 1
#endif
#define CONFIG_FEL4_ROOT_TASK_WX                 1
#define CONFIG_IRQ_REPORTING                     1
#define CONFIG_HAVE_FPU                          1
#define CONFIG_SET_TLS_BASE_SELF                 1
#define CONFIG_NUM_DOMAINS                       4
#define CONFIG_NUM_DOMAIN_SCHEDULES              8
#define CONFIG_NUM_PRIORITIES                    256
#define CONFIG_TIME_SLICE                        5
#define CONFIG_TIMER_TICK_MS                     2
#define CONFIG_MAX_NUM_WORK_UNITS_PER_PREEMPTION 100
#define CONFIG_RESET_CHUNK_BITS                  8
#define CONFIG_RETYPE_FAN_OUT_LIMIT              256
#define CONFIG_ROOT_CNODE_SIZE_BITS              12
#define CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS     230
#define CONFIG_USER_STACK_TRACE_LENGTH           16
#define CONFIG_KERNEL_STACK_BITS                 12
#define CONFIG_MAX_NUM_NODES                     1
#define CONFIG_MAX_NUM_TRACE_POINTS              0
#define CONFIG_ENABLE_BENCHMARKS                 1
#define CONFIG_BENCHMARK_TRACK_UTILISATION       1
#define CONFIG_BENCHMARK_TRACK_KERNEL_ENTRIES    1
#define CONFIG_KERNEL_LOG_BUFFER                 1
