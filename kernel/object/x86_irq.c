/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: how interrupt handlers are issued: for a pin of an I/O APIC, for a message-signalled
 * interrupt, or, in kernels for the old PIC, for one of its lines (spec arch-x86_64, section 3.11).
 * And the rest of what objects ask an architecture for.
 */
#include "arch/x86_64/machine.h"
#include "object/arch_object.h"

enum { PIC_LINES = 16, PCI_BUS_MAX = 255, PCI_DEVICE_MAX = 31, PCI_FUNCTION_MAX = 7 };

enum err arch_irq_check(struct invocation *inv, word_t irq)
{
    if (USE_IOAPIC) {
        return fail_illegal(inv, "this kernel drives an I/O APIC: use GetIOAPIC or GetMSI");
    }
    if (irq >= PIC_LINES) {
        return fail_range(inv, 0, PIC_LINES - 1, "line of the PIC");
    }
    return ERR_NONE;
}

/* The words of both methods. */
struct request {
    word_t index, depth, word[4], vector;
};

static struct request read_request(const struct invocation *inv)
{
    struct request r = {.index = inv_word(inv, 0), .depth = inv_word(inv, 1)};
    for (unsigned i = 0; i < 4; i++) {
        r.word[i] = inv_word(inv, 2 + i);
    }
    r.vector = inv_word(inv, 6);
    return r;
}

static enum err check_below(struct invocation *inv, word_t value, word_t max, const char *what)
{
    return value <= max ? ERR_NONE : fail_range(inv, 0, max, what);
}

/* ioapic, pin, level, polarity */
static enum err check_pin(struct invocation *inv, const word_t *word)
{
    if (ioapic_count() == 0) {
        return fail_illegal(inv, "there is no I/O APIC");
    }
    enum err err = check_below(inv, word[0], ioapic_count() - 1, "number of the I/O APIC");
    if (err == ERR_NONE) {
        err = check_below(inv, word[1], ioapic_pins((unsigned)word[0]) - 1, "pin of the I/O APIC");
    }
    if (err == ERR_NONE) {
        err = check_below(inv, word[2], 1, "level is 0 or 1");
    }
    if (err == ERR_NONE) {
        err = check_below(inv, word[3], 1, "polarity is 0 or 1");
    }
    return err;
}

/* bus, device, function */
static enum err check_pci(struct invocation *inv, const word_t *word)
{
    enum err err = check_below(inv, word[0], PCI_BUS_MAX, "PCI bus");
    if (err == ERR_NONE) {
        err = check_below(inv, word[1], PCI_DEVICE_MAX, "PCI device");
    }
    if (err == ERR_NONE) {
        err = check_below(inv, word[2], PCI_FUNCTION_MAX, "PCI function");
    }
    return err;
}

enum err arch_irq_control_invoke(struct invocation *inv)
{
    bool is_pin = inv->label == LABEL_X86_IRQ_ISSUE_IRQ_HANDLER_IOAPIC;
    if (!USE_IOAPIC || (!is_pin && inv->label != LABEL_X86_IRQ_ISSUE_IRQ_HANDLER_MSI)) {
        return fail_illegal(inv, "no method of IRQ control");
    }
    if (inv_is_short(inv, 7, 1)) {
        return fail_truncated(inv);
    }
    struct request r = read_request(inv);
    enum err err = check_below(inv, r.vector, ARCH_IRQ_USER_MAX, "interrupt vector");
    if (err != ERR_NONE) {
        return err;
    }
    struct slot *dest = irq_destination(inv, r.vector, r.index, r.depth, &err);
    if (dest == NULL) {
        return err;
    }
    err = is_pin ? check_pin(inv, r.word) : check_pci(inv, r.word);
    if (err != ERR_NONE) {
        return err;
    }
    if (is_pin) {
        ioapic_route((unsigned)r.word[0], (unsigned)r.word[1], r.word[2] != 0, r.word[3] != 0,
                     r.vector);
    } else {
        msi_route(r.vector);
    }
    irq_issue(r.vector, dest, inv->slot);
    return ERR_NONE;
}

/* ---- kinds without methods of x86's own ---- */

enum err arch_frame_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "no method of a frame");
}

enum err arch_vspace_invoke(struct invocation *inv)
{
    return fail_illegal(inv, "a PML4 has no methods");
}

word_t arch_cap_identify(struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_FRAME:
        return 1;
    case CAP_TABLE: /* PDPT 7, page directory 5, page table 3 */
        return 9 - 2 * cap_table_level(cap);
    case CAP_VSPACE:
        return 9;
    case CAP_ASID_POOL:
        return 13;
    case CAP_ARCH:
        return 19;
    case CAP_CONTROL:
        return cap_control(cap) == CONTROL_ASID ? 11 : 31;
    default:
        return 0;
    }
}
