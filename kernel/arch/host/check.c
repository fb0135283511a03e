/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel_check: the invariants between two kernel entries, each written down once.
 *
 *   slots      empty ones are all zero; neighbours in the derivation list name each other
 *   the list   preorder: what lies in an untyped comes behind it, below its watermark; all
 *              capabilities to an object stand together; no two objects share memory
 *   threads    queues and states agree; reply capabilities and waiting threads name each other
 *   scheduler  every ready thread but the current one is queued, and none is better than that one
 *   memory     a page-table entry of a live address space is there because of a capability
 *
 * It starts at the slots of all threads and of the initial CNode, which may have no other way to
 * it any more, and finds every other slot through lists and CNodes. Its own memory is as large as
 * the machine's, which only the host can afford.
 */
#include "arch/host/check.h"

#include "lib/panic.h"
#include "object/object.h"
#include "thread/domain.h"
#include "vm/asid.h"
#include "vm/walk.h"

enum { GRANULE_BITS = 4, GRANULES = HOST_RAM_SIZE >> GRANULE_BITS };
enum { SLOTS_MAX = 1 << 17, ENTRIES_MAX = 1 << 16, NESTING_MAX = 48 };

#define REQUIRE(cond, ...)                                                                         \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            panic(__VA_ARGS__);                                                                    \
        }                                                                                          \
    } while (0)

static struct slot *slots[SLOTS_MAX];
static unsigned slot_count, slots_followed;
static uint8_t slot_seen[HOST_RAM_SIZE >> SLOT_BITS];
/* Which run of capabilities owns each granule of RAM; runs are never numbered twice. */
static uint32_t owner[GRANULES];
static uint32_t run, first_run;
/* Page-table entries that some capability accounts for. */
static const word_t *entries[ENTRIES_MAX];
static unsigned entry_count;
static uint8_t entry_known[HOST_RAM_SIZE / sizeof(word_t)];

static bool in_ram(const void *p)
{
    return arch_is_ram(arch_paddr(p));
}

static word_t ram_index(const void *p, unsigned bits)
{
    return (arch_paddr(p) - HOST_RAM_START) >> bits;
}

/* ---- slots ---- */

static bool is_known(struct slot *slot)
{
    if (in_ram(slot)) {
        uint8_t *seen = &slot_seen[ram_index(slot, SLOT_BITS)];
        bool known = *seen;
        *seen = 1;
        return known;
    }
    for (unsigned i = 0; i < slot_count; i++) { /* the few hidden slots of interrupts */
        if (slots[i] == slot) {
            return true;
        }
    }
    return false;
}

static void meet(struct slot *slot)
{
    if (slot_is_empty(slot)) {
        REQUIRE(slot->prev == NULL && slot->next_and_flags == 0, "empty slot %p is linked",
                (void *)slot);
    } else if (!is_known(slot)) {
        REQUIRE(slot_count < SLOTS_MAX, "more slots than kernel_check can follow");
        slots[slot_count++] = slot;
    }
}

static void meet_all(struct slot *first, word_t count)
{
    for (word_t i = 0; i < count; i++) {
        meet(&first[i]);
    }
}

static void follow(struct slot *slot)
{
    struct slot *next = slot_next(slot);
    REQUIRE(next == NULL || next->prev == slot, "slot %p: next does not point back", (void *)slot);
    REQUIRE(slot->prev == NULL || slot_next(slot->prev) == slot,
            "slot %p: previous does not point here", (void *)slot);
    REQUIRE(next == NULL || !slot_is_empty(next), "slot %p: next is empty", (void *)slot);
    if (next != NULL) {
        meet(next);
    }
    if (slot->prev != NULL) {
        meet(slot->prev);
    }
    struct cap cap = slot->cap;
    if (cap_type(cap) == CAP_CNODE) {
        REQUIRE(!cap_whole(cap) || cap_guard_size(cap) + cap_radix(cap) == WORD_BITS,
                "slot %p: guard and radix do not cover a word", (void *)slot);
        meet_all(cnode_slots(cap), BIT(cap_radix(cap)));
    } else if (cap_type(cap) == CAP_TCB) {
        meet_all(((struct tcb *)cap_ptr(cap))->slots, TCB_SLOT_COUNT);
    } else if (cap_type(cap) == CAP_REMNANT) {
        meet_all(cap_ptr(cap), cap_remnant_count(cap));
    }
}

