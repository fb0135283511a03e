/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults in words, and the thread that says them when nobody else handles a fault. Its report ends
 * the program. Lines that begin with `  #` are addresses, which `fel4 simulate` turns into
 * functions and source lines.
 */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    FRAMES_MAX = 16,
    STACK_SIZE = 16384,
    REGISTERS = sizeof(seL4_UserContext) / sizeof(seL4_Word)
};

seL4_CPtr fel4_fault_endpoint;

/* ---- in words ---- */

static const char *lookup_failure(seL4_Word type)
{
    static const char *const names[] = {
        "none", "the CSpace root is no CNode", "no capability there",
        "the address has too few bits or leads too deep", "the guard of a CNode differs"};
    return type < sizeof(names) / sizeof(names[0]) ? names[type] : "unknown";
}

int fel4_fault_text(seL4_MessageInfo_t info, char *text, size_t size)
{
    unsigned long a = seL4_GetMR(1), b = seL4_GetMR(2), c = seL4_GetMR(3);
    switch (seL4_MessageInfo_get_label(info)) {
    case seL4_Fault_VMFault:
        return snprintf(text, size, "%s fault at address 0x%lx (%s)", fel4_arch_access(c, b != 0),
                        a, fel4_arch_status(c));
    case seL4_Fault_CapFault:
        return snprintf(text, size, "capability fault: CPtr 0x%lx in %s (%s)", a,
                        b != 0 ? "a receive" : "a send", lookup_failure(c));
    case seL4_Fault_UnknownSyscall:
        return snprintf(text, size, "unknown system call %ld",
                        (long)seL4_GetMR(seL4_UnknownSyscall_Syscall));
    case seL4_Fault_UserException:
        a = seL4_GetMR(seL4_UserException_Number);
        return snprintf(text, size, a < 256 ? "exception %lu (%s)" : "exception 0x%lx (%s)", a,
                        fel4_arch_exception(a));
    default:
        return snprintf(text, size, "fault of kind %lu",
                        (unsigned long)seL4_MessageInfo_get_label(info));
    }
}

seL4_Word fel4_fault_ip(seL4_MessageInfo_t info)
{
    return seL4_MessageInfo_get_label(info) == seL4_Fault_UnknownSyscall
               ? seL4_GetMR(seL4_UnknownSyscall_FaultIP)
               : seL4_GetMR(0);
}

size_t fel4_fault_overflow(seL4_MessageInfo_t info, const struct fel4_thread *thread)
{
    if (seL4_MessageInfo_get_label(info) != seL4_Fault_VMFault) {
        return 0;
    }
    seL4_Word below = (seL4_Word)thread->stack - seL4_GetMR(seL4_VMFault_Addr);
    return below > 0 && below <= PAGE_SIZE ? thread->stack_size : 0;
}

/* ---- the report ---- */

static bool is_on_stack(const struct fel4_thread *thread, seL4_Word address)
{
    seL4_Word start = (seL4_Word)thread->stack;
    return address >= start && address + 2 * sizeof(seL4_Word) <= start + thread->stack_size &&
           address % sizeof(seL4_Word) == 0;
}

static bool is_code(seL4_Word address)
{
    return address >= (seL4_Word)&__ehdr_start && address < (seL4_Word)etext;
}

struct frame {
    seL4_Word caller, address;
};

/* At the frame pointer are the caller's frame pointer and the return address; gcc for ARM has its
 * frame pointer at the latter. False if these are no such words. */
static bool read_frame(const struct fel4_thread *thread, seL4_Word at, struct frame *f)
{
    if (!is_on_stack(thread, at)) {
        return false;
    }
    const seL4_Word *words = (const seL4_Word *)at;
    *f = (struct frame){words[0], words[1]};
    if (sizeof(seL4_Word) == 4 && is_code(words[0]) && is_on_stack(thread, at - 4)) {
        *f = (struct frame){words[-1], words[0]};
    }
    return is_code(f->address - 1);
}

static void print_backtrace(const struct fel4_thread *thread, const seL4_UserContext *registers,
                            seL4_Word ip)
{
    seL4_Word frame = fel4_arch_frame_pointer(registers);
    printf("  #0 0x%lx\n", (unsigned long)ip);
    struct frame f;
    for (int i = 1; i < FRAMES_MAX && read_frame(thread, frame, &f); i++) {
        printf("  #%d 0x%lx\n", i, (unsigned long)f.address - 1);
        if (f.caller <= frame) {
            break;
        }
        frame = f.caller;
    }
}

