/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: what user code can try with the processor itself: instructions of the kernel's, modes and
 * masks, states of execution that a system call is not made for, waiting for events.
 */
#include "support.h"

#ifdef CONFIG_ARCH_ARM

#define TRIED(name, ...)                                                                           \
    static void name(seL4_Word unused)                                                             \
    {                                                                                              \
        (void)unused;                                                                              \
        asm volatile(__VA_ARGS__);                                                                 \
        park();                                                                                    \
    }

struct tried {
    const char *name;
    void (*code)(seL4_Word);
};

#ifdef CONFIG_ARCH_AARCH64

TRIED(mask_interrupts, "msr daifset, #2")
TRIED(unmask_all, "msr daifclr, #15")
TRIED(read_mask, "mrs x0, daif" :: : "x0")
TRIED(read_control, "mrs x0, sctlr_el1" :: : "x0")
TRIED(write_control, "msr sctlr_el1, xzr")
TRIED(write_root, "msr ttbr0_el1, xzr")
TRIED(write_vectors, "msr vbar_el1, xzr")
TRIED(write_tick, "msr cntv_ctl_el0, xzr")
TRIED(forget_all, "tlbi vmalle1")
TRIED(invalidate, "dc ivac, %0" ::"r"(&invalidate))
TRIED(clean_all, "dc cisw, xzr")
TRIED(choose_stack, "msr spsel, #1")
TRIED(return_from_exception, "eret")
TRIED(call_monitor, ".inst 0xd4000003")
TRIED(call_hypervisor, ".inst 0xd4000002")
TRIED(vector_length, ".inst 0x2518e3e0") /* ptrue p0.b, of SVE */
TRIED(wrong_stack_address, "mov x9, sp; mov sp, %0; ldr x0, [sp]" ::"r"((seL4_Word)1) : "x0", "x9")
TRIED(wrong_code_address, "br %0" ::"r"((seL4_Word)0x400002))
TRIED(high_address, "ldr x0, [%0]" ::"r"(0xffffff8040000000) : "x0")
TRIED(wrong_address, "ldr x0, [%0]" ::"r"(0x1000000000000000) : "x0")

static const struct tried forbidden[] = {
    {"daifset", mask_interrupts},
    {"daifclr", unmask_all},
    {"mrs daif", read_mask},
    {"mrs sctlr", read_control},
    {"msr sctlr", write_control},
    {"msr ttbr0", write_root},
    {"msr vbar", write_vectors},
    {"msr cntv_ctl", write_tick},
    {"tlbi", forget_all},
    {"dc ivac", invalidate},
    {"dc cisw", clean_all},
    {"msr spsel", choose_stack},
    {"eret", return_from_exception},
    {"smc", call_monitor},
    {"hvc", call_hypervisor},
    {"ptrue", vector_length},
    {"stack at 1", wrong_stack_address},
    {"br to an address that is not aligned", wrong_code_address},
    {"a load from the kernel's window", high_address},
    {"a load from where no address is", wrong_address},
};

#else

TRIED(read_control, ".inst 0xee110f10") /* mrc p15, 0, r0, c1, c0, 0 */
TRIED(write_control, "mov r0, #0; mcr p15, 0, r0, c1, c0, 0" :: : "r0")
TRIED(write_root, "mov r0, #0; mcr p15, 0, r0, c2, c0, 0" :: : "r0")
TRIED(forget_all, "mov r0, #0; mcr p15, 0, r0, c8, c7, 0" :: : "r0")
TRIED(invalidate, "mov r0, #0; mcr p15, 0, r0, c7, c6, 1" :: : "r0")
TRIED(write_domains, "mvn r0, #0; mcr p15, 0, r0, c3, c0, 0" :: : "r0")
TRIED(call_monitor, ".inst 0xe1600070")
#ifndef CONFIG_HARDWARE_DEBUG_API
TRIED(breakpoint, "bkpt")
#endif
TRIED(kernel_read, "ldr r0, [%0]" ::"r"(0xe0000000) : "r0")
TRIED(vectors_read, "ldr r0, [%0]" ::"r"(0xffff0000) : "r0")
TRIED(kernel_jump, "bx %0" ::"r"(0xe0000000))

static const struct tried forbidden[] = {
    {"mrc sctlr", read_control},
    {"mcr sctlr", write_control},
    {"mcr ttbr0", write_root},
    {"mcr tlbiall", forget_all},
    {"mcr dcimvac", invalidate},
    {"mcr dacr", write_domains},
    {"smc", call_monitor},
#ifndef CONFIG_HARDWARE_DEBUG_API /* a DebugException */
    {"bkpt", breakpoint},
#endif
    {"a load from the kernel", kernel_read},
    {"a load from the vectors", vectors_read},
    {"a jump into the kernel", kernel_jump},
};

#endif

TEST("hostile arm", "instructions and addresses that are the kernel's are faults")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(forbidden[0].code, 0);
    thread->fault_endpoint = handler;
    for (unsigned i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        thread->code = forbidden[i].code;
        start(thread, 0);
        seL4_Word label = 0;
        seL4_Yield();
        label = seL4_MessageInfo_get_label(seL4_NBRecv(handler, NULL));
        if (label != seL4_Fault_UserException && label != seL4_Fault_VMFault) {
            test_fail(__FILE__, __LINE__, forbidden[i].name, label, seL4_Fault_UserException);
        }
    }
}

