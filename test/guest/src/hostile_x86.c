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

#endif
