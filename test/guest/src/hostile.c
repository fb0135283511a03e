/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that mean no good: every system call number, every label on every kind of capability,
 * with random words, against objects of their own. They may stop, fault, or destroy themselves. The
 * kernel goes on, and another thread keeps its memory and its turn.
 */
#include "arch.h"
#include "support.h"

enum { ROUNDS = 24, STEPS = 400, RADIX = 6, PATTERN_WORDS = 512 };

static seL4_Word random_state;

static seL4_Word random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Small numbers, addresses of slots, sizes, and anything at all. */
static seL4_Word nasty_word(void)
{
    seL4_Word r = random_word();
    switch (r % 8) {
    case 0:
        return 0;
    case 1:
        return ~(seL4_Word)0;
    case 2:
    case 3:
        return (r >> 8) % (1 << RADIX);
    case 4:
        return (seL4_Word)1 << ((r >> 8) % seL4_WordBits);
    case 5:
        return (r >> 8) % 80;
    case 6:
        return 0x10000000 + ((r >> 8) % 64) * 4096;
    default:
        return r;
    }
}

static void attack(seL4_Word endpoint)
{
    for (int i = 0; i < STEPS; i++) {
        seL4_Word label = random_word() % (nArchInvocationLabels + 2);
        seL4_Word caps = random_word() % 4, length = random_word() % 12;
        for (int k = 0; k < 12; k++) {
            seL4_SetMR(k, nasty_word());
        }
        for (int k = 0; k < 3; k++) {
            seL4_SetCap(k, nasty_word() % (1 << RADIX));
        }
        seL4_Word target = random_word() % (1 << RADIX);
        seL4_MessageInfo_t info = seL4_MessageInfo_new(label, 0, caps, length);
        switch (random_word() % 8) {
        case 0:
            seL4_NBSend(target, info);
            break;
        case 1:
            seL4_NBRecv(target, NULL);
            break;
        case 2:
            seL4_Reply(info);
            break;
        default:
            seL4_Call(target, info);
            break;
        }
    }
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    park();
}

/* Runs when the attacker does not: it has stopped itself, or waits for ever. */
static void notice(seL4_Word endpoint)
{
    for (;;) {
        seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

static void put(seL4_CPtr cnode, seL4_Word slot, seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(cnode, slot, RADIX, ROOT, cap, DEPTH, seL4_AllRights));
}

/* An attacker with a CSpace of its own, where it finds one of everything. */
static struct thread *make_attacker(seL4_CPtr endpoint)
{
    seL4_CPtr cnode = make_cnode(RADIX);
    seL4_Word data = seL4_CNode_CapData_new(0, seL4_WordBits - RADIX).words[0];
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, data);
    struct thread *thread = new_thread(attack, 1);
    thread->fault_endpoint = 1;
    put(cnode, 1, endpoint);
    put(cnode, 2, make_untyped(16));
    put(cnode, 3, guarded);
    put(cnode, 4, thread->tcb);
    put(cnode, 5, make_notification());
    put(cnode, 6, make_endpoint());
    put(cnode, 7, make_frame());
    put(cnode, 8, make_tcb());
    put(cnode, 9, make_cnode(4));
    put(cnode, 10, make_untyped(12));
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, 1, guarded, 0, seL4_CapInitThreadVSpace, 0));
    return thread;
}

TEST("02 2, 02 2.5", "random invocations of everything: others keep their memory and their turn")
{
    static seL4_Word pattern[PATTERN_WORDS];
    for (unsigned i = 0; i < PATTERN_WORDS; i++) {
        pattern[i] = i * 0x9e3779b9u;
    }
    seL4_CPtr handler = make_endpoint();
    struct thread *attacker = make_attacker(handler);
    spawn(notice, handler, -2);
    for (unsigned round = 0; round < ROUNDS; round++) {
        random_state = 0x1234567 + round * 7919;
        attacker->stack_top &= ~(seL4_Word)15;
        seL4_TCB_Resume(attacker->tcb);
        seL4_Recv(handler, NULL);
        seL4_TCB_Suspend(attacker->tcb);
    }
    for (unsigned i = 0; i < PATTERN_WORDS; i++) {
        CHECK_EQ(pattern[i], i * 0x9e3779b9u);
    }
}

static volatile seL4_Word tried;

/* System call numbers other than those that stop the machine on purpose. */
static void try_numbers(seL4_Word unused)
{
    (void)unused;
    for (seL4_Word n = 30; n < 200; n++) {
        struct sel4_registers r = {0, 0, 0, 0, 0, 0};
        tried = n;
        sel4_trap((seL4_Word)0 - n - 1, &r);
        sel4_trap(n, &r);
    }
    tried = 1000;
    park();
}

TEST("05 2.2, 05 4 #3", "every number that is no system call is a fault, and the thread can go on")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(try_numbers, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    for (unsigned faults = 0; tried != 1000; faults++) {
        CHECK(faults < 400);
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
        /* Past the instruction: all other registers as they are. */
        seL4_Word size = seL4_WordBits == 64 && seL4_UnknownSyscall_Length == 19 ? 2 : 4;
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_GetMR(seL4_UnknownSyscall_FaultIP) + size);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Length - 1));
    }
}

static void deep(seL4_Word cnode)
{
    seL4_Send(cnode, seL4_MessageInfo_new(0, 0, 0, 0));
    park();
}

TEST("01 5 a4-6", "a CSpace that leads back into itself ends with the bits of the address")
{
    seL4_CPtr cnode = make_cnode(1), handler = make_endpoint();
    CHECK_OK(seL4_CNode_Copy(cnode, 0, 1, ROOT, cnode, DEPTH, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(cnode, 1, 1, ROOT, handler, DEPTH, seL4_AllRights));
    struct thread *thread = new_thread(deep, 0);
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    seL4_Word fault = (seL4_Word)1 << (seL4_WordBits - 1);
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, fault, cnode, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    let_lower_run();
}

static void revoke_own_untyped(seL4_Word untyped)
{
    seL4_CNode_Revoke(ROOT, untyped, DEPTH);
    park();
}

TEST("01 8.4", "a thread that revokes the untyped its own TCB is in: it is gone, nothing else")
{
    seL4_CPtr block = make_untyped(14), tcb = new_slot();
    CHECK_OK(retype(block, seL4_TCBObject, 0, tcb, 1));
    struct thread *thread = new_thread(revoke_own_untyped, block);
    thread->tcb = tcb;
    start(thread, +1);
    CHECK(is_empty(tcb));
    CHECK_OK(retype(block, seL4_UntypedObject, 14, tcb, 1));
}
