/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 5: TCB methods. Binding is in notification.c, faults are in fault.c. */
#include "support.h"

enum { REGISTERS = sizeof(seL4_UserContext) / sizeof(seL4_Word) };

static volatile seL4_Word counter, flag;

static void counting(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        counter++;
        seL4_Yield();
    }
}

static void once(seL4_Word value)
{
    flag = value;
    park();
}

TEST("02 5.1 #1-14, 02 5.2 #1, 02 5.3 #1, 02 5.5 #1, 02 5.6 #1, 02 5.7 #1",
     "too few words or capabilities: TruncatedMessage, for every method")
{
    seL4_CPtr tcb = make_tcb();
    struct {
        seL4_Word label;
        unsigned words, caps;
    } methods[] = {
        {TCBReadRegisters, 2, 0},    {TCBWriteRegisters, 2, 0}, {TCBCopyRegisters, 1, 1},
        {TCBConfigure, 4, 3},        {TCBSetSpace, 3, 2},       {TCBSetIPCBuffer, 1, 1},
        {TCBSetPriority, 1, 1},      {TCBSetMCPriority, 1, 1},  {TCBSetSchedParams, 2, 1},
        {TCBBindNotification, 0, 1}, {TCBSetTLSBase, 1, 0},     {TCBSetFlags, 2, 0},
    };
    seL4_Word zero[4] = {0};
    seL4_CPtr caps[3] = {tcb, tcb, tcb};
    for (unsigned i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (methods[i].words > 0) {
            CHECK_EQ(invoke(tcb, methods[i].label, methods[i].words - 1, zero, 3, caps),
                     seL4_TruncatedMessage);
        }
        if (methods[i].caps > 0) {
            CHECK_EQ(invoke(tcb, methods[i].label, 4, zero, methods[i].caps - 1, caps),
                     seL4_TruncatedMessage);
        }
    }
}

TEST("02 2.4 #6, 02 2.3 #4, 02 1 !1", "a label that is no TCB method: IllegalOperation")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_EQ(invoke(tcb, UntypedRetype, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(tcb, CNodeCopy, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(tcb, 0, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(tcb, 0xfffff, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

/* ---- registers ---- */

TEST("02 5.5 #2", "ReadRegisters of none or too many: RangeError(1, N)")
{
    seL4_CPtr tcb = make_tcb();
    seL4_Word wrong[] = {0, REGISTERS + 1};
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(invoke(tcb, TCBReadRegisters, WORDS(0, wrong[i]), NO_CAPS), seL4_RangeError);
        CHECK_MR(0, 1);
        CHECK_MR(1, REGISTERS);
    }
}

TEST("02 5.5 #3, 02 5.6 #3, 02 5 !1", "a thread cannot read or write its own registers")
{
    CHECK_EQ(invoke(self_tcb, TCBReadRegisters, WORDS(0, 1), NO_CAPS), seL4_IllegalOperation);
    CHECK_EQ(invoke(self_tcb, TCBWriteRegisters, WORDS(0, 1, 0), NO_CAPS), seL4_IllegalOperation);
}

TEST("02 5.6 #2", "WriteRegisters with fewer registers than it says: TruncatedMessage")
{
    CHECK_EQ(invoke(make_tcb(), TCBWriteRegisters, WORDS(0, 2, 0), NO_CAPS), seL4_TruncatedMessage);
    CHECK_EQ(invoke(self_tcb, TCBWriteRegisters, WORDS(0, 2, 0), NO_CAPS), seL4_TruncatedMessage);
}

TEST("02 5.5, 02 5.6, arch 2.1, x86 2.2 #3",
     "WriteRegisters then ReadRegisters gives the same words, in the structure's order")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext in = {0}, out = {0};
    seL4_Word *word = (seL4_Word *)&in;
    for (unsigned i = 0; i < REGISTERS; i++) {
        word[i] = 0x1000 * (i + 1);
    }
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, REGISTERS, &in));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, REGISTERS, &out));
    unsigned different = 0;
    for (unsigned i = 0; i < REGISTERS; i++) {
        different += ((seL4_Word *)&out)[i] != word[i];
    }
    CHECK(different <= 1); /* the flags word is made harmless */
}

TEST("02 5.6", "count 0 is allowed and changes nothing")
{
    CHECK_EQ(invoke(make_tcb(), TCBWriteRegisters, WORDS(0, 0), NO_CAPS), seL4_NoError);
}

TEST("02 5.7 #2", "CopyRegisters from what is no TCB: InvalidCapability 1")
{
    CHECK_EQ(invoke(make_tcb(), TCBCopyRegisters, WORDS(0), CAPS(ROOT)), seL4_InvalidCapability);
    CHECK_MR(0, 1);
}

