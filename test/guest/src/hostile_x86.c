/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: what user code can try with the processor itself: segments, flags, addresses that are
 * none. Whatever it is, it is the thread's own fault, and the kernel goes on.
 */
#include "support.h"

#ifdef CONFIG_ARCH_X86_64

enum { GENERAL_PROTECTION = 13 };

/* The exception that `code` runs into, as its handler sees it. */
static seL4_Word exception_of(void (*code)(seL4_Word), seL4_Word argument)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(code, argument);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    return seL4_GetMR(seL4_UserException_Number);
}

/* ---- segments ---- */

/* A processor that never loaded its LDT register has a table at address 0, which user code can
 * write: call gates into the kernel's ring could lie there. */
enum { LOCAL = 4, RING3 = 3, ENTRY_GATE = 1, ENTRY_DATA = 3 };

static volatile seL4_Word ring;

static __attribute__((naked)) void through_the_gate(void)
{
    asm volatile("movw %%cs, %%ax; andl $3, %%eax; movq %%rax, %0; lretq" : "=m"(ring));
}

static void call_gate(seL4_Word unused)
{
    (void)unused;
    struct {
        uint32_t offset;
        uint16_t selector;
    } __attribute__((packed)) far = {0, ENTRY_GATE << 3 | LOCAL | RING3};
    asm volatile("lcall *%0" ::"m"(far) : "rax", "memory");
    park();
}

static void load_segment(seL4_Word unused)
{
    (void)unused;
    asm volatile("movw %w0, %%es" ::"r"(ENTRY_DATA << 3 | LOCAL | RING3));
    park();
}

static void write_table_at_0(void)
{
    map_at(make_frame(), 0);
    seL4_Word target = (seL4_Word)through_the_gate;
    volatile uint64_t *table = (volatile uint64_t *)0;
    asm("" : "+r"(table));
    table[ENTRY_GATE] =
        (target & 0xffff) | 8UL << 16 | 0xecUL << 40 | (target >> 16 & 0xffff) << 48;
    table[ENTRY_GATE + 1] = target >> 32;
    table[ENTRY_DATA] = 0x00cff3000000ffff;
}

TEST("hostile x86", "there is no local descriptor table: a call gate at address 0 is not found")
{
    write_table_at_0();
    ring = RING3;
    CHECK_EQ(exception_of(call_gate, 0), GENERAL_PROTECTION);
    CHECK_EQ(ring, RING3);
}

TEST("hostile x86", "there is no local descriptor table: no segment can be loaded from it")
{
    write_table_at_0();
    CHECK_EQ(exception_of(load_segment, 0), GENERAL_PROTECTION);
}

/* ---- instructions that are not the user's ---- */

#define TRIED(name, ...)                                                                           \
    static void name(seL4_Word argument)                                                           \
    {                                                                                              \
        asm volatile(__VA_ARGS__ ::"D"(argument) : "rax", "rcx", "rdx", "memory");                 \
        park();                                                                                    \
    }

TRIED(halt, "hlt")
TRIED(mask_interrupts, "cli")
TRIED(read_port, "inb $0x21, %%al")
TRIED(write_port, "outb %%al, $0x21")
TRIED(read_msr, "xorl %%ecx, %%ecx; rdmsr")
TRIED(write_msr, "movl $0xc0000082, %%ecx; wrmsr")
TRIED(read_control, "movq %%cr3, %%rax")
TRIED(write_control, "movq %%rdi, %%cr0")
TRIED(write_debug, "movq %%rdi, %%dr7")
TRIED(load_gdt, "lgdt (%%rsp)")
TRIED(load_idt, "lidt (%%rsp)")
TRIED(load_ldt, "lldt %%di")
TRIED(load_task, "ltr %%di")
TRIED(forget_page, "invlpg (%%rsp)")
TRIED(empty_caches, "wbinvd")
TRIED(swap_bases, "swapgs")
TRIED(return_fast, "sysretq")
TRIED(exit_fast, "sysexitq")
TRIED(clear_task_switched, "clts")
TRIED(far_return_to_kernel, "pushq $8; pushq %%rdi; lretq")
TRIED(interrupt_return_to_kernel,
      "pushq $0x10; pushq %%rsp; pushq $0x2; pushq $8; pushq %%rdi; iretq")