static struct slot *initial_slots;
static word_t initial_count;

void kernel_check_from(struct slot *first, unsigned long count)
{
    initial_slots = first;
    initial_count = count;
}

static void find_slots(void)
{
    for (unsigned i = 0; i < slot_count; i++) { /* what the last check left */
        if (in_ram(slots[i])) {
            slot_seen[ram_index(slots[i], SLOT_BITS)] = 0;
        }
    }
    slot_count = slots_followed = 0;
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        meet_all(tcb->slots, TCB_SLOT_COUNT);
    }
    meet_all(initial_slots, initial_count);
    while (slots_followed < slot_count) {
        follow(slots[slots_followed++]);
    }
}

/* ---- the derivation list ---- */

static bool inside(struct cap_memory inner, struct cap_memory outer)
{
    return inner.start - outer.start < outer.size &&
           inner.start - outer.start + inner.size <= outer.size;
}

static bool same_object(struct cap a, struct cap b)
{
    struct cap_memory x = cap_memory(a), y = cap_memory(b);
    return cap_type(a) == cap_type(b) && x.start == y.start && x.size == y.size;
}

/* The memory of an object belongs to one run of capabilities. */
static void claim(struct slot *slot, struct cap_memory memory)
{
    struct slot *prev = slot->prev;
    bool goes_on = prev != NULL && same_object(prev->cap, slot->cap);
    run += goes_on ? 0 : 1;
    word_t first = (memory.start - HOST_RAM_START) >> GRANULE_BITS;
    for (word_t i = first; i < first + (memory.size >> GRANULE_BITS); i++) {
        REQUIRE(owner[i] < first_run || owner[i] == run,
                "slot %p: object at 0x%lx overlaps another, or its capabilities are apart",
                (void *)slot, memory.start);
        owner[i] = run;
    }
}

static bool has_own_memory(struct cap cap, struct cap_memory memory)
{
    return memory.size != 0 && cap_type(cap) != CAP_UNTYPED && cap_type(cap) != CAP_REMNANT &&
           arch_is_ram(memory.start);
}

/* The list that begins at `head`, with the untypeds that enclose the present place on a stack. */
static void check_list(struct slot *head)
{
    struct slot *nest[NESTING_MAX];
    unsigned depth = 0;
    for (struct slot *slot = head; slot != NULL; slot = slot_next(slot)) {
        struct cap_memory memory = cap_memory(slot->cap);
        while (depth > 0 && !slot_is_child(nest[depth - 1], slot)) {
            depth--;
        }
        if (depth > 0) {
            struct cap outer = nest[depth - 1]->cap;
            struct cap_memory used = {cap_paddr(outer), cap_untyped_watermark(outer)};
            REQUIRE(memory.size == 0 || inside(memory, used),
                    "slot %p: 0x%lx lies above the watermark of its untyped", (void *)slot,
                    memory.start);
        }
        if (has_own_memory(slot->cap, memory)) {
            claim(slot, memory);
        }
        if (cap_type(slot->cap) == CAP_UNTYPED) {
            REQUIRE(depth < NESTING_MAX, "untypeds nested too deeply");
            REQUIRE(cap_untyped_watermark(slot->cap) <= memory.size, "slot %p: watermark too high",
                    (void *)slot);
            nest[depth++] = slot;
        }
    }
}

static void check_lists(void)
{
    first_run = run + 1;
    for (unsigned i = 0; i < slot_count; i++) {
        if (slots[i]->prev == NULL) {
            check_list(slots[i]);
        }
    }
}

/* ---- threads ---- */