/* ---- states of execution ---- */

#ifdef CONFIG_ARCH_AARCH32

static volatile seL4_Word came_back;

/* Signals in big-endian data state, and writes to a word then and afterwards. */
static volatile seL4_Word ordered[2];

static void big_endian(seL4_Word ntfn)
{
    asm volatile("setend be\n"
                 "mov r0, %0; mov r1, #0; mvn r7, #2; svc #0\n" /* Send */
                 "mov r2, #1; str r2, [%1]\n"
                 "setend le; str r2, [%1, #4]" ::"r"(ntfn),
                 "r"(ordered)
                 : "r0", "r1", "r2", "r7", "memory");
    came_back = 1;
    park();
}

TEST("hostile arm", "a system call in big-endian state works, and leaves the thread in it")
{
    seL4_CPtr ntfn = make_notification();
    seL4_Word badge = 0;
    came_back = 0;
    spawn(big_endian, minted(ntfn, seL4_CanWrite, 0x102), +1);
    CHECK_EQ(came_back, 1);
    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 0x102);
    CHECK_EQ(ordered[0], 0x01000000);
    CHECK_EQ(ordered[1], 1);
}

static void thumb(seL4_Word ntfn)
{
    asm volatile("mov r0, %0; mov r1, #0; mvn r7, #2\n"
                 "adr lr, 2f; adr r3, 1f; orr r3, r3, #1; bx r3\n"
                 ".thumb\n"
                 ".balign 4\n"
                 "1: svc #0; it eq; moveq r3, r3; bx lr\n"
                 ".arm\n"
                 ".balign 4\n"
                 "2:" ::"r"(ntfn)
                 : "r0", "r1", "r3", "r7", "lr", "memory");
    came_back = 1;
    park();
}

TEST("hostile arm", "a system call in Thumb state works")
{
    seL4_CPtr ntfn = make_notification();
    seL4_Word badge = 0;
    came_back = 0;
    spawn(thumb, minted(ntfn, seL4_CanWrite, 5), +1);
    CHECK_EQ(came_back, 1);
    seL4_Poll(ntfn, &badge);
    CHECK_EQ(badge, 5);
}

static volatile seL4_Word mode_bits;

/* In user mode these have no effect, which is no fault. */
static void change_mode(seL4_Word unused)
{
    seL4_Word status;
    (void)unused;
    asm volatile("cpsid aif; msr cpsr_c, #0xd3; mrs %0, cpsr" : "=r"(status));
    mode_bits = status & 0xbf;
    park();
}

TEST("hostile arm", "user code cannot leave its mode or mask interrupts")
{
    mode_bits = 0;
    spawn(change_mode, 0, +1);
    CHECK_EQ(mode_bits, 0x10);
}

#endif

/* ---- waiting ---- */

static void wait_for_ever(seL4_Word event)
{
    for (;;) {
        if (event) {
            asm volatile("sev; wfe; wfe" ::: "memory");
        } else {
            asm volatile("wfi" ::: "memory");
        }
    }
}

TEST("hostile arm", "threads that wait for interrupts and events let others have their turn")
{
    struct thread *a = spawn(wait_for_ever, 0, 0), *b = spawn(wait_for_ever, 1, 0);
    for (unsigned i = 0; i < 6; i++) {
        seL4_Yield();
    }
    CHECK_OK(seL4_TCB_Suspend(a->tcb));
    CHECK_OK(seL4_TCB_Suspend(b->tcb));
}

/* ---- interrupts ---- */

enum { SGI = 3, FLOOD = 2000, DRIPS = 4 };

static volatile seL4_Word taken;
static seL4_CPtr flood_handler;

static void take(seL4_Word ntfn)
{
    for (;;) {
        seL4_Wait(ntfn, NULL);
        taken++;
        seL4_IRQHandler_Ack(flood_handler);
    }
}

TEST("hostile arm", "a flood of software-generated interrupts, wanted or not, is taken and no more")
{
    seL4_CPtr ntfn = make_notification(), sender = new_slot();
    flood_handler = new_slot();
    CHECK_OK(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, SGI, 0, ROOT, sender, DEPTH));
    for (unsigned i = 0; i < DRIPS; i++) {
        seL4_Signal(sender); /* nobody has asked for it */
    }
    CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, SGI, ROOT, flood_handler, DEPTH));
    for (unsigned i = 0; i < DRIPS; i++) {
        seL4_Signal(sender); /* nobody is told */
    }
    CHECK_OK(seL4_IRQHandler_SetNotification(flood_handler, ntfn));
    CHECK_OK(seL4_IRQHandler_Ack(flood_handler));
    taken = 0;
    spawn(take, ntfn, +1);
    for (unsigned i = 0; i < FLOOD; i++) {
        seL4_Signal(sender);
    }
    CHECK(taken >= FLOOD - 1);
}

#endif
