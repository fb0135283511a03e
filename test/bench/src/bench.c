/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel instructions per operation, a row for each of the reference table that this kernel has.
 * Each row is measured TIMES times, and the least counts. Prints `row ID NAME COUNT REFERENCE`;
 * test/bench/run makes a table of it.
 */
#include "shot.h"

#include <fel4/fel4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 12, ROOT = seL4_CapInitThreadCNode, DEPTH = seL4_WordBits, MY_PRIORITY = 100 };

static seL4_CPtr endpoint, other_endpoint, notification, memory, scratch, slots;

static _Noreturn void fail(const char *what)
{
    printf("bench: %s failed\n", what);
    exit(1);
}

static void must(seL4_Error error, const char *what)
{
    if (error != seL4_NoError) {
        fail(what);
    }
}

/* ---- partners ---- */

struct partner {
    seL4_CPtr tcb;
    seL4_IPCBuffer *buffer;
};

static seL4_Word own_tls_base(void)
{
    seL4_Word base;
    __asm__("movq %%fs:0, %0" : "=r"(base));
    return base;
}

static struct partner make_partner(void *code, seL4_Word a, seL4_Word b, seL4_Word priority,
                                   seL4_CPtr fault_endpoint)
{
    struct partner p = {.tcb = fel4_object(seL4_TCBObject, 0)};
    seL4_CPtr frame = fel4_object(fel4_frame_type(), seL4_PageBits);
    seL4_Word va = fel4_reserve(4096);
    must(
        fel4_map(seL4_CapInitThreadVSpace, frame, va, seL4_ReadWrite, (seL4_Word)FEL4_ATTR_DEFAULT),
        "mapping a buffer");
    p.buffer = (seL4_IPCBuffer *)va;
    must(seL4_TCB_Configure(p.tcb, fault_endpoint, ROOT, 0, seL4_CapInitThreadVSpace, 0, va, frame),
         "Configure");
    must(seL4_TCB_SetPriority(p.tcb, seL4_CapInitThreadTCB, priority), "SetPriority");
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, code, (void *)(va + 4096), a);
    registers.rsi = b;
    /* The same TLS registers as ours, as in the reference's measurements: a switch need not load
     * any. */
    registers.fs_base = own_tls_base();
    must(seL4_TCB_WriteRegisters(p.tcb, true, 0, 20, &registers), "WriteRegisters");
    return p;
}

static void end_partner(struct partner p)
{
    must(seL4_CNode_Delete(ROOT, p.tcb, DEPTH), "Delete");
}

/* ---- measuring ---- */

static unsigned least(struct shot *shot, unsigned (*fire)(struct shot *))
{
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot copy = *shot;
        unsigned count = fire(&copy);
        best = count < best ? count : best;
    }
    return best;
}

static unsigned overhead(void)
{
    struct shot shot = {0};
    return least(&shot, bench_nothing);
}

/* Kernel instructions of a system call, without those of partners. */
static unsigned measure(struct shot shot, unsigned partner)
{
    return least(&shot, bench_shot) - overhead() - partner;
}

static void print_row(unsigned id, const char *name, unsigned count, unsigned reference)
{
    printf("row %u %s %u %u\n", id, name, count, reference);
}

static struct shot shot_of(seL4_Word number, seL4_Word cap, seL4_Word info)
{
    return (struct shot){.number = number, .cap = cap, .info = info};
}

static seL4_Word info_of(seL4_Word label, seL4_Word caps, seL4_Word length)
{
    return seL4_MessageInfo_new(label, 0, caps, length).words[0];
}

/* ---- IPC ---- */

static void call_row(unsigned id, const char *name, seL4_Word words, seL4_Word priority,
                     unsigned reference)
{
    struct partner p = make_partner(bench_server, endpoint, words, priority, 0);
    if (priority < MY_PRIORITY) {
        seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, priority - 1);
        seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY);
    } else {
        seL4_Yield();
    }
    struct shot shot = shot_of((seL4_Word)seL4_SysCall, endpoint, words);
    print_row(id, name, measure(shot, SERVER_ROUND), reference);
    end_partner(p);
}

