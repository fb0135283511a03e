/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-aarch64 and arch-armv7: registers, faults, FPU, interrupts. */
#include "support.h"

#ifdef CONFIG_ARCH_ARM

#ifdef CONFIG_ARCH_AARCH64
enum { TIMER_IRQ = 27, REGISTERS = 36 };
#define STATUS        spsr
#define STATUS_FLAGS  0xf0000000
#define FIRST         x0
#define TLS           tpidr_el0
#define UNDEFINED     ".word 0"
#define UNDEFINED_ESR 0x02000000
#define NO_FPU_ESR    0x1fe00000
#define USE_FPU       "fmov d0, xzr"
#define READ_FSR      0x92000007
#define WRITE_BIT     0x40
#else
enum { TIMER_IRQ = 29, REGISTERS = 19 };
#define STATUS        cpsr
#define STATUS_FLAGS  0xf8000000
#define FIRST         r0
#define TLS           tpidrurw
#define UNDEFINED     ".word 0xe7f000f0"
#define UNDEFINED_ESR 0
#define NO_FPU_ESR    0
#define USE_FPU       ".fpu vfpv3\n vmov.f64 d0, #1.0"
#define READ_FSR      7
#define WRITE_BIT     0x800
#endif

#ifdef CONFIG_DEBUG_BUILD
enum { USER_STATUS = sizeof(seL4_Word) == 8 ? 0x40 : 0x50 };
#else
enum { USER_STATUS = sizeof(seL4_Word) == 8 ? 0x140 : 0x150 };
#endif

/* ---- registers ---- */

TEST("arm 2.2, aarch64 8 #9, aarch64 7 #17, armv7 7 #12",
     "of a written status register, the condition flags count; the mode is user's")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext in = {0}, out;
    in.STATUS = ~(seL4_Word)0;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, REGISTERS, &in));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, REGISTERS, &out));
    CHECK_EQ(out.STATUS, STATUS_FLAGS | USER_STATUS);
}

TEST("arm 2.6", "a new thread has all registers zero, but for the mode")
{
    seL4_UserContext out;
    CHECK_OK(seL4_TCB_ReadRegisters(make_tcb(), false, 0, REGISTERS, &out));
    CHECK_EQ(out.STATUS, USER_STATUS);
    out.STATUS = 0;
    for (int i = 0; i < REGISTERS; i++) {
        CHECK_EQ(((seL4_Word *)&out)[i], 0);
    }
}

TEST("arm 2.1", "every register word comes back as it was written, but for the status")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext in, out;
    for (int i = 0; i < REGISTERS; i++) {
        ((seL4_Word *)&in)[i] = 0x1000 + (seL4_Word)i;
    }
    in.STATUS = USER_STATUS;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, false, 0, REGISTERS, &in));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, REGISTERS, &out));
    for (int i = 0; i < REGISTERS; i++) {
        CHECK_EQ(((seL4_Word *)&out)[i], ((seL4_Word *)&in)[i]);
    }
}

TEST("arm 2.1, 02 5.5 #2", "the number of registers has its range: RangeError(1, all)")
{
    seL4_UserContext out;
    CHECK_ERROR(seL4_TCB_ReadRegisters(make_tcb(), false, 0, REGISTERS + 1, &out), seL4_RangeError);
    CHECK_MR(0, 1);
    CHECK_MR(1, REGISTERS);
}

TEST("arm 2.8", "SetTLSBase writes the configured register")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext out;
    CHECK_OK(seL4_TCB_SetTLSBase(tcb, 0x1230));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, REGISTERS, &out));
#ifdef CONFIG_SET_TLS_BASE_SELF
    CHECK_EQ(((seL4_Word *)&out)[REGISTERS - 1], 0x1230);
#else
    CHECK_EQ(out.TLS, 0x1230);
#endif
}

/* ---- faults ---- */

static void undefined(seL4_Word unused)
{
    (void)unused;
    asm volatile(UNDEFINED);
    park();
}

static void use_fpu(seL4_Word unused)
{
    (void)unused;
    asm volatile(USE_FPU);
    park();
}

