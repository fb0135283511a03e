/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec arch-x86_64, sections 1.1, 1.6 and 2: what SYSCALL, INT and exceptions do to registers. */
#include "support.h"

#include <string.h>

#ifdef CONFIG_ARCH_X86_64

#define INFO(label, caps, length) seL4_MessageInfo_new(label, 0, caps, length)

enum { YIELD = -7, RFLAGS_DIRECTION = 0x400, RFLAGS_INTERRUPT = 0x200, RFLAGS_TRAP = 0x100 };

/* Registers after a system call, in the order in which probe_syscall stores them. */
enum { P_RAX, P_RBP, P_RDX, P_RDI, P_RSI, P_R8, P_R9, P_R10, P_R12, P_R13, P_R14, P_R15, P_COUNT };

seL4_Word probe_registers[P_COUNT], probe_rsp, probe_rcx, probe_r11, probe_next;

/* Yields with known values in all registers, and the direction flag set. */
void probe_syscall(void);
asm(".text\n"
    "probe_syscall:\n"
    "    pushq %rbx; pushq %rbp; pushq %r12; pushq %r13; pushq %r14; pushq %r15\n"
    "    movq %rsp, %rbx\n"
    "    movq $0x101, %rax; movq $0x102, %rbp; movq $-7, %rdx; movq $0x104, %rdi\n"
    "    movq $0x105, %rsi; movq $0x106, %r8; movq $0x107, %r9; movq $0x108, %r10\n"
    "    movq $0x109, %r12; movq $0x10a, %r13; movq $0x10b, %r14; movq $0x10c, %r15\n"
    "    std\n"
    "    syscall\n"
    "1:  movq %rsp, probe_rsp(%rip)\n"
    "    movq %rbx, %rsp\n"
    "    movq %rcx, probe_rcx(%rip)\n"
    "    movq %r11, probe_r11(%rip)\n"
    "    cld\n"
    "    leaq probe_registers(%rip), %rcx\n"
    "    movq %rax, 0(%rcx); movq %rbp, 8(%rcx); movq %rdx, 16(%rcx); movq %rdi, 24(%rcx)\n"
    "    movq %rsi, 32(%rcx); movq %r8, 40(%rcx); movq %r9, 48(%rcx); movq %r10, 56(%rcx)\n"
    "    movq %r12, 64(%rcx); movq %r13, 72(%rcx); movq %r14, 80(%rcx); movq %r15, 88(%rcx)\n"
    "    leaq 1b(%rip), %rcx; movq %rcx, probe_next(%rip)\n"
    "    popq %r15; popq %r14; popq %r13; popq %r12; popq %rbp; popq %rbx\n"
    "    ret\n");

TEST("x86 1.1 #1-7 #9, x86 8 #1",
     "SYSCALL: RSP 0, RCX the next instruction, R11 the flags, all others kept")
{
#ifdef CONFIG_SYSENTER
    test_skip("this kernel is entered by SYSENTER");
#endif
    probe_syscall();
    for (unsigned i = 0; i < P_COUNT; i++) {
        CHECK_EQ(probe_registers[i], i == P_RDX ? (seL4_Word)YIELD : 0x101 + i);
    }
    CHECK_EQ(probe_rsp, 0);
    CHECK_EQ(probe_rcx, probe_next);
    CHECK_EQ(probe_r11 & (RFLAGS_DIRECTION | RFLAGS_INTERRUPT | RFLAGS_TRAP),
             RFLAGS_DIRECTION | RFLAGS_INTERRUPT);
}

/* ---- faults of short pieces of code ---- */

static seL4_CPtr handler;

static seL4_MessageInfo_t fault_of(void (*code)(seL4_Word), seL4_Word argument)
{
    handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    return seL4_Recv(handler, NULL);
}

#define CODE(name, text)                                                                           \
    static __attribute__((unused)) void name(seL4_Word argument)                                   \
    {                                                                                              \
        asm volatile(text : : "a"(argument), "d"(argument) : "memory", "rcx", "r11");              \
        park();                                                                                    \
    }

