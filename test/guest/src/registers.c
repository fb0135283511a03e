/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 03, section 9, and 02, section 2.2: what a system call leaves in the registers. */
#include "support.h"

#define INFO(label, caps, length) (seL4_MessageInfo_new(label, 0, caps, length).words[0])

enum { MARK = 0xa0, OWN_INFO = 0x5002, SLOT_WORDS = 130 };

/* A system call with message registers MARK, MARK + 1 …; what the registers hold afterwards. */
static struct sel4_registers trap(seL4_Word number, seL4_CPtr cap, seL4_Word info)
{
    struct sel4_registers r = {cap, info, MARK, MARK + 1, MARK + 2, MARK + 3};
    sel4_trap(number, &r);
    return r;
}

#define CALL(cap, info)       trap((seL4_Word)seL4_SysCall, cap, info)
#define SEND(cap, info)       trap((seL4_Word)seL4_SysSend, cap, info)
#define NB_SEND(cap, info)    trap((seL4_Word)seL4_SysNBSend, cap, info)
#define RECV(cap, info)       trap((seL4_Word)seL4_SysRecv, cap, info)
#define NB_RECV(cap, info)    trap((seL4_Word)seL4_SysNBRecv, cap, info)
#define REPLY(info)           trap((seL4_Word)seL4_SysReply, 77, info)
#define REPLY_RECV(cap, info) trap((seL4_Word)seL4_SysReplyRecv, cap, info)

/* The registers are these, and the words from `kept` on what the caller had in them. */
static void check(struct sel4_registers r, seL4_Word cap, seL4_Word info, unsigned kept)
{
    seL4_Word mr[] = {r.mr0, r.mr1, r.mr2, r.mr3};
    CHECK_EQ(r.cap, cap);
#ifdef CONFIG_KERNEL_INVOCATION_REPORT_ERROR_IPC
    if (r.info >> 12 == info >> 12 && (r.info & 127) > 6) { /* a text follows the words */
        r.info = info;
    }
#endif
    CHECK_EQ(r.info, info);
    for (unsigned i = kept; i < 4; i++) {
        CHECK_EQ(mr[i], MARK + i);
    }
}

static seL4_CPtr endpoint, notification, twice;

static void sender(seL4_Word cap)
{
    seL4_SetMR(0, 1);
    seL4_SetMR(1, 2);
    seL4_Send(cap, seL4_MessageInfo_new(9, 0, 0, 2));
    park();
}

static void signaller(seL4_Word cap)
{
    seL4_Signal(cap);
    park();
}

static void receiver(seL4_Word cap)
{
    RECV(cap, 0);
    park();
}

static void answering(seL4_Word cap)
{
    seL4_Recv(cap, NULL);
    seL4_SetMR(0, 5);
    seL4_Reply(seL4_MessageInfo_new(4, 0, 0, 1));
    park();
}

TEST("03 9 #1, 03 4 #1-3 #5, x86 1.1 #2-7, aarch64 1 a3-5, armv7 1 a3-5",
     "a message: badge, info and its words; the other registers keep what they had")
{
    endpoint = make_endpoint();
    spawn(sender, minted(endpoint, seL4_AllRights, 6), +1);
    struct sel4_registers r = RECV(endpoint, OWN_INFO);
    check(r, 6, INFO(9, 0, 2), 2);
    CHECK_EQ(r.mr0, 1);
    CHECK_EQ(r.mr1, 2);
}

TEST("03 9 #2, 03 4 #1 #5", "a reply: badge 0, info and its words, nothing else")
{
    endpoint = make_endpoint();
    spawn(answering, endpoint, -1);
    struct sel4_registers r = CALL(endpoint, INFO(1, 0, 3));
    check(r, 0, INFO(4, 0, 1), 1);
    CHECK_EQ(r.mr0, 5);
}

