/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debug system calls (spec 07, sections 1 to 4): printing, naming, looking at the system. None
 * of them changes who runs next.
 */
#include "entry/debug.h"

#include "entry/entry.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "vm/walk.h"

enum debug_call {
    DEBUG_PUT_CHAR = -9,
    DEBUG_DUMP_SCHEDULER = -10,
    DEBUG_HALT = -11,
    DEBUG_CAP_IDENTIFY = -12,
    DEBUG_SNAPSHOT = -13,
    DEBUG_NAME_THREAD = -14,
};

static struct tcb *current(void)
{
    return this_cpu()->current;
}

_Noreturn static void halt(const char *why)
{
    kprintf("halted: %s, by thread \"%s\"\n", why, tcb_name(current()));
    arch_halt();
}

/* ---- the scheduler's dump ---- */

static void print_thread(struct tcb *tcb)
{
    word_t pc = *arch_reg(&tcb->context, 0);
    kprintf("%-40s\t%-16s\t", tcb_name(tcb), tcb_state_name(tcb));
    if (pc == 0) {
        kprintf("%-18s", "(nil)");
    } else {
        kprintf("0x%-16lx", pc);
    }
    kprintf("\t%-4u\t%u\n", tcb->priority, 0u);
}

static void dump_scheduler(void)
{
    if (!DEBUG_BUILD) {
        return;
    }
    kprintf("Dumping all tcbs!\n");
    kprintf("%-40s\t%-16s\t%-18s\t%-4s\t%s\n", "Name", "State", "IP", "Prio", "Core");
    kprintf("----------------------------------------------------------------------------------"
            "----\n");
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        print_thread(tcb);
    }
}

/* ---- the snapshot ---- */

static bool is_named(const struct tcb *tcb, const char *name)
{
    size_t i = 0;
    while (name[i] != '\0' && tcb_name(tcb)[i] == name[i]) {
        i++;
    }
    return tcb_name(tcb)[i] == name[i];
}

static bool is_in_snapshot(const struct tcb *tcb)
{
    return !is_named(tcb, "rootserver") && !is_named(tcb, "idle_thread");
}

static void snapshot_objects(void)
{
    kprintf("objects {\n");
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        if (is_in_snapshot(tcb)) {
            kprintf("tcb_%p = tcb (addr: 0x%lx, ip: 0x%lx, sp: 0x%lx, prio: %u, max_prio: %u)\n",
                    (void *)tcb, tcb->buffer_va, *arch_reg(&tcb->context, 0),
                    arch_stack_pointer(&tcb->context), tcb->priority, tcb->mcp);
        }
    }
    kprintf("}\n");
}

static void snapshot_caps(void)
{
    static const char *const slot_names[TCB_SLOT_COUNT] = {"cspace", "vspace", "ipc_buffer",
                                                           "caller"};
    kprintf("caps {\n");
    for (struct tcb *tcb = tcb_debug_first(); tcb != NULL; tcb = tcb_debug_next(tcb)) {
        if (!is_in_snapshot(tcb)) {
            continue;
        }
        kprintf("tcb_%p {\n", (void *)tcb);
        for (unsigned i = 0; i < TCB_SLOT_COUNT; i++) {
            struct cap cap = tcb->slots[i].cap;
            if (!cap_is_null(cap)) {
                kprintf("%s: %s_0x%lx\n", slot_names[i], cap_class(cap)->name,
                        cap_memory(cap).start);
            }
        }
        kprintf("}\n");
    }
    kprintf("}\n");
}

static void snapshot(void)
{
    kprintf("arch %s\n", arch_name);
    snapshot_objects();
    snapshot_caps();
    kprintf("irq maps {\n}\n");
}

/* ---- the others ---- */

static void name_thread(word_t cptr)
{
    struct cap cap = lookup_cap(cptr);
    if (cap_type(cap) != CAP_TCB) {
        halt("DebugNameThread of what is no TCB");
    }
    const word_t *buffer = tcb_buffer(current(), true);
    if (buffer == NULL) {
        halt("DebugNameThread without an IPC buffer");
    }
    const char *name = (const char *)&buffer[BUFFER_MESSAGE];
    size_t length = 0;
    while (length < MESSAGE_MAX * sizeof(word_t) && name[length] != '\0') {
        length++;
    }
    if (length == MESSAGE_MAX * sizeof(word_t)) {
        halt("DebugNameThread with a name that does not end");
    }
    tcb_set_name(cap_ptr(cap), name);
}

static bool debug_build_syscall(word_t cap, sword_t number)
{
    switch (number) {
    case DEBUG_HALT:
        halt("DebugHalt");
    case DEBUG_CAP_IDENTIFY:
        current()->context.cap = object_identify(lookup_cap(cap));
        return true;
    case DEBUG_SNAPSHOT:
        snapshot();
        return true;
    case DEBUG_NAME_THREAD:
        name_thread(cap);
        return true;
    default:
        return false;
    }
}

bool debug_syscall(word_t cap, sword_t number)
{
    if (PRINTING && number == DEBUG_PUT_CHAR) {
        arch_putc((char)cap);
        return true;
    }
    if (PRINTING && number == DEBUG_DUMP_SCHEDULER) {
        dump_scheduler();
        return true;
    }
    return DEBUG_BUILD && debug_build_syscall(cap, number);
}
