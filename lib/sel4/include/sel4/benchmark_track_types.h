/* SPDX-License-Identifier: BSD-2-Clause */
/* A record of the log of kernel entries (spec 07, section 5.2). */
#pragma once

#include <sel4/simple_types.h>

typedef enum {
    Entry_Unknown,
    Entry_Interrupt,
    Entry_UnknownSyscall,
    Entry_UserLevelFault,
    Entry_DebugFault,
    Entry_VMFault,
    Entry_Syscall,
    Entry_VCPUFault,
} entry_type_t;

/* 32 bits: why the kernel was entered, and what that needs to be said more exactly. */
typedef union kernel_entry {
    seL4_Uint32 path : 3; /* an entry_type_t */
    struct {
        seL4_Uint32 : 3;
        seL4_Uint32 core : 3;
        seL4_Uint32 word : 26;
    };
    struct {
        seL4_Uint32 : 3;
        seL4_Uint32 syscall_no : 4; /* without its sign */
        seL4_Uint32 cap_type : 5;
        seL4_Uint32 is_fastpath : 1;
        seL4_Uint32 invocation_tag : 19;
    };
} kernel_entry_t;

typedef struct benchmark_tracked_entry {
    seL4_Uint64 start_time;
    seL4_Uint32 duration;
    kernel_entry_t entry;
} benchmark_track_kernel_entry_t;