TRIED(kernel_stack_segment, "movl $0x10, %%eax; movw %%ax, %%ss")
TRIED(task_segment, "movl $0x3b, %%eax; movw %%ax, %%ds")
TRIED(interrupt_1, "int $1")
TRIED(interrupt_2, "int $2")
TRIED(interrupt_14, "int $14")
TRIED(interrupt_timer, "int $157")
TRIED(nested_return, "pushfq; orl $0x4000, (%%rsp); popfq; pushq $0; pushq $0; iretq")
TRIED(unaligned_vector, "movaps 1(%%rsp), %%xmm0")

static const struct {
    const char *name;
    void (*code)(seL4_Word);
} forbidden[] = {
    {"hlt", halt},
    {"cli", mask_interrupts},
    {"in", read_port},
    {"out", write_port},
    {"rdmsr", read_msr},
    {"wrmsr", write_msr},
    {"mov from cr3", read_control},
    {"mov to cr0", write_control},
    {"mov to dr7", write_debug},
    {"lgdt", load_gdt},
    {"lidt", load_idt},
    {"lldt", load_ldt},
    {"ltr", load_task},
    {"invlpg", forget_page},
    {"wbinvd", empty_caches},
    {"swapgs", swap_bases},
#if !defined(CONFIG_SYSENTER) /* there it is no instruction */
    {"sysret", return_fast},
#endif
    {"sysexit", exit_fast},
    {"clts", clear_task_switched},
    {"lret to the kernel", far_return_to_kernel},
    {"iret to the kernel", interrupt_return_to_kernel},
    {"ss of the kernel", kernel_stack_segment},
    {"ds of the task", task_segment},
    {"int 1", interrupt_1},
    {"int 2", interrupt_2},
    {"int 14", interrupt_14},
    {"int of the timer", interrupt_timer},
    {"iret with NT", nested_return},
    {"unaligned movaps", unaligned_vector},
};

TEST("hostile x86", "instructions and gates that are the kernel's are exception 13")
{
    struct thread *thread = NULL;
    seL4_CPtr handler = make_endpoint();
    for (unsigned i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        if (i == 0) {
            thread = new_thread(forbidden[i].code, 0x1000);
            thread->fault_endpoint = handler;
        }
        thread->code = forbidden[i].code;
        start(thread, +1);
        seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
        if (seL4_MessageInfo_get_label(info) != seL4_Fault_UserException ||
            seL4_GetMR(seL4_UserException_Number) != GENERAL_PROTECTION) {
            test_fail(__FILE__, __LINE__, forbidden[i].name, seL4_GetMR(seL4_UserException_Number),
                      GENERAL_PROTECTION);
        }
    }
}

/* ---- flags ---- */

enum { TRAP = 0x100, DIRECTION = 0x400, NESTED = 0x4000, ALIGNMENT = 0x40000 };

static volatile seL4_Word went_through, flags_after;

/* An NBSend, whichever way the kernel is entered; the second part is one instruction, and what
 * brings RSP back. */
#if defined(CONFIG_SYSENTER)
#define TRAP_PREPARE "movq $-4, %%rax; movq %%rsp, %%rcx; leaq 1f(%%rip), %%rdx\n"
#define TRAP_NOW     "1: sysenter\n"
#else
#define TRAP_PREPARE "movq $-4, %%rdx; movq %%rsp, %%rbx\n"
#define TRAP_NOW     "syscall; movq %%rbx, %%rsp\n"
#endif

/* Enters the kernel in every way there is, with `flags`, and right behind a load of SS. */
static void enter_with(seL4_Word flags)
{
    asm volatile("pushq %1; popfq\n"
                 "movl $0x1000, %%edi; xorl %%esi, %%esi\n" /* NBSend */
                 TRAP_PREPARE TRAP_NOW TRAP_PREPARE "movw %%ss, %%r8w; movw %%r8w, %%ss\n" TRAP_NOW
                 "movw %%ss, %%cx; movw %%cx, %%ss; int $0xff\n"
                 "movq 1(%%rsp), %%rcx\n" /* not aligned */
                 "pushfq; popq %0; pushq $2; popfq"
                 : "=m"(flags_after)
                 : "r"(flags)
                 : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "r8", "r9", "r10", "r11", "r15",
                   "memory");
    went_through = flags;
    park();
}

static unsigned faults_on_the_way(seL4_Word flags)
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(enter_with, flags);
    unsigned faults = 0;
    thread->fault_endpoint = handler;
    start(thread, +1);
    for (; went_through != flags; faults++) {
        CHECK(faults < 100);
        seL4_Recv(handler, NULL);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
    return faults;
}