TEST("03 9 #3, 02 2.2 #1 !1 !3, 02 2.3 #1-2 #4, 02 2.1 #4",
     "a kernel reply: badge 0, error and length; words it has not are the caller's")
{
    seL4_CPtr tcb = make_tcb();
    check(CALL(tcb, INFO(TCBSuspend, 0, 0)), 0, 0, 0);
    check(CALL(tcb, INFO(0xfffff, 0, 4)), 0, INFO(seL4_IllegalOperation, 0, 0), 0);
    struct sel4_registers r = CALL(tcb, INFO(TCBSetFlags, 0, 2));
    check(r, 0, INFO(0, 0, 1), 1);
    CHECK_EQ(r.mr0, (MARK + 1) & seL4_TCBFlag_MASK);
    r = CALL(seL4_CapDomain, INFO(DomainSetSet, 0, 1));
    check(r, 0, INFO(seL4_InvalidArgument, 0, 1), 1);
    CHECK_EQ(r.mr0, 0);
}

TEST("02 2.2 #2, 02 2.1 #4-5, 03 9 #6",
     "Send and NBSend of an invocation: the effect, and no reply")
{
    seL4_CPtr tcb = make_tcb(), twin = new_slot();
    check(SEND(tcb, INFO(0xfffff, 0, 4)), tcb, INFO(0xfffff, 0, 4), 0);
    check(NB_SEND(tcb, INFO(TCBReadRegisters, 0, 0)), tcb, INFO(TCBReadRegisters, 0, 0), 0);
    struct sel4_registers r = {ROOT, INFO(CNodeMove, 1, 4), twin, DEPTH, tcb, DEPTH};
    seL4_SetCap(0, ROOT);
    sel4_trap((seL4_Word)seL4_SysNBSend, &r);
    CHECK_EQ(r.cap, ROOT);
    CHECK_EQ(r.mr0, twin);
    CHECK(is_empty(tcb));
    CHECK(!is_empty(twin));
}

TEST("03 9 #4, 03 7.1 #3 !2, 03 6.2 #1, x86 1.1 !1, aarch64 1 !1, armv7 1 !1",
     "a bound signal: the badge, and nothing else; pending or on arrival")
{
    endpoint = make_endpoint();
    notification = make_notification();
    seL4_CPtr badged = minted(notification, seL4_CanWrite, 0x30);
    CHECK_OK(seL4_TCB_BindNotification(self_tcb, notification));
    seL4_Signal(badged);
    check(RECV(endpoint, OWN_INFO), 0x30, OWN_INFO, 0);
    seL4_Signal(badged);
    check(NB_RECV(endpoint, OWN_INFO), 0x30, OWN_INFO, 0);
    seL4_Signal(badged);
    check(REPLY_RECV(endpoint, OWN_INFO), 0x30, OWN_INFO, 0);
    spawn(signaller, badged, -1);
    check(RECV(endpoint, OWN_INFO), 0x30, OWN_INFO, 0);
    spawn(signaller, notification, -1);
    check(RECV(endpoint, OWN_INFO), 0, OWN_INFO, 0);
}

TEST("03 9 #4, 03 7.2 #1-2 !1", "Wait and Poll: the badge, and nothing else")
{
    notification = make_notification();
    seL4_CPtr badged = minted(notification, seL4_CanWrite, 0x40);
    seL4_Signal(badged);
    check(RECV(notification, OWN_INFO), 0x40, OWN_INFO, 0);
    seL4_Signal(badged);
    check(NB_RECV(notification, OWN_INFO), 0x40, OWN_INFO, 0);
    spawn(signaller, badged, -1);
    check(RECV(notification, OWN_INFO), 0x40, OWN_INFO, 0);
}

TEST("03 9 #5, 03 6.2 #3, 03 7.2 #2", "nothing there: badge 0, and nothing else")
{
    check(NB_RECV(make_endpoint(), OWN_INFO), 0, OWN_INFO, 0);
    check(NB_RECV(make_notification(), OWN_INFO), 0, OWN_INFO, 0);
}

