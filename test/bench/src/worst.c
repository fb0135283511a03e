/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long an interrupt can wait, rows 200 to 215: the longest stretch of the kernel in which it
 * looks at no interrupt, in operations as big as they come: CNodes of 2^16 slots, 64 MiB of memory,
 * a thousand threads.
 *
 * An operation that the kernel interrupts by itself is run under a timer with random delays; the
 * driver, of a higher priority, notes how late it is. That counts the way to the driver, too, and a
 * tick of the timer more or less. What the kernel does in one go is counted as it is.
 */
#include "bench.h"

enum { BIG_BITS = 16, BIG = 1 << BIG_BITS, BLOCK_BITS = 26, THREADS = 1024, FRAMES = 8192 };
enum { BATCH = 256, SAMPLES = 100, BADGE = 7 };

static seL4_CPtr big;           /* a CNode of 2^16 slots */
static seL4_CPtr big_memory;    /* what it is made of */
static seL4_CPtr block;         /* 64 MiB */
static seL4_CPtr many;          /* THREADS slots of the root CNode */
static seL4_CPtr bell, handler; /* the timer's */

/* ---- the driver ---- */

static volatile unsigned due, latest, rings;
static volatile bool armed, again;

static unsigned some_delay(void)
{
    static unsigned seed = 1;
    seed = seed * 1103515245 + 12345;
    return 4000 + (seed >> 8) % 30000;
}

static void driver(void)
{
    for (;;) {
        seL4_Wait(bell, NULL);
        unsigned late = counter_read() - due;
        if (armed) {
            latest = (int)late > (int)latest ? late : latest;
            rings++;
        }
        timer_stop();
        seL4_IRQHandler_Ack(handler);
        armed = again;
        if (again) {
            due = timer_start(some_delay());
        }
    }
}

/* The longest that an interrupt waited while `work` ran, again and again until enough came. */
static void wait_row(unsigned id, void (*prepare)(void), void (*work)(void))
{
    latest = 0;
    rings = 0;
    while (rings < SAMPLES) {
        prepare();
        again = armed = true;
        due = timer_start(some_delay());
        work();
        again = false;
        while (armed) {
            /* the last one */
        }
    }
    print_row(id, latest);
}

/* One run, in one go. */
static void total_row(unsigned id, const struct op *op)
{
    print_row(id, fire(op) - overhead());
}

/* ---- big things ---- */

static void retype(seL4_CPtr from, seL4_Word type, seL4_Word bits, seL4_CPtr first, unsigned count)
{
    for (unsigned i = 0; i < count; i += BATCH) {
        unsigned n = count - i < BATCH ? count - i : BATCH;
        must(seL4_Untyped_Retype(from, type, bits, ROOT, 0, 0, first + i, n), "Retype");
    }
}

static void revoke(seL4_CPtr cap)
{
    must(seL4_CNode_Revoke(ROOT, cap, DEPTH), "Revoke");
}

static void make_big(void)
{
    revoke(big_memory);
    retype(big_memory, seL4_CapTableObject, BIG_BITS, big, 1);
}

static void fill_with_copies(void)
{
    make_big();
    for (seL4_Word i = 0; i < BIG; i++) {
        must(seL4_CNode_Copy(big, i, BIG_BITS, ROOT, endpoint, DEPTH, seL4_AllRights), "Copy");
    }
}

static void fill_with_pages(void)
{
    static seL4_CPtr frame;
    static seL4_Word va;
    if (frame == 0) {
        frame = fel4_object(fel4_frame_type(), seL4_PageBits);
        va = fel4_reserve((size_t)FRAMES * 4096);
    }
    make_big();
    for (seL4_Word i = 0; i < FRAMES; i++) {
        must(seL4_CNode_Copy(ROOT, scratch, DEPTH, ROOT, frame, DEPTH, seL4_AllRights), "Copy");
        must(fel4_map(seL4_CapInitThreadVSpace, scratch, va + i * 4096, seL4_ReadWrite,
                      (seL4_Word)FEL4_ATTR_DEFAULT),
             "Map");
        must(seL4_CNode_Move(big, i, BIG_BITS, ROOT, scratch, DEPTH), "Move");
    }
}

/* Threads that block at once, in `code`, on `cap` or, if they fault, on `fault`. */
static void make_threads(void *code, seL4_CPtr cap, seL4_CPtr fault)
{
    revoke(block);
    retype(block, seL4_TCBObject, 0, many, THREADS);
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, code, NULL, cap);
    set_own_tls(&registers);
    for (seL4_Word i = 0; i < THREADS; i++) {
        must(seL4_TCB_Configure(many + i, fault, ROOT, 0, seL4_CapInitThreadVSpace, 0, 0, 0),
             "Configure");
        must(seL4_TCB_SetPriority(many + i, seL4_CapInitThreadTCB, MY_PRIORITY - 1), "SetPriority");
        must(seL4_TCB_WriteRegisters(many + i, true, 0, REGISTERS, &registers), "WriteRegisters");
    }
    lower_runs();
}

