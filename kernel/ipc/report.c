/* SPDX-License-Identifier: BSD-2-Clause */
/* See report.h. */
#include "ipc/report.h"

#include "lib/print.h"
#include "vm/asid.h"
#include "vm/walk.h"

static const char *const lookup_names[] = {
    [LOOKUP_OK] = "found something else",
    [LOOKUP_INVALID_ROOT] = "invalid root",
    [LOOKUP_MISSING_CAPABILITY] = "missing capability",
    [LOOKUP_DEPTH_MISMATCH] = "depth mismatch",
    [LOOKUP_GUARD_MISMATCH] = "guard mismatch",
};

static void print_fault(const struct fault *fault)
{
    switch ((enum fault_kind)fault->kind) {
    case FAULT_CAP:
        kprintf("cap fault in %s phase at address 0x%lx: %s", fault->flag ? "receive" : "send",
                fault->word[0], lookup_names[fault->lookup.type]);
        break;
    case FAULT_UNKNOWN_SYSCALL:
        kprintf("unknown syscall 0x%lx", fault->word[0]);
        break;
    case FAULT_USER_EXCEPTION:
        kprintf("user exception 0x%lx code 0x%lx", fault->word[0], fault->word[1]);
        break;
    case FAULT_DEBUG:
        kprintf("debug exception reason %lu at address 0x%lx", fault->word[0], fault->word[1]);
        break;
    case FAULT_VM:
        kprintf("vm fault on %s at address 0x%lx with status 0x%lx", fault->flag ? "code" : "data",
                fault->word[0], fault->word[1]);
        break;
    case FAULT_NONE:
        kprintf("no fault");
        break;
    }
}

/* The word at a user address, or NULL if nothing is mapped there. */
static const word_t *user_word(const struct tcb *tcb, word_t va)
{
    struct cap vspace = tcb->slots[TCB_VSPACE].cap;
    bool live = vspace_has_asid(vspace) && asid_root(cap_map_asid(vspace)) == cap_ptr(vspace);
    if (!live || va >= ARCH_TABLE_TOP || !ALIGNED(va, WORD_SIZE_BITS)) {
        return NULL;
    }
    struct walk walk = vm_walk(cap_ptr(vspace), va, ARCH_LEVELS - 1);
    if (!pte_is_frame(*walk.entry, walk.level)) {
        return NULL;
    }
    unsigned bits = arch_frame_sizes[pte_frame_size(*walk.entry, walk.level)].bits;
    paddr_t pa = pte_paddr(*walk.entry, walk.level) + (va & MASK(bits));
    return arch_is_ram(pa) ? arch_ptr(pa) : NULL;
}

static void print_stack(const struct tcb *tcb)
{
    word_t sp = arch_stack_pointer(&tcb->context);
    kprintf("Stack:\n");
    for (unsigned i = 0; i < USER_STACK_TRACE_LENGTH; i++) {
        word_t va = sp + i * sizeof(word_t);
        const word_t *word = user_word(tcb, va);
        if (word != NULL) {
            kprintf("0x%lx: 0x%lx\n", va, *word);
        } else {
            kprintf("0x%lx: INVALID\n", va);
        }
    }
}

void report_unhandled_fault(const struct tcb *tcb, struct lookup handler)
{
    if (!PRINTING) {
        return;
    }
    kprintf("Caught cap fault in send phase at address 0x%lx: %s\n", tcb->fault_cptr,
            lookup_names[handler.slot == NULL ? handler.failure.type : LOOKUP_OK]);
    kprintf("while trying to handle:\n");
    print_fault(&tcb->fault);
    kprintf("\nin thread %p \"%s\" at address 0x%lx\n", (const void *)tcb,
            DEBUG_BUILD ? tcb_name(tcb) : "", tcb->context.restart_pc);
    print_stack(tcb);
}