static void call_with_cap_row(unsigned id, const char *name, seL4_CPtr cap, bool transfer,
                              unsigned reference)
{
    struct partner p = make_partner(bench_server, endpoint, 0, MY_PRIORITY, 0);
    seL4_Yield();
    p.buffer->receiveCNode = ROOT;
    p.buffer->receiveIndex = transfer ? scratch : 0;
    p.buffer->receiveDepth = transfer ? DEPTH : 0;
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        seL4_SetCap(0, cap);
        struct shot shot = shot_of((seL4_Word)seL4_SysCall, endpoint, info_of(0, 1, 0));
        unsigned count = bench_shot(&shot);
        best = count < best ? count : best;
        seL4_CNode_Delete(ROOT, scratch, DEPTH);
    }
    print_row(id, name, best - overhead() - SERVER_ROUND, reference);
    end_partner(p);
}

static void ipc_rows(void)
{
    call_row(10, "call_intra_0w", 0, MY_PRIORITY, 452);
    call_row(11, "call_intra_1w", 1, MY_PRIORITY, 464);
    call_row(12, "call_intra_2w", 2, MY_PRIORITY, 474);
    call_row(13, "call_intra_4w", 4, MY_PRIORITY, 494);
    call_row(14, "call_intra_5w", 5, MY_PRIORITY, 1666);
    call_row(15, "call_intra_16w", 16, MY_PRIORITY, 1776);
    call_row(16, "call_intra_120w", 120, MY_PRIORITY, 2816);
    seL4_CPtr badged = fel4_mint(endpoint, seL4_AllRights, 7);
    call_with_cap_row(23, "call_intra_0w_unwrapcap", badged, false, 1405);
    call_with_cap_row(24, "call_intra_0w_capxfer", notification, true, 1562);
    call_row(25, "call_intra_0w_lowprio_server", 0, MY_PRIORITY - 1, 462);
    call_row(26, "call_intra_0w_highprio_server", 0, MY_PRIORITY + 1, 452);
}

static void lower_runs(void)
{
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY - 5);
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY);
}

static unsigned wake_lower(struct shot shot)
{
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        lower_runs();
        struct shot copy = shot;
        unsigned count = bench_shot(&copy);
        best = count < best ? count : best;
    }
    return best - overhead();
}

static void signal_rows(void)
{
    struct shot signal = shot_of((seL4_Word)seL4_SysSend, notification, 0);
    struct partner p = make_partner(bench_stamper, notification, 0, MY_PRIORITY + 1, 0);
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot copy = signal;
        bench_shot(&copy);
        unsigned count = bench_woken - bench_began;
        best = count < best ? count : best;
    }
    print_row(28, "signal_highwaiter_to_wake", best - overhead(), 547);
    end_partner(p);
    p = make_partner(bench_receiver, notification, 0, MY_PRIORITY + 1, 0);
    print_row(30, "signal_highwaiter_roundtrip", measure(signal, RECEIVER_ROUND), 969);
    end_partner(p);
    p = make_partner(bench_receiver, notification, 0, MY_PRIORITY - 1, 0);
    print_row(31, "signal_lowwaiter", wake_lower(signal), 646);
    end_partner(p);
    print_row(32, "signal_nowaiter", measure(signal, 0), 380);
    struct shot poll = shot_of((seL4_Word)seL4_SysNBRecv, notification, 0);
    best = ~0u;
    unsigned wait_best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot copy = poll;
        seL4_Signal(notification);
        unsigned count = bench_shot(&copy);
        best = count < best ? count : best;
        seL4_Signal(notification);
        copy = poll;
        copy.number = (seL4_Word)seL4_SysRecv;
        count = bench_shot(&copy);
        wait_best = count < wait_best ? count : wait_best;
    }
    print_row(33, "poll_active", best - overhead(), 255);
    print_row(34, "poll_empty", measure(poll, 0), 252);
    print_row(35, "wait_active", wait_best - overhead(), 254);
}

