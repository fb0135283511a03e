/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86: I/O ports. Control issues capabilities to ranges of ports, each port to one capability and
 * its copies; a capability reads and writes ports of its range (spec arch-x86_64, section 3.10).
 */
#include "arch/x86_64/cpu.h"
#include "object/arch_object.h"

enum { PORTS = 0x10000 };

static word_t issued[PORTS / WORD_BITS];

/* The words of issued[] with a range's ports, and which bits of the first and the last one: the
 * same bits where these are one word. */
struct port_words {
    unsigned first, last;
    word_t first_bits, last_bits;
};

static struct port_words words_of(unsigned first, unsigned last)
{
    struct port_words w = {.first = first / WORD_BITS,
                           .last = last / WORD_BITS,
                           .first_bits = ~(word_t)0 << first % WORD_BITS,
                           .last_bits = ~(word_t)0 >> (WORD_BITS - 1 - last % WORD_BITS)};
    if (w.first == w.last) {
        w.first_bits = w.last_bits &= w.first_bits;
    }
    return w;
}

static bool any_issued(unsigned first, unsigned last)
{
    struct port_words w = words_of(first, last);
    word_t any = (issued[w.first] & w.first_bits) | (issued[w.last] & w.last_bits);
    for (unsigned i = w.first + 1; i < w.last; i++) {
        any |= issued[i];
    }
    return any != 0;
}

static void set_issued(unsigned first, unsigned last, bool value)
{
    struct port_words w = words_of(first, last);
    for (unsigned i = w.first + 1; i < w.last; i++) {
        issued[i] = value ? ~(word_t)0 : 0;
    }
    issued[w.first] = value ? issued[w.first] | w.first_bits : issued[w.first] & ~w.first_bits;
    issued[w.last] = value ? issued[w.last] | w.last_bits : issued[w.last] & ~w.last_bits;
}

/* ---- control ---- */

enum err arch_control_invoke(struct invocation *inv)
{
    if (cap_control(inv->cap) != CONTROL_IO_PORT || inv->label != LABEL_X86_IO_PORT_CONTROL_ISSUE) {
        return fail_illegal(inv, "no method of this control capability");
    }
    if (inv_is_short(inv, 4, 1)) {
        return fail_truncated(inv);
    }
    uint16_t first = (uint16_t)inv_word(inv, 0), last = (uint16_t)inv_word(inv, 1);
    if (last < first) {
        return fail_argument(inv, 1, "last port before the first");
    }
    if (any_issued(first, last)) {
        return fail(inv, ERR_REVOKE_FIRST, "a port of the range is issued already");
    }
    enum err err;
    struct slot *dest =
        inv_lookup_empty(inv, inv->caps[0]->cap, inv_word(inv, 2), inv_word(inv, 3), &err);
    if (dest == NULL) {
        return err;
    }
    set_issued(first, last, true);
    struct cap cap = cap_with_port_last(cap_with_port_first(cap_new(CAP_ARCH), first), last);
    slot_set_child(dest, cap, inv->slot);
    return ERR_NONE;
}

/* ---- ports ---- */

struct cap arch_cap_finalise(struct slot *slot, bool last)
{
    if (last) {
        set_issued((unsigned)cap_port_first(slot->cap), (unsigned)cap_port_last(slot->cap), false);
    }
    return cap_null();
}

bool arch_cap_same_region(struct cap a, struct cap b)
{
    return cap_type(b) == CAP_ARCH && cap_port_first(a) == cap_port_first(b) &&
           cap_port_last(a) == cap_port_last(b);
}

static word_t read_port(uint16_t port, unsigned size)
{
    return size == 1 ? cpu_in8(port) : size == 2 ? cpu_in16(port) : cpu_in32(port);
}

static void write_port(uint16_t port, unsigned size, word_t value)
{
    if (size == 1) {
        cpu_out8(port, (uint8_t)value);
    } else if (size == 2) {
        cpu_out16(port, (uint16_t)value);
    } else {
        cpu_out32(port, (uint32_t)value);
    }
}

/* The bytes that a method moves; 0 if the label is none. */
static unsigned access_size(word_t label)
{
    switch (label) {
    case LABEL_X86_IO_PORT_IN8:
    case LABEL_X86_IO_PORT_OUT8:
        return 1;
    case LABEL_X86_IO_PORT_IN16:
    case LABEL_X86_IO_PORT_OUT16:
        return 2;
    case LABEL_X86_IO_PORT_IN32:
    case LABEL_X86_IO_PORT_OUT32:
        return 4;
    default:
        return 0;
    }
}

enum err arch_cap_invoke(struct invocation *inv)
{
    unsigned size = access_size(inv->label);
    if (size == 0) {
        return fail_illegal(inv, "no method of an I/O port");
    }
    bool in = inv->label == LABEL_X86_IO_PORT_IN8 || inv->label == LABEL_X86_IO_PORT_IN16 ||
              inv->label == LABEL_X86_IO_PORT_IN32;
    if (inv_is_short(inv, in ? 1 : 2, 0)) {
        return fail_truncated(inv);
    }
    uint16_t port = (uint16_t)inv_word(inv, 0);
    if (port < cap_port_first(inv->cap) || port + size - 1 > cap_port_last(inv->cap)) {
        return fail_illegal(inv, "port outside the capability's range");
    }
    if (in) {
        inv_result(inv, read_port(port, size));
    } else {
        write_port(port, size, inv_word(inv, 1));
    }
    return ERR_NONE;
}
