/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames, page tables, VSpace roots and ASIDs (spec arch-x86_64, section 3). */
#include "vm/asid.h"
#include "vm/walk.h"
#include "world.h"

enum { FREE = 2000, ALL = RIGHT_READ | RIGHT_WRITE };
#define VA 0x40000000UL /* nothing near it is mapped: a PDPT exists, the rest does not */

static struct message map(word_t frame, word_t vspace, word_t va, word_t rights)
{
    return call(frame, LABEL_X86_PAGE_MAP, words(va, rights, 0), caps(vspace));
}

static struct message map_pd(word_t pd, word_t va)
{
    return call(pd, LABEL_X86_PAGE_DIRECTORY_MAP, words(va, 0), caps(ROOT_VSPACE));
}

static struct message map_pt(word_t pt, word_t va)
{
    return call(pt, LABEL_X86_PAGE_TABLE_MAP, words(va, 0), caps(ROOT_VSPACE));
}

/* The tables for 4 KiB pages at VA; returns the page table's capability. */
static word_t tables(void)
{
    assert_ok(map_pd(make(TYPE_PD), VA));
    word_t pt = make(TYPE_PT);
    assert_ok(map_pt(pt, VA));
    return pt;
}

static word_t entry_at(word_t va, unsigned level)
{
    struct walk walk = vm_walk(object_at(ROOT_VSPACE), va, level);
    return walk.level == level ? *walk.entry : 0;
}

static bool is_mapped(word_t va)
{
    return pte_is_frame(entry_at(va, 3), 3);
}

/* ---- frames ---- */

TEST("Map needs three words and a capability")
{
    word_t frame = make(TYPE_FRAME);
    assert_error(call(frame, LABEL_X86_PAGE_MAP, words(VA, ALL), caps(ROOT_VSPACE)), ERR_TRUNCATED);
    assert_error(call(frame, LABEL_X86_PAGE_MAP, words(VA, ALL, 0), caps()), ERR_TRUNCATED);
    assert_error(call(frame, LABEL_TCB_RESUME, words(), caps()), ERR_ILLEGAL);
}

TEST("Map checks VSpace, place, ASID and alignment, then the tables on the way")
{
    word_t frame = make(TYPE_FRAME), fresh = make(TYPE_VSPACE);
    assert_error(map(frame, ROOT_CNODE, -1, ALL), ERR_CAPABILITY, 1);
    assert_error(map(frame, fresh, -1, ALL), ERR_CAPABILITY, 1);
    assert_error(map(frame, ROOT_VSPACE, ARCH_TABLE_TOP, ALL), ERR_ARGUMENT, 0);
    assert_error(map(frame, ROOT_VSPACE, -1, ALL), ERR_ARGUMENT, 0);
    assert_error(map(frame, ROOT_VSPACE, VA + 1, ALL), ERR_ALIGNMENT);
    assert_error(map(frame, ROOT_VSPACE, BIT(39), ALL), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY,
                 39);
    assert_error(map(frame, ROOT_VSPACE, VA, ALL), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY, 30);
    assert_ok(map_pd(make(TYPE_PD), VA));
    assert_error(map(frame, ROOT_VSPACE, VA, ALL), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY, 21);
}

TEST("a mapped frame is in the page table with the rights of both capability and request")
{
    tables();
    word_t frame = make(TYPE_FRAME), read_only = copy_of(frame, RIGHT_READ);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    assert_int_equal(pte_paddr(entry_at(VA, 3), 3), cap_paddr(slot_at(frame)->cap));
    assert_int_equal(entry_at(VA, 3) & (PTE_USER | PTE_WRITE), PTE_USER | PTE_WRITE);
    assert_ok(map(read_only, ROOT_VSPACE, VA + 4096, ALL));
    assert_int_equal(entry_at(VA + 4096, 3) & (PTE_USER | PTE_WRITE), PTE_USER);
    assert_ok(map(frame, ROOT_VSPACE, VA, RIGHT_WRITE));
    assert_int_equal(entry_at(VA, 3) & PTE_USER, 0);
}