TEST("03 9 #6, 03 3 #1-2, 03 5 b2, 03 8",
     "who sends, replies, signals or yields keeps all registers")
{
    endpoint = make_endpoint();
    notification = make_notification();
    spawn(receiver, endpoint, +1);
    check(SEND(endpoint, INFO(3, 0, 2)), endpoint, INFO(3, 0, 2), 0);
    spawn(receiver, endpoint, -1);
    check(SEND(endpoint, INFO(3, 0, 2)), endpoint, INFO(3, 0, 2), 0);
    check(NB_SEND(endpoint, INFO(3, 0, 2)), endpoint, INFO(3, 0, 2), 0);
    check(SEND(notification, INFO(3, 0, 2)), notification, INFO(3, 0, 2), 0);
    check(NB_SEND(notification, INFO(3, 0, 2)), notification, INFO(3, 0, 2), 0);
    check(REPLY(INFO(3, 0, 2)), 77, INFO(3, 0, 2), 0);
    check(trap((seL4_Word)seL4_SysYield, 5, INFO(3, 0, 2)), 5, INFO(3, 0, 2), 0);
}

TEST("03 9 #6", "the one who replies keeps all registers, and so do messages to nowhere")
{
    seL4_CPtr nothing = new_slot(), nowhere = (seL4_CPtr)1 << (seL4_WordBits - 1);
    check(SEND(nothing, INFO(3, 0, 2)), nothing, INFO(3, 0, 2), 0);
    check(NB_SEND(nothing, INFO(3, 0, 2)), nothing, INFO(3, 0, 2), 0);
    check(NB_SEND(nowhere, INFO(3, 0, 2)), nowhere, INFO(3, 0, 2), 0);
    seL4_SetCap(0, nowhere);
    check(NB_SEND(nothing, INFO(3, 1, 2)), nothing, INFO(3, 1, 2), 0);
}

/* What a thread that begins its Recv again does it with. */
static void waiting(seL4_Word cap)
{
    struct sel4_registers r = RECV(cap, OWN_INFO);
    check(r, 0, INFO(9, 0, 2), 2);
    twice = r.mr0;
    park();
}

TEST("03 9 #7, 04 1 #2-3, 02 5.4 b2",
     "a call that is made again has the registers of the first time")
{
    endpoint = make_endpoint();
    twice = 0;
    struct thread *thread = spawn(waiting, endpoint, +1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_SetMR(0, 11);
    seL4_SetMR(1, 12);
    seL4_Send(endpoint, seL4_MessageInfo_new(9, 0, 0, 2));
    CHECK_EQ(twice, 11);
}

/* ---- the IPC buffer ---- */

static seL4_Word *words_of(seL4_IPCBuffer *buffer)
{
    return (seL4_Word *)buffer;
}

TEST("02 2.2 !2, 03 2 a1-4", "replies of the kernel touch no word of the buffer but results beyond "
                             "the registers")
{
    struct sel4_registers r = {make_tcb(), INFO(TCBReadRegisters, 0, 2), 0, 6, 0, 0};
    volatile seL4_Word *word = words_of(seL4_GetIPCBuffer());
    for (unsigned i = 0; i < 128; i++) {
        word[i] = 0x900 + i;
    }
    sel4_trap((seL4_Word)seL4_SysCall, &r);
    CHECK_EQ(r.info, INFO(0, 0, 6));
    for (unsigned i = 0; i < 128; i++) {
        CHECK(i == 5 || i == 6 || word[i] == 0x900 + i);
    }
    CHECK(word[5] != 0x905 && word[6] != 0x906);
}

TEST("03 2 a1-4, 03 4 #6, 03 4.1 #4",
     "a message touches the receiver's buffer up to its length only")
{
    endpoint = make_endpoint();
    struct thread *thread = spawn(receiver, endpoint, +1);
    seL4_Word *word = words_of(thread->buffer);
    seL4_CPtr slot = new_slot(), given = make_notification();
    for (unsigned i = 0; i < 125; i++) {
        word[i] = 0x800 + i;
    }
    word[125] = ROOT;
    word[126] = slot;
    word[127] = DEPTH;
    for (int i = 0; i < 7; i++) {
        seL4_SetMR(i, 0x700 + (seL4_Word)i);
    }
    seL4_SetCap(0, given);
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 1, 7));
    CHECK(!is_empty(slot));
    for (unsigned i = 0; i < 125; i++) {
        bool sent = i >= 1 + seL4_FastMessageRegisters && i < 1 + 7;
        CHECK_EQ(word[i], sent ? 0x700 + i - 1 : 0x800 + i);
    }
}
