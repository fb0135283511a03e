/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel compiles against: labels, and for each method its words, unpacked. */
#include "model.h"

#include <ctype.h>

void emit_kernel_begin(struct buffer *out)
{
    buffer_text(out, "/* SPDX-License-Identifier: BSD-2-Clause */\n"
                     "/* Made by abigen from abi/. Included by cap/invocation.h. */\n"
                     "#pragma once\n");
}

static void emit_labels(const struct interface *interface, struct buffer *out)
{
    buffer_text(out, "\nenum inv_label {\n    LABEL_INVALID,\n");
    for (size_t i = 0; i < interface->method_count; i++) {
        const struct method *m = &interface->methods[i];
        if (m->when != NULL) {
            buffer_printf(out, "#if %s\n", m->when);
        }
        buffer_printf(out, "    LABEL_%s,\n", m->name);
        if (m->when != NULL) {
            buffer_text(out, "#endif\n");
        }
    }
    buffer_text(out, "};\n");
}

static const char *lower(const char *s)
{
    char *copy = text_printf("%s", s);
    for (char *c = copy; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return copy;
}

static bool is_plain(const struct param *p, const struct machine *machine)
{
    return (p->kind == PARAM_WORD || p->kind == PARAM_RIGHTS) && p->bits <= machine->word_bits;
}

static void emit_field(const struct param *p, struct buffer *out)
{
    if (!p->shares) {
        buffer_printf(out, "        .%s = inv_word(inv, %u),\n", p->name, p->word);
    } else {
        buffer_printf(out, "        .%s = (inv_word(inv, %u) >> %u) & %#lx,\n", p->name, p->word,
                      p->shift, (1UL << p->bits) - 1);
    }
}

static void emit_struct(const struct method *m, const char *name, const struct machine *machine,
                        struct buffer *out)
{
    const char *separator = "word_t ";
    buffer_printf(out, "struct %s_args {\n    ", name);
    for (size_t i = 0; i < m->in_count; i++) {
        if (is_plain(&m->in[i], machine)) {
            buffer_printf(out, "%s%s", separator, m->in[i].name);
            separator = ", ";
        }
    }
    buffer_text(out, ";\n};\n");
}

static void emit_unpacker(const struct method *m, const char *name, const struct machine *machine,
                          struct buffer *out)
{
    buffer_printf(out,
                  "static inline struct %s_args %s_args(const struct invocation *inv)\n"
                  "{\n    return (struct %s_args){\n",
                  name, name, name);
    for (size_t i = 0; i < m->in_count; i++) {
        if (is_plain(&m->in[i], machine)) {
            emit_field(&m->in[i], out);
        }
    }
    buffer_text(out, "    };\n}\n");
}

static bool has_plain(const struct method *m, const struct machine *machine)
{
    for (size_t i = 0; i < m->in_count; i++) {
        if (is_plain(&m->in[i], machine)) {
            return true;
        }
    }
    return false;
}

static void emit_args(const struct method *m, const struct machine *machine, struct buffer *out)
{
    const char *name = lower(m->name);
    buffer_text(out, "\n");
    if (m->when != NULL) {
        buffer_printf(out, "#if %s\n", m->when);
    }
    buffer_printf(out, "#define %s_WORDS %u\n#define %s_CAPS %u\n", m->name, m->words, m->name,
                  m->caps);
    if (has_plain(m, machine)) {
        emit_struct(m, name, machine, out);
        emit_unpacker(m, name, machine, out);
    }
    if (m->when != NULL) {
        buffer_text(out, "#endif\n");
    }
}

void emit_kernel_machine(const struct machine *machine, struct buffer *out)
{
    const struct interface *interface = &machine->interface;
    buffer_printf(out, "\n#if %s\n", machine->when);
    emit_labels(interface, out);
    for (size_t i = 0; i < interface->method_count; i++) {
        emit_args(&interface->methods[i], machine, out);
    }
    buffer_text(out, "\n#endif\n");
}