TEST("a mapped frame is mapped again only where it is, which changes its rights")
{
    tables();
    word_t frame = make(TYPE_FRAME);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    assert_error(map(frame, ROOT_VSPACE, VA + 4096, ALL), ERR_ARGUMENT, 0);
    word_t other = make(TYPE_VSPACE);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(other)));
    assert_error(map(frame, other, VA, ALL), ERR_CAPABILITY, 1);
    unsigned flushes = host.page_flushes;
    assert_ok(map(frame, ROOT_VSPACE, VA, RIGHT_READ));
    assert_int_equal(entry_at(VA, 3) & PTE_WRITE, 0);
    assert_int_equal(host.page_flushes, flushes + 1);
    assert_int_equal(host.last_flush_va, VA);
}

TEST("unmapping removes the entry, flushes it, and may be repeated")
{
    tables();
    word_t frame = make(TYPE_FRAME);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    unsigned flushes = host.page_flushes;
    assert_ok(call(frame, LABEL_X86_PAGE_UNMAP, words(), caps()));
    assert_false(is_mapped(VA));
    assert_int_equal(host.page_flushes, flushes + 1);
    assert_ok(call(frame, LABEL_X86_PAGE_UNMAP, words(), caps()));
    assert_ok(map(frame, ROOT_VSPACE, VA + 4096, ALL));
}

TEST("deleting a capability removes the mapping made through it, not another one's")
{
    tables();
    word_t frame = make(TYPE_FRAME), copy = copy_of(frame, ALL);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    assert_ok(map(copy, ROOT_VSPACE, VA + 4096, ALL));
    delete_cap(frame);
    assert_false(is_mapped(VA));
    assert_true(is_mapped(VA + 4096));
}

TEST("a replaced mapping is not removed by the capability that made the first one")
{
    tables();
    word_t first = make(TYPE_FRAME), second = make(TYPE_FRAME);
    assert_ok(map(first, ROOT_VSPACE, VA, ALL));
    assert_ok(map(second, ROOT_VSPACE, VA, ALL));
    delete_cap(first);
    assert_int_equal(pte_paddr(entry_at(VA, 3), 3), cap_paddr(slot_at(second)->cap));
}

TEST("GetAddress gives the physical address")
{
    word_t frame = make(TYPE_FRAME);
    struct message got = call(frame, LABEL_X86_PAGE_GET_ADDRESS, words(), caps());
    assert_ok(got);
    assert_int_equal(got.length, 1);
    assert_int_equal(got.w[0], arch_paddr(object_at(frame)));
}

TEST("pages of 2 MiB and 1 GiB have their places, and do not replace tables")
{
    word_t large = make_from(find_untyped(22, false), TYPE_LARGE, 0);
    word_t huge = make_from(find_untyped(30, true), TYPE_HUGE, 0);
    assert_error(map(large, ROOT_VSPACE, VA + BIT(20), ALL), ERR_ALIGNMENT);
    assert_error(map(large, ROOT_VSPACE, VA, ALL), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY, 30);
    tables();
    assert_error(map(large, ROOT_VSPACE, VA, ALL), ERR_DELETE_FIRST);
    assert_ok(map(large, ROOT_VSPACE, VA + BIT(21), ALL));
    assert_error(map(huge, ROOT_VSPACE, VA, ALL), ERR_DELETE_FIRST);
    assert_ok(map(huge, ROOT_VSPACE, 2 * VA, ALL));
    assert_true(pte_is_frame(entry_at(2 * VA, 1), 1));
    word_t small = make(TYPE_FRAME);
    assert_error(map(small, ROOT_VSPACE, VA + BIT(21), ALL), ERR_LOOKUP, 0,
                 LOOKUP_MISSING_CAPABILITY, 21);
}

TEST("no frame reaches beyond user memory")
{
    word_t huge = make_from(find_untyped(30, true), TYPE_HUGE, 0);
    assert_error(map(huge, ROOT_VSPACE, ARCH_TABLE_TOP - BIT(30), ALL), ERR_ARGUMENT, 0);
}

