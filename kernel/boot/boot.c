/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kernel_main: makes the initial thread, with everything it owns, and lets it run (spec 08).
 *
 *     | user image | IPC buffer | bootinfo | extra bootinfo |      its address space
 *     | 1 … 15 fixed | paging | extra bootinfo | image | untyped | empty |      its CNode
 */
#include "boot/boot.h"

#include "lib/mem.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "thread/domain.h"
#include "vm/asid.h"
#include "vm/walk.h"

enum { PAGE_BITS = 12, PAGE = 1 << PAGE_BITS, FRAME_4K = 0, TABLES_MAX = 64 };

enum initial_slot {
    SLOT_TCB = 1,
    SLOT_CNODE = 2,
    SLOT_VSPACE = 3,
    SLOT_IRQ_CONTROL = 4,
    SLOT_ASID_CONTROL = 5,
    SLOT_ASID_POOL = 6,
    SLOT_IO_PORT_CONTROL = 7,
    SLOT_BOOTINFO = 9,
    SLOT_IPC_BUFFER = 10,
    SLOT_DOMAIN = 11,
    SLOT_SMC = 15,
    SLOT_FIRST_DYNAMIC = 16,
};

enum { INITIAL_ASID = 1 };

/* Everything being built. */
static struct {
    struct memory_wish cnode, vspace, pool, tcb, buffer, bootinfo, extra;
    struct memory_wish tables[TABLES_MAX];
    unsigned table_count;
    word_t image, buffer_va, bootinfo_va, extra_va, end_va;
    struct slot *slots;
    word_t next_slot;
    struct bootinfo *page;
} build BOOT_DATA;

static char idle_memory[BIT(ARCH_TCB_BITS)] __attribute__((aligned(64)));

BOOT_CODE static void fail_boot(const char *why)
{
    kprintf("boot failed: %s\n", why);
    arch_halt();
}

/* ---- memory ---- */

BOOT_CODE static void plan_addresses(const struct boot_info *info)
{
    build.image = info->image_start - info->image_offset;
    build.buffer_va = info->image_end - info->image_offset;
    build.bootinfo_va = build.buffer_va + PAGE;
    build.extra_va = build.bootinfo_va + PAGE;
    build.end_va = build.extra_va + bootinfo_extra_pages(info) * PAGE;
}

/* How many tables of `level` the addresses in use need. */
BOOT_CODE static unsigned tables_at(unsigned level)
{
    unsigned shift = arch_levels[level - 1].shift;
    return (unsigned)(((build.end_va - 1) >> shift) - (build.image >> shift) + 1);
}

BOOT_CODE static void plan_tables(void)
{
    for (unsigned level = 1; level < ARCH_LEVELS; level++) {
        build.table_count += tables_at(level);
    }
    if (build.table_count > TABLES_MAX) {
        fail_boot("the root task is too large, or spread too far: it needs too many page tables");
    }
    for (unsigned i = 0; i < build.table_count; i++) {
        build.tables[i].bits = ARCH_TABLE_BITS;
    }
}

BOOT_CODE static void carve_objects(const struct boot_info *info)
{
    struct memory_wish *wishes[7 + TABLES_MAX];
    unsigned count = 0;
    build.cnode.bits = ROOT_CNODE_SIZE_BITS + SLOT_BITS;
    build.vspace.bits = ARCH_ROOT_BITS;
    build.pool.bits = word_log2(sizeof(struct asid_pool));
    build.tcb.bits = ARCH_TCB_BITS;
    build.buffer.bits = build.bootinfo.bits = PAGE_BITS;
    build.extra.bits = bootinfo_extra_bits(info);
    wishes[count++] = &build.cnode;
    wishes[count++] = &build.vspace;
    wishes[count++] = &build.pool;
    wishes[count++] = &build.tcb;
    wishes[count++] = &build.buffer;
    wishes[count++] = &build.bootinfo;
    if (bootinfo_extra_size(info) > 0) {
        wishes[count++] = &build.extra;
    }
    for (unsigned i = 0; i < build.table_count; i++) {
        wishes[count++] = &build.tables[i];
    }
    if (!memory_carve(wishes, count)) {
        fail_boot("no free memory is large enough for the initial objects; "
                  "is KernelRootCNodeSizeBits too big for this machine?");
    }
}

/* ---- capabilities ---- */

BOOT_CODE static void put(word_t slot, struct cap cap)
{
    slot_set_root(&build.slots[slot], cap);
}

BOOT_CODE static void put_next(struct cap cap)
{
    if (build.next_slot == BIT(ROOT_CNODE_SIZE_BITS)) {
        fail_boot("the root CNode is too small: raise KernelRootCNodeSizeBits");
    }
    put(build.next_slot++, cap);
}

