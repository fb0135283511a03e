/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 5: TCB methods on themselves and on blocked threads, and the order of checks
 * where two things are wrong at once. */
#include "arch.h"
#include "support.h"

#include <string.h>

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

enum { REGISTERS = sizeof(seL4_UserContext) / sizeof(seL4_Word), BUFFER = 0x10000000 };

static volatile seL4_Word flag;

static void park_at_once(seL4_Word value)
{
    flag = value;
    park();
}

/* ---- 5.2: Configure, SetSpace, SetIPCBuffer ---- */

static seL4_CPtr device_frame(void)
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr frame = new_slot();
    for (seL4_Word i = info->untyped.start; i < info->untyped.end; i++) {
        seL4_UntypedDesc *desc = &info->untypedList[i - info->untyped.start];
        if (desc->isDevice && desc->sizeBits >= 12 &&
            retype(i, FRAME_SMALL, 0, frame, 1) == seL4_NoError) {
            return frame;
        }
    }
    test_skip("no device untyped is free");
}

TEST("02 5.2 #4, 01 1 #2", "an IPC buffer in device memory: IllegalOperation, before its alignment")
{
    seL4_CPtr frame = device_frame();
    CHECK_ERROR(seL4_TCB_SetIPCBuffer(make_tcb(), BUFFER + 8, frame), seL4_IllegalOperation);
    CHECK_ERROR(
        seL4_TCB_Configure(make_tcb(), 0, ROOT, 0, seL4_CapInitThreadVSpace, 0, BUFFER, frame),
        seL4_IllegalOperation);
}

TEST("02 5.2 #2", "an IPC buffer that cannot be copied: its own error, before anything else")
{
    seL4_CPtr block = make_untyped(12);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(seL4_TCB_SetIPCBuffer(make_tcb(), BUFFER + 8, block), seL4_RevokeFirst);
    CHECK_ERROR(seL4_TCB_Configure(make_tcb(), 0, block, 0, block, 0, BUFFER + 8, block),
                seL4_RevokeFirst);
    CHECK_ERROR(seL4_TCB_SetIPCBuffer(make_tcb(), BUFFER, seL4_CapIRQControl),
                seL4_IllegalOperation);
}

TEST("02 5.2 #7 #9",
     "CSpace and VSpace that cannot be copied: their own errors, the CSpace's first")
{
    seL4_CPtr block = make_untyped(12), tcb = make_tcb(), bare = make(VSPACE_ROOT, 0);
    CHECK_OK(retype(block, seL4_EndpointObject, 0, new_slot(), 1));
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, block, 0, bare, 0), seL4_RevokeFirst);
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, block, 0), seL4_RevokeFirst);
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, tcb, 0, block, 0), seL4_IllegalOperation);
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, bare, 0), seL4_IllegalOperation);
}

TEST("02 5.2 #5-6", "Configure looks at the buffer before the spaces")
{
    seL4_CPtr tcb = make_tcb(), frame = make_frame();
    CHECK_ERROR(seL4_TCB_Configure(tcb, 0, tcb, 0, tcb, 0, BUFFER + 8, frame), seL4_AlignmentError);
    CHECK_ERROR(seL4_TCB_Configure(tcb, 0, tcb, 0, tcb, 0, BUFFER, ROOT), seL4_IllegalOperation);
}

TEST("02 2.5 !1, 02 5.2", "a method that fails in its last check has changed nothing")
{
    seL4_CPtr tcb = make_tcb(), cnode = make_cnode(4), frame = make_frame();
    CHECK_ERROR(seL4_TCB_Configure(tcb, 0, cnode, 0, tcb, 0, BUFFER, frame), seL4_IllegalOperation);
    CHECK_OK(seL4_CNode_Copy(cnode, 1, 4, ROOT, frame, DEPTH, seL4_AllRights));
    CHECK_OK(delete (cnode));
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_TCB_SetMCPriority(tcb, self_tcb, 20));
    CHECK_ERROR(seL4_TCB_SetSchedParams(tcb, self_tcb, 30, 256), seL4_RangeError);
    CHECK_ERROR(seL4_TCB_SetPriority(make_tcb(), tcb, 21), seL4_RangeError);
    CHECK_MR(1, 20);
}

