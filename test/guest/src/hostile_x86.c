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
