/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the fields of a capability lie on a 64-bit machine; see cap.h for the rows' meaning.
 * Word 1 always is  63 type 59 | 58 small fields 48 | 47 address 0.  Kernel pointers are kept as
 * their low 48 bits and sign-extended; untypeds and frames keep physical addresses there.
 */

FIELD(type, 1, 59, 5)

/* all kinds with an object in kernel memory, but untypeds and frames */
static inline void *cap_ptr(struct cap c)
{
    return (void *)(word_t)((sword_t)(c.w[1] << 16) >> 16);
}

static inline struct cap cap_with_ptr(struct cap c, const void *p)
{
    c.w[1] = (c.w[1] & ~MASK(48)) | ((word_t)p & MASK(48));
    return c;
}

/* untyped, frame */
FIELD(paddr, 1, 0, 48)

/* endpoint, notification; reply has only RIGHT_GRANT */
FIELD(rights, 1, 48, 4)
FIELD(badge, 0, 0, 64)

/* untyped: 2^untyped_bits bytes, of which untyped_watermark are used */
FIELD(untyped_bits, 0, 0, 6)
FIELD(untyped_device, 0, 6, 1)
SCALED(untyped_watermark, 0, 16, 48, 4)

/* cnode: word 0 is laid out like seL4_CNode_CapData */
FIELD(guard_size, 0, 0, 6)
FIELD(guard, 0, 6, 58)
FIELD(radix, 1, 48, 6)
/* cnode: set if guard and radix cover a whole word, so that one level resolves a CPtr */
FIELD(whole, 1, 54, 1)

/* remnant: slots still to be emptied of the object at ptr */
FIELD(remnant_count, 0, 0, 58)

/* irq_handler */
FIELD(irq, 0, 0, 32)

/* control; that of monitor calls has a badge, too */
FIELD(control, 1, 48, 8)

/* frame: index into arch_frame_sizes, enum vm_rights, device memory */
FIELD(frame_size, 0, 0, 2)
FIELD(frame_rights, 0, 2, 2)
FIELD(frame_device, 0, 4, 1)

/* table: the level whose entries this table holds */
FIELD(table_level, 0, 0, 3)

/* frame, table: where it is mapped; vspace: its ASID. ASID 0 is none. */
SCALED(map_va, 0, 12, 36, 12)
FIELD(map_asid, 0, 48, 16)

/* asid_pool: index into the table of pools */
FIELD(pool_index, 0, 48, 16)

/* arch, x86: I/O ports first to last; ARM: interrupt and target of a software-generated interrupt
 */
FIELD(port_first, 0, 0, 16)
FIELD(port_last, 0, 16, 16)
FIELD(sgi_irq, 0, 0, 8)
FIELD(sgi_target, 0, 8, 8)

/* The guard word that users pass: spec 01, section 4. */
enum {
    CAP_DATA_GUARD_SIZE_LOW = 0,
    CAP_DATA_GUARD_SIZE_BITS = 6,
    CAP_DATA_GUARD_LOW = 6,
    CAP_DATA_GUARD_BITS = 58
};
enum { CAP_BADGE_BITS = 64, SLOT_BITS = 5 };
