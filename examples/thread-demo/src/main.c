/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads talk through an endpoint. Both are made by hand, from seL4 objects, so that one sees
 * what a thread consists of: thread_a calls ten times, thread_b receives and replies ten times.
 * Each returns from its function in the end, to address 0; that is a fault, which comes to
 * the root task as a message with the thread's badge.
 */
#include <fel4/fel4.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BADGE_FAULT_A = 0xa,
    BADGE_FAULT_B = 0xb,
    BADGE_IPC_A = 0x1a,
    BADGE_IPC_B = 0x1b,
    BUFFER_A = 0x07000000,
    BUFFER_B = 0x07001000,
    STACK_SIZE = 16384,
    MESSAGES = 10,
};

static _Noreturn void fail(const char *what)
{
    printf("thread-demo: no memory or slot for %s\n", what);
    exit(1);
}

/* ---- what the kernel gave us ---- */

static void print_bootinfo(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    printf("------------- bootinfo -------------\n");
    printf("bootinfo.empty.start = %lu\n", (unsigned long)info->empty.start);
    printf("bootinfo.empty.end = %lu\n", (unsigned long)info->empty.end);
    printf("bootinfo.userImageFrames.start = %lu\n", (unsigned long)info->userImageFrames.start);
    printf("bootinfo.userImageFrames.end = %lu\n", (unsigned long)info->userImageFrames.end);
    printf("bootinfo.untyped.start = %lu\n", (unsigned long)info->untyped.start);
    printf("bootinfo.untyped.end = %lu\n", (unsigned long)info->untyped.end);
    printf("bootinfo.untypedList\n");
    unsigned long count = (unsigned long)(info->untyped.end - info->untyped.start);
    printf("  length = %lu\n", count);
    for (unsigned long i = 0; i < count; i++) {
        const seL4_UntypedDesc *desc = &info->untypedList[i];
        printf("  [%lu | %lu] paddr = 0x%lx - size_bits = %u - is_device = %u\n", i,
               (unsigned long)info->untyped.start + i, (unsigned long)desc->paddr, desc->sizeBits,
               desc->isDevice);
    }
    printf("--------------------------\n\n");
}

/* ---- the two threads ---- */

static void thread_a(seL4_CPtr endpoint)
{
    printf("thread_a::run()\n");
    printf("thread_a::ep_cap = 0x%lx\n", (unsigned long)endpoint);
    for (int i = 0; i < MESSAGES; i++) {
        printf("thread_a::sending message to B\n");
        seL4_SetMR(0, (seL4_Word)i);
        seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
    }
    printf("thread_a::done\n");
}

static void thread_b(seL4_CPtr endpoint)
{
    printf("thread_b::run()\n");
    printf("thread_b::ep_cap = 0x%lx\n", (unsigned long)endpoint);
    for (int i = 0; i < MESSAGES; i++) {
        seL4_Word badge;
        seL4_Recv(endpoint, &badge);
        printf("thread_b::got msg from A, sending reply\n");
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
    printf("thread_b::done\n");
}

/* ---- making a thread ---- */

static seL4_CPtr map_buffer(seL4_Word address)
{
    seL4_CPtr frame = fel4_object(fel4_frame_type(), seL4_PageBits);
    if (frame == 0 || fel4_map(seL4_CapInitThreadVSpace, frame, address, seL4_ReadWrite,
                               (seL4_Word)FEL4_ATTR_DEFAULT) != seL4_NoError) {
        fail("an IPC buffer");
    }
    return frame;
}

static void *allocate(size_t size, const char *what)
{
    void *memory = calloc(1, size);
    if (memory == NULL) {
        fail(what);
    }
    return memory;
}

static seL4_CPtr create_thread(void (*code)(seL4_CPtr), seL4_CPtr fault_endpoint,
                               seL4_CPtr endpoint, seL4_Word buffer)
{
    seL4_CPtr tcb = fel4_object(seL4_TCBObject, 0);
    if (tcb == 0 || fault_endpoint == 0 || endpoint == 0) {
        fail("a thread");
    }
    seL4_Error error = seL4_TCB_Configure(tcb, fault_endpoint, seL4_CapInitThreadCNode, 0,
                                          seL4_CapInitThreadVSpace, 0, buffer, map_buffer(buffer));
    if (error == seL4_NoError) {
        error = seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, seL4_MaxPrio - 1);
    }
    char *stack = allocate(STACK_SIZE, "a stack");
    char *tls = allocate(fel4_tls_size() + 64, "thread-local storage");
    tls += (64 - (seL4_Word)tls % 64) % 64;
    if (error == seL4_NoError) {
        error = seL4_TCB_SetTLSBase(tcb, fel4_tls_init(tls, (seL4_IPCBuffer *)buffer));
    }
    seL4_UserContext registers = {0};
    fel4_set_registers(&registers, (void *)code, stack + STACK_SIZE, endpoint);
    if (error == seL4_NoError) {
        error = seL4_TCB_WriteRegisters(tcb, false, 0, sizeof(registers) / sizeof(seL4_Word) - 2,
                                        &registers);
    }
    if (error != seL4_NoError) {
        printf("thread-demo: a thread could not be set up: seL4 error %u\n", (unsigned)error);
        exit(1);
    }
    return tcb;
}

/* ---- faults ---- */

static void handle_fault(seL4_CPtr endpoint)
{
    char text[160];
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);
    fel4_fault_text(info, text, sizeof(text));
    unsigned long ip = (unsigned long)fel4_fault_ip(info);
    printf("!!! thread faulted - badge = 0x%lX !!!\n", (unsigned long)badge);
    printf("    %s, instruction 0x%lx\n\n", text, ip);
#ifdef CONFIG_PRINTING
    seL4_DebugDumpScheduler();
    printf("\n");
#endif
}

int main(void)
{
    print_bootinfo();

    seL4_CPtr fault = fel4_object(seL4_EndpointObject, 0);
    seL4_CPtr ipc = fel4_object(seL4_EndpointObject, 0);
    seL4_CPtr a = create_thread(thread_a, fel4_mint(fault, seL4_AllRights, BADGE_FAULT_A),
                                fel4_mint(ipc, seL4_AllRights, BADGE_IPC_A), BUFFER_A);
    seL4_CPtr b = create_thread(thread_b, fel4_mint(fault, seL4_AllRights, BADGE_FAULT_B),
                                fel4_mint(ipc, seL4_AllRights, BADGE_IPC_B), BUFFER_B);
    seL4_TCB_Resume(b);
    seL4_TCB_Resume(a);

    handle_fault(fault);
    handle_fault(fault);
    return 0;
}
