/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-aarch64 and arch-armv7: what system calls keep, the kinds of exceptions, what user code
 * may do, Thumb code, executing what it cannot read. */
#include "arch.h"
#include "support.h"

#ifdef CONFIG_ARCH_ARM

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

#ifdef CONFIG_ARCH_AARCH64
enum { FETCH_WITHOUT_VSPACE = 0x82000004, COUNT = 36, CHECKED = 21 };

/* Yields with known values in X6 and X8 to X27, and all condition flags set; what is in them then.
 */
seL4_Word probe_registers[CHECKED], probe_flags, probe_sp[2];
void probe_syscall(void);
asm(".text\n"
    "probe_syscall:\n"
    "    stp x29, x30, [sp, #-96]!\n"
    "    stp x19, x20, [sp, #16]; stp x21, x22, [sp, #32]; stp x23, x24, [sp, #48]\n"
    "    stp x25, x26, [sp, #64]; stp x27, x28, [sp, #80]\n"
    "    adrp x28, probe_registers; add x28, x28, :lo12:probe_registers\n"
    "    mov x6, #0x100\n"
    "    mov x8, #0x101; mov x9, #0x102; mov x10, #0x103; mov x11, #0x104; mov x12, #0x105\n"
    "    mov x13, #0x106; mov x14, #0x107; mov x15, #0x108; mov x16, #0x109; mov x17, #0x10a\n"
    "    mov x18, #0x10b; mov x19, #0x10c; mov x20, #0x10d; mov x21, #0x10e; mov x22, #0x10f\n"
    "    mov x23, #0x110; mov x24, #0x111; mov x25, #0x112; mov x26, #0x113; mov x27, #0x114\n"
    "    mov x29, sp\n"
    "    mov x7, #0xf0000000; msr nzcv, x7\n"
    "    mov x7, #-7\n"
    "    svc #0\n"
    "    mrs x0, nzcv\n"
    "    str x6, [x28]; stp x8, x9, [x28, #8]; stp x10, x11, [x28, #24]\n"
    "    stp x12, x13, [x28, #40]; stp x14, x15, [x28, #56]; stp x16, x17, [x28, #72]\n"
    "    stp x18, x19, [x28, #88]; stp x20, x21, [x28, #104]; stp x22, x23, [x28, #120]\n"
    "    stp x24, x25, [x28, #136]; stp x26, x27, [x28, #152]\n"
    "    adrp x1, probe_flags; str x0, [x1, :lo12:probe_flags]\n"
    "    mov x2, sp; adrp x1, probe_sp; add x1, x1, :lo12:probe_sp; stp x29, x2, [x1]\n"
    "    ldp x19, x20, [sp, #16]; ldp x21, x22, [sp, #32]; ldp x23, x24, [sp, #48]\n"
    "    ldp x25, x26, [sp, #64]; ldp x27, x28, [sp, #80]\n"
    "    ldp x29, x30, [sp], #96\n"
    "    ret\n");
#else
enum { FETCH_WITHOUT_VSPACE = 5, COUNT = 19, CHECKED = 5 };

/* The same with R6, R8 to R10 and R12. */
seL4_Word probe_registers[CHECKED], probe_flags, probe_sp[2];
void probe_syscall(void);
asm(".text\n.arm\n"
    "probe_syscall:\n"
    "    push {r4-r12, lr}\n"
    "    ldr r11, =probe_registers\n"
    "    mov r6, #0x100; ldr r8, =0x101; ldr r9, =0x102; ldr r10, =0x103; ldr r12, =0x104\n"
    "    mov r14, sp\n"
    "    mov r7, #0xf0000000; msr cpsr_f, r7\n"
    "    mvn r7, #6\n"
    "    svc #0\n"
    "    mrs r0, cpsr; and r0, r0, #0xf0000000\n"
    "    stmia r11, {r6, r8, r9, r10, r12}\n"
    "    ldr r1, =probe_flags; str r0, [r1]\n"
    "    ldr r1, =probe_sp; mov r2, sp; str r14, [r1]; str r2, [r1, #4]\n"
    "    pop {r4-r12, pc}\n"
    "    .ltorg\n");
#endif

TEST("aarch64 1 a1-2, armv7 1 a1-2",
     "a system call keeps all registers that are not the message's, and the "
     "flags")
{
    probe_syscall();
    for (unsigned i = 0; i < CHECKED; i++) {
        CHECK_EQ(probe_registers[i], 0x100 + i);
    }
    CHECK_EQ(probe_flags, 0xf0000000);
    CHECK_EQ(probe_sp[0], probe_sp[1]);
}

/* ---- exceptions ---- */

static seL4_MessageInfo_t fault_of(void (*code)(seL4_Word), seL4_Word argument)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    return seL4_Recv(handler, NULL);
}

