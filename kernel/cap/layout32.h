/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the fields of a capability lie on a 32-bit machine; see cap.h for the rows' meaning.
 * Word 1 always is  31 type 28 | 27 address 0, an address without its low four bits. Frames need
 * more than that leaves, so theirs are packed:
 *
 *     word 0   31 map_va 31:17 17 | 16 map_asid 0
 *     word 1   31 type 28 | 27 paddr 31:12 8 | 7 map_va 16:12 3 | 2 rights 1 | 0 is_large
 *
 * A large frame's paddr has zeros in its low four bits, and keeps its size there.
 */
#include "arch/arch.h"

FIELD(type, 1, 28, 4)

static inline bool cap_is_frame(struct cap c)
{
    return cap_type(c) == CAP_FRAME;
}

/* all kinds with an object in kernel memory, but untypeds and frames */
static inline void *cap_ptr(struct cap c)
{
    return (void *)(c.w[1] << 4);
}

static inline struct cap cap_with_ptr(struct cap c, const void *p)
{
    c.w[1] = (c.w[1] & ~MASK(28)) | (word_t)p >> 4;
    return c;
}

/* endpoint, notification; reply has only RIGHT_GRANT */
FIELD(rights, 0, 28, 4)
FIELD(badge, 0, 0, 28)

/* untyped: 2^untyped_bits bytes, of which untyped_watermark are used */
FIELD(untyped_bits, 0, 0, 5)
FIELD(untyped_device, 0, 5, 1)
SCALED(untyped_watermark, 0, 6, 26, 4)

/* cnode */
FIELD(guard_size, 0, 0, 5)
FIELD(guard, 0, 5, 18)
FIELD(radix, 0, 23, 5)
/* cnode: set if guard and radix cover a whole word, so that one level resolves a CPtr */
FIELD(whole, 0, 28, 1)

/* remnant: slots still to be emptied of the object at ptr */
FIELD(remnant_count, 0, 0, 32)

/* irq_handler */
FIELD(irq, 0, 0, 32)

/* control */
FIELD(control, 0, 0, 8)

/* table, frame, vspace: ASID 0 is none */
FIELD(map_asid, 0, 0, 17)

/* table, frame: where it is mapped; a table's address is a multiple of 1 MiB */
static inline word_t cap_map_va(struct cap c)
{
    word_t low = cap_is_frame(c) ? (c.w[1] & 0xf8) << 9 : 0;
    return (c.w[0] & ~MASK(17)) | low;
}

static inline struct cap cap_with_map_va(struct cap c, word_t va)
{
    c.w[0] = (c.w[0] & MASK(17)) | (va & ~MASK(17));
    if (cap_is_frame(c)) {
        c.w[1] = (c.w[1] & ~(word_t)0xf8) | (va >> 9 & 0xf8);
    }
    return c;
}

/* table: there is one level below the root */
static inline word_t cap_table_level(struct cap c)
{
    (void)c;
    return 1;
}

static inline struct cap cap_with_table_level(struct cap c, word_t level)
{
    (void)level;
    return c;
}

/* frame: index into arch_frame_sizes, set after paddr; enum vm_rights */
FIELD(frame_rights, 1, 1, 2)

static inline word_t cap_frame_size(struct cap c)
{
    return c.w[1] & 1 ? c.w[1] >> 8 & 3 : 0;
}

static inline struct cap cap_with_frame_size(struct cap c, word_t size)
{
    c.w[1] |= size != 0 ? size << 8 | 1 : 0;
    return c;
}

/* frame: what is no RAM is device memory */
static inline word_t cap_paddr(struct cap c);

static inline bool cap_frame_device(struct cap c)
{
    return !arch_is_ram(cap_paddr(c));
}

static inline struct cap cap_with_frame_device(struct cap c, word_t device)
{
    (void)device;
    return c;
}

/* untyped, frame */
static inline word_t cap_paddr(struct cap c)
{
    if (cap_is_frame(c)) {
        return c.w[1] << 4 & ~MASK(c.w[1] & 1 ? 16 : 12);
    }
    return c.w[1] << 4;
}

static inline struct cap cap_with_paddr(struct cap c, word_t paddr)
{
    c.w[1] = (c.w[1] & ~MASK(28)) | paddr >> 4;
    return c;
}

/* asid_pool: index into the table of pools */
FIELD(pool_index, 0, 0, 16)

/* arch: interrupt and target of a software-generated interrupt */
FIELD(sgi_irq, 0, 0, 8)
FIELD(sgi_target, 0, 8, 8)

/* The guard word that users pass: spec 01, section 4. */
enum {
    CAP_DATA_GUARD_SIZE_LOW = 3,
    CAP_DATA_GUARD_SIZE_BITS = 5,
    CAP_DATA_GUARD_LOW = 8,
    CAP_DATA_GUARD_BITS = 18
};
enum { CAP_BADGE_BITS = 28, SLOT_BITS = 4 };