static seL4_MessageInfo_t fault_of(void (*code)(seL4_Word), seL4_Word argument, bool without_fpu)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    if (without_fpu) {
        CHECK_EQ(seL4_TCB_SetFlags(thread->tcb, 0, seL4_TCBFlag_fpuDisabled).flags, 1);
    }
    start(thread, +1);
    return seL4_Recv(handler, NULL);
}

TEST("arm 2.4, aarch64 2.4 #1, aarch64 8 #2, armv7 8 #2, 05 2.3, 05 1 #4",
     "an instruction that does not exist: UserException with the syndrome as its number")
{
    seL4_MessageInfo_t info = fault_of(undefined, 0, false);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 5);
    CHECK_MR(seL4_UserException_Number, UNDEFINED_ESR);
    CHECK_MR(seL4_UserException_Code, 0);
}

TEST("arm 2.7, aarch64 2.4 #3, 05 2.3", "the FPU of a thread with fpuDisabled: UserException")
{
    seL4_MessageInfo_t info = fault_of(use_fpu, 0, true);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_MR(seL4_UserException_Number, NO_FPU_ESR);
}

static void reading(seL4_Word va)
{
    (void)*(volatile seL4_Word *)va;
    park();
}

static void writing(seL4_Word va)
{
    *(volatile seL4_Word *)va = 1;
    park();
}

static void jumping(seL4_Word va)
{
    ((void (*)(void))va)();
}

/* An address in a page that is not mapped, of a table that is there. */
static seL4_Word hole(void)
{
    seL4_Word va = free_range();
    map_at(make_frame(), va);
    return va + 4096;
}

TEST("arm 2.5, aarch64 8 #18, armv7 8 #3", "the status of a VM fault tells the level, and writes")
{
    seL4_Word va = hole();
    fault_of(reading, va, false);
    CHECK_MR(seL4_VMFault_Addr, va);
    CHECK_MR(seL4_VMFault_FSR, READ_FSR);
    fault_of(writing, va, false);
    CHECK_MR(seL4_VMFault_FSR, READ_FSR | WRITE_BIT);
}

TEST("arm 2.5, 05 2.5 #3", "a fetch faults at its own address")
{
    seL4_Word va = hole();
    fault_of(jumping, va, false);
    CHECK_MR(seL4_VMFault_IP, va);
    CHECK_MR(seL4_VMFault_Addr, va);
    CHECK_MR(seL4_VMFault_PrefetchFault, 1);
}

/* System call 77 with 8 known registers; `came_back`: the first one and the last afterwards. */
static volatile seL4_Word came_back[2];

static void unknown_call(seL4_Word unused)
{
    (void)unused;
#ifdef CONFIG_ARCH_AARCH64
    register seL4_Word first asm("x0") = 10, second asm("x1") = 11, last asm("x6") = 16;
    register seL4_Word number asm("x7") = 77;
#else
    register seL4_Word first asm("r0") = 10, second asm("r1") = 11, last asm("r6") = 16;
    register seL4_Word number asm("r7") = 77;
#endif
    asm volatile("svc #0" : "+r"(first), "+r"(second), "+r"(last) : "r"(number) : "memory");
    came_back[0] = first;
    came_back[1] = last;
    park();
}

TEST("arm 2.3, aarch64 2.3 !1, aarch64 8 #1, 05 4 #3",
     "an unknown system call shows its registers, and the reply writes them")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(unknown_call, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 13);
    CHECK_MR(0, 10);
    CHECK_MR(1, 11);
    CHECK_MR(6, 16);
    CHECK_MR(12, 77);
#ifdef CONFIG_ARCH_AARCH64
    CHECK_MR(10, seL4_GetMR(8) + 4); /* the address it would go on at, not X30 */
#endif
    seL4_SetMR(0, 100);
    seL4_SetMR(6, 106);
    seL4_SetMR(8, seL4_GetMR(8) + 4);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 12));
    let_lower_run();
    CHECK_EQ(came_back[0], 100);
    CHECK_EQ(came_back[1], 106);
}