TEST("hostile x86", "the kernel is entered with NT, AC and DF set: they are the user's, no fault")
{
    seL4_Word flags = NESTED | ALIGNMENT | DIRECTION;
    CHECK_EQ(faults_on_the_way(flags), 0);
    CHECK_EQ(flags_after & flags, flags);
}

enum { VIRTUAL_8086 = 0x20000, IO_PRIVILEGE = 0x3000 };

static void return_to_8086(seL4_Word unused)
{
    static uint32_t frame[] = {0, 0x10, VIRTUAL_8086 | IO_PRIVILEGE | 0x202, 0, 0, 0, 0, 0, 0};
    (void)unused;
    asm volatile("movq %0, %%rsp; iretl" ::"r"(frame) : "memory");
    park();
}

/* No 64-bit processor has that mode; an emulator may enter it, and faults at the address. */
TEST("hostile x86", "a return to virtual-8086 mode is a fault, and gives no privileges")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(return_to_8086, 0);
    seL4_UserContext context;
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_Recv(handler, NULL);
    CHECK_OK(seL4_TCB_ReadRegisters(thread->tcb, false, 0, 20, &context));
    CHECK_EQ(context.rflags & (VIRTUAL_8086 | IO_PRIVILEGE), 0);
}

TEST("hostile x86",
     "single-stepping leads through system calls and interrupts, not into the kernel")
{
    CHECK(faults_on_the_way(TRAP) > 10);
}

#ifdef CONFIG_HARDWARE_DEBUG_API

static uint16_t stack_selector __attribute__((aligned(8)));

/* A breakpoint on what MOV SS reads waits for one more instruction, which enters the kernel. */
static void enter_behind_breakpoint(seL4_Word unused)
{
    (void)unused;
    asm volatile("movw %%ss, %0\n"
                 "movl $0x1000, %%edi; xorl %%esi, %%esi\n" TRAP_PREPARE "movw %0, %%ss\n" TRAP_NOW
                 "movw %0, %%ss; int $0xff\n"
                 "movw %0, %%ss; int3"
                 : "+m"(stack_selector)
                 :
                 : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "r8", "r9", "r10", "r11", "r15",
                   "memory");
    went_through = 1;
    park();
}

TEST("hostile x86", "a breakpoint behind MOV SS that is due in the kernel is dropped there")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(enter_behind_breakpoint, 0);
    thread->fault_endpoint = handler;
    went_through = 0;
    CHECK_OK(seL4_TCB_SetBreakpoint(thread->tcb, 0, (seL4_Word)&stack_selector, seL4_DataBreakpoint,
                                    2, seL4_BreakOnReadWrite));
    start(thread, +1);
    for (unsigned faults = 0; went_through != 1; faults++) {
        CHECK(faults < 20);
        CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)), seL4_Fault_DebugException);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
}

#endif

#if defined(CONFIG_SYSENTER)

/* ---- SYSENTER, which takes the address to go on at from a register (1.2) ---- */

static void enter_from(seL4_Word where)
{
    seL4_Word number = (seL4_Word)-4;
    asm volatile("movq %%rsp, %%rcx; movq %0, %%rdx; sysenter"
                 :
                 : "r"(where), "a"(number), "D"(0x1000), "S"(0)
                 : "rcx", "rdx", "memory");
    park();
}

TEST("hostile x86", "SYSENTER with an address to go on at that is none only faults")
{
    static const seL4_Word from[] = {0x800000000000,     0x7ffffffffffe,     0x7fffffffffff,
                                     0xffff7fffffffffff, 0xffffffff80100000, 0xfffffffffffffffe};
    for (unsigned i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
        seL4_CPtr handler = make_endpoint();
        struct thread *thread = new_thread(enter_from, from[i]);
        thread->fault_endpoint = handler;
        start(thread, +1);
        CHECK(seL4_MessageInfo_get_label(seL4_Recv(handler, NULL)) != 0);
        CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    }
}

static void sysenter_raw(seL4_Word unused)
{
    (void)unused;
    asm volatile("movq $0x1234, %%rcx; movq $0x5678, %%r11; leaq 1f(%%rip), %%rdx\n"
                 "movq %%rsp, %%rcx; movq $-77, %%rax; 1: sysenter" ::
                     : "rax", "rcx", "rdx", "r11", "memory");
    park();
}

