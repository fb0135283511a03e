/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel_check: endpoints, notifications, replies, interrupts; threads, and who of them runs. */
#include "arch/host/check_parts.h"
#include "thread/domain.h"

/* ---- what threads wait for ---- */

static void check_queue(struct tcb_queue queue, const void *object, enum thread_state state)
{
    struct tcb *prev = NULL;
    for (struct tcb *tcb = queue.head; tcb != NULL; tcb = tcb->link.next) {
        REQUIRE(tcb->link.prev == prev, "queue of %p: links of %p differ", object, (void *)tcb);
        REQUIRE(check_is_live(tcb), "queue of %p: there is no thread at %p", object, (void *)tcb);
        REQUIRE(tcb->state == state && tcb->ipc.object == object && !tcb->queued,
                "queue of %p: thread %p does not wait there", object, (void *)tcb);
        prev = tcb;
    }
    REQUIRE(queue.tail == prev, "queue of %p: wrong tail", object);
}

static void check_endpoint(const struct endpoint *ep)
{
    struct tcb_queue queue = {endpoint_head(ep), ep->tail};
    REQUIRE((queue.head == NULL) == (endpoint_state(ep) == ENDPOINT_IDLE),
            "endpoint %p: state and queue differ", (const void *)ep);
    check_queue(queue, ep,
                endpoint_state(ep) == ENDPOINT_SENDING ? THREAD_SENDING : THREAD_RECEIVING);
}

static void check_notification(const struct notification *ntfn)
{
    struct tcb_queue queue = {notification_head(ntfn), ntfn->tail};
    REQUIRE((queue.head == NULL) == (notification_state(ntfn) != NOTIFICATION_WAITING),
            "notification %p: state and queue differ", (const void *)ntfn);
    REQUIRE(ntfn->bound == NULL || check_is_live(ntfn->bound),
            "notification %p: bound to no thread", (const void *)ntfn);
    REQUIRE(ntfn->bound == NULL || ntfn->bound->bound == ntfn,
            "notification %p: its bound thread is not bound to it", (const void *)ntfn);
    check_queue(queue, ntfn, THREAD_WAITING);
}

/* ---- interrupts ---- */

static void check_interrupts(void)
{
    bool has_handler[ARCH_IRQ_COUNT] = {false};
    for (unsigned i = 0; i < check_slot_count; i++) {
        if (cap_type(check_slots[i]->cap) == CAP_IRQ_HANDLER) {
            has_handler[cap_irq(check_slots[i]->cap)] = true;
        }
    }
    for (unsigned irq = 0; irq < ARCH_IRQ_COUNT; irq++) {
        REQUIRE(host.irq_enabled[irq] == has_handler[irq], "interrupt %u is %s a handler", irq,
                has_handler[irq] ? "off although it has" : "on without");
    }
}

/* ---- objects ---- */

void check_objects(void)
{
    for (unsigned i = 0; i < check_slot_count; i++) {
        struct cap cap = check_slots[i]->cap;
        if (cap_type(cap) == CAP_ENDPOINT) {
            check_endpoint(cap_ptr(cap));
        } else if (cap_type(cap) == CAP_NOTIFICATION) {
            check_notification(cap_ptr(cap));
        } else if (cap_type(cap) == CAP_REPLY) {
            REQUIRE(check_is_live(cap_ptr(cap)), "slot %p: reply capability to no thread",
                    (void *)check_slots[i]);
            REQUIRE(((struct tcb *)cap_ptr(cap))->reply_slot == check_slots[i],
                    "slot %p: reply capability that its thread does not know",
                    (void *)check_slots[i]);
        }
    }
    check_interrupts();
}

/* ---- threads ---- */

static bool waits_in(struct tcb_queue queue, const struct tcb *wanted)
{
    for (struct tcb *tcb = queue.head; tcb != NULL; tcb = tcb->link.next) {
        if (tcb == wanted) {
            return true;
        }
    }
    return false;
}

static bool is_waiting_where_it_says(const struct tcb *tcb)
{
    if (tcb->state == THREAD_WAITING) {
        const struct notification *ntfn = tcb->ipc.object;
        return waits_in((struct tcb_queue){notification_head(ntfn), ntfn->tail}, tcb);
    }
    const struct endpoint *ep = tcb->ipc.object;
    return waits_in((struct tcb_queue){endpoint_head(ep), ep->tail}, tcb);
}