TEST("02 5.2 #8", "data word 0 leaves the guard as it is, another one replaces it")
{
    seL4_CPtr cnode = make_cnode(4);
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - 4).words[0];
    seL4_CPtr guarded = minted(cnode, seL4_AllRights, guard), ep = make_endpoint();
    CHECK_OK(seL4_CNode_Copy(cnode, 5, 4, ROOT, ep, DEPTH, seL4_AllRights));
    for (int i = 0; i < 2; i++) {
        struct thread *thread = new_thread(park_at_once, 0);
        thread->fault_endpoint = make_endpoint();
        start(thread, -1);
        CHECK_OK(seL4_TCB_Suspend(thread->tcb));
        CHECK_OK(seL4_TCB_SetSpace(thread->tcb, 5, i == 0 ? guarded : cnode, i == 0 ? 0 : guard,
                                   seL4_CapInitThreadVSpace, 0));
        CHECK_OK(seL4_TCB_Resume(thread->tcb));
        let_lower_run();
        /* park() waits on a CPtr that is above this CNode's slots. */
        CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), seL4_Fault_CapFault);
        CHECK_MR(seL4_CapFault_LookupFailureType, seL4_GuardMismatch);
    }
}

static void fault_twice(seL4_Word address)
{
    *(volatile seL4_Word *)address = 1;
    park();
}

TEST("02 5.2 !1, 05 1, 05 3 !1", "the fault endpoint is a number, looked up at each fault; so is 0")
{
    seL4_CPtr slot = new_slot(), ep = make_endpoint();
    struct thread *thread = new_thread(fault_twice, free_range());
    thread->fault_endpoint = slot;
    start(thread, +1);
    CHECK_OK(mint(slot, ep, seL4_AllRights, 7));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 7);
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, 0, ROOT, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(move(0, slot));
    seL4_Reply(INFO(0, 0, 0));
    badge = 0;
    seL4_Recv(ep, &badge);
    CHECK_EQ(badge, 7);
    CHECK_OK(delete (0));
}

TEST("02 5.2 !3, 03 2 b4", "a thread that takes its own buffer away has none at once")
{
    CHECK_OK(seL4_TCB_SetIPCBuffer(self_tcb, 0, ROOT));
    CHECK_EQ(invoke(self_tcb, TCBSetMCPriority, WORDS(255), CAPS(self_tcb)), seL4_TruncatedMessage);
}

static void use_own_space(seL4_Word unused)
{
    (void)unused;
    flag = seL4_TCB_SetSpace(self_tcb, 0, ROOT, 0, seL4_CapInitThreadVSpace, 0);
    park();
}

TEST("02 5.2 !3, 02 5.4 a5", "SetSpace of the running thread's own TCB counts at once")
{
    seL4_CPtr old = self_tcb;
    struct thread *thread = new_thread(use_own_space, 0);
    self_tcb = thread->tcb;
    flag = 99;
    start(thread, +1);
    self_tcb = old;
    CHECK_EQ(flag, 0);
}

/* ---- 5.3: priorities ---- */

TEST("02 5.3 #1-4, 02 5.3", "priorities: words, authority, MCP, then the priority")
{
    seL4_CPtr tcb = make_tcb(), weak = make_tcb();
    CHECK_OK(seL4_TCB_SetMCPriority(weak, self_tcb, 10));
    CHECK_EQ(invoke(tcb, TCBSetSchedParams, WORDS(300), CAPS(ROOT)), seL4_TruncatedMessage);
    CHECK_EQ(invoke(tcb, TCBSetSchedParams, WORDS(300, 300), CAPS(ROOT)), seL4_InvalidCapability);
    CHECK_EQ(invoke(tcb, TCBSetSchedParams, WORDS(11, 300), CAPS(weak)), seL4_RangeError);
    CHECK_MR(1, 10);
    CHECK_OK(seL4_TCB_SetPriority(tcb, self_tcb, 200));
    CHECK_OK(seL4_TCB_SetPriority(tcb, weak, 3));
    CHECK_OK(seL4_TCB_SetMCPriority(tcb, self_tcb, 200));
    CHECK_OK(seL4_TCB_SetMCPriority(tcb, weak, 3));
}

/* ---- 5.4 to 5.7: suspending, resuming, registers ---- */

static void suspend_self(seL4_Word tcb)
{
    seL4_TCB_Suspend(tcb);
    flag = 1;
    park();
}

TEST("02 5.4 a5, 02 5.4 b2",
     "a thread that suspends itself is stopped in the call; resumed, it makes "
     "it again")
{
    struct thread *thread = new_thread(suspend_self, 0);
    thread->argument = thread->tcb;
    flag = 0;
    start(thread, +1);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(seL4_TCB_Resume(thread->tcb));
        CHECK_EQ(flag, 0);
    }
}