/* ---- FPU ---- */

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

TEST("aarch64 7 #9, arm 2.7, 04 10", "each thread has its own FPU registers")
{
    spawn(add_up, 0, 0);
    spawn(add_up, 1, 0);
    for (int i = 0; i < 64; i++) {
        seL4_Yield();
    }
    CHECK(sums[0] == 200010000.0);
    CHECK(sums[1] == 400020000.0);
}

#ifdef CONFIG_ARCH_AARCH32

/* Counts how often the instruction before the first one of the FPU runs, in Thumb state. */
static void use_fpu_in_thumb(seL4_Word unused)
{
    (void)unused;
    register seL4_Word count asm("r4") = 0;
    asm volatile(".fpu vfpv3\n"
                 "add r12, pc, #1\n"
                 "bx r12\n"
                 ".thumb\n"
                 "nop\n"
                 "adds r4, r4, #1\n"
                 "vmov.f64 d0, #1.0\n"
                 "bx pc\n"
                 "nop\n"
                 ".arm\n"
                 : "+r"(count)
                 :
                 : "r12", "d0", "cc");
    came_back[0] = count;
    park();
}

TEST("armv7 2.7", "the FPU comes to Thumb code, too: the first use goes on where it stopped")
{
    came_back[0] = 0;
    CHECK(spawn(use_fpu_in_thumb, 0, +1) != NULL);
    CHECK_EQ(came_back[0], 1);
}

#endif

/* ---- interrupts (3.11, 4) ---- */

enum { FREE_IRQ = 50, SGI = 9, SGI_MAX = 15 };

static int get(seL4_Word irq, seL4_CPtr slot)
{
    return (int)seL4_IRQControl_Get(seL4_CapIRQControl, irq, ROOT, slot, DEPTH);
}

static int get_trigger(seL4_Word irq, seL4_Word edge, seL4_CPtr slot)
{
    return (int)seL4_IRQControl_GetTrigger(seL4_CapIRQControl, irq, edge, ROOT, slot, DEPTH);
}

/* The controllers of a Raspberry Pi have no triggers, and the timer as source 3 of the first. */
static bool has_triggers(void)
{
    seL4_CPtr slot = new_slot();
    int error = get_trigger(FREE_IRQ, 0, slot);
    CHECK(error == seL4_NoError || error == seL4_IllegalOperation);
    delete (slot);
    return error == seL4_NoError;
}

static int issue_sgi(seL4_Word irq, seL4_Word target, seL4_CPtr slot)
{
    return (int)seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, irq, target, ROOT, slot, DEPTH);
}

TEST("arm 3.11, 02 6 a1 #1", "handlers: too few words: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(50, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapIRQControl, ARMIRQIssueIRQHandlerTrigger, WORDS(50, 0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapIRQControl, ARMIRQIssueSGISignal, WORDS(1, 0, 0), CAPS(ROOT)),
             seL4_TruncatedMessage);
}

TEST("arm 3.11, 02 6 #2, 06 1 #4",
     "an interrupt the controller does not have: RangeError(0, the last)")
{
    seL4_CPtr slot = new_slot();
    CHECK_ERROR(get(1 << 20, slot), seL4_RangeError);
    CHECK_MR(0, 0);
    seL4_Word last = seL4_GetMR(1);
    CHECK_ERROR(get_trigger(last + 1, 0, slot),
                has_triggers() ? seL4_RangeError : seL4_IllegalOperation);
    CHECK_OK(get(last, slot));
}

TEST("arm 3.11, 02 6 #3, 06 1 #2-3, 06 4, aarch64 8 #11, armv7 8 #14, arm 4",
     "the kernel's timer, and one that is issued already: RevokeFirst")
{
    enum { RASPBERRY_TIMER_IRQ = 19 };
    seL4_CPtr slot = new_slot();
    if (has_triggers()) {
        CHECK_ERROR(get(TIMER_IRQ, slot), seL4_RevokeFirst);
        CHECK_ERROR(get_trigger(TIMER_IRQ, 0, slot), seL4_RevokeFirst);
        CHECK_OK(get_trigger(FREE_IRQ, 1, slot));
    } else {
        CHECK_ERROR(get(RASPBERRY_TIMER_IRQ, slot), seL4_RevokeFirst);
        CHECK_OK(get(FREE_IRQ, slot));
    }
    CHECK_ERROR(get(FREE_IRQ, new_slot()), seL4_RevokeFirst);
    CHECK_OK(delete (slot));
    CHECK_OK(get(FREE_IRQ, slot));
}

