/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two tables of kinds: what can be retyped, and what each kind of capability does. A new
 * object type is a row in each, a file with its functions, and its lines in abi/.
 */
#include "lib/mem.h"
#include "lib/panic.h"
#include "object/arch_object.h"
#include "thread/domain.h"
#include "vm/asid.h"
#include "vm/walk.h"

/* ---- object types ---- */

/* `detail`: index into arch_frame_sizes, or level of a table. `bits`: of an object of fixed size,
 * for a CNode of one slot. */
struct object_row {
    uint8_t kind, bits, detail;
};

#define OBJECT_FRAME(size)  {CAP_FRAME, 0, size}
#define OBJECT_TABLE(level) {CAP_TABLE, ARCH_TABLE_BITS, level}
#define OBJECT_VSPACE       {CAP_VSPACE, ARCH_ROOT_BITS, 0}

static const struct object_row rows[] = {
    [OBJECT_UNTYPED] = {CAP_UNTYPED, 0, 0},
    [OBJECT_TCB] = {CAP_TCB, ARCH_TCB_BITS, 0},
    [OBJECT_ENDPOINT] = {CAP_ENDPOINT, ENDPOINT_BITS, 0},
    [OBJECT_NOTIFICATION] = {CAP_NOTIFICATION, NOTIFICATION_BITS, 0},
    [OBJECT_CNODE] = {CAP_CNODE, SLOT_BITS, 0},
    [OBJECT_ARCH_FIRST] = ARCH_OBJECT_TYPES,
};

unsigned object_type_count(void)
{
    return COUNT_OF(rows);
}

word_t object_bits(word_t type, word_t size_bits)
{
    const struct object_row *row = &rows[type];
    kassert(type < COUNT_OF(rows));
    switch ((enum cap_type)row->kind) {
    case CAP_UNTYPED:
        return size_bits;
    case CAP_CNODE:
        return SLOT_BITS + size_bits;
    case CAP_FRAME:
        return arch_frame_sizes[row->detail].bits;
    default:
        return row->bits;
    }
}

bool object_can_be_device(word_t type)
{
    return rows[type].kind == CAP_UNTYPED || rows[type].kind == CAP_FRAME;
}

static struct cap create_frame(const struct object_row *row, paddr_t where, bool device)
{
    struct cap cap = cap_with_paddr(cap_new(CAP_FRAME), where);
    cap = cap_with_frame_size(cap, row->detail);
    cap = cap_with_frame_rights(cap, VM_READ_WRITE);
    return cap_with_frame_device(cap, device);
}

static struct cap create_untyped(paddr_t where, word_t size_bits, bool device)
{
    struct cap cap = cap_with_paddr(cap_new(CAP_UNTYPED), where);
    cap = cap_with_untyped_bits(cap, size_bits);
    return cap_with_untyped_device(cap, device);
}

static struct cap create_tcb(struct tcb *tcb)
{
    struct tcb *creator = this_cpu()->current;
    kassert(tcb->state == THREAD_STOPPED && tcb->link.next == NULL);
    tcb_init(tcb, domain_current());
    tcb_debug_add(tcb, creator != NULL ? tcb_name(creator) : NULL);
    return cap_to(CAP_TCB, tcb);
}

struct cap object_create(word_t type, paddr_t where, word_t size_bits, bool device)
{
    const struct object_row *row = &rows[type];
    kassert(type < COUNT_OF(rows) && (!device || object_can_be_device(type)));
    kassert(ALIGNED(where, word_min(object_bits(type, size_bits), ARCH_ROOT_BITS)));
    switch ((enum cap_type)row->kind) {
    case CAP_UNTYPED:
        return create_untyped(where, size_bits, device);
    case CAP_FRAME:
        return create_frame(row, where, device);
    case CAP_TCB:
        return create_tcb(arch_ptr(where));
    case CAP_ENDPOINT:
        return cap_with_rights(cap_to(CAP_ENDPOINT, arch_ptr(where)), RIGHTS_ALL);
    case CAP_NOTIFICATION:
        return cap_with_rights(cap_to(CAP_NOTIFICATION, arch_ptr(where)), RIGHT_READ | RIGHT_WRITE);
    case CAP_CNODE:
        return cap_with_radix(cap_to(CAP_CNODE, arch_ptr(where)), size_bits);
    case CAP_TABLE:
        return cap_with_table_level(cap_to(CAP_TABLE, arch_ptr(where)), row->detail);
    case CAP_VSPACE:
        arch_vspace_init(arch_ptr(where));
        return cap_to(CAP_VSPACE, arch_ptr(where));
    default:
        panic("object type %u is of no kind that can be made", (unsigned)type);
    }
}

/* ---- memory of a capability's object ---- */

static struct cap_memory memory_of(const void *p, word_t bits)
{
    return (struct cap_memory){.start = arch_paddr(p), .size = BIT(bits)};
}