TEST("x86 1.2", "SYSENTER: number in RAX, RSP from RCX, the address from RDX; no register is stale")
{
    seL4_CPtr handler = make_endpoint();
    struct thread *thread = new_thread(sysenter_raw, 0);
    thread->fault_endpoint = handler;
    start(thread, +1);
    seL4_MessageInfo_t info = seL4_Recv(handler, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_MR(seL4_UnknownSyscall_Syscall, -77);
    CHECK_MR(seL4_UnknownSyscall_RAX, -77);
    CHECK_MR(seL4_UnknownSyscall_FaultIP, seL4_GetMR(seL4_UnknownSyscall_RDX));
    CHECK_MR(seL4_UnknownSyscall_SP, seL4_GetMR(seL4_UnknownSyscall_RCX));
    CHECK_MR(seL4_UnknownSyscall_R11, 0x5678);
    CHECK(seL4_GetMR(seL4_UnknownSyscall_SP) != 0);
    CHECK(seL4_GetMR(seL4_UnknownSyscall_FLAGS) & 0x200);
}

#endif

/* ---- addresses that are none ---- */

static void jump(seL4_Word where)
{
    asm volatile("jmp *%0" ::"r"(where));
    park();
}

/* Some processors take the jump and then fault at its target: the kernel must not fail when it goes
 * back there. */
TEST("hostile x86", "a thread that goes on where no address is only faults again")
{
    static const seL4_Word nowhere[] = {0x800000000000, 0xffff7fffffffffff, 0xffffffff80100000, 0};
    for (unsigned i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
        seL4_CPtr handler = make_endpoint();
        struct thread *thread = new_thread(jump, nowhere[i]);
        thread->fault_endpoint = handler;
        start(thread, +1);
        for (int again = 0; again < 3; again++) {
            seL4_Recv(handler, NULL);
            seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
        }
        CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    }
}

/* ---- interrupts ---- */

#ifdef CONFIG_IRQ_IOAPIC

enum { CLOCK_PIN = 8, CLOCK_INDEX = 0x70, CLOCK_DATA = 0x71, VECTOR = 21, BADGE = 0x40 };
enum { REGISTER_A = 10, REGISTER_B = 11, REGISTER_C = 12, RATE_1024 = 0x26, PERIODIC = 0x42 };

static seL4_CPtr clock_ports;

static void write_clock(seL4_Word reg, seL4_Word value)
{
    CHECK_OK(seL4_X86_IOPort_Out8(clock_ports, CLOCK_INDEX, reg));
    CHECK_OK(seL4_X86_IOPort_Out8(clock_ports, CLOCK_DATA, value));
}

/* Reading it ends the clock's request. */
static void read_clock_status(void)
{
    CHECK_OK(seL4_X86_IOPort_Out8(clock_ports, CLOCK_INDEX, REGISTER_C));
    CHECK_EQ(seL4_X86_IOPort_In8(clock_ports, CLOCK_DATA).error, seL4_NoError);
}

static volatile seL4_Word signals;

static void count_signals(seL4_Word ntfn)
{
    for (;;) {
        seL4_Wait(ntfn, NULL);
        signals++;
    }
}

/* Many of the clock's periods. */
static void let_time_pass(void)
{
    for (volatile int i = 0; i < 3000000; i++) {
    }
}

TEST("06 3", "a level-triggered interrupt that nobody quiets comes once for each Ack")
{
    seL4_CPtr ntfn = make_notification(), handler = new_slot();
    clock_ports = new_slot();
    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, CLOCK_INDEX, CLOCK_DATA, ROOT,
                                          clock_ports, DEPTH));
    write_clock(REGISTER_A, RATE_1024);
    read_clock_status();
    CHECK_OK(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, handler, DEPTH, 0, CLOCK_PIN, 1, 0,
                                       VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, minted(ntfn, seL4_CanWrite, BADGE)));
    signals = 0;
    spawn(count_signals, ntfn, +1);
    write_clock(REGISTER_B, PERIODIC);
    let_time_pass();
    CHECK_EQ(signals, 1);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    let_time_pass();
    CHECK_EQ(signals, 2);
    write_clock(REGISTER_B, PERIODIC & 0x0f);
    read_clock_status();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    let_time_pass();
    CHECK_EQ(signals, 2);
}

#endif

#endif