TEST("arm 3.11", "SGI and target have their ranges: RangeError(0, 15), InvalidArgument 1")
{
    seL4_CPtr slot = new_slot();
    CHECK_ERROR(issue_sgi(SGI_MAX + 1, 0, slot), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, SGI_MAX);
    CHECK_ERROR(issue_sgi(SGI, 1000, slot), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_ERROR(issue_sgi(SGI, 0, make_endpoint()), seL4_DeleteFirst);
}

TEST("arm 3.11, aarch64 8 #12, arm 4, 06 3 a1",
     "any invocation of an SGI capability sends it, whatever the label")
{
    seL4_CPtr sgi = new_slot(), handler = new_slot(), ntfn = make_notification();
    CHECK_OK(issue_sgi(SGI, 0, sgi));
    CHECK_OK(get(SGI, handler));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, minted(ntfn, seL4_CanWrite, 0x80)));
    for (seL4_Word label = 0; label < 3; label++) {
        seL4_Word badge = 0;
        CHECK_EQ(invoke(sgi, label * 1000, NO_WORDS, NO_CAPS), seL4_NoError);
        seL4_Wait(ntfn, &badge);
        CHECK_EQ(badge, 0x80);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
}

TEST("01 8.2", "of two SGI capabilities that were issued for the same, neither revokes the other")
{
    seL4_CPtr first = new_slot(), second = new_slot(), of_first, of_second;
    CHECK_OK(issue_sgi(SGI, 0, first));
    CHECK_OK(issue_sgi(SGI, 0, second));
    of_first = copy_of(first);
    of_second = copy_of(second);
    CHECK_OK(revoke(second));
    CHECK(is_empty(of_second) && !is_empty(first) && !is_empty(of_first));
    CHECK_OK(delete (first));
    CHECK_OK(revoke(second));
    CHECK(!is_empty(of_first));
}

TEST("arm 3.4", "an SGI capability can be copied")
{
    seL4_CPtr sgi = new_slot();
    CHECK_OK(issue_sgi(SGI, 0, sgi));
    CHECK_OK(copy(new_slot(), sgi, seL4_AllRights));
}

/* ---- debugging ---- */

#ifdef CONFIG_DEBUG_BUILD

TEST("arm 6, 07 4 a9 a11 b2-3, armv7 8 #11",
     "DebugCapIdentify has its own numbers for each word size")
{
    const bool wide = sizeof(seL4_Word) == 8;
    seL4_CPtr sgi = new_slot(), handler = new_slot();
    CHECK_OK(issue_sgi(SGI, 0, sgi));
    CHECK_OK(get(FREE_IRQ, handler));
    CHECK_EQ(seL4_DebugCapIdentify(handler), wide ? 16 : 0x1e);
    CHECK_EQ(seL4_DebugCapIdentify(sgi), wide ? 27 : 0x3f);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapDomain), wide ? 20 : 0x3e);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapIRQControl), 14);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapASIDControl), 11);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapInitThreadASIDPool), wide ? 13 : 5);
    CHECK_EQ(seL4_DebugCapIdentify(seL4_CapInitThreadVSpace), 9);
    CHECK_EQ(seL4_DebugCapIdentify(make(seL4_ARM_PageTableObject, 0)), wide ? 3 : 7);
    CHECK_EQ(seL4_DebugCapIdentify(make_frame()), 1);
    CHECK_EQ(seL4_DebugCapIdentify(make(seL4_ARM_LargePageObject, 0)), wide ? 1 : 3);
}

#endif

#endif