static seL4_Word pc_of(seL4_CPtr tcb, bool suspend)
{
    seL4_UserContext registers;
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, suspend, 0, REGISTERS, &registers));
    return *(seL4_Word *)&registers;
}

static void spinning(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        flag = 1;
    }
}

TEST("02 5.5 !1, 02 5.5", "ReadRegisters with bit 0 suspends the thread first, and its pc is right")
{
    flag = 0;
    struct thread *thread = spawn(spinning, 0, 0);
    while (flag == 0) {
        seL4_Yield();
    }
    seL4_Word pc = pc_of(thread->tcb, true);
    CHECK(pc >= (seL4_Word)spinning && pc < (seL4_Word)spinning + 64);
    flag = 0;
    settle();
    CHECK_EQ(flag, 0);
    seL4_SetMR(0, 1);
    seL4_SetMR(1, 1);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Send(thread->tcb, INFO(TCBReadRegisters, 0, 2));
    flag = 0;
    settle();
    CHECK_EQ(flag, 0);
}

static void receive_flag(seL4_Word ep)
{
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);
    flag = seL4_MessageInfo_get_label(info);
    park();
}

TEST("02 5.6 !1, 03 11", "registers of a blocked thread can be written; it stays blocked, gets its "
                         "message, and goes on at the written pc")
{
    seL4_CPtr ep = make_endpoint();
    flag = 0;
    struct thread *thread = spawn(receive_flag, ep, +1);
    seL4_Word words[3] = {0, 1, (seL4_Word)park_at_once};
    CHECK_EQ(invoke(thread->tcb, TCBWriteRegisters, 3, words, NO_CAPS), seL4_NoError);
    CHECK_EQ(flag, 0);
    seL4_Send(minted(ep, seL4_CanWrite, 33), INFO(44, 0, 0));
    CHECK_EQ(flag, 33);
}

TEST("02 5.6 !1, 02 5.6",
     "registers are written, then the thread is resumed: it goes on at the new pc")
{
    seL4_CPtr ep = make_endpoint();
    flag = 0;
    struct thread *thread = spawn(receive_flag, ep, +1);
    seL4_Word pc = (seL4_Word)park_at_once, words[3] = {1, 1, pc};
    CHECK_EQ(invoke(thread->tcb, TCBWriteRegisters, 3, words, NO_CAPS), seL4_NoError);
    CHECK(flag != 0);
    seL4_Word badge = 1;
    seL4_NBSend(ep, INFO(44, 0, 0));
    seL4_NBRecv(ep, &badge);
    CHECK(flag != 44);
}

TEST("02 5.6", "a count above the number of registers is that number")
{
    seL4_Word words[2 + REGISTERS + 4];
    memset(words, 0, sizeof(words));
    words[1] = REGISTERS + 4;
    words[2] = 0x1000;
    seL4_CPtr tcb = make_tcb();
    CHECK_EQ(invoke(tcb, TCBWriteRegisters, 2 + REGISTERS + 4, words, NO_CAPS), seL4_NoError);
    CHECK_EQ(pc_of(tcb, false), 0x1000);
}

TEST("02 5.5 #1-3, 02 5.6 #1-3", "registers: the length, the count, then who it is")
{
    CHECK_EQ(invoke(self_tcb, TCBReadRegisters, WORDS(0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(self_tcb, TCBReadRegisters, WORDS(0, 0), NO_CAPS), seL4_RangeError);
    CHECK_EQ(invoke(self_tcb, TCBWriteRegisters, WORDS(0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(self_tcb, TCBWriteRegisters, WORDS(0, 1), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(self_tcb, TCBWriteRegisters, WORDS(0, 0), NO_CAPS), seL4_IllegalOperation);
}

static void resumed_by_copy(seL4_Word value)
{
    flag = value;
    park();
}

TEST("02 5.7 !1",
     "CopyRegisters suspends the source and resumes the target, and changes it after that")
{
    struct thread *source = new_thread(resumed_by_copy, 5), *to = new_thread(resumed_by_copy, 6);
    start(source, -1);
    start(to, -1);
    CHECK_OK(seL4_TCB_Suspend(to->tcb));
    flag = 0;
    CHECK_OK(seL4_TCB_CopyRegisters(to->tcb, source->tcb, true, true, true, true, 0));
    let_lower_run();
    CHECK_EQ(flag, 5);
    flag = 0;
    let_lower_run();
    CHECK_EQ(flag, 0);
}