CODE(do_int3, "int3")
CODE(do_int_32, "int $32")
CODE(do_int_128, "int $128")
CODE(do_int_157, "int $157")
CODE(do_int_158, "int $158")
CODE(do_int_254, "int $254")
CODE(do_int_255, "int $255; ud2")
CODE(do_ud2, "ud2")
CODE(do_hlt, "hlt")
CODE(do_cli, "cli")
CODE(do_in, "inb %%dx, %%al")
CODE(do_rdpmc, "xorl %%ecx, %%ecx; rdpmc")
CODE(do_rdtsc, "rdtsc; ud2")
CODE(do_load, "movq (%0), %%rcx")
CODE(do_bad_segment, "movw $0x50, %%cx; movw %%cx, %%ds")
CODE(do_x87, "fninit; pushq $0x33b; fldcw (%%rsp); fld1; fldz; fdivrp; fwait")
CODE(do_trap_flag, "pushfq; orq $0x100, (%%rsp); popfq; nop; nop; ud2")
CODE(do_unaligned, "pushfq; orq $0x40000, (%%rsp); popfq; movq 1(%%rsp), %%rcx; ud2")
CODE(do_sse, "pushq $0; ldmxcsr (%%rsp); xorps %%xmm0, %%xmm0; divss %%xmm0, %%xmm0; ud2")
CODE(do_wrfsbase, "wrfsbase %0")
CODE(do_number, "syscall")

static void check_exception(void (*code)(seL4_Word), seL4_Word argument, seL4_Word number,
                            seL4_Word error)
{
    seL4_MessageInfo_t info = fault_of(code, argument);
    CHECK_EQ(info.words[0], INFO(seL4_Fault_UserException, 0, seL4_UserException_Length).words[0]);
    CHECK_MR(seL4_UserException_Number, number);
    CHECK_MR(seL4_UserException_Code, error);
}

TEST("x86 2.4 #5-6 #8 #11, x86 4 #1, 05 2.3",
     "exceptions and their numbers: undefined, privileged, not "
     "canonical, a segment that does not exist")
{
    check_exception(do_ud2, 0, 6, 0);
    check_exception(do_hlt, 0, 13, 0);
    check_exception(do_cli, 0, 13, 0);
    check_exception(do_in, 0x3f8, 13, 0);
    check_exception(do_load, (seL4_Word)1 << 47, 13, 0);
    check_exception(do_bad_segment, 0, 13, 0x50);
}

TEST("x86 2.4 #6, x86 2.6",
     "the performance counters are the kernel's unless exported; the time stamp is "
     "everybody's")
{
#ifndef CONFIG_EXPORT_PMC_USER
    check_exception(do_rdpmc, 0, 13, 0);
#endif
    check_exception(do_rdtsc, 0, 6, 0);
}

TEST("x86 2.4 #12", "an unmasked x87 exception is number 16")
{
    check_exception(do_x87, 0, 16, 0);
}

TEST("x86 2.4 #14, x86 8 #14", "an unmasked SSE exception is an undefined instruction")
{
    check_exception(do_sse, 0, 6, 0);
    if (*(const unsigned short *)seL4_GetMR(seL4_UserException_FaultIP) == 0x0b0f) {
        test_skip("this processor raises no SSE exceptions");
    }
}

TEST("x86 2.4 #13", "alignment is never checked")
{
    check_exception(do_unaligned, 0, 6, 0);
}

