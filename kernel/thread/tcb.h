/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread: its registers, the capabilities it lives by, how it is scheduled, and what it waits
 * for. A thread is in at most one queue at a time: the ready queue of its priority, or the queue of
 * the endpoint or notification it is blocked on; `link` serves both. The running thread is in none.
 *
 * Retype makes a TCB of cleared memory by tcb_init; deleting its last capability ends it by
 * object/delete.c. Spec 04, section 1.
 */
#pragma once

#include "arch/arch.h"
#include "cap/cspace.h"

enum thread_state {
    THREAD_STOPPED,
    THREAD_READY,
    THREAD_READY_RETRY, /* ready, but goes on at its restart address */
    THREAD_RECEIVING,
    THREAD_SENDING,
    THREAD_AWAITING_REPLY,
    THREAD_WAITING, /* on a notification */
    THREAD_IDLE,
};

/* Capabilities a thread holds. The first is the one that 01 section 8.6 calls the first slot. */
enum tcb_slot { TCB_CSPACE, TCB_VSPACE, TCB_BUFFER, TCB_CALLER, TCB_SLOT_COUNT };

enum { TCB_FLAG_FPU_DISABLED = 1 };

/* The fault kinds; the numbers are message labels (spec 05, section 1). */
enum fault_kind {
    FAULT_NONE = 0,
    FAULT_CAP = 1,
    FAULT_UNKNOWN_SYSCALL = 2,
    FAULT_USER_EXCEPTION = 3,
    FAULT_DEBUG = 4,
    FAULT_VM = 5,
};

/* A fault not yet answered. What the words are: ipc/fault.c. */
struct fault {
    uint8_t kind;
    bool flag; /* cap fault: receive phase; VM fault: instruction fetch */
    word_t word[3];
    struct lookup_failure lookup;
};

struct tcb;

struct tcb_link {
    struct tcb *prev, *next;
};

struct tcb_queue {
    struct tcb *head, *tail;
};

/* How a blocked sender or receiver used its endpoint, as of the system call. */
struct ipc_block {
    void *object; /* struct endpoint or struct notification */
    word_t badge;
    bool can_grant, can_grant_reply, is_call;
};

/* What a thread, or all of them, had of the processor; kept by thread/utilisation.c. */
struct utilisation {
    uint64_t cycles, schedules;
    uint64_t kernel_cycles, kernel_entries;
};

struct tcb {
    struct slot slots[TCB_SLOT_COUNT];
    struct context context;

    uint8_t state;
    bool queued; /* in a ready queue */
    uint8_t domain;
    uint8_t priority, mcp;
    word_t flags;
    word_t time_left; /* ticks of the present slice */
    struct tcb_link link;

    struct ipc_block ipc;
    struct slot *reply_slot; /* where the reply capability naming this thread is */
    struct notification *bound;
    word_t fault_cptr;
    struct fault fault;
    word_t buffer_va; /* of the IPC buffer; 0: none */
    /* The address space as arch_vspace_activate takes it, if the epoch is still vm_epoch. */
    word_t space;
    uint64_t space_epoch;

    struct utilisation use[TRACK_UTILISATION]; /* none where it is not tracked */
    struct tcb *debug_prev, *debug_next;       /* all threads, newest first; debug builds */
    char name[];                               /* up to the end of the object */
};

enum { TCB_NAME_SIZE = BIT(ARCH_TCB_BITS) - sizeof(struct tcb) };
_Static_assert(sizeof(struct tcb) + 64 <= BIT(ARCH_TCB_BITS), "a TCB and its name fit the object");

static inline bool tcb_is_ready(const struct tcb *tcb)
{
    return tcb->state == THREAD_READY || tcb->state == THREAD_READY_RETRY;
}

static inline struct tcb *tcb_of_context(struct context *context)
{
    return CONTAINER_OF(context, struct tcb, context);
}

/* Makes zeroed memory a stopped thread in `domain`. */
void tcb_init(struct tcb *tcb, unsigned domain);

void queue_append(struct tcb_queue *queue, struct tcb *tcb);
void queue_prepend(struct tcb_queue *queue, struct tcb *tcb);
void queue_remove(struct tcb_queue *queue, struct tcb *tcb);

/* The message part of a thread's IPC buffer, word i at [i + 1] as in seL4_IPCBuffer, or NULL if it
 * has none that is good for reading / for writing (spec 03, section 2). */
word_t *tcb_buffer(const struct tcb *tcb, bool for_writing);

enum { IPC_BUFFER_BITS = sizeof(word_t) == 8 ? 10 : 9 };

/* Words of the IPC buffer by index. */
enum {
    BUFFER_MESSAGE = 1,
    BUFFER_CAPS = 122,
    BUFFER_RECEIVE_CNODE = 125,
    BUFFER_RECEIVE_INDEX = 126,
    BUFFER_RECEIVE_DEPTH = 127,
};
_Static_assert((BUFFER_RECEIVE_DEPTH + 1) * sizeof(word_t) == BIT(IPC_BUFFER_BITS),
               "its last word");

/* Resolves a CPtr in the thread's CSpace at full depth; left-over bits are ignored. */
static inline struct lookup tcb_lookup(const struct tcb *tcb, word_t cptr)
{
    return cspace_lookup(tcb->slots[TCB_CSPACE].cap, cptr, WORD_BITS);
}

/* ---- names and the list of all threads (debug builds; elsewhere they do nothing) ---- */

void tcb_debug_add(struct tcb *tcb, const char *creator);
void tcb_debug_remove(struct tcb *tcb);
void tcb_set_name(struct tcb *tcb, const char *name);
const char *tcb_name(const struct tcb *tcb);
const char *tcb_state_name(const struct tcb *tcb);
/* The newest thread, and the one created before `tcb`; NULL at the end. */
struct tcb *tcb_debug_first(void);
struct tcb *tcb_debug_next(const struct tcb *tcb);
