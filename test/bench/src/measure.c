/* SPDX-License-Identifier: BSD-2-Clause */
/* See bench.h: timing an operation, and the threads on the other side. */
#include "bench.h"

void fail(const char *what)
{
    printf("bench: %s failed\n", what);
    exit(1);
}

void must(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        printf("bench: %s failed: error %d\n", what, (int)error);
        exit(1);
    }
}

/* ---- timing ---- */

struct shot shot_of(const struct op *op)
{
    struct shot shot = {
        .cap = op->cap,
        .number = op->number != 0 ? op->number : (seL4_Word)seL4_SysCall,
        .info = seL4_MessageInfo_new(op->label, 0, op->caps, op->length).words[0],
    };
    for (unsigned i = 0; i < op->length && i < OP_WORDS; i++) {
        if (i < 4) {
            shot.mr[i] = op->word[i];
        } else {
            seL4_SetMR((int)i, op->word[i]);
        }
    }
    for (unsigned i = 0; i < op->caps; i++) {
        seL4_SetCap((int)i, op->extra[i]);
    }
    return shot;
}

unsigned overhead(void)
{
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot shot = {0};
        unsigned count = bench_nothing(&shot);
        least = count < least ? count : least;
    }
    return least;
}

unsigned fire(const struct op *op)
{
    if (op->before != NULL) {
        op->before();
    }
    struct shot shot = shot_of(op);
    return bench_shot(&shot);
}

unsigned measure(const struct op *op)
{
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        unsigned count = fire(op);
        least = count < least ? count : least;
    }
    return least - overhead() - op->partner;
}

void print_row(unsigned id, unsigned count)
{
    printf("row %u %u\n", id, count);
}

void row(unsigned id, const struct op *op)
{
    print_row(id, measure(op));
}

/* ---- partners ---- */

extern char __ehdr_start[];

static seL4_CPtr copy_of(seL4_CPtr cap)
{
    seL4_CPtr slot = fel4_slots(1);
    must(seL4_CNode_Copy(ROOT, slot, DEPTH, ROOT, cap, DEPTH, seL4_AllRights), "Copy");
    return slot;
}

static void map(seL4_CPtr vspace, seL4_CPtr frame, seL4_Word va)
{
    must(fel4_map(vspace, frame, va, seL4_ReadWrite, (seL4_Word)FEL4_ATTR_DEFAULT), "Map");
}

static struct {
    seL4_CPtr frame;
    seL4_Word va;
} shared;

volatile seL4_Word *shared_page(void)
{
    if (shared.frame == 0) {
        shared.frame = fel4_object(fel4_frame_type(), seL4_PageBits);
        shared.va = fel4_reserve(4096);
        map(seL4_CapInitThreadVSpace, shared.frame, shared.va);
    }
    return (volatile seL4_Word *)shared.va;
}

/* The frame of the image that holds the timed code. */
static seL4_CPtr code_frame(void)
{
    seL4_Word page = (seL4_Word)bench_server / 4096;
    seL4_Word image = (seL4_Word)__ehdr_start / 4096;
    return seL4_GetBootInfo()->userImageFrames.start + (page - image);
}

static seL4_CPtr make_vspace(void)
{
    seL4_CPtr vspace = fel4_object(fel4_vspace_type(), 0);
    must(fel4_assign_asid(vspace), "Assign");
    map(vspace, copy_of(code_frame()), (seL4_Word)bench_server & ~(seL4_Word)4095);
    seL4_Word va = (seL4_Word)shared_page();
    map(vspace, copy_of(shared.frame), va);
    return vspace;
}

struct partner make_partner(void *code, seL4_Word a, seL4_Word b, seL4_Word priority,
                            seL4_CPtr fault_endpoint, bool elsewhere)
{
    struct partner p = {.tcb = fel4_object(seL4_TCBObject, 0), .vspace = seL4_CapInitThreadVSpace};
    seL4_CPtr frame = fel4_object(fel4_frame_type(), seL4_PageBits);
    seL4_Word va = fel4_reserve(4096);
    map(p.vspace, frame, va);
    p.buffer = (seL4_IPCBuffer *)va;
    if (elsewhere) {
        p.vspace = make_vspace();
        frame = copy_of(frame);
        map(p.vspace, frame, va);
    }
    must(seL4_TCB_Configure(p.tcb, fault_endpoint, ROOT, 0, p.vspace, 0, va, frame), "Configure");
    must(seL4_TCB_SetPriority(p.tcb, seL4_CapInitThreadTCB, priority), "SetPriority");
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, code, (void *)(va + 4096), a);
    set_second_argument(&registers, b);
    set_own_tls(&registers);
    must(seL4_TCB_WriteRegisters(p.tcb, true, 0, REGISTERS, &registers), "WriteRegisters");
    return p;
}

void end_partner(struct partner p)
{
    must(seL4_CNode_Delete(ROOT, p.tcb, DEPTH), "Delete");
}

void lower_runs(void)
{
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY - 5);
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY);
}

void clear_scratch(void)
{
    seL4_CNode_Delete(ROOT, scratch, DEPTH);
}
