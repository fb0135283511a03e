/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spec arch-aarch64 and arch-armv7: registers across a system call, the numbers of each kind of
 * fault, what programs may do with the processor, interrupts of a device.
 */
#include "arch.h"
#include "support.h"

#include <fel4/vspace.h>
#include <string.h>

#ifdef CONFIG_ARCH_ARM

static seL4_Word status_of(void (*code)(seL4_Word), seL4_Word argument, seL4_Word *label)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    *label = seL4_MessageInfo_get_label(seL4_Recv(handler, NULL));
    return seL4_GetMR(3);
}

#define CHECK_FAULT(code, argument, kind, number)                                                  \
    do {                                                                                           \
        seL4_Word label, status = status_of(code, argument, &label);                               \
        CHECK_EQ(label, kind);                                                                     \
        CHECK_EQ(status, number);                                                                  \
    } while (0)

/* ---- 1: what a system call preserves ---- */

static volatile seL4_Word changed;

#ifdef CONFIG_ARCH_AARCH64

/* Yield (7: -7) with a value of its own in each register that it has nothing to say about. */
static void yield_with_known_registers(seL4_Word unused)
{
    (void)unused;
    seL4_Word wrong;
    asm volatile("mov x7, #-7\n"
                 ".irp n,0,1,2,3,4,5,6,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,28\n"
                 "mov x\\n, #(100 + \\n)\n"
                 ".endr\n"
                 "fmov d8, #1.5\n"
                 "cmp xzr, xzr\n" /* Z and C */
                 "svc #77\n"
                 "mov x18, #0\n"
                 "cinc x18, x18, ne\n"
                 "cinc x18, x18, lo\n"
                 ".irp n,0,1,2,3,4,5,6,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,28\n"
                 "cmp x\\n, #(100 + \\n)\n"
                 "cinc x18, x18, ne\n"
                 ".endr\n"
                 "cmn x7, #7\n"
                 "cinc x18, x18, ne\n"
                 "fmov d9, #1.5\n"
                 "fcmp d8, d9\n"
                 "cinc x18, x18, ne\n"
                 "mov %0, x18\n"
                 : "=r"(wrong)
                 :
                 : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
                   "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23",
                   "x24", "x25", "x26", "x27", "x28", "d8", "d9", "cc", "memory");
    changed = wrong;
    park();
}

#else

/* The number of wrong registers. */
seL4_Word yield_with_all_registers(void);

asm(".arm\n"
    "yield_with_all_registers:\n"
    "push {r4-r11, lr}\n"
    "mvn r7, #6\n"
    ".irp n,0,1,2,3,4,5,6,8,9,10,11,12,14\n"
    "mov r\\n, #(100 + \\n)\n"
    ".endr\n"
    "cmp r0, r0\n" /* Z and C */
    "svc #77\n"
    "push {r0}\n"
    "mov r0, #0\n"
    "addne r0, r0, #1\n"
    "addlo r0, r0, #1\n"
    ".irp n,1,2,3,4,5,6,8,9,10,11,12,14\n"
    "cmp r\\n, #(100 + \\n)\n"
    "addne r0, r0, #1\n"
    ".endr\n"
    "cmn r7, #7\n"
    "addne r0, r0, #1\n"
    "pop {r1}\n"
    "cmp r1, #100\n"
    "addne r0, r0, #1\n"
    "pop {r4-r11, pc}\n");

static void yield_with_known_registers(seL4_Word unused)
{
    (void)unused;
    changed = yield_with_all_registers();
    park();
}

#endif

TEST("arm 1",
     "a call that does not receive changes no register, and no flag, whatever its svc says")
{
    changed = 1000;
    spawn(yield_with_known_registers, 0, +1);
    CHECK_EQ(changed, 0);
}

#ifdef CONFIG_ARCH_AARCH64

static void narrow_number(seL4_Word unused)
{
    (void)unused;
    asm volatile("mov w7, #-7\nsvc #0" ::: "x7", "memory");
    park();
}

TEST("arm 1", "the number is compared in full: -7 in 32 bits is an unknown system call")
{
    seL4_Word label;
    status_of(narrow_number, 0, &label);
    CHECK_EQ(label, seL4_Fault_UnknownSyscall);
    CHECK_MR(12, 0xfffffff9);
}