/* ---- tables ---- */

TEST("a table's Map: words, not mapped yet, VSpace, address, levels above, nothing there")
{
    word_t pt = make(TYPE_PT), pd = make(TYPE_PD);
    assert_error(call(pt, LABEL_X86_PAGE_TABLE_MAP, words(VA), caps(ROOT_VSPACE)), ERR_TRUNCATED);
    assert_error(call(pt, LABEL_X86_PAGE_TABLE_MAP, words(VA, 0), caps()), ERR_TRUNCATED);
    assert_error(call(pt, LABEL_X86_PAGE_TABLE_MAP, words(-1, 0), caps(ROOT_TCB)), ERR_CAPABILITY,
                 1);
    assert_error(map_pt(pt, ARCH_TABLE_TOP), ERR_ARGUMENT, 0);
    assert_error(map_pt(pt, VA), ERR_LOOKUP, 0, LOOKUP_MISSING_CAPABILITY, 30);
    assert_ok(map_pd(pd, VA + 5));
    assert_error(map_pd(pd, VA), ERR_CAPABILITY, 0);
    assert_error(map_pd(make(TYPE_PD), VA), ERR_DELETE_FIRST);
    assert_ok(map_pt(pt, VA));
    assert_error(map_pt(make(TYPE_PT), VA), ERR_DELETE_FIRST);
}

TEST("each level has labels of its own")
{
    word_t pt = make(TYPE_PT);
    assert_error(map_pd(pt, VA), ERR_ILLEGAL);
    assert_error(call(pt, LABEL_X86_PDPT_UNMAP, words(), caps()), ERR_ILLEGAL);
}

TEST("Unmap of a table needs it to be the only capability; it empties the table")
{
    word_t pt = tables(), frame = make(TYPE_FRAME);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    word_t copy = copy_of(pt, 15);
    assert_error(call(pt, LABEL_X86_PAGE_TABLE_UNMAP, words(), caps()), ERR_REVOKE_FIRST);
    delete_cap(copy);
    assert_ok(call(pt, LABEL_X86_PAGE_TABLE_UNMAP, words(), caps()));
    assert_false(is_mapped(VA));
    assert_int_equal(((word_t *)object_at(pt))[0], 0);
    assert_ok(call(pt, LABEL_X86_PAGE_TABLE_UNMAP, words(), caps()));
    assert_ok(map_pt(pt, VA));
    assert_false(is_mapped(VA));
}

TEST("deleting a table's last capability takes its range away")
{
    word_t pt = tables(), frame = make(TYPE_FRAME), copy = copy_of(pt, 15);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    delete_cap(copy);
    assert_true(is_mapped(VA));
    delete_cap(pt);
    assert_false(is_mapped(VA));
    assert_ok(map_pt(make(TYPE_PT), VA));
}

TEST("mappings that are gone with their VSpace or table are unmapped without harm")
{
    word_t pt = tables(), frame = make(TYPE_FRAME), other = make(TYPE_FRAME);
    assert_ok(map(frame, ROOT_VSPACE, VA, ALL));
    delete_cap(pt);
    word_t new_pt = make(TYPE_PT);
    assert_ok(map_pt(new_pt, VA));
    assert_ok(map(other, ROOT_VSPACE, VA, ALL));
    assert_ok(call(frame, LABEL_X86_PAGE_UNMAP, words(), caps()));
    assert_true(is_mapped(VA));

    word_t vspace = make(TYPE_VSPACE), pdpt = make(TYPE_PDPT);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(pdpt, LABEL_X86_PDPT_MAP, words(0, 0), caps(vspace)));
    delete_cap(vspace);
    assert_ok(call(pdpt, LABEL_X86_PDPT_UNMAP, words(), caps()));
    vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(pdpt, LABEL_X86_PDPT_MAP, words(0, 0), caps(vspace)));
}

