/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-x86_64: I/O ports, interrupts of the I/O APIC and MSI, and what only x86 does. */
#include "support.h"

#ifdef CONFIG_ARCH_X86_64

enum { PIT_FIRST = 0x40, PIT_LAST = 0x43, FREE_FIRST = 0x5000 };

static int issue(seL4_Word first, seL4_Word last, seL4_CPtr slot)
{
    return (int)seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, ROOT, slot, DEPTH);
}

static seL4_CPtr ports(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(issue(first, last, slot));
    return slot;
}

/* ---- I/O ports (3.10) ---- */

TEST("x86 3.10 a1-2, 02 2.4 #8", "I/O port control has only Issue")
{
    CHECK_EQ(invoke(seL4_CapIOPortControl, X86IOPortIn8, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

TEST("x86 3.10 a1-2", "Issue without words or CNode: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapIOPortControl, X86IOPortControlIssue, WORDS(1, 2, 3), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapIOPortControl, X86IOPortControlIssue, WORDS(1, 2, 3, 4), NO_CAPS),
             seL4_TruncatedMessage);
}

TEST("x86 3.10 a3", "last port before the first: InvalidArgument 1")
{
    CHECK_ERROR(issue(FREE_FIRST + 1, FREE_FIRST, new_slot()), seL4_InvalidArgument);
    CHECK_MR(0, 1);
}

TEST("x86 3.10 a4, x86 3.9 #5, x86 8 #10",
     "a range that overlaps an issued one: RevokeFirst, until that is deleted")
{
    seL4_CPtr range = ports(FREE_FIRST, FREE_FIRST + 7), slot = new_slot();
    CHECK_ERROR(issue(FREE_FIRST + 7, FREE_FIRST + 9, slot), seL4_RevokeFirst);
    CHECK_ERROR(issue(FREE_FIRST - 1, FREE_FIRST, slot), seL4_RevokeFirst);
    CHECK_OK(delete (range));
    CHECK_OK(issue(FREE_FIRST + 7, FREE_FIRST + 9, slot));
}

TEST("x86 3.10 a4", "a range's ports are its own up to both ends, however long it is")
{
    enum { FIRST = 0x5005, LAST = 0x6fbe };
    seL4_CPtr range = ports(FIRST, LAST), slot = new_slot();
    for (seL4_Word port = FIRST; port <= LAST; port++) {
        CHECK_ERROR(issue(port, port, slot), seL4_RevokeFirst);
    }
    seL4_CPtr below = ports(FIRST - 1, FIRST - 1), above = ports(LAST + 1, 0x7000);
    CHECK_ERROR(issue(FIRST - 2, LAST + 2, slot), seL4_RevokeFirst);
    CHECK_OK(delete (range));
    for (seL4_Word port = FIRST; port <= LAST; port += 31) {
        CHECK_OK(issue(port, port, slot));
        CHECK_OK(delete (slot));
    }
    CHECK_ERROR(issue(FIRST - 1, FIRST, slot), seL4_RevokeFirst);
    CHECK_ERROR(issue(LAST, LAST + 1, slot), seL4_RevokeFirst);
    CHECK_OK(delete (below));
    CHECK_OK(delete (above));
}

TEST("x86 3.10 a5-6", "Issue into an occupied slot: DeleteFirst")
{
    CHECK_ERROR(issue(FREE_FIRST, FREE_FIRST, make_endpoint()), seL4_DeleteFirst);
}

TEST("x86 3.10 b3, x86 8 #10", "an access outside the range, also in part: IllegalOperation")
{
    seL4_CPtr range = ports(FREE_FIRST, FREE_FIRST + 3);
    CHECK_EQ(seL4_X86_IOPort_In8(range, FREE_FIRST - 1).error, seL4_IllegalOperation);
    CHECK_EQ(seL4_X86_IOPort_In8(range, FREE_FIRST + 4).error, seL4_IllegalOperation);
    CHECK_EQ(seL4_X86_IOPort_In32(range, FREE_FIRST + 1).error, seL4_IllegalOperation);
    CHECK_EQ(seL4_X86_IOPort_In32(range, FREE_FIRST).error, seL4_NoError);
    CHECK_ERROR(seL4_X86_IOPort_Out16(range, FREE_FIRST + 3, 0), seL4_IllegalOperation);
}

TEST("x86 3.10 b1-2, 02 2.4 #8", "In and Out: the label, then the length, then the range")
{
    seL4_CPtr range = ports(FREE_FIRST, FREE_FIRST + 3);
    seL4_Word in[] = {X86IOPortIn8, X86IOPortIn16, X86IOPortIn32};
    seL4_Word out[] = {X86IOPortOut8, X86IOPortOut16, X86IOPortOut32};
    CHECK_EQ(invoke(range, X86IOPortControlIssue, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(invoke(range, in[i], NO_WORDS, NO_CAPS), seL4_TruncatedMessage);
        CHECK_EQ(invoke(range, out[i], WORDS(0), NO_CAPS), seL4_TruncatedMessage);
        CHECK_EQ(invoke(range, in[i], WORDS(0), NO_CAPS), seL4_IllegalOperation);
        CHECK_EQ(invoke(range, out[i], WORDS(0, 0), NO_CAPS), seL4_IllegalOperation);
        CHECK_EQ(invoke(range, in[i], WORDS(FREE_FIRST), NO_CAPS), seL4_NoError);
        CHECK_EQ(reply_length, 1);
        CHECK_EQ(invoke(range, out[i], WORDS(FREE_FIRST, 0), NO_CAPS), seL4_NoError);
        CHECK_EQ(reply_length, 0);
    }
}

TEST("01 8.2 a3 b7, 01 8.3 #9, x86 3.9 #5",
     "port capabilities are children of the control, copies of "
     "the capability")
{
    seL4_CPtr range = ports(FREE_FIRST, FREE_FIRST + 3), twin = copy_of(range);
    CHECK_OK(revoke(twin));
    CHECK(!is_empty(range));
    CHECK_OK(revoke(range));
    CHECK(is_empty(twin));
    CHECK_OK(revoke(seL4_CapIOPortControl));
    CHECK(is_empty(range));
    CHECK_OK(issue(FREE_FIRST, FREE_FIRST + 3, range));
}

TEST("x86 3.10 b3", "the last port does not wrap: In16 at 0xffff is illegal")
{
    seL4_CPtr range = ports(0xfff0, 0xffff);
    CHECK_EQ(seL4_X86_IOPort_In16(range, 0xffff).error, seL4_IllegalOperation);
    CHECK_EQ(seL4_X86_IOPort_In8(range, 0xffff).error, seL4_NoError);
}

TEST("x86 3.9 #5, x86 3.4 #4", "a copy of a port capability keeps the range issued")
{
    seL4_CPtr range = ports(FREE_FIRST, FREE_FIRST), twin = copy_of(range);
    CHECK_OK(delete (range));
    CHECK_ERROR(issue(FREE_FIRST, FREE_FIRST, range), seL4_RevokeFirst);
    CHECK_OK(delete (twin));
    CHECK_OK(issue(FREE_FIRST, FREE_FIRST, range));
}

TEST("x86 3.4 #5, 01 6 #2", "I/O port control cannot be copied")
{
    CHECK_ERROR(copy(new_slot(), seL4_CapIOPortControl, seL4_AllRights), seL4_IllegalOperation);
}

/* ---- interrupts (3.11, 4) ---- */

#ifdef CONFIG_IRQ_IOAPIC

enum { PIT_PIN = 2, VECTOR = 20, VECTOR_LAST = 107 };

static int get_pin(seL4_CPtr slot, seL4_Word ioapic, seL4_Word pin, seL4_Word level,
                   seL4_Word polarity, seL4_Word vector)
{
    return (int)seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, slot, DEPTH, ioapic, pin, level,
                                          polarity, vector);
}

TEST("x86 3.11 #1-2, 02 6 a1 #1-2, x86 8 #9, 06 1 #4",
     "IRQControl Get: always IllegalOperation with an I/O APIC, after the length")
{
    CHECK_ERROR(seL4_IRQControl_Get(seL4_CapIRQControl, 1, ROOT, new_slot(), DEPTH),
                seL4_IllegalOperation);
    CHECK_EQ(invoke(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
}

TEST("x86 3.11 #3, x86 4 !1, x86 8 #8", "a vector above 107: RangeError(0, 107)")
{
    CHECK_ERROR(get_pin(new_slot(), 0, PIT_PIN, 0, 0, VECTOR_LAST + 1), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, VECTOR_LAST);
}

TEST("x86 3.11 #4, 06 1 #2, 02 6 #3", "a vector in use: RevokeFirst")
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(get_pin(slot, 0, PIT_PIN, 0, 0, VECTOR));
    CHECK_ERROR(get_pin(new_slot(), 0, PIT_PIN + 1, 0, 0, VECTOR), seL4_RevokeFirst);
    CHECK_OK(delete (slot));
    CHECK_OK(get_pin(slot, 0, PIT_PIN, 0, 0, VECTOR));
}

TEST("x86 7 #6, x86 3.11 #7", "I/O APIC, pin, level and polarity have their ranges")
{
    seL4_CPtr slot = new_slot();
    CHECK_ERROR(get_pin(slot, 1, PIT_PIN, 0, 0, VECTOR), seL4_RangeError);
    CHECK_MR(1, 0);
    CHECK_ERROR(get_pin(slot, 0, 24, 0, 0, VECTOR), seL4_RangeError);
    CHECK_MR(1, 23);
    CHECK_ERROR(get_pin(slot, 0, PIT_PIN, 2, 0, VECTOR), seL4_RangeError);
    CHECK_MR(1, 1);
    CHECK_ERROR(get_pin(slot, 0, PIT_PIN, 0, 2, VECTOR), seL4_RangeError);
}

TEST("x86 3.11 #7", "an MSI's bus, device and function have their ranges")
{
    struct {
        seL4_Word bus, device, function, max;
    } wrong[] = {{256, 0, 0, 255}, {0, 32, 0, 31}, {0, 0, 8, 7}};
    for (int i = 0; i < 3; i++) {
        CHECK_ERROR(seL4_IRQControl_GetMSI(seL4_CapIRQControl, ROOT, new_slot(), DEPTH,
                                           wrong[i].bus, wrong[i].device, wrong[i].function, 0,
                                           VECTOR),
                    seL4_RangeError);
        CHECK_MR(1, wrong[i].max);
    }
    CHECK_OK(
        seL4_IRQControl_GetMSI(seL4_CapIRQControl, ROOT, new_slot(), DEPTH, 0, 0, 0, 0, VECTOR));
}

TEST("08 9, x86 4 #3, 06 1 #1", "at boot no vector is issued: all can be")
{
    seL4_CPtr slot = new_slot();
    for (seL4_Word vector = 0; vector <= VECTOR_LAST; vector++) {
        CHECK_OK(seL4_IRQControl_GetMSI(seL4_CapIRQControl, ROOT, slot, DEPTH, 0, 0, 0, 0, vector));
        CHECK_OK(delete (slot));
    }
}

TEST("02 7 #1-4, 02 2.3 !1, 01 2 c5, x86 3.11",
     "SetNotification: TruncatedMessage; InvalidCapability 0 for what cannot be signalled")
{
    seL4_CPtr handler = new_slot();
    CHECK_OK(get_pin(handler, 0, PIT_PIN, 0, 0, VECTOR));
    CHECK_EQ(invoke(handler, IRQSetIRQHandler, NO_WORDS, NO_CAPS), seL4_TruncatedMessage);
    CHECK_ERROR(seL4_IRQHandler_SetNotification(handler, make_endpoint()), seL4_InvalidCapability);
    CHECK_MR(0, 0);
    seL4_CPtr weak = minted(make_notification(), seL4_CanRead, 1);
    CHECK_ERROR(seL4_IRQHandler_SetNotification(handler, weak), seL4_InvalidCapability);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    CHECK_EQ(invoke(handler, TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

static void start_pit(seL4_CPtr pit)
{
    enum { PIT_MODE = 0x43, PERIODIC = 0x34, COUNT = 11932 }; /* 10 ms */
    CHECK_OK(seL4_X86_IOPort_Out8(pit, PIT_MODE, PERIODIC));
    CHECK_OK(seL4_X86_IOPort_Out8(pit, PIT_FIRST, COUNT & 0xff));
    CHECK_OK(seL4_X86_IOPort_Out8(pit, PIT_FIRST, COUNT >> 8));
}

static volatile seL4_Word ticks, last_badge;
static seL4_CPtr tick_handler;

static void driver(seL4_Word ntfn)
{
    for (;;) {
        seL4_Word badge;
        seL4_Wait(ntfn, &badge);
        last_badge = badge;
        ticks++;
        seL4_IRQHandler_Ack(tick_handler);
    }
}

TEST("06 3 a1-4, 06 2 #3 #5",
     "a timer's interrupts reach a driver, one for each Ack, with the badge")
{
    seL4_CPtr pit = ports(PIT_FIRST, PIT_LAST), ntfn = make_notification();
    tick_handler = new_slot();
    ticks = 0;
    CHECK_OK(get_pin(tick_handler, 0, PIT_PIN, 0, 0, VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(tick_handler, minted(ntfn, seL4_CanWrite, 0x40)));
    spawn(driver, ntfn, +1);
    start_pit(pit);
    CHECK_OK(seL4_IRQHandler_Ack(tick_handler));
    while (ticks < 3) {
        /* preempted by the driver */
    }
    CHECK_EQ(last_badge, 0x40);
    CHECK_OK(delete (tick_handler));
    seL4_Word seen = ticks;
    for (volatile int i = 0; i < 3000000; i++) {
    }
    CHECK_EQ(ticks, seen);
}

#endif

/* ---- registers (2) ---- */

TEST("x86 2.2 #1-2", "flags are made harmless, addresses canonical")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext in = {0}, out;
    in.rip = 0x800000000000;
    in.rflags = ~(seL4_Word)0;
    in.fs_base = (seL4_Word)1 << 63;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, 20, &in));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, 20, &out));
    CHECK_EQ(out.rip, 0);
    CHECK_EQ(out.fs_base, 0);
    CHECK_EQ(out.rflags, 0xed7);
}

static void divide(seL4_Word zero)
{
    seL4_Word result = 1;
    asm volatile("xorl %%edx, %%edx; divq %1" : "+a"(result) : "r"(zero) : "rdx");
    park();
}

static void use_sse(seL4_Word unused)
{
    (void)unused;
    asm volatile("pxor %%xmm0, %%xmm0" ::: "xmm0");
    park();
}

static seL4_Word exception_of(void (*code)(seL4_Word), bool without_fpu)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, 0);
    thread->fault_endpoint = handler;
    if (without_fpu) {
        CHECK_EQ(seL4_TCB_SetFlags(thread->tcb, 0, seL4_TCBFlag_fpuDisabled).flags, 1);
    }
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    return seL4_GetMR(seL4_UserException_Number);
}

TEST("x86 2.4 #1, 05 2.3, 05 1 #4", "a division by zero is exception 0")
{
    CHECK_EQ(exception_of(divide, false), 0);
}

TEST("x86 2.4 #9, x86 2.8, x86 8 #16", "the FPU of a thread with fpuDisabled is exception 7")
{
    CHECK_EQ(exception_of(use_sse, true), 7);
}

static volatile double sums[2];

static void add_up(seL4_Word which)
{
    double sum = 0;
    for (int i = 1; i <= 20000; i++) {
        sum += (double)i * (which == 0 ? 1.0 : 2.0);
        if (i % 1000 == 0) {
            sums[which] = sum;
            seL4_Yield();
        }
    }
    park();
}

TEST("x86 7 #22, arm 2.7, 04 10", "each thread has its own FPU registers")
{
    spawn(add_up, 0, 0);
    spawn(add_up, 1, 0);
    for (int i = 0; i < 64; i++) {
        seL4_Yield();
    }
    CHECK(sums[0] == 200010000.0);
    CHECK(sums[1] == 400020000.0);
}

#endif