#endif

/* ---- 2.4, 2.5: the numbers of faults ---- */

static void break_point(seL4_Word unused)
{
    (void)unused;
#ifdef CONFIG_ARCH_AARCH64
    asm volatile("brk #5");
#else
    asm volatile("bkpt #5");
#endif
    park();
}

static void call(seL4_Word va)
{
    ((void (*)(void))va)();
    park();
}

static void read(seL4_Word va)
{
    (void)*(volatile seL4_Word *)va;
    park();
}

static void write(seL4_Word va)
{
    *(volatile seL4_Word *)va = 1;
    park();
}

/* A page with an instruction that returns. */
static seL4_Word page_with(seL4_CapRights_t rights, seL4_Word attributes)
{
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    *(uint32_t *)va = sizeof(seL4_Word) == 8 ? 0xd65f03c0 : 0xe12fff1e;
    CHECK_OK(seL4_ARM_Page_Unify_Instruction(frame, 0, 4));
    CHECK_OK(seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, va, rights, attributes));
    return va;
}

enum { CACHED = 1, NEVER = 4 };

#ifdef CONFIG_ARCH_AARCH64
enum {
    READ_DENIED = 0x9200000f,
    WRITE_DENIED = 0x9200004f,
    FETCH_DENIED = 0x8200000f,
    NO_ROOT_ENTRY = 0x92000004,
    NO_LEVEL_1_ENTRY = 0x92000005,
};
#else
enum { READ_DENIED = 0xf, WRITE_DENIED = 0x80f, FETCH_DENIED = 0xf };
#endif

TEST("arm 2.5", "permission faults: the status of a read, a write, a fetch")
{
    seL4_Word va = page_with(seL4_CanRead, CACHED);
    CHECK_FAULT(write, va, seL4_Fault_VMFault, WRITE_DENIED);
    CHECK_MR(seL4_VMFault_Addr, va);
    CHECK_MR(seL4_VMFault_PrefetchFault, 0);
    va = page_with(seL4_NoRights, CACHED);
    CHECK_FAULT(read, va, seL4_Fault_VMFault, READ_DENIED);
    va = page_with(seL4_AllRights, CACHED | NEVER);
    CHECK_FAULT(call, va, seL4_Fault_VMFault, FETCH_DENIED);
    CHECK_MR(seL4_VMFault_PrefetchFault, 1);
}

static volatile seL4_Word came_back;

static void call_and_tell(seL4_Word va)
{
    ((void (*)(void))va)();
    came_back = 1;
    park();
}

TEST("arm 3.3", "a page is code unless it is ExecuteNever; one for the kernel on AArch64 only")
{
    came_back = 0;
    spawn(call_and_tell, page_with(seL4_AllRights, CACHED), +1);
    CHECK_EQ(came_back, 1);
    seL4_Word va = page_with(seL4_NoRights, CACHED);
#ifdef CONFIG_ARCH_AARCH64
    came_back = 0;
    spawn(call_and_tell, va, +1);
    CHECK_EQ(came_back, 1);
#else
    CHECK_FAULT(call, va, seL4_Fault_VMFault, FETCH_DENIED);
#endif
}

TEST("arm 5.5", "the first thread's IPC buffer and bootinfo are never code")
{
    CHECK_FAULT(call, (seL4_Word)seL4_GetBootInfo(), seL4_Fault_VMFault, FETCH_DENIED);
    CHECK_FAULT(call, (seL4_Word)seL4_GetBootInfo()->ipcBuffer, seL4_Fault_VMFault, FETCH_DENIED);
}

#ifdef CONFIG_ARCH_AARCH64

TEST("arm 2.5", "the status of a translation fault tells the level that is missing")
{
    /* The second is in the first 512 GiB, for which the root has an entry. */
    const seL4_Word far = 0x700000000000, beside = 0x6000000000;
    CHECK_FAULT(read, far, seL4_Fault_VMFault, NO_ROOT_ENTRY);
    CHECK_FAULT(read, beside, seL4_Fault_VMFault, NO_LEVEL_1_ENTRY);
}

#ifndef CONFIG_HARDWARE_DEBUG_API

TEST("arm 2.4", "brk #n: UserException, 0xF2000000 + n")
{
    CHECK_FAULT(break_point, 0, seL4_Fault_UserException, 0xf2000005);
}

