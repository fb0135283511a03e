/* SPDX-License-Identifier: BSD-2-Clause */
/* One timed system call: its registers, in the order that the assembly files expect. */
#pragma once

#define SHOT_CAP      0
#define SHOT_INFO     8
#define SHOT_MR       16
#define SHOT_NUMBER   48
#define SHOT_INFO_OUT 56

#ifndef __ASSEMBLER__

#include <sel4/sel4.h>

struct shot {
    seL4_Word cap, info, mr[4], number, info_out;
};

/* Instructions from just before the system call to just behind it, with a few of its own; those
 * are what bench_nothing counts. */
unsigned bench_shot(struct shot *shot);
unsigned bench_nothing(struct shot *shot);
extern volatile unsigned bench_began, bench_woken;

/* What partner threads run; the numbers are their own instructions in each round. */
void bench_server(seL4_Word endpoint, seL4_Word info);
void bench_receiver(seL4_Word cap);
void bench_stamper(seL4_Word cap);
void bench_yielder(void);
void bench_vm_faulter(void);
void bench_exception_faulter(void);
void bench_syscall_faulter(void);
enum { SERVER_ROUND = 5, RECEIVER_ROUND = 4, YIELDER_ROUND = 2, FAULTER_ROUND = 1 };

#endif