BOOT_CODE static void make_cnode(void)
{
    build.slots = arch_ptr(build.cnode.where);
    build.next_slot = SLOT_FIRST_DYNAMIC;
    struct cap cap = cap_with_radix(cap_to(CAP_CNODE, build.slots), ROOT_CNODE_SIZE_BITS);
    put(SLOT_CNODE, cap_with_guard_of(cap, WORD_BITS - ROOT_CNODE_SIZE_BITS, 0));
    put(SLOT_IRQ_CONTROL, cap_control_new(CONTROL_IRQ));
    put(SLOT_ASID_CONTROL, cap_control_new(CONTROL_ASID));
    put(SLOT_DOMAIN, cap_control_new(CONTROL_DOMAIN));
    if (ALLOW_SMC_CALLS) {
        put(SLOT_SMC, cap_control_new(CONTROL_SMC));
    }
    if (ARCH_CAP_FROM == CONTROL_IO_PORT) {
        put(SLOT_IO_PORT_CONTROL, cap_control_new(CONTROL_IO_PORT));
    }
}

/* ---- address space ---- */

BOOT_CODE static word_t *root(void)
{
    return arch_ptr(build.vspace.where);
}

BOOT_CODE static void map_table(unsigned level, word_t va, const struct memory_wish *memory)
{
    struct walk walk = vm_walk(root(), va, level - 1);
    kassert(walk.level == level - 1);
    *walk.entry = pte_make_table(memory->where, ARCH_ATTR_DEFAULT, walk.level);
    arch_pte_written(walk.entry, 1);
    struct cap cap = cap_with_table_level(cap_to(CAP_TABLE, arch_ptr(memory->where)), level);
    put_next(cap_with_map_asid(cap_with_map_va(cap, va), INITIAL_ASID));
}

BOOT_CODE static void make_vspace(void)
{
    asid_pools[0] = arch_ptr(build.pool.where);
    asid_assign(INITIAL_ASID, root());
    put(SLOT_ASID_POOL, cap_to(CAP_ASID_POOL, asid_pools[0]));
    arch_vspace_init(root());
    put(SLOT_VSPACE, cap_with_map_asid(cap_to(CAP_VSPACE, root()), INITIAL_ASID));

    build.page->user_image_paging.start = build.next_slot;
    unsigned used = 0;
    for (unsigned level = 1; level < ARCH_LEVELS; level++) {
        unsigned shift = arch_levels[level - 1].shift;
        unsigned count = tables_at(level);
        for (unsigned i = 0; i < count; i++) {
            word_t va = ALIGN_DOWN(build.image, shift) + ((word_t)i << shift);
            map_table(level, va, &build.tables[used++]);
        }
    }
    build.page->user_image_paging.end = build.next_slot;
}

/* Maps a 4 KiB frame, and returns its capability. */
BOOT_CODE static struct cap map_frame(paddr_t pa, word_t va, enum vm_rights rights, word_t attr)
{
    struct walk walk = vm_walk(root(), va, arch_frame_sizes[FRAME_4K].level);
    kassert(walk.level == arch_frame_sizes[FRAME_4K].level);
    *walk.entry = pte_make_frame(pa, FRAME_4K, rights, attr);
    arch_pte_written(walk.entry, 1);
    struct cap cap = cap_with_paddr(cap_new(CAP_FRAME), pa);
    cap = cap_with_frame_rights(cap_with_frame_size(cap, FRAME_4K), VM_READ_WRITE);
    return cap_with_map_asid(cap_with_map_va(cap, va), INITIAL_ASID);
}

BOOT_CODE static word_t data_attr(void)
{
    return ARCH_ATTR_BOOT_DATA | (ROOT_TASK_WX ? ARCH_NO_EXECUTE : 0);
}

/* A page of the image, with the permissions of the segments it belongs to where they count. */
BOOT_CODE static struct cap map_image_page(const struct boot_info *info, word_t va)
{
    bool write = info->segment_count == 0, execute = write, known = write;
    for (unsigned i = 0; i < info->segment_count; i++) {
        const struct boot_segment *s = &info->segments[i];
        if (va >= s->start && va < s->end) {
            write |= s->write;
            execute |= s->execute;
            known = true;
        }
    }
    enum vm_rights rights = ROOT_TASK_WX && known && !write ? VM_READ_ONLY : VM_READ_WRITE;
    word_t attr = ARCH_ATTR_DEFAULT | (ROOT_TASK_WX && !execute ? ARCH_NO_EXECUTE : 0);
    return map_frame(va + info->image_offset, va, rights, attr);
}

BOOT_CODE static void map_everything(const struct boot_info *info)
{
    put(SLOT_BOOTINFO,
        map_frame(build.bootinfo.where, build.bootinfo_va, VM_READ_WRITE, data_attr()));
    put(SLOT_IPC_BUFFER,
        map_frame(build.buffer.where, build.buffer_va, VM_READ_WRITE, data_attr()));

    word_t pages = bootinfo_extra_pages(info);
    if (pages > 0) {
        build.page->extra_bi_pages.start = build.next_slot;
        for (word_t i = 0; i < pages; i++) {
            put_next(map_frame(build.extra.where + i * PAGE, build.extra_va + i * PAGE,
                               VM_READ_WRITE, data_attr()));
        }
        build.page->extra_bi_pages.end = build.next_slot;
    }
    build.page->user_image_frames.start = build.next_slot;
    for (word_t va = build.image; va < build.buffer_va; va += PAGE) {
        put_next(map_image_page(info, va));
    }
    build.page->user_image_frames.end = build.next_slot;
}

