/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory, and Retype: the only way in which memory becomes objects (spec 02, section 3;
 * 01, section 9). How much of a block is used up, its watermark, is kept in its capability. When
 * nothing is left of what was made, the next Retype starts over: the used part is zeroed from its
 * top down, a chunk at a time, the watermark sinking with it, so that it can stop and go on later.
 */
#include "lib/mem.h"
#include "lib/panic.h"
#include "object/object.h"

bool untyped_same_region(struct cap a, struct cap b)
{
    struct cap_memory inner = cap_memory(b);
    kassert(cap_type(a) == CAP_UNTYPED);
    paddr_t start = cap_paddr(a);
    word_t size = BIT(cap_untyped_bits(a));
    return inner.size != 0 && inner.start - start < size && inner.size <= size;
}

enum err untyped_derive(const struct slot *source, struct cap *cap)
{
    (void)cap;
    return slot_has_children(source) ? ERR_REVOKE_FIRST : ERR_NONE;
}

_Static_assert(RESET_CHUNK_BITS >= MIN_UNTYPED_BITS, "zeroing is in whole words");
_Static_assert(RETYPE_FAN_OUT_LIMIT >= 1, "KernelRetypeFanOutLimit");

/* What a checked Retype is to do. */
struct retype {
    word_t type, size_bits, object_bits, count;
    struct slot *slots;
};

static enum err check_type(struct invocation *inv, const struct untyped_retype_args *args,
                           struct retype *retype)
{
    if (args->type >= object_type_count()) {
        return fail_argument(inv, 0, "no such object type");
    }
    if (args->size_bits >= WORD_BITS ||
        object_bits(args->type, args->size_bits) > ARCH_MAX_UNTYPED_BITS) {
        return fail_range(inv, 0, ARCH_MAX_UNTYPED_BITS, "object size");
    }
    if (args->type == OBJECT_CNODE && args->size_bits == 0) {
        return fail_argument(inv, 1, "a CNode has at least two slots");
    }
    if (args->type == OBJECT_UNTYPED && args->size_bits < MIN_UNTYPED_BITS) {
        return fail_argument(inv, 1, "untyped is smaller than the least size");
    }
    retype->type = args->type;
    retype->size_bits = args->size_bits;
    retype->object_bits = object_bits(args->type, args->size_bits);
    return ERR_NONE;
}

/* The CNode that is to hold the new capabilities; the null capability with *err set if none. */
static struct cap find_cnode(struct invocation *inv, const struct untyped_retype_args *args,
                             enum err *err)
{
    struct cap cnode = inv->caps[0]->cap;
    if (args->node_depth != 0) {
        struct slot *slot = inv_lookup(inv, cnode, args->node_index, args->node_depth, false, err);
        if (slot == NULL) {
            return cap_null();
        }
        cnode = slot->cap;
    }
    if (cap_type(cnode) != CAP_CNODE) {
        *err = fail_lookup(inv, false, lookup_missing(args->node_depth));
        return cap_null();
    }
    return cnode;
}

static enum err find_window(struct invocation *inv, const struct untyped_retype_args *args,
                            struct retype *retype)
{
    enum err err = ERR_NONE;
    struct cap cnode = find_cnode(inv, args, &err);
    if (err != ERR_NONE) {
        return err;
    }
    word_t size = BIT(cap_radix(cnode));
    if (args->node_offset >= size) {
        return fail_range(inv, 0, size - 1, "first slot lies beyond the CNode");
    }
    if (args->num_objects < 1 || args->num_objects > RETYPE_FAN_OUT_LIMIT) {
        return fail_range(inv, 1, RETYPE_FAN_OUT_LIMIT, "number of objects");
    }
    if (args->num_objects > size - args->node_offset) {
        return fail_range(inv, 1, size - args->node_offset, "slots left in the CNode");
    }
    retype->slots = cnode_slots(cnode) + args->node_offset;
    retype->count = args->num_objects;
    for (word_t i = 0; i < retype->count; i++) {
        if (!slot_is_empty(&retype->slots[i])) {
            return fail(inv, ERR_DELETE_FIRST, "destination slot is not empty");
        }
    }
    return ERR_NONE;
}