TEST("02 5.7", "CopyRegisters copies the frame registers, and the integer registers, as asked")
{
    seL4_CPtr from = make_tcb(), to = make_tcb();
    seL4_UserContext in = {0}, out = {0};
    seL4_Word *word = (seL4_Word *)&in, *result = (seL4_Word *)&out;
    for (unsigned i = 0; i < REGISTERS; i++) {
        word[i] = 0x2000 + 0x10 * i;
    }
    CHECK_OK(seL4_TCB_WriteRegisters(from, false, 0, REGISTERS, &in));
    CHECK_OK(seL4_TCB_CopyRegisters(to, from, false, false, false, true, 0));
    CHECK_OK(seL4_TCB_ReadRegisters(to, false, 0, REGISTERS, &out));
    CHECK_EQ(result[0], 0);
    CHECK_EQ(result[REGISTERS - 1], word[REGISTERS - 1]);
    CHECK_OK(seL4_TCB_CopyRegisters(to, from, false, false, true, false, 0));
    CHECK_OK(seL4_TCB_ReadRegisters(to, false, 0, REGISTERS, &out));
    CHECK_EQ(result[0], word[0]);
}

static seL4_CPtr own_tcb;

static void call_afresh(seL4_Word endpoint)
{
    seL4_TCB_CopyRegisters(own_tcb, own_tcb, true, true, false, false, 0);
    seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    counter++;
    park();
}

TEST("02 5.7 !1",
     "a thread that suspends and resumes itself goes on, and is blocked when it blocks")
{
    counter = 0;
    seL4_CPtr endpoint = make_endpoint();
    struct thread *thread = new_thread(call_afresh, endpoint);
    own_tcb = thread->tcb;
    start(thread, -1);
    seL4_Recv(endpoint, NULL);
    let_lower_run();
    CHECK_EQ(counter, 0);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    let_lower_run();
    CHECK_EQ(counter, 1);
}

/* ---- Suspend and Resume ---- */

TEST("02 5.4 a1 b2, 04 4.5", "a suspended thread does not run; resumed, it goes on where it was")
{
    counter = 0;
    struct thread *thread = spawn(counting, 0, 0);
    settle();
    settle();
    CHECK(counter > 0);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    seL4_Word before = counter;
    settle();
    CHECK_EQ(counter, before);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    settle();
    CHECK(counter > before);
}

TEST("02 5.4 a2 b1", "Suspend of a stopped thread and Resume of a ready one succeed without effect")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_OK(seL4_TCB_Suspend(tcb));
    counter = 0;
    struct thread *thread = spawn(counting, 0, -1);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
}

static void receive_twice(seL4_Word ep)
{
    seL4_Recv(ep, NULL);
    flag = 1;
    park();
}

TEST("02 5.4 b2", "Resume of a thread blocked in Recv makes it receive again")
{
    seL4_CPtr ep = make_endpoint();
    flag = 0;
    struct thread *thread = spawn(receive_twice, ep, +1);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(flag, 0);
    seL4_NBSend(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(flag, 1);
}

/* ---- priorities ---- */

TEST("02 5.3 #2, 02 2.3 #3 !1", "an authority that is no TCB: InvalidCapability 1")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(seL4_TCB_SetPriority(tcb, ROOT, 1), seL4_InvalidCapability);
    CHECK_MR(0, 1);
    CHECK_ERROR(seL4_TCB_SetMCPriority(tcb, ROOT, 1), seL4_InvalidCapability);
    CHECK_ERROR(seL4_TCB_SetSchedParams(tcb, ROOT, 1, 1), seL4_InvalidCapability);
}

TEST("02 5.3 #3-4", "above the authority's MCP: RangeError(0, MCP)")
{
    seL4_CPtr tcb = make_tcb(), weak = make_tcb();
    CHECK_OK(seL4_TCB_SetMCPriority(weak, self_tcb, 10));
    CHECK_ERROR(seL4_TCB_SetPriority(tcb, weak, 11), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, 10);
    CHECK_ERROR(seL4_TCB_SetMCPriority(tcb, weak, 11), seL4_RangeError);
    CHECK_ERROR(seL4_TCB_SetSchedParams(tcb, weak, 11, 0), seL4_RangeError);
    CHECK_ERROR(seL4_TCB_SetSchedParams(tcb, weak, 0, 11), seL4_RangeError);
    CHECK_OK(seL4_TCB_SetPriority(tcb, weak, 10));
}

TEST("02 5.3", "priorities are compared as whole words")
{
    CHECK_ERROR(seL4_TCB_SetPriority(make_tcb(), self_tcb, 256), seL4_RangeError);
    CHECK_MR(1, 255);
    CHECK_ERROR(seL4_TCB_SetPriority(make_tcb(), self_tcb, ~(seL4_Word)0), seL4_RangeError);
}