#define CODE(name, text)                                                                           \
    static __attribute__((unused)) void name(seL4_Word argument)                                   \
    {                                                                                              \
        asm volatile(text : : "r"(argument) : "memory", "cc");                                     \
        park();                                                                                    \
    }

#ifdef CONFIG_ARCH_AARCH64

CODE(do_counter, "mrs x1, cntvct_el0")
CODE(do_brk, "brk #5")
CODE(do_smc, ".word 0xd4000003")
CODE(do_jump, "br %0")
CODE(do_bad_sp, "add sp, sp, #4; ldr x1, [sp]; .word 0")
CODE(do_privileged, "mrs x1, sctlr_el1")
CODE(do_unaligned, "sub x1, sp, #63; ldr x2, [x1]; str x2, [x1]; .word 0")
CODE(do_cache,
     "mrs x1, ctr_el0; mov x1, sp; dc cvau, x1; dc cvac, x1; dc civac, x1; ic ivau, x1; .word 0")

static void check_exception(void (*code)(seL4_Word), seL4_Word argument, seL4_Word number)
{
    seL4_MessageInfo_t info = fault_of(code, argument);
    CHECK_EQ(info.words[0], INFO(seL4_Fault_UserException, 0, 5).words[0]);
    CHECK_MR(seL4_UserException_Number, number);
    CHECK_MR(seL4_UserException_Code, 0);
}

TEST("aarch64 2.4 #1-2 #4-6, aarch64 8 #2, 05 2.3", "exceptions have the syndrome as their number")
{
    check_exception(do_privileged, 0, 0x02000000);
    check_exception(do_smc, 0, 0x02000000);
    check_exception(do_jump, (seL4_Word)fault_of + 2, 0x8a000000);
#ifndef CONFIG_HARDWARE_DEBUG_API
    check_exception(do_brk, 0, 0xf2000005);
#endif
}

TEST("aarch64 2.4 #4", "a stack pointer that is not aligned to 16 bytes")
{
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(do_bad_sp, 0)), seL4_Fault_UserException);
    if (seL4_GetMR(seL4_UserException_Number) == 0x02000000) {
        test_skip("this machine does not check it");
    }
    CHECK_MR(seL4_UserException_Number, 0x9a000000);
}

TEST("aarch64 2.4 #2, aarch64 2.9, aarch64 7 #7", "the counter traps, unless it is exported")
{
#ifndef CONFIG_EXPORT_VCNT_USER
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(do_counter, 0)), seL4_Fault_UserException);
    CHECK_EQ(seL4_GetMR(seL4_UserException_Number) >> 24, 0x62);
#endif
}

TEST("aarch64 2.9, aarch64 7 #4", "user code may access memory unaligned, and maintain its caches")
{
    check_exception(do_unaligned, 0, 0x02000000);
#ifdef CONFIG_AARCH64_USER_CACHE_ENABLE
    check_exception(do_cache, 0, 0x02000000);
#else
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(do_cache, 0)), seL4_Fault_UserException);
    CHECK_EQ(seL4_GetMR(seL4_UserException_Number) >> 24, 0x62);
#endif
}

#else

CODE(do_unaligned, "sub r1, sp, #63; ldr r2, [r1]; str r2, [r1]; .word 0xe7f000f0")

TEST("armv7 2.9", "user code may access memory unaligned")
{
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(do_unaligned, 0)), seL4_Fault_UserException);
}

static volatile seL4_Word stored;

static void exclusive(seL4_Word other)
{
    seL4_Word value, failed;
    volatile seL4_Word cell = 0;
    asm volatile("ldrex %0, [%2]\n mvn r7, #6\n svc #0\n strex %1, %0, [%2]"
                 : "=&r"(value), "=&r"(failed)
                 : "r"(&cell)
                 : "r7", "memory");
    stored = other != 0 ? failed : 9;
    park();
}

static void other_thread(seL4_Word unused)
{
    (void)unused;
    park();
}

TEST("armv7 2.9", "a switch of threads clears the exclusive monitor")
{
    stored = 9;
    spawn(other_thread, 0, -1);
    spawn(exclusive, 1, -1);
    let_lower_run();
    CHECK_EQ(stored, 1);
}

void thumb_undefined(void), thumb_svc(void);
extern const char thumb_undefined_at[], thumb_svc_at[];
asm(".text\n.thumb\n"
    ".thumb_func\nthumb_undefined:\n nop\nthumb_undefined_at: .short 0xde00\n b .\n"
    ".thumb_func\nthumb_svc:\n movs r7, #99\nthumb_svc_at: svc #0\n b .\n"
    ".arm\n");

static void in_thumb(seL4_Word code)
{
    ((void (*)(void))(code | 1))();
}