static void check_thread(const struct tcb *tcb)
{
    const void *p = tcb;
    const struct cpu *cpu = this_cpu();
    bool blocked = tcb->state == THREAD_RECEIVING || tcb->state == THREAD_SENDING ||
                   tcb->state == THREAD_WAITING;
    REQUIRE(tcb == cpu->idle || check_is_live(tcb), "thread %p: no capability names it", p);
    REQUIRE(!blocked || check_is_live(tcb->ipc.object), "thread %p waits for nothing", p);
    REQUIRE(!blocked || is_waiting_where_it_says(tcb), "thread %p waits in no queue", p);
    REQUIRE(tcb->queued == (tcb_is_ready(tcb) && tcb != cpu->current),
            "thread %p: state %s, but %s", p, tcb_state_name(tcb),
            tcb->queued ? "in a ready queue" : "in no ready queue");
    REQUIRE(tcb->bound == NULL || check_is_live(tcb->bound), "thread %p: bound to nothing", p);
    REQUIRE(tcb->bound == NULL || tcb->bound->bound == tcb,
            "thread %p: its notification is not bound to it", p);
    REQUIRE(tcb->reply_slot == NULL || tcb->state == THREAD_AWAITING_REPLY,
            "thread %p has a reply capability but awaits no reply", p);
    REQUIRE(tcb->reply_slot == NULL || (cap_type(tcb->reply_slot->cap) == CAP_REPLY &&
                                        cap_ptr(tcb->reply_slot->cap) == tcb),
            "thread %p: its reply capability is not where it thinks", p);
    REQUIRE(tcb->fault.kind == FAULT_NONE || tcb->state == THREAD_SENDING ||
                tcb->state == THREAD_AWAITING_REPLY,
            "thread %p runs with an unanswered fault", p);
    REQUIRE(tcb->space_epoch != vm_epoch || tcb->space == vm_space(tcb->slots[TCB_VSPACE].cap),
            "thread %p remembers another address space than it has", p);
}

/* Whether a slot of a thread may hold a capability of that type. */
static bool fits(enum tcb_slot which, enum cap_type type)
{
    static const enum cap_type types[TCB_SLOT_COUNT] = {[TCB_CSPACE] = CAP_CNODE,
                                                        [TCB_VSPACE] = CAP_VSPACE,
                                                        [TCB_BUFFER] = CAP_FRAME,
                                                        [TCB_CALLER] = CAP_REPLY};
    return type == CAP_NULL || type == types[which];
}

static void check_members(const struct tcb *tcb)
{
    const void *p = tcb;
    for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
        REQUIRE(fits(i, cap_type(tcb->slots[i].cap)), "thread %p: slot %u has a wrong kind", p, i);
    }
    REQUIRE(cap_is_null(tcb->slots[TCB_BUFFER].cap) ||
                !cap_frame_device(tcb->slots[TCB_BUFFER].cap),
            "thread %p: its buffer is device memory", p);
    REQUIRE(tcb->domain < NUM_DOMAINS, "thread %p: domain %u", p, tcb->domain);
    REQUIRE(tcb == this_cpu()->idle || (tcb->time_left >= 1 && tcb->time_left <= TIME_SLICE),
            "thread %p: %lu ticks left", p, tcb->time_left);
    REQUIRE(tcb->state <= THREAD_IDLE && (tcb->state == THREAD_IDLE) == (tcb == this_cpu()->idle),
            "thread %p: state %u", p, tcb->state);
}

void check_threads(void)
{
    bool current_found = false;
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        check_thread(tcb);
        check_members(tcb);
        current_found |= tcb == this_cpu()->current;
    }
    REQUIRE(current_found, "the current thread is gone");
}

/* ---- the scheduler ---- */

static void check_ready_queue(unsigned domain, unsigned priority)
{
    const struct ready_queues *ready = &this_cpu()->ready[domain];
    struct tcb *prev = NULL;
    for (struct tcb *tcb = ready->queue[priority].head; tcb != NULL; tcb = tcb->link.next) {
        REQUIRE(tcb->queued && tcb_is_ready(tcb) && tcb->priority == priority &&
                    tcb->domain == domain && tcb->link.prev == prev,
                "thread %p is not ready at %u.%u", (void *)tcb, domain, priority);
        prev = tcb;
    }
    REQUIRE(ready->queue[priority].tail == prev, "ready queue %u.%u: wrong tail", domain, priority);
    bool bit = (ready->present[priority / WORD_BITS] & BIT(priority % WORD_BITS)) != 0;
    REQUIRE(bit == (prev != NULL), "ready queue %u.%u: wrong bit", domain, priority);
}

void check_scheduler(void)
{
    const struct cpu *cpu = this_cpu();
    for (unsigned domain = 0; domain < NUM_DOMAINS; domain++) {
        for (unsigned priority = 0; priority < NUM_PRIORITIES; priority++) {
            check_ready_queue(domain, priority);
        }
        for (unsigned i = 0; i < PRIORITY_WORDS; i++) {
            bool bit = (cpu->ready[domain].words & BIT(i)) != 0;
            REQUIRE(bit == (cpu->ready[domain].present[i] != 0), "summary of domain %u", domain);
        }
    }
    REQUIRE(cpu->next == NULL && !cpu->choose, "a scheduling decision was left open");
    REQUIRE(host.current == &cpu->current->context, "the machine runs another thread");
    REQUIRE(cpu->domain == domain_current(), "the processor is in another domain");
    if (cpu->current == cpu->idle) {
        REQUIRE(sched_highest_ready() < 0, "idle although a thread is ready");
    } else {
        REQUIRE(cpu->current->state == THREAD_READY, "the current thread is not ready");
        REQUIRE(cpu->current->domain == cpu->domain, "the current thread is of another domain");
        REQUIRE(cpu->current->priority >= sched_highest_ready(), "a better thread is ready");
    }
}