TEST("02 5.3 !1", "a thread's priority may exceed its own MCP")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, self_tcb, 0, 50));
    CHECK_ERROR(seL4_TCB_SetPriority(make_tcb(), tcb, 1), seL4_RangeError);
    CHECK_MR(1, 0);
}

/* ---- spaces ---- */

TEST("02 5.2 #3", "an IPC buffer that is no frame: IllegalOperation")
{
    CHECK_ERROR(seL4_TCB_SetIPCBuffer(make_tcb(), 0x10000000, ROOT), seL4_IllegalOperation);
}

TEST("02 5.2 #5, 02 2.3 #6", "an IPC buffer address that is not aligned: AlignmentError")
{
    CHECK_ERROR(seL4_TCB_SetIPCBuffer(make_tcb(), 0x10000008, make_frame()), seL4_AlignmentError);
    CHECK_OK(seL4_TCB_SetIPCBuffer(make_tcb(), 1 << seL4_IPCBufferSizeBits, make_frame()));
}

TEST("02 5.2 !2", "address 0: no buffer, whatever the capability")
{
    CHECK_OK(seL4_TCB_SetIPCBuffer(make_tcb(), 0, new_slot()));
}

TEST("02 5.2 #7-8",
     "a CSpace root that is no CNode, or a guard that does not fit: IllegalOperation")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, tcb, 0, seL4_CapInitThreadVSpace, 0),
                seL4_IllegalOperation);
    seL4_Word data =
        seL4_CNode_CapData_new(0, seL4_WordBits - 3 < 63 ? seL4_WordBits - 3 : 63).words[0];
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, make_cnode(8), data, seL4_CapInitThreadVSpace, 0),
                seL4_IllegalOperation);
}

TEST("02 5.2 #10", "a VSpace root that is none: IllegalOperation")
{
    CHECK_ERROR(seL4_TCB_SetSpace(make_tcb(), 0, ROOT, 0, ROOT, 0), seL4_IllegalOperation);
}

TEST("02 5.2 #6, 01 8.5 !1", "a CSpace that is the last capability to its CNode is not replaced")
{
    seL4_CPtr tcb = make_tcb(), cnode = make_cnode(4);
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, cnode, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, cnode, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(delete (cnode));
    CHECK_ERROR(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, seL4_CapInitThreadVSpace, 0),
                seL4_IllegalOperation);
}

TEST("01 8.2 b4 !1", "revoking a CNode takes it out of the TCB that uses it")
{
    seL4_CPtr tcb = make_tcb(), cnode = make_cnode(4);
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, cnode, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(revoke(cnode));
    CHECK_OK(delete (cnode));
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, ROOT, 0, seL4_CapInitThreadVSpace, 0));
}

TEST("02 5.9 !1", "SetFlags: clear, then set what is supported; the result comes back")
{
    seL4_CPtr tcb = make_tcb();
    seL4_TCB_SetFlags_t ret = seL4_TCB_SetFlags(tcb, 0, ~(seL4_Word)0);
    CHECK_EQ(ret.error, seL4_NoError);
    CHECK_EQ(ret.flags, seL4_TCBFlag_MASK);
    ret = seL4_TCB_SetFlags(tcb, ~(seL4_Word)0, 0);
    CHECK_EQ(ret.flags, 0);
}

/* ---- destruction ---- */

TEST("01 8.3 #5", "deleting the last capability to a TCB ends the thread")
{
    counter = 0;
    struct thread *thread = spawn(counting, 0, 0);
    settle();
    seL4_Word before = counter;
    CHECK(before > 0);
    CHECK_OK(delete (thread->tcb));
    settle();
    CHECK_EQ(counter, before);
}

TEST("01 8.3 #5", "a thread lives on while any capability to its TCB exists")
{
    counter = 0;
    struct thread *thread = spawn(counting, 0, 0);
    copy_of(thread->tcb);
    CHECK_OK(delete (thread->tcb));
    settle();
    settle();
    CHECK(counter > 0);
}

static void delete_self(seL4_Word tcb)
{
    flag = 1;
    seL4_CNode_Delete(ROOT, tcb, DEPTH);
    flag = 2;
    park();
}

TEST("01 8.4", "a thread may delete itself: it never returns, the kernel goes on")
{
    struct thread *thread = new_thread(delete_self, 0);
    thread->argument = thread->tcb;
    start(thread, +1);
    CHECK_EQ(flag, 1);
    CHECK(is_empty(thread->tcb));
}

TEST("02 5.4", "a thread that suspends itself runs Suspend again when it is resumed")
{
    flag = 0;
    struct thread *thread = spawn(once, 5, +1);
    CHECK_EQ(flag, 5);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    CHECK_EQ(flag, 5);
}
