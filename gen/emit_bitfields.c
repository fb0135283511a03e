/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface's packed types in the language of seL4's bitfield generator, from which generators
 * of other languages' bindings make theirs. A block lists its fields from the highest bit of the
 * last word down to the lowest of the first. What depends on the configuration is between #if and
 * #endif; `fel4 kernel install` runs the preprocessor over it.
 */
#include "model.h"

#include <string.h>

enum { TAG_BITS = 4 };

/* The parts of message info, rights and guards; their places are those of <sel4/types.h>. */
void emit_bitfields_shared(const struct machine *machine, struct buffer *out)
{
    unsigned bits = machine->word_bits;
    buffer_printf(out, "base %u\n\n", bits);
    buffer_printf(out,
                  "block seL4_MessageInfo {\n    field label %u\n    field capsUnwrapped 3\n"
                  "    field extraCaps 2\n    field length 7\n}\n\n",
                  bits - 12);
    buffer_printf(out,
                  "block seL4_CapRights {\n    padding %u\n    field capAllowGrantReply 1\n"
                  "    field capAllowGrant 1\n    field capAllowRead 1\n"
                  "    field capAllowWrite 1\n}\n\n",
                  bits - 4);
    if (bits == 32) {
        buffer_text(out, "block seL4_CNode_CapData {\n    padding 6\n    field guard 18\n"
                         "    field guardSize 5\n    padding 3\n}\n");
    } else {
        buffer_text(out, "block seL4_CNode_CapData {\n    field guard 58\n"
                         "    field guardSize 6\n}\n");
    }
}

static const struct constant *numbered(const struct interface *interface, const char *group,
                                       int64_t number)
{
    for (size_t i = 0; i < interface->constant_count; i++) {
        const struct constant *c = &interface->constants[i];
        if (text_equal(c->group, group) && c->alternatives[0].value == number &&
            !text_ends(c->name, "_Length")) {
            return c;
        }
    }
    return NULL;
}

/* The words of a fault's message, each a field, and the tag in the word below them. */
static void emit_fault(const struct machine *machine, const char *kind, struct buffer *out)
{
    const char *group = text_printf("seL4_%s_Msg", kind);
    const char *prefix = text_printf("seL4_%s_", kind);
    /* What a capability fault's last words mean depends on why the lookup failed. */
    bool generic = text_equal(kind, "CapFault");
    buffer_printf(out, "block %s {\n", kind);
    const struct constant *c;
    for (int64_t i = 0; (c = numbered(&machine->interface, group, i)) != NULL; i++) {
        const char *field =
            generic && i >= 4 ? text_printf("MR%d", (int)i) : c->name + strlen(prefix);
        buffer_printf(out, "    field %s %u\n", field, machine->word_bits);
    }
    buffer_printf(out, "    padding %u\n    field seL4_FaultType %d\n}\n\n",
                  machine->word_bits - TAG_BITS, TAG_BITS);
}

/* A block for each kind of fault, and the union of them all. */
void emit_bitfields_faults(const struct machine *machine, struct buffer *out)
{
    struct buffer tags = {0};
    const char *prefix = "seL4_Fault_";
    buffer_printf(out, "base %u\n\n", machine->word_bits);
    buffer_text(&tags, "tagged_union seL4_Fault seL4_FaultType {\n");
    const struct interface *interface = &machine->interface;
    for (size_t i = 0; i < interface->constant_count; i++) {
        const struct constant *c = &interface->constants[i];
        if (!text_equal(c->group, "seL4_Fault_tag")) {
            continue;
        }
        const char *kind = c->name + strlen(prefix), *when = c->alternatives[0].when;
        const char *begin = when != NULL ? text_printf("#if %s\n", when) : "";
        const char *end = when != NULL ? "#endif\n" : "";
        buffer_text(out, begin);
        emit_fault(machine, kind, out);
        buffer_text(out, end);
        buffer_printf(&tags, "%s    tag %s %d\n%s", begin, kind, (int)c->alternatives[0].value,
                      end);
    }
    buffer_printf(out, "%s}\n", tags.data);
}
