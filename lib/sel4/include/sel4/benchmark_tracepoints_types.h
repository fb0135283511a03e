/* SPDX-License-Identifier: BSD-2-Clause */
/* A record of the log of tracepoints (spec 07, section 5.2). */
#pragma once

#include <sel4/simple_types.h>

typedef struct benchmark_tracepoint_log_entry {
    seL4_Word id;
    seL4_Word duration;
} benchmark_tracepoint_log_entry_t;
