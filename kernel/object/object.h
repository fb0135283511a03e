/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel objects: what can be made of memory, and what each kind of capability does. One file
 * per kind; classes.c joins their functions to the class table (cap/class.h). A method first makes
 * all its checks, in the order of spec 02 and the architecture's spec, then acts.
 *
 * Methods and capabilities that only one architecture has are declared in arch_object.h.
 */
#pragma once

#include "cap/class.h"
#include "cap/invocation.h"
#include "ipc/ipc.h"

/* ---- classes.c ---- */

/* Object type numbers of Retype; those from OBJECT_ARCH_FIRST on are the architecture's. */
enum object_type {
    OBJECT_UNTYPED,
    OBJECT_TCB,
    OBJECT_ENDPOINT,
    OBJECT_NOTIFICATION,
    OBJECT_CNODE,
    OBJECT_ARCH_FIRST,
};

unsigned object_type_count(void);
/* The log2 size of an object of `type`, where the user asks for `size_bits`. */
word_t object_bits(word_t type, word_t size_bits);
/* Whether device memory can become such an object. */
bool object_can_be_device(word_t type);
/* Makes an object in zeroed memory (device: untouched memory), and the first capability to it. */
struct cap object_create(word_t type, paddr_t where, word_t size_bits, bool device);
/* The number that DebugCapIdentify gives for a capability (spec 07, section 4). */
word_t object_identify(struct cap cap);

/* ---- delete.c ---- */

/* Empties the slot; what it named is destroyed if this was its last capability. Preemptible. */
MUST_CHECK enum err slot_delete(struct slot *slot);
/* The same for capabilities that never leave a remnant (no CNode, no TCB): done at once. */
void slot_delete_simple(struct slot *slot);
/* Deletes everything derived from the slot's capability. Preemptible. */
MUST_CHECK enum err slot_revoke(struct slot *slot);

/* ---- the kinds ---- */

enum { MIN_UNTYPED_BITS = 4 };

enum err untyped_derive(const struct slot *source, struct cap *cap);
bool untyped_same_region(struct cap a, struct cap b);
enum err untyped_invoke(struct invocation *inv);

struct cap endpoint_mask(struct cap cap, word_t rights);
enum err endpoint_mint(struct cap *cap, word_t data, bool mint);
struct cap endpoint_finalise(struct slot *slot, bool last);
enum err endpoint_invoke(struct invocation *inv);

struct cap notification_finalise(struct slot *slot, bool last);
enum err notification_invoke(struct invocation *inv);

struct cap reply_finalise(struct slot *slot, bool last);
void reply_relocated(struct cap cap, struct slot *slot);
enum err reply_invoke(struct invocation *inv);

enum err cnode_mint(struct cap *cap, word_t data, bool mint);
struct cap cnode_finalise(struct slot *slot, bool last);
enum err cnode_invoke(struct invocation *inv);

struct cap tcb_finalise(struct slot *slot, bool last);
enum err tcb_invoke(struct invocation *inv);

struct cap irq_handler_finalise(struct slot *slot, bool last);
bool irq_handler_same_region(struct cap a, struct cap b);
enum err irq_handler_invoke(struct invocation *inv);

enum err control_derive(const struct slot *source, struct cap *cap);
enum err control_mint(struct cap *cap, word_t data, bool mint);
bool control_same_region(struct cap a, struct cap b);
enum err control_invoke(struct invocation *inv);

enum err domain_invoke(struct invocation *inv);

enum err frame_derive(const struct slot *source, struct cap *cap);
struct cap frame_mask(struct cap cap, word_t rights);
struct cap frame_finalise(struct slot *slot, bool last);
bool frame_same_region(struct cap a, struct cap b);
enum err frame_invoke(struct invocation *inv);

enum err table_derive(const struct slot *source, struct cap *cap);
struct cap table_finalise(struct slot *slot, bool last);
enum err table_invoke(struct invocation *inv);

enum err vspace_derive(const struct slot *source, struct cap *cap);
struct cap vspace_finalise(struct slot *slot, bool last);
enum err vspace_invoke(struct invocation *inv);

enum err asid_control_invoke(struct invocation *inv);
struct cap asid_pool_finalise(struct slot *slot, bool last);
enum err asid_pool_invoke(struct invocation *inv);

/* ---- shared by them ---- */

/* Extra capability `i` must be a VSpace root with an ASID … */
enum err vspace_check(struct invocation *inv, unsigned i);
/* … that is live and its own. `bad`: the capability number to complain about. */
enum err vspace_check_live(struct invocation *inv, struct cap vspace, word_t bad);

/* ---- irq.c, for the architecture's ways to issue a handler, and for traps ---- */

/* Where a handler of `irq` goes; NULL with `*err` if it is issued already or the kernel's own, or
 * if the slot is not there or not empty. */
struct slot *irq_destination(struct invocation *inv, word_t irq, word_t index, word_t depth,
                             enum err *err);
/* The interrupt becomes active; its handler capability, a child of `control`, goes to `dest`. */
void irq_issue(word_t irq, struct slot *dest, struct slot *control);
/* The interrupt happened. */
void irq_deliver(word_t irq);