#endif

static void read_counter(seL4_Word unused)
{
    (void)unused;
    asm volatile("mrs x0, cntvct_el0" ::: "x0");
    came_back = 1;
    park();
}

static void maintain_caches(seL4_Word va)
{
    asm volatile("mrs x1, ctr_el0\n"
                 "dc cvau, %0\n"
                 "dc cvac, %0\n"
                 "dc civac, %0\n"
                 "ic ivau, %0\n" ::"r"(va)
                 : "x1", "memory");
    came_back = 1;
    park();
}

static void jump_between(seL4_Word unused)
{
    (void)unused;
    asm volatile("br %0" ::"r"((seL4_Word)jump_between + 2));
    park();
}

/* Whether the code comes to its end; otherwise it is trapped, as a system register (0x18). */
static bool allowed(void (*code)(seL4_Word), seL4_Word argument)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    came_back = 0;
    start(thread, +1);
    if (came_back == 0) {
        CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_UserException);
        CHECK_EQ(seL4_GetMR(seL4_UserException_Number) >> 26, 0x18);
    }
    return came_back == 1;
}

TEST("arm 2.9", "cache maintenance and the counter are for programs as the configuration says")
{
    seL4_Word va = page_with(seL4_AllRights, CACHED);
#ifdef CONFIG_AARCH64_USER_CACHE_ENABLE
    CHECK(allowed(maintain_caches, va));
#else
    CHECK(!allowed(maintain_caches, va));
#endif
#ifdef CONFIG_EXPORT_VCNT_USER
    CHECK(allowed(read_counter, 0));
#else
    CHECK(!allowed(read_counter, 0));
#endif
}

TEST("arm 2.4", "a jump to a misaligned address: UserException, 0x8A000000")
{
    CHECK_FAULT(jump_between, 0, seL4_Fault_UserException, 0x8a000000);
}

#else

#ifndef CONFIG_HARDWARE_DEBUG_API

TEST("armv7 2.5", "bkpt is a VMFault of a fetch with status 2 at its own address")
{
    CHECK_FAULT(break_point, 0, seL4_Fault_VMFault, 2);
    CHECK_MR(seL4_VMFault_PrefetchFault, 1);
    CHECK_EQ(seL4_GetMR(seL4_VMFault_IP), seL4_GetMR(seL4_VMFault_Addr));
}

#endif

/* r4: where the svc is. */
static void unknown_call_in_thumb(seL4_Word unused)
{
    (void)unused;
    asm volatile("add r12, pc, #1\n"
                 "bx r12\n"
                 ".thumb\n"
                 "movs r7, #77\n"
                 "mov r4, pc\n" /* the svc's address: this one's and 4 */
                 "nop\n"
                 "svc #0\n"
                 ".arm\n" ::
                     : "r4", "r7", "r12", "cc");
    park();
}

