/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 5.10, and 05, section 2.4, in kernels with the hardware debugging API. */
#include "support.h"

#if defined(CONFIG_HARDWARE_DEBUG_API)

/* A number that watches data; x86 has one kind of register for both. */
#ifdef CONFIG_ARCH_X86_64
enum { WATCH = 1, OTHER_WATCH = 2 };
#define SOFTWARE_BREAKPOINT "int3"
#else
enum { WATCH = 6, OTHER_WATCH = 9 };
#ifdef CONFIG_ARCH_AARCH64
#define SOFTWARE_BREAKPOINT "brk #0"
#else
#define SOFTWARE_BREAKPOINT "bkpt #0"
#endif
#endif

static volatile seL4_Word watched, went_on;

static int set(seL4_CPtr tcb, seL4_Word n, seL4_Word va, seL4_Word type, seL4_Word size,
               seL4_Word access)
{
    return (int)seL4_TCB_SetBreakpoint(tcb, (seL4_Uint16)n, va, type, size, access);
}

TEST("02 5.10 !2",
     "SetBreakpoint: address, type, size, access, alignment, number, each with its error")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(set(tcb, WATCH, ~(seL4_Word)0, seL4_DataBreakpoint, 1, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_ERROR(set(tcb, 0, 0x1000, 9, 1, seL4_BreakOnRead), seL4_InvalidArgument);
    CHECK_MR(0, 2);
    CHECK_ERROR(set(tcb, 0, 0x1000, seL4_InstructionBreakpoint, 1, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 3);
    CHECK_ERROR(set(tcb, 0, 0x1000, seL4_InstructionBreakpoint, 0, seL4_BreakOnWrite),
                seL4_InvalidArgument);
    CHECK_MR(0, 4);
    CHECK_ERROR(set(tcb, WATCH, 0x1000, seL4_DataBreakpoint, 0, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 3);
    CHECK_ERROR(set(tcb, WATCH, 0x1000, seL4_DataBreakpoint, 3, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 3);
    CHECK_ERROR(set(tcb, WATCH, 0x1001, seL4_DataBreakpoint, 4, seL4_BreakOnRead),
                seL4_AlignmentError);
    CHECK_OK(set(tcb, OTHER_WATCH, 0x1000, seL4_DataBreakpoint, 4, seL4_BreakOnWrite));
}

TEST("02 5.10 !1, 02 5.1 #16-19", "words are read whatever the length says; a number has 16 bits")
{
    seL4_CPtr tcb = make_tcb();
    const seL4_Word number = WATCH | 1 << 16;
    seL4_Word words[] = {number, 0x2000, seL4_DataBreakpoint, 4, seL4_BreakOnWrite};
    for (int i = 0; i < 5; i++) {
        seL4_SetMR(i, words[i]);
    }
    seL4_MessageInfo_t info = seL4_Call(tcb, seL4_MessageInfo_new(TCBSetBreakpoint, 0, 0, 0));
    CHECK_EQ(info.words[0], 0);
    seL4_TCB_GetBreakpoint_t got = seL4_TCB_GetBreakpoint(tcb, WATCH);
    CHECK_EQ(got.error, seL4_NoError);
    CHECK_EQ(got.vaddr, 0x2000);
    CHECK_EQ(got.rw, seL4_BreakOnWrite);
    CHECK_OK(seL4_TCB_UnsetBreakpoint(tcb, WATCH));
}

#ifdef CONFIG_ARCH_X86_64

TEST("02 5.10", "x86: a breakpoint number above 3: RangeError")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(set(tcb, 4, 0x1000, seL4_DataBreakpoint, 4, seL4_BreakOnRead), seL4_RangeError);
    CHECK_MR(1, 3);
    CHECK_EQ(seL4_TCB_GetBreakpoint(tcb, 4).error, seL4_RangeError);
}

#else

TEST("02 5.10 !2",
     "ARM: a watchpoint stops no instruction, a breakpoint no access: InvalidArgument 2")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_ERROR(set(tcb, WATCH, 0x1000, seL4_InstructionBreakpoint, 0, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 2);
    CHECK_ERROR(set(tcb, 5, 0x1000, seL4_DataBreakpoint, 4, seL4_BreakOnRead),
                seL4_InvalidArgument);
    CHECK_MR(0, 2);
    CHECK_OK(set(tcb, 5, 0x1000, seL4_InstructionBreakpoint, 0, seL4_BreakOnRead));
}

#endif

TEST("02 5.10, 02 5.1 #16-19, arm 2.10, x86 2.9",
     "GetBreakpoint gives back what was set, Unset disables it")
{
    seL4_CPtr tcb = make_tcb();
    CHECK_OK(set(tcb, OTHER_WATCH, 0x2000, seL4_DataBreakpoint, 8, seL4_BreakOnWrite));
    seL4_TCB_GetBreakpoint_t got = seL4_TCB_GetBreakpoint(tcb, OTHER_WATCH);
    CHECK_EQ(got.error, seL4_NoError);
    CHECK_EQ(got.vaddr, 0x2000);
    CHECK_EQ(got.type, seL4_DataBreakpoint);
    CHECK_EQ(got.size, 8);
    CHECK_EQ(got.rw, seL4_BreakOnWrite);
    CHECK(got.is_enabled);
    CHECK_OK(seL4_TCB_UnsetBreakpoint(tcb, OTHER_WATCH));
    CHECK(!seL4_TCB_GetBreakpoint(tcb, OTHER_WATCH).is_enabled);
}

static void write_watched(seL4_Word value)
{
    watched = value;
    went_on = 1;
    park();
}

TEST("05 2.4 #1-4, 05 1 #5, x86 2.9, arm 2.10",
     "a watched word that is written: DebugException, data, its address and number")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(write_watched, 5);
    thread->fault_endpoint = handler;
    watched = went_on = 0;
    CHECK_OK(set(thread->tcb, WATCH, (seL4_Word)&watched, seL4_DataBreakpoint, sizeof watched,
                 seL4_BreakOnWrite));
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_DebugException);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 4);
    CHECK_MR(1, seL4_DataBreakpoint);
    CHECK_MR(2, (seL4_Word)&watched);
    CHECK_MR(3, WATCH);
    CHECK_EQ(went_on, 0);
#ifdef CONFIG_ARCH_ARM
    CHECK_OK(seL4_TCB_UnsetBreakpoint(thread->tcb, WATCH)); /* it stops before the access */
#endif
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(went_on, 1);
    CHECK_EQ(watched, 5);
}