static void send_rows(void)
{
    struct shot nbsend = shot_of((seL4_Word)seL4_SysNBSend, endpoint, 0);
    print_row(36, "nbsend_ep_nowaiter", measure(nbsend, 0), 406);
    struct shot send = shot_of((seL4_Word)seL4_SysSend, endpoint, 0);
    struct partner p = make_partner(bench_receiver, endpoint, 0, MY_PRIORITY + 1, 0);
    print_row(37, "send0_highwaiter_roundtrip", measure(send, RECEIVER_ROUND), 1198);
    end_partner(p);
    p = make_partner(bench_receiver, endpoint, 0, MY_PRIORITY - 1, 0);
    print_row(38, "send0_lowwaiter", wake_lower(send), 874);
    end_partner(p);
    struct shot yield = shot_of((seL4_Word)seL4_SysYield, 0, 0);
    print_row(39, "yield_alone", measure(yield, 0), 291);
    p = make_partner(bench_yielder, 0, 0, MY_PRIORITY, 0);
    seL4_Yield();
    print_row(46, "yield_pair_roundtrip_intra", measure(yield, YIELDER_ROUND), 538);
    end_partner(p);
    struct shot null_call = shot_of((seL4_Word)seL4_SysCall, scratch, 0);
    print_row(50, "call_null_cap", measure(null_call, 0), 472);
    struct shot bad = shot_of((seL4_Word)seL4_SysNBSend, (seL4_Word)1 << 62, 0);
    print_row(51, "nbsend_bad_cptr", measure(bad, 0), 208);
    struct shot label = shot_of((seL4_Word)seL4_SysCall, seL4_CapInitThreadTCB, info_of(900, 0, 0));
    print_row(52, "call_ntfn_cap_bad_label_tcb", measure(label, 0), 484);
}

/* ---- invocations: `before` brings about what the operation needs, each time ---- */

struct method {
    seL4_CPtr cap;
    seL4_Word label, length, word[8];
    unsigned caps;
    seL4_CPtr extra[3];
};

static unsigned measure_method(const struct method *m, void (*before)(void))
{
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        if (before != NULL) {
            before();
        }
        struct shot shot =
            shot_of((seL4_Word)seL4_SysCall, m->cap, info_of(m->label, m->caps, m->length));
        for (unsigned k = 0; k < m->length; k++) {
            if (k < 4) {
                shot.mr[k] = m->word[k];
            } else {
                seL4_SetMR((int)k, m->word[k]);
            }
        }
        for (unsigned k = 0; k < m->caps; k++) {
            seL4_SetCap((int)k, m->extra[k]);
        }
        unsigned count = bench_shot(&shot);
        best = count < best ? count : best;
    }
    return best - overhead();
}

static void clear_scratch(void)
{
    seL4_CNode_Delete(ROOT, scratch, DEPTH);
}

static void copy_to_scratch(void)
{
    clear_scratch();
    seL4_CNode_Copy(ROOT, scratch, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights);
}

static void move_back(void)
{
    seL4_CNode_Move(ROOT, slots + 1, DEPTH, ROOT, scratch, DEPTH);
}

static void child_of_copy(void)
{
    seL4_CNode_Delete(ROOT, slots + 2, DEPTH);
    seL4_CNode_Copy(ROOT, slots + 2, DEPTH, ROOT, other_endpoint, DEPTH, seL4_AllRights);
}