TEST("armv7 2.10, armv7 8 #1",
     "faults of Thumb code: addresses of system calls and undefined instructions are "
     "2 too low")
{
    seL4_MessageInfo_t info = fault_of(in_thumb, (seL4_Word)thumb_undefined);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_MR(seL4_UserException_FaultIP, (seL4_Word)thumb_undefined_at - 2);
    info = fault_of(in_thumb, (seL4_Word)thumb_svc);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_MR(seL4_UnknownSyscall_FaultIP, (seL4_Word)thumb_svc_at - 2);
    CHECK_MR(seL4_UnknownSyscall_Syscall, 99);
}

static volatile seL4_Word in_arm_state;

static void landing(seL4_Word unused)
{
    (void)unused;
    in_arm_state = 1;
    park();
}

TEST("armv7 2.2 !1, armv7 8 #1", "writing the status register puts a thread into ARM state")
{
    seL4_UserContext registers;
    struct thread *thread = new_thread(landing, 0);
    start(thread, -1);
    in_arm_state = 0;
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, true, 0, COUNT, &registers));
    registers.cpsr |= 0x20;
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, COUNT, &registers));
    let_lower_run();
    CHECK_EQ(in_arm_state, 1);
}

#endif

/* ---- memory ---- */

static void looping(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        seL4_Yield();
    }
}

TEST("armv7 3.10 !1, arm 3.10, aarch64 8 #18",
     "a thread without address space faults at once, at the first "
     "level")
{
    seL4_CPtr handler = make_endpoint(), root = make(VSPACE_ROOT, 0);
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, root));
    struct thread *thread = new_thread(looping, 0);
    start(thread, 0);
    settle();
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, handler, ROOT, 0, root, 0));
    CHECK_OK(delete (root));
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_VMFault);
    CHECK_EQ(seL4_GetMR(seL4_VMFault_IP), seL4_GetMR(seL4_VMFault_Addr));
    CHECK_MR(seL4_VMFault_PrefetchFault, 1);
    CHECK_MR(seL4_VMFault_FSR, FETCH_WITHOUT_VSPACE);
}

static void jumping(seL4_Word va)
{
    ((void (*)(void))va)();
}

TEST("aarch64 3.3 !1, aarch64 8 #17, armv7 3.3",
     "what is for the kernel only: AArch64 executes it, ARMv7 does "
     "not; nobody does if ExecuteNever")
{
#ifdef CONFIG_ARCH_AARCH64
    static const unsigned code[] = {0xd28009a7, 0xd4000001}; /* mov x7, #77; svc #0 */
    const seL4_Word executes = seL4_Fault_UnknownSyscall;
#else
    static const unsigned code[] = {0xe3a0704d, 0xef000000};
    const seL4_Word executes = seL4_Fault_VMFault;
#endif
    seL4_CPtr frame = make_frame();
    seL4_Word va = free_range();
    map_at(frame, va);
    ((volatile unsigned *)va)[0] = code[0];
    ((volatile unsigned *)va)[1] = code[1];
    CHECK_OK(seL4_ARM_Page_Unify_Instruction(frame, 0, 4096));
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(jumping, va)), seL4_Fault_UnknownSyscall);
    CHECK_OK(map_page(frame, seL4_CapInitThreadVSpace, va, seL4_NoRights));
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(jumping, va)), executes);
    CHECK_OK(seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, va, seL4_ReadWrite,
                               seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever));
    CHECK_EQ(seL4_MessageInfo_get_label(fault_of(jumping, va)), seL4_Fault_VMFault);
    CHECK_MR(seL4_VMFault_PrefetchFault, 1);
}

TEST("arm 3.5, 02 1", "the architecture's labels follow the generic ones, in their order")
{
    static const seL4_Word labels[] = {
#ifdef CONFIG_ARCH_AARCH64
        ARMVSpaceClean_Data,
        ARMVSpaceInvalidate_Data,
        ARMVSpaceCleanInvalidate_Data,
        ARMVSpaceUnify_Instruction,
        ARMSMCCall,
#else
        ARMPDClean_Data,
        ARMPDInvalidate_Data,
        ARMPDCleanInvalidate_Data,
        ARMPDUnify_Instruction,
#endif
        ARMPageTableMap,
        ARMPageTableUnmap,
        ARMPageMap,
        ARMPageUnmap,
        ARMPageClean_Data,
        ARMPageInvalidate_Data,
        ARMPageCleanInvalidate_Data,
        ARMPageUnify_Instruction,
        ARMPageGetAddress,
        ARMASIDControlMakePool,
        ARMASIDPoolAssign,
        ARMIRQIssueIRQHandlerTrigger,
        ARMIRQIssueSGISignal,
    };
    for (unsigned i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        CHECK_EQ(labels[i], DomainScheduleSetStart + 1 + i);
    }
}

#endif
