/* SPDX-License-Identifier: BSD-2-Clause */
/* A process of the server's: asks, faults, receives a capability, and says that it is done. Its
 * start-up is start.S and start.c's, with a "bootinfo" that the server made. */
#include "child.h"

static __thread seL4_Word thread_local_word = 0x1234;
static char bss[BSS_SIZE];

static seL4_Word ask(seL4_Word label, seL4_Word word)
{
    seL4_SetMR(0, word);
    seL4_SetMR(1, (seL4_Word)&ask);
    seL4_Call(CHILD_SERVER, seL4_MessageInfo_new(label, 0, 0, 2));
    return seL4_GetMR(0);
}

static void report(int holds, seL4_Word what)
{
    if (!holds) {
        ask(ASK_FAILED, what);
    }
}

static seL4_Word strange_syscall(seL4_Word word)
{
#if defined(__x86_64__)
    __asm__ volatile("movq %%rsp, %%rbx\n\tsyscall\n\tmovq %%rbx, %%rsp"
                     : "+D"(word)
                     : "d"(1000)
                     : "rbx", "rcx", "r11", "memory");
    return word;
#elif defined(__aarch64__)
    register seL4_Word x0 __asm__("x0") = word;
    register seL4_Word x7 __asm__("x7") = 1000;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x7) : "memory");
    return x0;
#else
    register seL4_Word r0 __asm__("r0") = word;
    register seL4_Word r7 __asm__("r7") = 1000;
    __asm__ volatile("swi #0" : "+r"(r0) : "r"(r7) : "memory");
    return r0;
#endif
}

static void illegal_instruction(void)
{
#if defined(__x86_64__)
    __asm__ volatile("ud2");
#else
    __asm__ volatile(".inst 0xe7f000f0"); /* undefined on ARMv7; on AArch64, too */
#endif
}

static seL4_Word bss_sum(void)
{
    seL4_Word sum = 0;
    for (seL4_Word i = 0; i < sizeof(bss); i += 512) {
        sum += (seL4_Word)((volatile char *)bss)[i];
    }
    return sum;
}

int main(void);

int main(void)
{
    report(thread_local_word == 0x1234, 1);
    thread_local_word++;
    report(bss_sum() == 0, 2);
    report(ask(ASK_HELLO, 41) == 42, 3);

    volatile seL4_Word *unmapped = (volatile seL4_Word *)CHILD_UNMAPPED;
    report(*unmapped == 0, 4);
    *unmapped = 77;
    report(*unmapped == 77, 5);

    report(strange_syscall(20) == 21, 6);
    illegal_instruction();

    seL4_SetCapReceivePath(CHILD_CNODE, CHILD_GIFT, seL4_WordBits);
    seL4_Call(CHILD_SERVER, seL4_MessageInfo_new(ASK_GIFT, 0, 0, 0));
    seL4_Signal(CHILD_GIFT);
    report(thread_local_word == 0x1235, 7);
    ask(ASK_DONE, 0);
    for (;;) {
        seL4_Yield();
    }
}

void finish(void)
{
    for (;;) {
        ask(ASK_FAILED, 99);
    }
}

void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
    (void)expression, (void)file, (void)line, (void)function;
    finish();
}