static void cnode_rows(void)
{
    struct method copy = {ROOT, CNodeCopy, 5, {scratch, DEPTH, endpoint, DEPTH, 15}, 1, {ROOT}};
    print_row(60, "cnode_copy_ep", measure_method(&copy, clear_scratch), 876);
    struct method mint = {ROOT, CNodeMint, 6, {scratch, DEPTH, endpoint, DEPTH, 15, 3}, 1, {ROOT}};
    print_row(61, "cnode_mint_ep", measure_method(&mint, clear_scratch), 899);
    struct method remove = {ROOT, CNodeDelete, 2, {scratch, DEPTH}, 0, {0}};
    print_row(62, "cnode_delete_ep_copy", measure_method(&remove, copy_to_scratch), 726);
    clear_scratch();
    seL4_CNode_Copy(ROOT, slots + 1, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights);
    struct method move = {ROOT, CNodeMove, 4, {scratch, DEPTH, slots + 1, DEPTH}, 1, {ROOT}};
    print_row(63, "cnode_move_ep", measure_method(&move, move_back), 746);
    clear_scratch();
    print_row(64, "cnode_delete_empty_slot", measure_method(&remove, NULL), 605);
    struct method revoke = {ROOT, CNodeRevoke, 2, {other_endpoint, DEPTH}, 0, {0}};
    print_row(65, "cnode_revoke_nochild", measure_method(&revoke, NULL), 641);
    print_row(66, "cnode_revoke_1child", measure_method(&revoke, child_of_copy), 899);
}

static seL4_Word retype_type, retype_bits;

static void retype_scratch(void)
{
    clear_scratch();
    must(seL4_Untyped_Retype(memory, retype_type, retype_bits, ROOT, 0, 0, scratch, 1), "Retype");
}

static void object_rows(unsigned id, const char *name, seL4_Word type, seL4_Word bits,
                        unsigned reference, unsigned delete_reference)
{
    char text[64];
    struct method retype = {memory, UntypedRetype, 6, {type, bits, 0, 0, scratch, 1}, 1, {ROOT}};
    struct method remove = {ROOT, CNodeDelete, 2, {scratch, DEPTH}, 0, {0}};
    snprintf(text, sizeof(text), "retype_%s", name);
    print_row(id, text, measure_method(&retype, clear_scratch), reference);
    retype_type = type;
    retype_bits = bits;
    snprintf(text, sizeof(text), "delete_final_%s", name);
    print_row(id + 1, text, measure_method(&remove, retype_scratch), delete_reference);
}

static void all_object_rows(void)
{
    object_rows(80, "endpoint", seL4_EndpointObject, 0, 944, 746);
    object_rows(82, "notification", seL4_NotificationObject, 0, 915, 754);
    object_rows(84, "page4k", fel4_frame_type(), 0, 960, 776);
    object_rows(86, "tcb", seL4_TCBObject, 0, 3535, 1988);
    object_rows(88, "cnode16slots", seL4_CapTableObject, 4, 927, 4748);
    object_rows(90, "pagetable", seL4_X86_PageTableObject, 0, 950, 748);
    object_rows(92, "untyped4k", seL4_UntypedObject, 12, 953, 726);
    clear_scratch();
}

/* ---- pages and threads ---- */

static seL4_CPtr page;
static seL4_Word page_va;

static void unmap_page(void)
{
    fel4_unmap(page);
}

static void map_page(void)
{
    fel4_map(seL4_CapInitThreadVSpace, page, page_va, seL4_ReadWrite, 0);
}

static void page_rows(void)
{
    page = fel4_object(fel4_frame_type(), seL4_PageBits);
    page_va = fel4_reserve(4096);
    map_page();
    struct method map = {page, X86PageMap, 3, {page_va, 3, 0}, 1, {seL4_CapInitThreadVSpace}};
    struct method unmap = {page, X86PageUnmap, 0, {0}, 0, {0}};
    print_row(110, "page_map", measure_method(&map, unmap_page), 774);
    print_row(111, "page_unmap", measure_method(&unmap, map_page), 628);
    map_page();
    print_row(112, "page_remap_same", measure_method(&map, NULL), 780);
    unmap_page();
    print_row(113, "page_unmap_unmapped", measure_method(&unmap, NULL), 505);
    map.word[0] = 0x7000000000;
    print_row(114, "page_map_nopt_error", measure_method(&map, NULL), 767);
}