TEST("a table whose place was taken from it is not removed by its old capability")
{
    word_t pd = make(TYPE_PD), pt = make(TYPE_PT), new_pt = make(TYPE_PT), new_pd = make(TYPE_PD);
    assert_ok(map_pd(pd, VA));
    assert_ok(map_pt(pt, VA));
    assert_ok(call(pd, LABEL_X86_PAGE_DIRECTORY_UNMAP, words(), caps()));
    assert_ok(map_pd(new_pd, VA));
    assert_ok(map_pt(new_pt, VA));
    assert_ok(call(pt, LABEL_X86_PAGE_TABLE_UNMAP, words(), caps()));
    assert_true(pte_is_table(entry_at(VA, 2), 2));
    delete_cap(pt);
    assert_true(pte_is_table(entry_at(VA, 2), 2));
}

/* ---- ASIDs ---- */

TEST("MakePool: words, a free number, an unused 4 KiB untyped, an empty slot")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), small = make_sized(OBJECT_UNTYPED, 11);
    assert_error(call(ASID_CONTROL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps()), ERR_ILLEGAL);
    assert_error(call(ASID_CONTROL, LABEL_X86_ASID_CONTROL_MAKE_POOL, words(FREE, 64), caps(ut)),
                 ERR_TRUNCATED);
    word_t label = LABEL_X86_ASID_CONTROL_MAKE_POOL;
    assert_error(call(ASID_CONTROL, label, words(FREE, 64), caps(small, ROOT_CNODE)),
                 ERR_CAPABILITY, 1);
    assert_error(call(ASID_CONTROL, label, words(FREE, 64), caps(ROOT_TCB, ROOT_CNODE)),
                 ERR_CAPABILITY, 1);
    assert_error(call(ASID_CONTROL, label, words(ROOT_TCB, 64), caps(ut, ROOT_CNODE)),
                 ERR_DELETE_FIRST);
    assert_ok(call(ASID_CONTROL, label, words(FREE, 64), caps(ut, ROOT_CNODE)));
    assert_error(call(ASID_CONTROL, label, words(FREE + 1, 64), caps(ut, ROOT_CNODE)),
                 ERR_REVOKE_FIRST);
    revoke_cap(ut);
    assert_int_equal(type_at(FREE), CAP_NULL);
}

TEST("when all pools exist MakePool says delete first, before it looks at the untyped")
{
    word_t label = LABEL_X86_ASID_CONTROL_MAKE_POOL;
    for (unsigned i = 1; i < ARCH_ASID_POOL_COUNT; i++) {
        word_t ut = make_sized(OBJECT_UNTYPED, 12);
        assert_ok(call(ASID_CONTROL, label, words(FREE + i, 64), caps(ut, ROOT_CNODE)));
    }
    assert_error(call(ASID_CONTROL, label, words(FREE, 64), caps(ROOT_TCB, ROOT_CNODE)),
                 ERR_DELETE_FIRST);
    delete_cap(FREE + 2);
    word_t ut = make_sized(OBJECT_UNTYPED, 12);
    assert_ok(call(ASID_CONTROL, label, words(FREE + 2, 64), caps(ut, ROOT_CNODE)));
}

TEST("Assign: a VSpace root without ASID; until the pool is full")
{
    word_t vspace = make(TYPE_VSPACE);
    assert_error(call(ASID_POOL, LABEL_X86_PAGE_MAP, words(), caps(vspace)), ERR_ILLEGAL);
    assert_error(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps()), ERR_TRUNCATED);
    assert_error(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(ROOT_CNODE)),
                 ERR_CAPABILITY, 1);
    assert_error(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(ROOT_VSPACE)),
                 ERR_CAPABILITY, 1);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    word_t large = find_untyped(22, false);
    for (word_t asid = 3; asid < BIT(ARCH_ASID_LOW_BITS); asid++) {
        word_t next = make_from(large, TYPE_VSPACE, 0);
        assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(next)));
    }
    word_t last = make(TYPE_VSPACE);
    assert_error(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(last)),
                 ERR_DELETE_FIRST);
}