TEST("armv7 2.10", "the address of a fault in Thumb code is two bytes too low")
{
    seL4_Word label;
    status_of(unknown_call_in_thumb, 0, &label);
    CHECK_EQ(label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(seL4_GetMR(8), seL4_GetMR(4) - 2);
}

#endif

static void read_across_words(seL4_Word va)
{
    changed = *(volatile uint32_t *)(va + 1);
    park();
}

TEST("arm 2.9", "data need not be aligned")
{
    seL4_Word va = page_with(seL4_AllRights, CACHED);
    memcpy((void *)va, "\1\2\3\4\5", 5);
    spawn(read_across_words, va, +1);
    CHECK_EQ(changed, 0x05040302);
}

/* ---- 3.12: monitor calls ---- */

#ifdef CONFIG_ALLOW_SMC_CALLS

enum { PSCI_VERSION = 0x84000000, NOT_A_FUNCTION = 0x8400ff00 };

static seL4_ARM_SMCContext arguments(seL4_Word function)
{
    return (seL4_ARM_SMCContext){.x0 = function, .x7 = 7};
}

TEST("arch-aarch64 3.12", "a monitor call: X0 to X7 go there and come back")
{
    seL4_ARM_SMCContext in = arguments(PSCI_VERSION), out = {0};
    CHECK_OK(seL4_ARM_SMC_Call(seL4_CapSMC, &in, &out));
    CHECK(out.x0 >= 2 && out.x0 < 0x100000);
    in = arguments(NOT_A_FUNCTION);
    CHECK_OK(seL4_ARM_SMC_Call(seL4_CapSMC, &in, &out));
    CHECK_EQ((int32_t)out.x0, -1);
    CHECK_EQ(out.x7, 7);
}

TEST("arch-aarch64 3.12", "monitor calls: other labels, too few words, another function's badge")
{
    CHECK_EQ(invoke(seL4_CapSMC, TCBSuspend, WORDS(0, 0, 0, 0, 0, 0, 0, 0), NO_CAPS),
             seL4_IllegalOperation);
    CHECK_EQ(invoke(seL4_CapSMC, ARMSMCCall, WORDS(PSCI_VERSION, 0, 0, 0, 0, 0, 0), NO_CAPS),
             seL4_TruncatedMessage);
    seL4_CPtr badged = minted(seL4_CapSMC, seL4_AllRights, PSCI_VERSION);
    seL4_ARM_SMCContext in = arguments(NOT_A_FUNCTION), out = {0};
    CHECK_ERROR(seL4_ARM_SMC_Call(badged, &in, &out), seL4_IllegalOperation);
    in = arguments(PSCI_VERSION);
    CHECK_OK(seL4_ARM_SMC_Call(copy_of(badged), &in, &out));
    CHECK(out.x0 >= 2);
    CHECK_ERROR(mint(new_slot(), badged, seL4_AllRights, 5), seL4_IllegalOperation);
#ifdef CONFIG_DEBUG_BUILD
    CHECK_EQ(seL4_DebugCapIdentify(badged), 25);
#endif
}

#endif

/* ---- 4: a device's interrupt, of a level ---- */

#if defined(ON_QEMU_ARM_VIRT)

/* The clock of QEMU's virt machine: its interrupt is there while its alarm is, and is cleared. */
enum { RTC = 0x09010000, RTC_IRQ = 34 };
enum { RTC_NOW = 0 / 4, RTC_ALARM = 4 / 4, RTC_ENABLE = 0x10 / 4, RTC_CLEAR = 0x1c / 4 };

/* Mapped once: its page is device memory, of which there is one frame. */
static volatile uint32_t *clock_registers(void)
{
    static volatile uint32_t *rtc;
    rtc = rtc != NULL ? rtc : fel4_map_device(RTC, 4096);
    CHECK(rtc != NULL);
    return rtc;
}

static bool signalled(seL4_CPtr ntfn)
{
    seL4_Word badge = 0;
    seL4_Poll(ntfn, &badge);
    return badge != 0;
}

TEST("06 3", "an interrupt comes once until it is acknowledged, and again while it is asserted")
{
    volatile uint32_t *rtc = clock_registers();
    seL4_CPtr handler = new_slot(), ntfn = make_notification();
    rtc[RTC_CLEAR] = 1;
    CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, RTC_IRQ, seL4_CapInitThreadCNode, handler,
                                 seL4_WordBits));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, minted(ntfn, seL4_CanWrite, 0x100)));
    CHECK(!signalled(ntfn));
    rtc[RTC_ENABLE] = 1;
    rtc[RTC_ALARM] = rtc[RTC_NOW];
    seL4_Wait(ntfn, NULL);
    CHECK(!signalled(ntfn));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK(signalled(ntfn));
    rtc[RTC_CLEAR] = 1;
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK(!signalled(ntfn));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
}

TEST("06 2", "a handler that is deleted before the Ack leaves the interrupt to the next one")
{
    volatile uint32_t *rtc = clock_registers();
    seL4_CPtr handler = new_slot(), ntfn = make_notification();
    rtc[RTC_ENABLE] = 1;
    for (int i = 0; i < 2; i++) {
        rtc[RTC_CLEAR] = 1;
        CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, RTC_IRQ, seL4_CapInitThreadCNode, handler,
                                     seL4_WordBits));
        CHECK_OK(seL4_IRQHandler_SetNotification(handler, minted(ntfn, seL4_CanWrite, 0x100)));
        rtc[RTC_ALARM] = rtc[RTC_NOW];
        seL4_Wait(ntfn, NULL);
        CHECK_OK(delete (handler));
    }
    rtc[RTC_CLEAR] = 1;
}

#endif

#endif