static enum err check_memory(struct invocation *inv, const struct retype *retype, bool reset)
{
    word_t size = BIT(cap_untyped_bits(inv->cap));
    word_t available = reset ? size : size - cap_untyped_watermark(inv->cap);
    if (available >> retype->object_bits < retype->count) {
        return fail_memory(inv, available);
    }
    if (cap_untyped_device(inv->cap) && !object_can_be_device(retype->type)) {
        return fail_argument(inv, 1, "device memory only becomes frames and untyped memory");
    }
    return ERR_NONE;
}

static void set_watermark(struct slot *slot, word_t watermark)
{
    kassert(cap_type(slot->cap) == CAP_UNTYPED && watermark <= BIT(cap_untyped_bits(slot->cap)));
    slot->cap = cap_with_untyped_watermark(slot->cap, watermark);
}

/* Makes the whole block usable again. Preemptible. */
static enum err reset(struct slot *slot)
{
    word_t used = cap_untyped_watermark(slot->cap);
    kassert(!slot_has_children(slot));
    if (used == 0) {
        return ERR_NONE;
    }
    word_t block_bits = cap_untyped_bits(slot->cap);
    if (cap_untyped_device(slot->cap)) {
        set_watermark(slot, 0);
        return ERR_NONE;
    }
    char *memory = arch_ptr(cap_paddr(slot->cap));
    unsigned chunk_bits = (unsigned)word_min(block_bits, RESET_CHUNK_BITS);
    for (word_t at = ALIGN_UP(used, chunk_bits); at > 0;) {
        at -= BIT(chunk_bits);
        mem_zero(memory + at, BIT(chunk_bits));
        arch_memory_zeroed(memory + at, BIT(chunk_bits));
        set_watermark(slot, at);
        enum err err = sched_preemption_point();
        if (err != ERR_NONE && at > 0) {
            return err;
        }
    }
    return ERR_NONE;
}

static void make_objects(struct slot *untyped, const struct retype *retype)
{
    struct cap cap = untyped->cap;
    bool device = cap_untyped_device(cap);
    word_t at = ALIGN_UP(cap_untyped_watermark(cap), retype->object_bits);
    set_watermark(untyped, at + (retype->count << retype->object_bits));
    for (word_t i = 0; i < retype->count; i++) {
        struct cap made =
            object_create(retype->type, cap_paddr(cap) + at, retype->size_bits, device);
        slot_set_child(&retype->slots[i], made, untyped);
        at += BIT(retype->object_bits);
    }
    kassert(at == cap_untyped_watermark(untyped->cap));
}

enum err untyped_invoke(struct invocation *inv)
{
    if (inv->label != LABEL_UNTYPED_RETYPE) {
        return fail_illegal(inv, "untyped memory has only the method Retype");
    }
    if (inv_is_short(inv, UNTYPED_RETYPE_WORDS, UNTYPED_RETYPE_CAPS)) {
        return fail_truncated(inv);
    }
    struct untyped_retype_args args = untyped_retype_args(inv);
    struct retype retype;
    enum err err = check_type(inv, &args, &retype);
    if (err != ERR_NONE) {
        return err;
    }
    err = find_window(inv, &args, &retype);
    if (err != ERR_NONE) {
        return err;
    }
    bool unused = !slot_has_children(inv->slot);
    err = check_memory(inv, &retype, unused);
    if (err != ERR_NONE) {
        return err;
    }
    if (unused) {
        err = reset(inv->slot);
        if (err != ERR_NONE) {
            return err;
        }
    }
    make_objects(inv->slot, &retype);
    return ERR_NONE;
}