#ifndef CONFIG_HARDWARE_DEBUG_API
TEST("x86 2.4 #2, x86 2.4, x86 2.2 #2",
     "the trap flag: exception 1, to be seen in the flags; a reply of three "
     "words takes it away")
{
    check_exception(do_trap_flag, 0, 1, 0);
    CHECK((seL4_GetMR(seL4_UserException_FLAGS) & RFLAGS_TRAP) != 0);
    seL4_Word pc = seL4_GetMR(seL4_UserException_FaultIP);
    seL4_MessageInfo_t info = seL4_ReplyRecv(handler, INFO(0, 0, 0), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_MR(seL4_UserException_Number, 1);
    CHECK_MR(seL4_UserException_FaultIP, pc + 1);
    seL4_ReplyRecv(handler, INFO(0, 0, 3), NULL);
    CHECK_MR(seL4_UserException_Number, 6);
}

TEST("x86 2.4 #4, x86 8 #13", "INT3: exception 3, its address is that behind it")
{
    check_exception(do_int3, 0, 3, 0);
    CHECK_EQ(*(const unsigned char *)(seL4_GetMR(seL4_UserException_FaultIP) - 1), 0xcc);
}
#endif

TEST("x86 1.6, x86 4 #2 #5 #7-8, x86 8 #13",
     "INT n: up to 157 a protection fault, up to 254 an unknown system "
     "call, 255 nothing")
{
    void (*below[])(seL4_Word) = {do_int_32, do_int_128, do_int_157};
    static const seL4_Word vectors[] = {32, 128, 157};
    for (unsigned i = 0; i < 3; i++) {
        CHECK_EQ(seL4_MessageInfo_get_label(fault_of(below[i], 0)), seL4_Fault_UserException);
        CHECK_MR(seL4_UserException_Number, 13);
        seL4_Word code = seL4_GetMR(seL4_UserException_Code); /* QEMU has it doubled */
        CHECK(code == vectors[i] * 8 + 2 || code == vectors[i] * 16 + 2);
    }
    seL4_MessageInfo_t info = fault_of(do_int_158, 0x11223344);
    CHECK_EQ(info.words[0], INFO(seL4_Fault_UnknownSyscall, 0, 19).words[0]);
    CHECK_MR(seL4_UnknownSyscall_Syscall, ~(seL4_Word)0 << 32 | 0x9e223344);
    CHECK_EQ(*(const unsigned short *)seL4_GetMR(seL4_UnknownSyscall_FaultIP), 0x9ecd);
    fault_of(do_int_254, 0);
    CHECK_MR(seL4_UnknownSyscall_Syscall, ~(seL4_Word)0 << 32 | 0xfe000000);
    check_exception(do_int_255, 0, 6, 0);
}

TEST("x86 1.6, x86 1.1 #1, 05 2.2", "a system call number is compared with all its 64 bits")
{
#ifdef CONFIG_SYSENTER
    test_skip("this kernel is entered by SYSENTER");
#endif
    static const seL4_Word numbers[] = {0xffffffff, 0xfffffff9, 0, 1, (seL4_Word)1 << 63};
    for (unsigned i = 0; i < 5; i++) {
        CHECK_EQ(seL4_MessageInfo_get_label(fault_of(do_number, numbers[i])),
                 seL4_Fault_UnknownSyscall);
        CHECK_MR(seL4_UnknownSyscall_Syscall, numbers[i]);
    }
}

TEST("x86 2.7", "user code cannot set its FS base itself, unless the kernel is configured so")
{
#ifdef CONFIG_FSGSBASE_MSR
    check_exception(do_wrfsbase, 0, 6, 0);
#else
    test_skip("this kernel lets user code set its bases");
#endif
}

/* ---- UnknownSyscall: stale registers, and which ones a reply reaches ---- */

seL4_Word unknown_after[4]; /* RAX, RCX, R11, RSP */

void unknown_by_syscall(seL4_Word), unknown_by_int(seL4_Word);
asm(".text\n"
    "unknown_by_syscall:\n"
    "    movq $-99, %rdx\n"
    "    syscall\n"
    "    jmp 1f\n"
    "unknown_by_int:\n"
    "    int $200\n"
    "1:  movq %rax, unknown_after(%rip)\n"
    "    movq %rcx, unknown_after+8(%rip)\n"
    "    movq %r11, unknown_after+16(%rip)\n"
    "    movq %rsp, unknown_after+24(%rip)\n"
    "    ud2\n");

/* Starts it with known RCX and R11, and answers with others, and the next address. */
static void answer_unknown(void (*code)(seL4_Word))
{
    handler = make_endpoint();
    struct thread *thread = new_thread(code, 0);
    thread->fault_endpoint = handler;
    start(thread, -1);
    seL4_UserContext registers;
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, true, 0, 20, &registers));
    registers.rip = (seL4_Word)code;
    registers.rcx = 0xc0;
    registers.r11 = 0x11;
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, true, 0, 20, &registers));
    seL4_Recv(handler, NULL);
    CHECK_MR(seL4_UnknownSyscall_RCX, 0xc0);
    CHECK_MR(seL4_UnknownSyscall_R11, 0x11);
    CHECK_MR(seL4_UnknownSyscall_SP, registers.rsp);
    seL4_SetMR(seL4_UnknownSyscall_RAX, 0xa1);
    seL4_SetMR(seL4_UnknownSyscall_RCX, 0xc1);
    seL4_SetMR(seL4_UnknownSyscall_R11, 0x12);
    seL4_SetMR(seL4_UnknownSyscall_SP, registers.rsp - 64);
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_GetMR(seL4_UnknownSyscall_FaultIP) + 2);
    seL4_MessageInfo_t info = seL4_ReplyRecv(handler, INFO(0, 0, 18), NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_EQ(unknown_after[0], 0xa1);
    CHECK_EQ(unknown_after[3], code == unknown_by_int ? registers.rsp - 64 : 0);
}