struct cap_memory cap_memory(struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return (struct cap_memory){cap_paddr(cap), BIT(cap_untyped_bits(cap))};
    case CAP_FRAME:
        return (struct cap_memory){cap_paddr(cap), BIT(frame_size(cap)->bits)};
    case CAP_ENDPOINT:
        return memory_of(cap_ptr(cap), ENDPOINT_BITS);
    case CAP_NOTIFICATION:
        return memory_of(cap_ptr(cap), NOTIFICATION_BITS);
    case CAP_CNODE:
        return memory_of(cap_ptr(cap), SLOT_BITS + cap_radix(cap));
    case CAP_TCB:
        return memory_of(cap_ptr(cap), ARCH_TCB_BITS);
    case CAP_REMNANT: /* its first slot: enough to say whose memory it lies in */
        return memory_of(cap_ptr(cap), SLOT_BITS);
    case CAP_TABLE:
        return memory_of(cap_ptr(cap), ARCH_TABLE_BITS);
    case CAP_VSPACE:
        return memory_of(cap_ptr(cap), ARCH_ROOT_BITS);
    case CAP_ASID_POOL:
        return memory_of(cap_ptr(cap), word_log2(sizeof(struct asid_pool)));
    default:
        return (struct cap_memory){0, 0};
    }
}

/* ---- kinds of capability ---- */

static enum err derive_never(const struct slot *source, struct cap *cap)
{
    return ERR_ILLEGAL;
}

static bool region_never(struct cap a, struct cap b)
{
    return false;
}

const struct cap_class cap_classes[CAP_TYPE_COUNT] = {
    [CAP_NULL] = {.name = "null", .same_region = region_never},
    [CAP_UNTYPED] = {.name = "untyped",
                     .derive = untyped_derive,
                     .same_region = untyped_same_region,
                     .invoke = untyped_invoke},
    [CAP_ENDPOINT] = {.name = "endpoint",
                      .mask = endpoint_mask,
                      .mint = endpoint_mint,
                      .finalise = endpoint_finalise,
                      .invoke = endpoint_invoke},
    [CAP_NOTIFICATION] = {.name = "notification",
                          .mask = endpoint_mask,
                          .mint = endpoint_mint,
                          .finalise = notification_finalise,
                          .invoke = notification_invoke},
    [CAP_REPLY] = {.name = "reply",
                   .derive = derive_never,
                   .finalise = reply_finalise,
                   .same_region = region_never,
                   .relocated = reply_relocated,
                   .invoke = reply_invoke},
    [CAP_CNODE] = {.name = "cnode",
                   .mint = cnode_mint,
                   .finalise = cnode_finalise,
                   .invoke = cnode_invoke},
    [CAP_TCB] = {.name = "tcb", .finalise = tcb_finalise, .invoke = tcb_invoke},
    [CAP_REMNANT] = {.name = "remnant", .derive = derive_never, .same_region = region_never},
    [CAP_IRQ_HANDLER] = {.name = "irq_handler",
                         .finalise = irq_handler_finalise,
                         .same_region = irq_handler_same_region,
                         .invoke = irq_handler_invoke},
    [CAP_CONTROL] = {.name = "control",
                     .derive = control_derive,
                     .mint = control_mint,
                     .same_region = control_same_region,
                     .invoke = control_invoke},
    [CAP_FRAME] = {.name = "frame",
                   .derive = frame_derive,
                   .mask = frame_mask,
                   .finalise = frame_finalise,
                   .same_region = frame_same_region,
                   .invoke = frame_invoke},
    [CAP_TABLE] = {.name = "table",
                   .derive = table_derive,
                   .finalise = table_finalise,
                   .invoke = table_invoke},
    [CAP_VSPACE] = {.name = "vspace",
                    .derive = vspace_derive,
                    .finalise = vspace_finalise,
                    .invoke = vspace_invoke},
    [CAP_ASID_POOL] = {.name = "asid_pool",
                       .finalise = asid_pool_finalise,
                       .invoke = asid_pool_invoke},
    [CAP_ARCH] = {.name = "arch",
                  .finalise = arch_cap_finalise,
                  .same_region = arch_cap_same_region,
                  .invoke = arch_cap_invoke},
};

/* ---- DebugCapIdentify ---- */

word_t object_identify(struct cap cap)
{
    const bool wide = WORD_BITS == 64;
    switch (cap_type(cap)) {
    case CAP_NULL:
        return 0;
    case CAP_UNTYPED:
        return 2;
    case CAP_ENDPOINT:
        return 4;
    case CAP_NOTIFICATION:
        return 6;
    case CAP_REPLY:
        return 8;
    case CAP_CNODE:
        return 10;
    case CAP_TCB:
        return 12;
    case CAP_IRQ_HANDLER:
        return wide ? 16 : 30;
    case CAP_REMNANT:
        return wide ? 18 : 46;
    case CAP_CONTROL:
        return cap_control(cap) == CONTROL_IRQ      ? 14
               : cap_control(cap) != CONTROL_DOMAIN ? arch_cap_identify(cap)
               : wide                               ? 20
                                                    : 62;
    default:
        return arch_cap_identify(cap);
    }
}
