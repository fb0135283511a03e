/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads in the own address space, with TLS of their own. */
#include "base.h"

enum { STACK_PAGES = 4 };

/* The IPC buffer's address is in the thread's own copy of the variable: as far from its thread
 * pointer as ours is from ours. */
static void set_buffer(seL4_Word tp, seL4_Word buffer)
{
    seL4_IPCBuffer *own = seL4_GetIPCBuffer();
    seL4_Word here;
#if defined(CONFIG_ARCH_X86_64)
    __asm__("movq %%fs:0, %0" : "=r"(here));
#elif defined(CONFIG_ARCH_AARCH64) && defined(CONFIG_ARM_TLS_REG_TPIDRURO)
    __asm__("mrs %0, tpidrro_el0" : "=r"(here));
#elif defined(CONFIG_ARCH_AARCH64)
    __asm__("mrs %0, tpidr_el0" : "=r"(here));
#elif defined(CONFIG_ARM_TLS_REG_TPIDRURO)
    __asm__("mrc p15, 0, %0, c13, c0, 3" : "=r"(here));
#else
    __asm__("mrc p15, 0, %0, c13, c0, 2" : "=r"(here));
#endif
    seL4_Word variable = (seL4_Word)&__sel4_ipc_buffer;
    *(seL4_IPCBuffer **)(tp + (variable - here)) = (seL4_IPCBuffer *)buffer;
    CHECK(seL4_GetIPCBuffer() == own);
}

static seL4_UserContext registers(void (*entry)(seL4_Word), seL4_Word argument, seL4_Word top,
                                  seL4_Word tp)
{
    seL4_UserContext regs;
    memset(&regs, 0, sizeof(regs));
#if defined(CONFIG_ARCH_X86_64)
    regs.rip = (seL4_Word)entry;
    regs.rsp = top - 8;
    regs.rdi = argument;
    regs.fs_base = tp;
#elif defined(CONFIG_ARCH_AARCH64)
    regs.pc = (seL4_Word)entry;
    regs.sp = top;
    regs.x0 = argument;
#if defined(CONFIG_ARM_TLS_REG_TPIDRURO)
    regs.tpidrro_el0 = tp;
#else
    regs.tpidr_el0 = tp;
#endif
#else
    regs.pc = (seL4_Word)entry;
    regs.sp = top;
    regs.r0 = argument;
#if defined(CONFIG_ARM_TLS_REG_TPIDRURO)
    regs.tpidruro = tp;
#else
    regs.tpidrurw = tp;
#endif
#endif
    return regs;
}

void thread_start(struct thread *t, void (*entry)(seL4_Word), seL4_Word argument,
                  seL4_CPtr fault_ep, seL4_Word priority)
{
    char *stack = 0;
    for (int i = 0; i < STACK_PAGES; i++) {
        char *page = (char *)map_here(object_new(PAGE_OBJECT, 0), 1);
        stack = i == 0 ? page : stack;
    }
    t->stack = stack;
    t->ipc_frame = object_new(PAGE_OBJECT, 0);
    t->ipc_buffer = (seL4_Word)map_here(t->ipc_frame, 1);
    t->tcb = object_new(seL4_TCBObject, 0);
    seL4_Word tp = tls_make(stack);
    set_buffer(tp, t->ipc_buffer);
    seL4_Word guard =
        seL4_CNode_CapData_new(0, seL4_WordBits - seL4_GetBootInfo()->initThreadCNodeSizeBits)
            .words[0];
    MUST(seL4_TCB_Configure(t->tcb, fault_ep, seL4_CapInitThreadCNode, guard,
                            seL4_CapInitThreadVSpace, seL4_NilData, t->ipc_buffer,
                            t->ipc_frame) == seL4_NoError);
    MUST(seL4_TCB_SetSchedParams(t->tcb, seL4_CapInitThreadTCB, seL4_MaxPrio, priority) ==
         seL4_NoError);
    MUST(seL4_TCB_SetTLSBase(t->tcb, tp) == seL4_NoError);
    seL4_UserContext regs = registers(entry, argument, (seL4_Word)stack + STACK_PAGES * PAGE, tp);
    MUST(seL4_TCB_WriteRegisters(t->tcb, 0, 0, sizeof(regs) / sizeof(seL4_Word), &regs) ==
         seL4_NoError);
    MUST(seL4_TCB_Resume(t->tcb) == seL4_NoError);
}