TEST("when a pool is deleted its address spaces are unusable: mappings fail with a lookup error")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), vspace = make(TYPE_VSPACE), pdpt = make(TYPE_PDPT);
    assert_ok(call(ASID_CONTROL, LABEL_X86_ASID_CONTROL_MAKE_POOL, words(FREE, 64),
                   caps(ut, ROOT_CNODE)));
    assert_ok(call(FREE, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    unsigned flushes = host.asid_flushes;
    delete_cap(FREE);
    assert_int_equal(host.asid_flushes, flushes + 1);
    assert_error(call(pdpt, LABEL_X86_PDPT_MAP, words(0, 0), caps(vspace)), ERR_LOOKUP, 0,
                 LOOKUP_INVALID_ROOT);
    word_t frame = make(TYPE_FRAME);
    assert_error(map(frame, vspace, 0x1000, ALL), ERR_LOOKUP, 0, LOOKUP_INVALID_ROOT);
}

TEST("an ASID that was given to another VSpace is not this one's any more")
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), label = LABEL_X86_ASID_CONTROL_MAKE_POOL;
    word_t stale = make(TYPE_VSPACE), fresh = make(TYPE_VSPACE);
    assert_ok(call(ASID_CONTROL, label, words(FREE, 64), caps(ut, ROOT_CNODE)));
    assert_ok(call(FREE, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(stale)));
    delete_cap(FREE);
    assert_ok(call(ASID_CONTROL, label, words(FREE, 64), caps(ut, ROOT_CNODE)));
    assert_ok(call(FREE, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(fresh)));
    assert_error(map(make(TYPE_FRAME), stale, 0x1000, ALL), ERR_CAPABILITY, 1);
}

TEST("deleting the current thread's VSpace leaves it without user mappings")
{
    struct thread t = start_thread(255);
    word_t vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, vspace)));
    act_as(t.tcb);
    assert_ptr_equal(host.root, object_at(vspace));
    revoke_cap(vspace);
    assert_null(host.root);
    delete_cap(vspace);
    assert_int_equal(host.last_flush_asid, 2);
}

/* Or the processor might fetch them again. */
TEST("an address space that ends is left before its TLB entries are flushed")
{
    struct thread t = start_thread(255);
    word_t ut = make_sized(OBJECT_UNTYPED, 12), vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_CONTROL, LABEL_X86_ASID_CONTROL_MAKE_POOL, words(FREE, 64),
                   caps(ut, ROOT_CNODE)));
    assert_ok(call(FREE, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, vspace)));
    act_as(t.tcb);
    assert_ptr_equal(host.root, object_at(vspace));
    unsigned flushes = host.asid_flushes;
    delete_cap(FREE);
    assert_null(host.root);
    assert_int_equal(host.asid_flushes, flushes + 1);
    assert_int_equal(host.flushes_in_use, 0);
}

TEST("a thread that deletes itself, and its VSpace with it, leaves that before the flush")
{
    struct thread t = start_thread(255);
    word_t vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_POOL, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(vspace)));
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(0, 0, 0), caps(ROOT_CNODE, vspace)));
    act_as(t.tcb);
    delete_cap(vspace);
    assert_ptr_not_equal(host.root, NULL);
    unsigned flushes = host.asid_flushes;
    send(ROOT_CNODE, LABEL_CNODE_DELETE, words(t.cap, 64), caps());
    assert_int_equal(host.asid_flushes, flushes + 1);
    assert_int_equal(host.flushes_in_use, 0);
}

/* ---- what a TLB that tags its entries with the ASID may know ---- */

/* The processor uses the page at `va` of an address space, and remembers where it is. */
static void use_page(word_t vspace, word_t va)
{
    struct cap cap = slot_at(vspace)->cap;
    struct walk walk = vm_walk(cap_ptr(cap), va, 3);
    assert_true(pte_is_frame(*walk.entry, walk.level));
    host.tlb[host.tlb_count++] = (struct host_tlb_entry){.asid = cap_map_asid(cap), .va = va};
}

