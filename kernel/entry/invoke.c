/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invocations (spec 02, section 2): looks up what the message names, hands it to the class of the
 * invoked capability, and applies the outcome. Nowhere else does an outcome become a reply, a
 * restart or a fault.
 *
 * While a method runs, its caller is in state THREAD_READY_RETRY. If it still is afterwards, it is
 * done and gets its reply; if the work was preempted, that state makes it start again; if the
 * method stopped the caller, nothing more happens to it.
 */
#include "entry/entry.h"
#include "lib/print.h"
#include "lib/panic.h"

void raise_cap_fault(word_t cptr, bool receiving, struct lookup_failure failure)
{
    struct tcb *tcb = this_cpu()->current;
    kassert(tcb->fault.kind == FAULT_NONE && failure.type != LOOKUP_OK);
    tcb->fault =
        (struct fault){.kind = FAULT_CAP, .flag = receiving, .word = {cptr}, .lookup = failure};
    fault_deliver(tcb);
}

/* ---- the request ---- */

/* Finds the extra capabilities; false, with the fault raised where there is one, if one of them
 * cannot be found. */
static bool find_caps(struct invocation *inv, const word_t *buffer, word_t info)
{
    word_t count = buffer != NULL ? info_extra_caps(info) : 0;
    for (unsigned i = 0; i < count; i++) {
        word_t cptr = buffer[BUFFER_CAPS + i];
        struct lookup found = tcb_lookup(inv->caller, cptr);
        if (found.slot == NULL) {
            if (inv->blocking) {
                raise_cap_fault(cptr, false, found.failure);
            }
            return false;
        }
        inv->caps[i] = found.slot;
    }
    inv->cap_count = (unsigned)count;
    return true;
}

static word_t usable_length(const word_t *buffer, word_t info)
{
    word_t length = info_length(info);
    return buffer == NULL ? word_min(length, ARCH_MR_COUNT) : length;
}

/* ---- the outcome ---- */

/* The reason of an error, as text behind its message words (a debugging aid for libsel4). */
static word_t append_reason(word_t *buffer, word_t length, const char *why)
{
    enum { FIRST = 6, WORDS_MAX = 50 };
    if (!REPORT_ERROR_IPC || buffer == NULL || why == NULL) {
        return length;
    }
    char *text = (char *)&buffer[BUFFER_MESSAGE + FIRST];
    size_t size = 0;
    while (why[size] != '\0' && size < WORDS_MAX * sizeof(word_t) - 1) {
        text[size] = why[size];
        size++;
    }
    text[size] = '\0';
    return FIRST + size / sizeof(word_t) + 1;
}

static void reply(struct invocation *inv, enum err err)
{
    struct tcb *tcb = inv->caller;
    word_t *buffer = NULL;
    if (inv->result_words > ARCH_MR_COUNT || REPORT_ERROR_IPC) {
        buffer = tcb_buffer(tcb, true);
    }
    word_t length = word_min(inv->result_words, buffer != NULL ? INV_RESULT_MAX : ARCH_MR_COUNT);
    for (word_t i = 0; i < length && i < ARCH_MR_COUNT; i++) {
        tcb->context.mr[i] = inv->result[i];
    }
    for (word_t i = ARCH_MR_COUNT; i < length; i++) {
        buffer[BUFFER_MESSAGE + i] = inv->result[i];
    }
    if (err != ERR_NONE) {
        length = append_reason(buffer, length, inv->why);
    }
    tcb->context.cap = 0;
    tcb->context.info = info_new(err, 0, 0, length);
}

static void report(const struct invocation *inv, enum err err)
{
    if (PRINTING && DEBUG_BUILD) {
        const char *name = COLOUR_PRINTING ? "\033[32m" : "";
        const char *grey = COLOUR_PRINTING ? "\033[0m\033[30;1m" : "";
        const char *off = COLOUR_PRINTING ? "\033[0m" : "";
        kprintf("%s<<%sseL4(CPU 0)%s [%s, error %u, T%p \"%s\" @%lx]: %s.>>%s\n", grey, name, grey,
                cap_class(inv->cap)->name, (unsigned)err, (void *)inv->caller,
                tcb_name(inv->caller), inv->caller->context.restart_pc,
                inv->why != NULL ? inv->why : "refused", off);
    }
}

static void apply(struct invocation *inv, enum err err)
{
    struct tcb *caller = inv->caller;
    kassert(err == ERR_NONE || err == ERR_PREEMPTED || inv->result_words <= INV_RESULT_MAX);
    if (err == ERR_PREEMPTED) {
        return;
    }
    if (err != ERR_NONE) {
        report(inv, err);
    }
    if (caller->state == THREAD_READY_RETRY) {
        if (inv->call && !inv->handled) {
            reply(inv, err);
        }
        caller->state = THREAD_READY;
    }
}

void invoke(word_t cptr, word_t info, enum send_mode mode)
{
    struct tcb *caller = this_cpu()->current;
    kassert(caller->state == THREAD_READY && caller->fault.kind == FAULT_NONE);
    struct invocation inv;
    inv.caller = caller;
    inv.call = mode == SEND_CALL;
    inv.blocking = mode != SEND_NONBLOCKING;
    inv.handled = false;
    inv.result_words = 0;
    inv.why = NULL;
    struct lookup found = tcb_lookup(caller, cptr);
    if (found.slot == NULL) {
        if (inv.blocking) {
            raise_cap_fault(cptr, false, found.failure);
        }
        return;
    }
    const word_t *buffer = tcb_buffer(caller, false);
    if (!find_caps(&inv, buffer, info)) {
        return;
    }
    inv.label = info_label(info);
    inv.length = usable_length(buffer, info);
    inv.mr = caller->context.mr;
    inv.buffer = buffer != NULL ? &buffer[BUFFER_MESSAGE] : NULL;
    inv.slot = found.slot;
    inv.cap = found.slot->cap;
    caller->state = THREAD_READY_RETRY;
    const struct cap_class *class = cap_class(inv.cap);
    enum err err = class->invoke != NULL
                       ? class->invoke(&inv)
                       : fail_capability(&inv, 0, "no capability that can be invoked");
    apply(&inv, err);
}