TEST("x86 2.3 !1-2, x86 8 #1-2, 05 4 #3",
     "by SYSCALL: RCX, R11, SP are those of before, and a reply does not "
     "reach them")
{
#ifdef CONFIG_SYSENTER
    test_skip("this kernel is entered by SYSENTER");
#endif
    answer_unknown(unknown_by_syscall);
    CHECK(unknown_after[1] != 0xc1);
    CHECK(unknown_after[2] != 0x12);
}

TEST("x86 2.3 !2, x86 1.6, 05 4 #3",
     "by INT: all registers are in the message, and a reply writes them all")
{
    answer_unknown(unknown_by_int);
    CHECK_EQ(unknown_after[1], 0xc1);
    CHECK_EQ(unknown_after[2], 0x12);
}

/* ---- VM faults, new threads ---- */

static void jumping(seL4_Word va)
{
    ((void (*)(void))va)();
}

static void writing(seL4_Word va)
{
    *(volatile seL4_Word *)va = 1;
    park();
}

TEST("x86 2.5 !1, x86 8 #4", "the status of a VM fault: present, write, user, fetch; in five bits")
{
    seL4_Word va = free_range();
    fault_of(do_load, va);
    CHECK_MR(seL4_VMFault_FSR, 4);
    fault_of(writing, va);
    CHECK_MR(seL4_VMFault_FSR, 6);
    seL4_CPtr frame = make_frame();
    map_at(frame, va);
    CHECK_OK(map_page(frame, seL4_CapInitThreadVSpace, va, seL4_CanRead));
    fault_of(writing, va);
    CHECK_MR(seL4_VMFault_FSR, 7);
    CHECK_OK(unmap_page(frame));
    fault_of(jumping, va);
    CHECK_MR(seL4_VMFault_IP, va);
    CHECK_MR(seL4_VMFault_Addr, va);
    seL4_Word status = seL4_GetMR(seL4_VMFault_FSR);
    CHECK_EQ(status & ~(seL4_Word)0x10, 4);
    CHECK_MR(seL4_VMFault_PrefetchFault, status >> 4);
}

TEST("x86 2.6, x86 2.1", "a new thread: all registers 0, but for the flags")
{
    seL4_UserContext registers;
    CHECK_OK(seL4_TCB_ReadRegisters(make_tcb(), false, 0, 20, &registers));
    CHECK_EQ(registers.rflags, 0x202);
    registers.rflags = 0;
    for (unsigned i = 0; i < 20; i++) {
        CHECK_EQ(((seL4_Word *)&registers)[i], 0);
    }
}

static volatile unsigned control_word, mxcsr;

static void read_fpu(seL4_Word unused)
{
    (void)unused;
    unsigned short cw;
    unsigned csr;
    asm volatile("fnstcw %0; stmxcsr %1" : "=m"(cw), "=m"(csr));
    control_word = cw;
    mxcsr = csr;
    park();
}

TEST("x86 2.6, x86 2.8", "a new thread's FPU is as after FNINIT, with all exceptions masked")
{
    spawn(read_fpu, 0, +1);
    CHECK_EQ(control_word, 0x37f);
    CHECK_EQ(mxcsr, 0x1f80);
}

TEST("x86 2.2 !1, x86 8 #17", "TCB SetTLSBase of what is not canonical: 0")
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext registers;
    CHECK_OK(seL4_TCB_SetTLSBase(tcb, (seL4_Word)1 << 47));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, 20, &registers));
    CHECK_EQ(registers.fs_base, 0);
}

#endif