static struct {
    word_t vspace, pool, pd, pt, frame, other_frame;
} away;

/* Two pages at VA of an address space that no thread is in, both known to the TLB. */
static void make_away(void)
{
    word_t ut = make_sized(OBJECT_UNTYPED, 12), pdpt = make(TYPE_PDPT);
    away.pool = new_slot();
    away.vspace = make(TYPE_VSPACE);
    assert_ok(call(ASID_CONTROL, LABEL_X86_ASID_CONTROL_MAKE_POOL, words(away.pool, 64),
                   caps(ut, ROOT_CNODE)));
    assert_ok(call(away.pool, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(away.vspace)));
    away.pd = make(TYPE_PD);
    away.pt = make(TYPE_PT);
    away.frame = make(TYPE_FRAME);
    away.other_frame = make(TYPE_FRAME);
    assert_ok(call(pdpt, LABEL_X86_PDPT_MAP, words(VA, 0), caps(away.vspace)));
    assert_ok(call(away.pd, LABEL_X86_PAGE_DIRECTORY_MAP, words(VA, 0), caps(away.vspace)));
    assert_ok(call(away.pt, LABEL_X86_PAGE_TABLE_MAP, words(VA, 0), caps(away.vspace)));
    assert_ok(map(away.frame, away.vspace, VA, ALL));
    assert_ok(map(away.other_frame, away.vspace, VA + 4096, ALL));
    use_page(away.vspace, VA);
    use_page(away.vspace, VA + 4096);
    assert_int_equal(host.tlb_count, 2);
}

TEST("TLB: a page that goes from an address space that is not loaded is forgotten, no other one")
{
    make_away();
    assert_ok(call(away.frame, LABEL_X86_PAGE_UNMAP, words(), caps()));
    assert_int_equal(host.tlb_count, 1);
    assert_int_equal(host.tlb[0].va, VA + 4096);
    delete_cap(away.other_frame);
    assert_int_equal(host.tlb_count, 0);
}

TEST("TLB: a page that gets other rights, or is replaced, is forgotten")
{
    make_away();
    assert_ok(map(away.frame, away.vspace, VA, RIGHT_READ));
    assert_int_equal(host.tlb_count, 1);
    use_page(away.vspace, VA);
    assert_ok(map(make(TYPE_FRAME), away.vspace, VA, ALL));
    assert_int_equal(host.tlb_count, 1);
}

TEST("TLB: a page is no longer mapped when it is forgotten, also where another one takes its place")
{
    make_away();
    assert_ok(map(away.frame, away.vspace, VA, RIGHT_READ));
    assert_ok(map(make(TYPE_FRAME), away.vspace, VA, ALL));
    delete_cap(away.other_frame);
    assert_int_equal(host.page_flushes, 3);
    assert_int_equal(host.flushes_in_use, 0);
}

TEST("TLB: what lay below a table is forgotten with it")
{
    make_away();
    assert_ok(call(away.pt, LABEL_X86_PAGE_TABLE_UNMAP, words(), caps()));
    assert_int_equal(host.tlb_count, 0);
    world_new();
    make_away();
    delete_cap(away.pd);
    assert_int_equal(host.tlb_count, 0);
}

TEST("TLB: an ASID that gets another address space knows nothing of the old one")
{
    make_away();
    word_t asid = cap_map_asid(slot_at(away.vspace)->cap);
    delete_cap(away.vspace);
    word_t next = make(TYPE_VSPACE);
    assert_ok(call(away.pool, LABEL_X86_ASID_POOL_ASSIGN, words(), caps(next)));
    assert_int_equal(cap_map_asid(slot_at(next)->cap), asid);
    assert_int_equal(host.tlb_count, 0);
}

TEST("TLB: a pool takes what is known of its ASIDs with it")
{
    make_away();
    use_page(ROOT_VSPACE, HOST_IMAGE_VA);
    delete_cap(away.pool);
    assert_int_equal(host.tlb_count, 1);
    assert_int_equal(host.tlb[0].va, HOST_IMAGE_VA);
}
