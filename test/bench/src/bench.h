/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The benchmark: instructions that the kernel spends on each operation. A row is printed as
 * `row ID COUNT` (`row ID COUNT+COUNT…` for several visits of the kernel); test/bench/run makes a
 * table of it, with names and the reference from reference.txt.
 *
 *   measure.c    timing an operation, the partner threads
 *   ipc.c        Call and ReplyRecv        signal.c  Signal, Send, Yield, what fails early
 *   cnode.c      CNode methods             object.c  Retype and Delete
 *   page.c       pages                     tcb.c     threads and faults
 *   interrupt.c  interrupts and the tick   worst.c   how long an interrupt can wait
 *   machine.c    the timer that interrupts us; x86_64.S, aarch64.S the timed code
 */
#pragma once

#include "machine.h"
#include "shot.h"

#include <fel4/fel4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 12, ROOT = seL4_CapInitThreadCNode, DEPTH = seL4_WordBits, MY_PRIORITY = 100 };
enum { OP_WORDS = 40, OP_CAPS = 3 };

/* What all rows use: two endpoints, a notification, untyped memory in which something always exists
 * (so that no Retype clears it), an empty slot, and empty slots in a row. */
extern seL4_CPtr endpoint, other_endpoint, notification, memory, scratch, slots;

/* A system call to measure. By default it is a Call. */
struct op {
    seL4_Word number, cap, label, length, word[OP_WORDS];
    unsigned caps;
    seL4_CPtr extra[OP_CAPS];
    void (*before)(void); /* brings about what the call needs, each time */
    unsigned partner;     /* instructions that other threads spend in between */
};

_Noreturn void fail(const char *what);
void must(seL4_Error error, const char *what);

/* The registers of the call; the IPC buffer is filled. */
struct shot shot_of(const struct op *op);
/* The call once: instructions of the kernel and of partners. */
unsigned fire(const struct op *op);
/* The least of TIMES, without those of partners. */
unsigned measure(const struct op *op);
/* What a shot counts that is not the kernel's. */
unsigned overhead(void);
void print_row(unsigned id, unsigned count);
void row(unsigned id, const struct op *op);

/* ---- partners ---- */

struct partner {
    seL4_CPtr tcb, vspace;
    seL4_IPCBuffer *buffer;
};

/* `elsewhere`: in an address space of its own, which has the page of the timed code, the shared
 * page and an IPC buffer, and nothing else. */
struct partner make_partner(void *code, seL4_Word a, seL4_Word b, seL4_Word priority,
                            seL4_CPtr fault_endpoint, bool elsewhere);
void end_partner(struct partner p);
/* Threads of lower priority run until they block. */
void lower_runs(void);
void clear_scratch(void);
/* A page that every address space has at the same place. */
volatile seL4_Word *shared_page(void);

void ipc_rows(void);
void signal_rows(void);
void send_rows(void);
void cnode_rows(void);
void object_rows(void);
void page_rows(void);
void tcb_rows(void);
void fault_rows(void);
void interrupt_rows(void);
void worst_rows(void);