/* ---- bootinfo and untyped memory ---- */

BOOT_CODE static void fill_bootinfo(const struct boot_info *info)
{
    struct bootinfo *page = build.page;
    page->extra_len = bootinfo_extra_size(info);
    page->num_nodes = info->num_nodes;
    page->num_io_pt_levels = info->io_pt_levels;
    page->ipc_buffer = build.buffer_va;
    page->init_thread_cnode_size_bits = ROOT_CNODE_SIZE_BITS;
    if (page->extra_len > 0) {
        bootinfo_write_extra(info, arch_ptr(build.extra.where));
    }
}

BOOT_CODE static void give_block(uint64_t start, word_t bits, bool device)
{
    word_t count = build.next_slot - build.page->untyped.start;
    if (count == MAX_BOOTINFO_UNTYPEDS) {
        kprintf("no room in bootinfo: 0x%lx .. is not used\n", (unsigned long)start);
        return;
    }
    build.page->untyped_list[count] = (struct untyped_desc){
        .paddr = (word_t)start, .size_bits = (uint8_t)bits, .is_device = device};
    struct cap cap = cap_with_paddr(cap_new(CAP_UNTYPED), (paddr_t)start);
    cap = cap_with_untyped_device(cap_with_untyped_bits(cap, bits), device);
    put_next(cap_with_untyped_watermark(cap, BIT(bits)));
}

/* Cuts a region into blocks, each as large as its start and the rest of the region allow. */
BOOT_CODE static void give_region(uint64_t start, uint64_t end, bool device)
{
    while (start < end) {
        uint64_t size = end - start;
        word_t bits = 63 - (word_t)__builtin_clzll(size);
        word_t aligned = start == 0 ? 63 : (word_t)__builtin_ctzll(start);
        bits = word_min(word_min(bits, aligned), ARCH_MAX_UNTYPED_BITS);
        if (bits >= MIN_UNTYPED_BITS) {
            give_block(start, bits, device);
        }
        start += (uint64_t)1 << bits;
    }
}

BOOT_CODE static void make_untypeds(const struct boot_info *info)
{
    build.page->untyped.start = build.next_slot;
    memory_each_region(info, give_region);
    build.page->untyped.end = build.next_slot;
    build.page->empty = (struct slot_region){build.next_slot, BIT(ROOT_CNODE_SIZE_BITS)};
}

/* ---- threads ---- */

BOOT_CODE static void copy_to_tcb(struct tcb *tcb, enum tcb_slot to, enum initial_slot from)
{
    struct cap cap = build.slots[from].cap;
    if (cap_type(cap) == CAP_FRAME) {
        cap = cap_with_map_va(cap_with_map_asid(cap, 0), 0);
    }
    slot_set_copy(&tcb->slots[to], cap, &build.slots[from]);
}

BOOT_CODE static struct tcb *make_initial_thread(const struct boot_info *info)
{
    struct tcb *tcb = arch_ptr(build.tcb.where);
    tcb_init(tcb, domain_current());
    tcb_debug_add(tcb, NULL);
    if (DEBUG_BUILD) {
        tcb_set_name(tcb, "rootserver");
    }
    put(SLOT_TCB, cap_to(CAP_TCB, tcb));
    copy_to_tcb(tcb, TCB_CSPACE, SLOT_CNODE);
    copy_to_tcb(tcb, TCB_VSPACE, SLOT_VSPACE);
    copy_to_tcb(tcb, TCB_BUFFER, SLOT_IPC_BUFFER);
    tcb->buffer_va = build.buffer_va;
    tcb->priority = tcb->mcp = NUM_PRIORITIES - 1;
    tcb->context.cap = build.bootinfo_va;
    tcb->context.pc = tcb->context.restart_pc = info->image_entry;
    tcb->state = THREAD_READY;
    return tcb;
}

BOOT_CODE static void make_idle_thread(void)
{
    struct tcb *idle = (struct tcb *)idle_memory;
    context_init_idle(&idle->context);
    idle->state = THREAD_IDLE;
    idle->flags = TCB_FLAG_FPU_DISABLED; /* the last thread's FPU state stays in place */
    tcb_debug_add(idle, NULL);
    if (DEBUG_BUILD) {
        tcb_set_name(idle, "idle_thread");
    }
    this_cpu()->idle = idle;
}

BOOT_CODE void kernel_main(const struct boot_info *info)
{
    domain_init();
    memory_init(info);
    plan_addresses(info);
    plan_tables();
    carve_objects(info);
    build.page = arch_ptr(build.bootinfo.where);
    make_cnode();
    make_vspace();
    map_everything(info);
    fill_bootinfo(info);
    struct tcb *tcb = make_initial_thread(info);
    make_idle_thread();
    make_untypeds(info);
    arch_timer_start();
    kprintf("Booting all finished, dropped to user space\n");
    sched_switch(tcb);
}