static void check_queue(struct tcb_queue queue, const void *object, enum thread_state state)
{
    struct tcb *prev = NULL;
    for (struct tcb *tcb = queue.head; tcb != NULL; tcb = tcb->link.next) {
        REQUIRE(tcb->link.prev == prev, "queue of %p: links of %p differ", object, (void *)tcb);
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
    REQUIRE(ntfn->bound == NULL || ntfn->bound->bound == ntfn,
            "notification %p: its bound thread is not bound to it", (const void *)ntfn);
    check_queue(queue, ntfn, THREAD_WAITING);
}

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
    REQUIRE(!blocked || is_waiting_where_it_says(tcb), "thread %p waits in no queue", p);
    REQUIRE(tcb->queued == (tcb_is_ready(tcb) && tcb != cpu->current),
            "thread %p: state %s, but %s", p, tcb_state_name(tcb),
            tcb->queued ? "in a ready queue" : "in no ready queue");
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

static void check_objects(void)
{
    for (unsigned i = 0; i < slot_count; i++) {
        struct cap cap = slots[i]->cap;
        if (cap_type(cap) == CAP_ENDPOINT) {
            check_endpoint(cap_ptr(cap));
        } else if (cap_type(cap) == CAP_NOTIFICATION) {
            check_notification(cap_ptr(cap));
        } else if (cap_type(cap) == CAP_REPLY) {
            REQUIRE(((struct tcb *)cap_ptr(cap))->reply_slot == slots[i],
                    "slot %p: reply capability that its thread does not know", (void *)slots[i]);
        }
    }
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        check_thread(tcb);
    }
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

static void check_scheduler(void)
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

/* ---- page tables ---- */

static void account_for(const word_t *entry)
{
    REQUIRE(in_ram(entry), "page-table entry %p outside RAM", (const void *)entry);
    REQUIRE(entry_count < ENTRIES_MAX, "more mappings than kernel_check can follow");
    entry_known[ram_index(entry, WORD_SIZE_BITS)] = 1;
    entries[entry_count++] = entry;
}

static void account_for_table(struct cap cap)
{
    word_t *root = asid_root(cap_map_asid(cap));
    unsigned above = (unsigned)cap_table_level(cap) - 1;
    if (root != NULL) {
        struct walk walk = vm_walk(root, cap_map_va(cap), above);
        if (walk.level == above && pte_is_table(*walk.entry, above) &&
            arch_ptr(pte_paddr(*walk.entry, above)) == cap_ptr(cap)) {
            account_for(walk.entry);
        }
    }
}

static void account_for_frame(struct cap cap)
{
    word_t *root = asid_root(cap_map_asid(cap));
    if (root != NULL) {
        struct walk walk = vm_find_frame(root, cap);
        if (walk.entry != NULL) {
            account_for(walk.entry);
        }
    }
}

static void check_table(word_t *table, unsigned level)
{
    for (unsigned i = 0; i < BIT(arch_levels[level].bits); i++) {
        if (table[i] == 0) {
            continue;
        }
        REQUIRE(entry_known[ram_index(&table[i], WORD_SIZE_BITS)],
                "page-table entry %p that no capability accounts for", (void *)&table[i]);
        if (pte_is_table(table[i], level)) {
            check_table(arch_ptr(pte_paddr(table[i], level)), level + 1);
        }
    }
}

static void check_address_spaces(void)
{
    for (unsigned i = 0; i < entry_count; i++) { /* what the last check left */
        entry_known[ram_index(entries[i], WORD_SIZE_BITS)] = 0;
    }
    entry_count = 0;
    for (unsigned i = 0; i < slot_count; i++) {
        struct cap cap = slots[i]->cap;
        if (cap_type(cap) == CAP_TABLE && cap_is_mapped(cap)) {
            account_for_table(cap);
        } else if (cap_type(cap) == CAP_FRAME && cap_is_mapped(cap)) {
            account_for_frame(cap);
        }
    }
    for (unsigned i = 0; i < slot_count; i++) {
        struct cap cap = slots[i]->cap;
        if (vspace_has_asid(cap) && asid_root(cap_map_asid(cap)) == cap_ptr(cap)) {
            check_table(cap_ptr(cap), 0);
        }
    }
    struct cap vspace = this_cpu()->current->slots[TCB_VSPACE].cap;
    bool live = vspace_has_asid(vspace) && asid_root(cap_map_asid(vspace)) == cap_ptr(vspace);
    REQUIRE(host.root == (live ? cap_ptr(vspace) : NULL), "another address space is active");
}

void kernel_check(void)
{
    find_slots();
    check_lists();
    check_objects();
    check_scheduler();
    check_address_spaces();
}