static seL4_CPtr victim;

static void suspend_victim(void)
{
    seL4_TCB_Suspend(victim);
}

static void resume_victim(void)
{
    seL4_TCB_Resume(victim);
}

static void tcb_rows(void)
{
    struct partner p = make_partner(bench_yielder, 0, 0, MY_PRIORITY - 1, 0);
    victim = p.tcb;
    struct method resume = {victim, TCBResume, 0, {0}, 0, {0}};
    struct method suspend = {victim, TCBSuspend, 0, {0}, 0, {0}};
    print_row(120, "tcb_resume", measure_method(&resume, suspend_victim), 727);
    print_row(121, "tcb_suspend_runnable", measure_method(&suspend, resume_victim), 521);
    print_row(122, "tcb_suspend_suspended", measure_method(&suspend, NULL), 486);
    struct method priority = {victim, TCBSetPriority,         1, {MY_PRIORITY - 1},
                              1,      {seL4_CapInitThreadTCB}};
    print_row(123, "tcb_setpriority_suspended", measure_method(&priority, NULL), 526);
    resume_victim();
    print_row(124, "tcb_setpriority_runnable", measure_method(&priority, NULL), 805);
    suspend_victim();
    struct method read = {victim, TCBReadRegisters, 2, {0, 20}, 0, {0}};
    print_row(125, "tcb_readregs_all", measure_method(&read, NULL), 677);
    struct method write = {victim, TCBWriteRegisters, 2, {0, 0}, 0, {0}};
    write.word[1] = 20;
    seL4_UserContext registers;
    seL4_TCB_ReadRegisters(victim, false, 0, 20, &registers);
    unsigned best = ~0u;
    for (int i = 0; i < TIMES; i++) {
        struct shot shot =
            shot_of((seL4_Word)seL4_SysCall, victim, info_of(TCBWriteRegisters, 0, 22));
        shot.mr[1] = 20;
        shot.mr[2] = registers.rip;
        shot.mr[3] = registers.rsp;
        for (int k = 2; k < 20; k++) {
            seL4_SetMR(k + 2, ((seL4_Word *)&registers)[k]);
        }
        unsigned count = bench_shot(&shot);
        best = count < best ? count : best;
    }
    print_row(126, "tcb_writeregs_all", best - overhead(), 830);
    struct method bind = {victim, TCBBindNotification, 0, {0}, 1, {notification}};
    unsigned count = measure_method(&bind, NULL);
    (void)count;
    seL4_TCB_UnbindNotification(victim);
    end_partner(p);
}

/* ---- faults ---- */

static void fault_row(unsigned id, const char *name, void *code, unsigned reference)
{
    struct partner p = make_partner(code, 0, 0, MY_PRIORITY - 1, endpoint);
    seL4_Recv(endpoint, NULL);
    struct shot shot = shot_of((seL4_Word)seL4_SysReplyRecv, endpoint, 0);
    print_row(id, name, measure(shot, FAULTER_ROUND), reference);
    end_partner(p);
}

int main(void)
{
    endpoint = fel4_object(seL4_EndpointObject, 0);
    other_endpoint = fel4_object(seL4_EndpointObject, 0);
    notification = fel4_object(seL4_NotificationObject, 0);
    memory = fel4_untyped(24);
    slots = fel4_slots(16);
    scratch = slots;
    /* Something always exists in the block, so that no Retype clears memory. */
    must(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, ROOT, 0, 0, slots + 8, 1), "Retype");
    must(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY),
         "SetPriority");
    ipc_rows();
    signal_rows();
    send_rows();
    cnode_rows();
    all_object_rows();
    page_rows();
    tcb_rows();
    fault_row(130, "fault_userexc_roundtrip_intra", bench_exception_faulter, 1261);
    fault_row(131, "fault_vm_roundtrip_intra", bench_vm_faulter, 1272);
    fault_row(132, "fault_unksyscall_roundtrip_intra", bench_syscall_faulter, 1321);
    return 0;
}