static void print_registers(const seL4_UserContext *registers)
{
    const seL4_Word *words = (const seL4_Word *)registers;
    for (int i = 0; i < REGISTERS; i++) {
        printf("  %-9s 0x%0*lx%s", fel4_arch_register_names[i], (int)sizeof(seL4_Word) * 2,
               (unsigned long)words[i], i % 3 == 2 || i == REGISTERS - 1 ? "\n" : "");
    }
}

static void report(const struct fel4_thread *thread, seL4_MessageInfo_t info)
{
    char text[160];
    seL4_UserContext registers = {0};
    seL4_Word ip = fel4_fault_ip(info);
    size_t overflow = fel4_fault_overflow(info, thread);
    fel4_fault_text(info, text, sizeof(text));
    seL4_TCB_ReadRegisters(thread->tcb, false, 0, REGISTERS, &registers);
    printf("\n!!! fault: %s in thread \"%s\", instruction 0x%lx\n", text, thread->name,
           (unsigned long)ip);
    if (overflow != 0) {
        printf("    stack overflow: the stack of %lu bytes is used up\n", (unsigned long)overflow);
    }
    print_registers(&registers);
    print_backtrace(thread, &registers, ip);
    fflush(stdout);
}

/* ---- the program's own mistakes ---- */

static void put_text(const char *text)
{
    while (*text != '\0') {
        fel4_console_put(*text++);
    }
}

static void put_frame(int number, seL4_Word address)
{
    char text[40];
    snprintf(text, sizeof(text), "  #%d 0x%lx\n", number, (unsigned long)address - 1);
    put_text(text);
}

/* Not by printf: stdio's locks and buffers may be what went wrong. */
void fel4_panic(const char *format, ...)
{
    char text[200];
    va_list arguments;
    const struct fel4_thread *self = fel4_self != NULL ? fel4_self : &fel4_main_thread;
    struct frame f;
    seL4_Word frame = (seL4_Word)__builtin_frame_address(0);
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    put_text("\n!!! ");
    put_text(text);
    put_text(", in thread \"");
    put_text(self->name);
    put_text("\"\n");
    for (int i = 0; i < FRAMES_MAX && read_frame(self, frame, &f); i++) {
        put_frame(i, f.address);
        if (f.caller <= frame) {
            break;
        }
        frame = f.caller;
    }
    if (self->own_handler) {
        __builtin_trap(); /* the program handles this thread's faults, and so its mistakes */
    }
    fel4_exit(FEL4_ABORT_STATUS);
}

static void fault_main(void *unused)
{
    (void)unused;
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(fel4_fault_endpoint, &badge);
    /* The fault may lie within printf; nobody but this thread will run again. */
    fel4_locks_release(NULL);
    report((struct fel4_thread *)badge, info);
    fel4_exit(FEL4_FAULT_STATUS);
}

static _Noreturn void cannot_start(const char *what)
{
    printf("fel4: the runtime cannot start: no memory or slots for %s\n", what);
    fflush(stdout);
    fel4_exit(1);
}

void fel4_fault_init(void)
{
    fel4_fault_endpoint = fel4_object(seL4_EndpointObject, 0);
    if (fel4_fault_endpoint == 0) {
        cannot_start("the fault endpoint");
    }
    struct fel4_thread_options options = {
        .name = "fault reports", .stack_size = STACK_SIZE, .priority = seL4_MaxPrio};
    struct fel4_thread *thread = fel4_thread_create(fault_main, NULL, &options);
    seL4_CPtr endpoint =
        fel4_mint(fel4_fault_endpoint, seL4_AllRights, (seL4_Word)&fel4_main_thread);
    if (thread == NULL || endpoint == 0 ||
        seL4_TCB_SetSpace(seL4_CapInitThreadTCB, endpoint, seL4_CapInitThreadCNode, 0,
                          seL4_CapInitThreadVSpace, 0) != seL4_NoError) {
        cannot_start("the thread that reports faults");
    }
    fel4_thread_start(thread);
    seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, seL4_MaxPrio - 1);
}
