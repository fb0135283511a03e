/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel_check: the invariants between two kernel entries, each written down once.
 *
 *   slots      empty ones are all zero; neighbours in the derivation list name each other
 *   the list   preorder: what lies in an untyped comes behind it, below its watermark; all
 *              capabilities to an object stand together; no two objects share memory
 *   threads    queues and states agree; reply capabilities and waiting threads name each other
 *   scheduler  every ready thread but the current one is queued, and none is better than that one
 *   interrupts those that are on have a handler, and only those
 *   memory     a page-table entry of a live address space is there because of a capability; an ASID
 *              is; memory that nothing was made of yet is zero
 *   pointers   what an object refers to is named by a capability itself
 *
 * check_objects.c has the threads and what they wait for, check_memory.c page tables and untypeds;
 * this file finds all slots and checks the list. It starts at the slots of all threads and of the
 * initial CNode, which may have no other way to it any more, and finds every other slot through
 * lists and CNodes. Its own memory is as large as the machine's, which only the host can afford.
 */
#include "arch/host/check_parts.h"

enum { GRANULE_BITS = 4, GRANULES = HOST_RAM_SIZE >> GRANULE_BITS };
enum { SLOTS_MAX = 1 << 17, NESTING_MAX = 48 };

static struct slot *slots[SLOTS_MAX];
static unsigned slot_count, slots_followed, slots_listed;
static uint8_t slot_seen[HOST_RAM_SIZE >> SLOT_BITS];
/* Which run of capabilities owns each granule of RAM; runs are never numbered twice. */
static uint32_t owner[GRANULES];
static uint32_t run, first_run;

struct slot **check_slots = slots;
unsigned check_slot_count;

bool check_in_ram(const void *p)
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
    if (check_in_ram(slot)) {
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
        if (check_in_ram(slots[i])) {
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
    check_slot_count = slot_count;
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
        slots_listed++;
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
    slots_listed = 0;
    for (unsigned i = 0; i < slot_count; i++) {
        if (slots[i]->prev == NULL) {
            check_list(slots[i]);
        }
    }
    REQUIRE(slots_listed == slot_count, "%u slots, but lists of %u: one goes round", slot_count,
            slots_listed);
}

bool check_is_live(const void *p)
{
    return check_in_ram(p) && owner[ram_index(p, GRANULE_BITS)] >= first_run;
}

void kernel_check(void)
{
    find_slots();
    check_lists();
    check_objects();
    check_threads();
    check_scheduler();
    check_address_spaces();
    check_asids();
    check_untypeds();
}
