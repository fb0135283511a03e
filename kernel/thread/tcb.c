/* SPDX-License-Identifier: BSD-2-Clause */
/* See tcb.h. */
#include "thread/tcb.h"

#include "lib/mem.h"
#include "lib/panic.h"

void tcb_init(struct tcb *tcb, unsigned domain)
{
    kassert(ALIGNED((word_t)tcb, ARCH_TCB_BITS) && domain < NUM_DOMAINS);
    context_init(&tcb->context);
    tcb->state = THREAD_STOPPED;
    tcb->domain = (uint8_t)domain;
    tcb->time_left = TIME_SLICE;
}

void queue_append(struct tcb_queue *queue, struct tcb *tcb)
{
    kassert((queue->head == NULL) == (queue->tail == NULL));
    kassert(queue->tail == NULL || queue->tail->link.next == NULL);
    tcb->link = (struct tcb_link){.prev = queue->tail, .next = NULL};
    if (queue->tail != NULL) {
        queue->tail->link.next = tcb;
    } else {
        queue->head = tcb;
    }
    queue->tail = tcb;
}

void queue_prepend(struct tcb_queue *queue, struct tcb *tcb)
{
    kassert((queue->head == NULL) == (queue->tail == NULL));
    kassert(queue->head == NULL || queue->head->link.prev == NULL);
    tcb->link = (struct tcb_link){.prev = NULL, .next = queue->head};
    if (queue->head != NULL) {
        queue->head->link.prev = tcb;
    } else {
        queue->tail = tcb;
    }
    queue->head = tcb;
}

void queue_remove(struct tcb_queue *queue, struct tcb *tcb)
{
    kassert(tcb->link.prev != NULL ? tcb->link.prev->link.next == tcb : queue->head == tcb);
    kassert(tcb->link.next != NULL ? tcb->link.next->link.prev == tcb : queue->tail == tcb);
    if (tcb->link.prev != NULL) {
        tcb->link.prev->link.next = tcb->link.next;
    } else {
        queue->head = tcb->link.next;
    }
    if (tcb->link.next != NULL) {
        tcb->link.next->link.prev = tcb->link.prev;
    } else {
        queue->tail = tcb->link.prev;
    }
    tcb->link = (struct tcb_link){NULL, NULL};
}

word_t *tcb_buffer(const struct tcb *tcb, bool for_writing)
{
    struct cap frame = tcb->slots[TCB_BUFFER].cap;
    if (tcb->buffer_va == 0 || cap_type(frame) != CAP_FRAME || cap_frame_device(frame)) {
        return NULL;
    }
    word_t rights = cap_frame_rights(frame);
    if (rights != VM_READ_WRITE && (for_writing || rights != VM_READ_ONLY)) {
        return NULL;
    }
    kassert(ALIGNED(tcb->buffer_va, IPC_BUFFER_BITS));
    word_t offset = tcb->buffer_va & MASK(arch_frame_sizes[cap_frame_size(frame)].bits);
    return arch_ptr(cap_paddr(frame) + offset);
}

/* ---- names and the list of all threads ---- */

static struct tcb *newest;

static void name_append(struct tcb *tcb, size_t *at, const char *text)
{
    for (; *text != '\0' && *at < TCB_NAME_SIZE - 1; text++) {
        tcb->name[(*at)++] = *text;
    }
    kassert(*at < TCB_NAME_SIZE);
    tcb->name[*at] = '\0';
}

void tcb_debug_add(struct tcb *tcb, const char *creator)
{
    if (!DEBUG_BUILD) {
        return;
    }
    size_t at = 0;
    if (creator != NULL) {
        name_append(tcb, &at, "child of: '");
        name_append(tcb, &at, creator);
        name_append(tcb, &at, "'");
    }
    tcb->debug_prev = NULL;
    tcb->debug_next = newest;
    if (newest != NULL) {
        newest->debug_prev = tcb;
    }
    newest = tcb;
}

void tcb_debug_remove(struct tcb *tcb)
{
    if (!DEBUG_BUILD) {
        return;
    }
    if (tcb->debug_prev != NULL) {
        tcb->debug_prev->debug_next = tcb->debug_next;
    } else if (newest == tcb) {
        newest = tcb->debug_next;
    }
    if (tcb->debug_next != NULL) {
        tcb->debug_next->debug_prev = tcb->debug_prev;
    }
    tcb->debug_prev = tcb->debug_next = NULL;
}

void tcb_set_name(struct tcb *tcb, const char *name)
{
    size_t at = 0;
    name_append(tcb, &at, name);
}

const char *tcb_name(const struct tcb *tcb)
{
    return tcb->name;
}

const char *tcb_state_name(const struct tcb *tcb)
{
    static const char *const names[] = {
        [THREAD_STOPPED] = "inactive",        [THREAD_READY] = "running",
        [THREAD_READY_RETRY] = "restart",     [THREAD_RECEIVING] = "blocked on recv",
        [THREAD_SENDING] = "blocked on send", [THREAD_AWAITING_REPLY] = "blocked on reply",
        [THREAD_WAITING] = "blocked on ntfn", [THREAD_IDLE] = "idle",
    };
    return names[tcb->state];
}

struct tcb *tcb_debug_first(void)
{
    return newest;
}

struct tcb *tcb_debug_next(const struct tcb *tcb)
{
    return tcb->debug_next;
}
