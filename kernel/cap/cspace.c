/* SPDX-License-Identifier: BSD-2-Clause */
/* See cspace.h. */
#include "cap/cspace.h"
#include "lib/panic.h"

/* The `count` bits of `word` that end just above bit `low`; count may be 0. */
static word_t bits_above(word_t word, word_t low, word_t count)
{
    return count == 0 ? 0 : (word >> low) & (~(word_t)0 >> (WORD_BITS - count));
}

static struct lookup failed(struct lookup_failure failure)
{
    return (struct lookup){.slot = NULL, .failure = failure};
}

const struct slot cspace_no_slot;

struct lookup cspace_lookup(struct cap root, word_t cptr, word_t bits)
{
    struct cap node = root;
    kassert(bits >= 1 && bits <= WORD_BITS);
    if (cap_type(node) != CAP_CNODE) {
        return failed((struct lookup_failure){.type = LOOKUP_INVALID_ROOT});
    }
    for (;;) {
        word_t size = cap_guard_size(node), radix = cap_radix(node), guard = cap_guard(node);
        kassert(radix >= 1 && size + radix <= WORD_BITS);
        if (size > bits || bits_above(cptr, bits - size, size) != guard) {
            return failed((struct lookup_failure){.type = LOOKUP_GUARD_MISMATCH,
                                                  .bits_left = bits,
                                                  .bits_found = size,
                                                  .guard = guard});
        }
        if (size + radix > bits) {
            return failed((struct lookup_failure){
                .type = LOOKUP_DEPTH_MISMATCH, .bits_left = bits, .bits_found = size + radix});
        }
        bits -= size + radix;
        struct slot *slot = cnode_slots(node) + bits_above(cptr, bits, radix);
        if (bits == 0 || cap_type(slot->cap) != CAP_CNODE) {
            return (struct lookup){.slot = slot, .bits_left = bits};
        }
        node = slot->cap;
    }
}