/* ---- Revoke and Delete ---- */

static void revoke_endpoint(void)
{
    revoke(endpoint);
}

static void delete_big(void)
{
    must(seL4_CNode_Delete(ROOT, big, DEPTH), "Delete");
}

static void revoke_block(void)
{
    revoke(block);
}

static void make_receivers(void)
{
    make_threads(bench_receiver, endpoint, 0);
}

static void make_waiters(void)
{
    clear_scratch();
    retype(memory, seL4_EndpointObject, 0, scratch, 1);
    make_threads(bench_receiver, scratch, 0);
}

static void make_notified(void)
{
    clear_scratch();
    retype(memory, seL4_NotificationObject, 0, scratch, 1);
    make_threads(bench_receiver, scratch, 0);
}

static void delete_rows(void)
{
    wait_row(200, fill_with_copies, revoke_endpoint);
    wait_row(201, fill_with_copies, delete_big);
    wait_row(202, fill_with_pages, delete_big);
    wait_row(203, make_receivers, revoke_block);
    wait_row(204, make_waiters, clear_scratch);
    wait_row(205, make_notified, clear_scratch);
}

/* ---- Retype ---- */

static void use_block(void)
{
    revoke(block);
    must(seL4_Untyped_Retype(block, seL4_UntypedObject, BLOCK_BITS - 6, ROOT, 0, 0, many, 64),
         "Retype");
    revoke(block);
}

static void retype_block(void)
{
    retype(block, seL4_EndpointObject, 0, many, 1);
}

static void retype_row(unsigned id, seL4_Word type, seL4_Word bits, unsigned count)
{
    revoke(block);
    retype_block();
    seL4_CPtr into = many + 1;
    total_row(id, &(struct op){.cap = block,
                               .label = UntypedRetype,
                               .length = 6,
                               .word = {type, bits, 0, 0, into, count},
                               .caps = 1,
                               .extra = {ROOT}});
    revoke(block);
}

static void retype_rows(void)
{
    wait_row(206, use_block, retype_block);
    retype_row(207, seL4_CapTableObject, BIG_BITS, 1);
    retype_row(208, seL4_TCBObject, 0, BATCH);
    retype_row(209, fel4_vspace_type(), 0, BATCH);
    retype_row(210, fel4_frame_type(), seL4_PageBits, BATCH);
    retype_row(211, seL4_CapTableObject, 1, BATCH);
}

/* ---- address spaces ---- */

enum { POOL_SIZE = 512 };

static void pool_row(unsigned id)
{
    seL4_CPtr memory_of_pool = fel4_untyped(12), pool = scratch;
    clear_scratch();
    must(make_asid_pool(seL4_CapASIDControl, memory_of_pool, ROOT, pool, DEPTH), "MakePool");
    retype(block, fel4_vspace_type(), 0, many, POOL_SIZE);
    for (seL4_Word i = 0; i < POOL_SIZE; i++) {
        must(assign_asid(pool, many + i), "Assign");
    }
    total_row(id,
              &(struct op){.cap = ROOT, .label = CNodeDelete, .length = 2, .word = {pool, DEPTH}});
    revoke(block);
}

/* ---- I/O ports ---- */

static void port_rows(unsigned id)
{
#if defined(__x86_64__)
    /* All ports behind those of the machine's timer and serial line. */
    enum { FIRST = 0x400, LAST = 0xffff };
    clear_scratch();
    total_row(id, &(struct op){.cap = seL4_CapIOPortControl,
                               .label = X86IOPortControlIssue,
                               .length = 4,
                               .word = {FIRST, LAST, scratch, DEPTH},
                               .caps = 1,
                               .extra = {ROOT}});
    total_row(
        id + 1,
        &(struct op){.cap = ROOT, .label = CNodeDelete, .length = 2, .word = {scratch, DEPTH}});
#else
    (void)id;
#endif
}

/* ---- what cannot be interrupted (spec 02, 4.4) ---- */

static void cancel_row(unsigned id)
{
    seL4_CPtr badged = scratch;
    clear_scratch();
    must(seL4_CNode_Mint(ROOT, badged, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights, BADGE),
         "Mint");
    make_threads(bench_vm_faulter, 0, badged);
    total_row(id, &(struct op){.cap = ROOT,
                               .label = CNodeCancelBadgedSends,
                               .length = 2,
                               .word = {badged, DEPTH}});
    revoke(block);
    clear_scratch();
}

void worst_rows(void)
{
    big = fel4_slots(1);
    big_memory = fel4_untyped(BIG_BITS + seL4_SlotBits);
    block = fel4_untyped(BLOCK_BITS);
    many = fel4_slots(THREADS);
    bell = fel4_object(seL4_NotificationObject, 0);
    handler = timer_handler(bell);
    struct partner p = make_partner(driver, 0, 0, MY_PRIORITY + 1, 0, false);
    must(seL4_IRQHandler_Ack(handler), "Ack");
    delete_rows();
    retype_rows();
    pool_row(212);
    port_rows(213);
    cancel_row(215);
    end_partner(p);
}
