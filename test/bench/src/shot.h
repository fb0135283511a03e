/* SPDX-License-Identifier: BSD-2-Clause */
/* One timed system call: its registers, in the order that the assembly files expect. */
#pragma once

#if defined(__LP64__) || defined(__x86_64__) || defined(__aarch64__)
#define SHOT_WORD 8
#else
#define SHOT_WORD 4
#endif

#define SHOT_CAP    0
#define SHOT_INFO   (1 * SHOT_WORD)
#define SHOT_MR     (2 * SHOT_WORD)
#define SHOT_NUMBER (6 * SHOT_WORD)

/* bench_spin: instructions between two readings of the counter; more than the gap is a visit. */
#define SPIN_STEP 6
#define SPIN_GAP  60

#ifndef __ASSEMBLER__

#include <sel4/sel4.h>

struct shot {
    seL4_Word cap, info, mr[4], number;
};

/* Instructions from just before the system call to just behind it, with a few of its own; those
 * are what bench_nothing counts. */
unsigned bench_shot(struct shot *shot);
unsigned bench_nothing(struct shot *shot);
/* The counter before the last bench_shot, and when bench_stamper was woken. */
/* The same between two other system calls, without C code in between, which might use the FPU. */
unsigned bench_shot_between(struct shot *shot, struct shot *before, struct shot *after);
extern volatile unsigned bench_began, bench_woken;

/* What partner threads run; the numbers are their own instructions in each round. All of it is in
 * one page. */
void bench_server(seL4_Word endpoint, seL4_Word info);
void bench_fpu_server(seL4_Word endpoint, seL4_Word info);
void bench_receiver(seL4_Word cap);
void bench_stamper(seL4_Word cap);
void bench_yielder(void);
void bench_vm_faulter(void);
void bench_exception_faulter(void);
void bench_syscall_faulter(void);
enum { SERVER_ROUND = 5, RECEIVER_ROUND = 4, YIELDER_ROUND = 2, FAULTER_ROUND = 1 };

/* The same as bench_shot, with an FPU register used behind the system call. */
unsigned bench_fpu_shot(struct shot *shot);

/* Reads the counter for ever, into page[0]. Visits of the kernel show as gaps, whose instructions
 * are kept in page[2 + n], with n in page[1]. Ends after `visits`. */
void bench_spin(volatile seL4_Word *page, seL4_Word visits);

#endif