TEST("05 2.4 #1-4, 05 4 #6",
     "an instruction breakpoint: DebugException before the instruction, address, number")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(write_watched, 7);
    thread->fault_endpoint = handler;
    went_on = 0;
    CHECK_OK(set(thread->tcb, 3, (seL4_Word)write_watched, seL4_InstructionBreakpoint, 0,
                 seL4_BreakOnRead));
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_DebugException);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 4);
    CHECK_MR(0, (seL4_Word)write_watched);
    CHECK_MR(1, seL4_InstructionBreakpoint);
    CHECK_MR(2, (seL4_Word)write_watched);
    CHECK_MR(3, 3);
    CHECK_OK(seL4_TCB_UnsetBreakpoint(thread->tcb, 3));
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(went_on, 1);
}

#ifdef CONFIG_ARCH_AARCH32

/* That it steps cannot be seen here: QEMU's Cortex-A9 has no breakpoints that match elsewhere. */
TEST("armv7 7 #3",
     "single-stepping takes the breakpoint that it is asked for with, and gives it back")
{
    enum { STEP = 2 };
    seL4_CPtr tcb = make_tcb();
    CHECK_EQ(seL4_TCB_ConfigureSingleStepping(tcb, WATCH, 1).error, seL4_InvalidArgument);
    CHECK_MR(0, 0);
    seL4_TCB_ConfigureSingleStepping_t result = seL4_TCB_ConfigureSingleStepping(tcb, STEP, 1);
    CHECK_EQ(result.error, seL4_NoError);
    CHECK(result.bp_was_consumed);
    CHECK(seL4_TCB_GetBreakpoint(tcb, STEP).is_enabled);
    result = seL4_TCB_ConfigureSingleStepping(tcb, STEP, 0);
    CHECK(!result.bp_was_consumed);
    CHECK(!seL4_TCB_GetBreakpoint(tcb, STEP).is_enabled);
}

#else

TEST("05 4 #5, x86 2.9, aarch64 2.10",
     "single-stepping: an exception after each instruction, until a reply says 0")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(write_watched, 6);
    thread->fault_endpoint = handler;
    went_on = 0;
    /* After the registers are written: these would clear the trap flag. */
    start(thread, -1);
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_EQ(seL4_TCB_ConfigureSingleStepping(thread->tcb, 0, 1).error, seL4_NoError);
    set_priority(thread->tcb, +1);
    CHECK_OK(seL4_TCB_Resume(thread->tcb));
    seL4_Word last = 0;
    for (int i = 0; i < 3; i++) {
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_DebugException);
        CHECK_MR(1, seL4_SingleStep);
        CHECK(seL4_GetMR(0) != last);
        last = seL4_GetMR(0);
        if (i < 2) {
            seL4_SetMR(0, 1);
            seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
        }
    }
    seL4_SetMR(0, 0);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
    CHECK_EQ(went_on, 1);
}

#endif

static void software_breakpoint(seL4_Word unused)
{
    (void)unused;
    asm volatile(SOFTWARE_BREAKPOINT);
    went_on = 1;
    park();
}

TEST("05 2.4 #2, x86 2.9, arm 2.10",
     "a breakpoint instruction is a DebugException, too: software breakpoint")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(software_breakpoint, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_DebugException);
    CHECK_EQ(seL4_MessageInfo_get_length(info), 2);
    CHECK_MR(1, seL4_SoftwareBreakRequest);
}

#endif
