/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs compile against: constants, labels, and a stub for each method. */
#include "model.h"

#include <string.h>

static const char header[] = "/* SPDX-License-Identifier: BSD-2-Clause */\n"
                             "/* Made by abigen from abi/. */\n#pragma once\n\n"
                             "#include <autoconf.h>\n#include <sel4/simple_types.h>\n";

/* ---- constants ---- */

static void emit_value(const struct constant *c, int64_t value, struct buffer *out)
{
    if (c->group != NULL) {
        buffer_printf(out, "    %s = %lld,\n", c->name, (long long)value);
    } else if (value > INT32_MAX) {
        buffer_printf(out, "#define %s 0x%llxul\n", c->name, (unsigned long long)value);
    } else {
        buffer_printf(out, "#define %s %lld\n", c->name, (long long)value);
    }
}

static void emit_constant(const struct constant *c, struct buffer *out)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct alternative *a = &c->alternatives[i];
        if (a->when != NULL) {
            buffer_printf(out, "#%s %s\n", i == 0 ? "if" : "elif", a->when);
        } else if (i > 0) {
            buffer_text(out, "#else\n");
        }
        emit_value(c, a->value, out);
    }
    if (c->alternatives[0].when != NULL) {
        buffer_text(out, "#endif\n");
    }
}

/* Three enumerations, each of which goes on where the one before it ended. */
static void emit_labels(const struct interface *interface, struct buffer *out)
{
    static const char *const names[GROUP_COUNT] = {"invocation_label", "sel4_arch_invocation_label",
                                                   "arch_invocation_label"};
    static const char *const ends[GROUP_COUNT] = {"nInvocationLabels", "nSeL4ArchInvocationLabels",
                                                  "nArchInvocationLabels"};
    for (int group = 0; group < GROUP_COUNT; group++) {
        buffer_printf(out, "\nenum %s {\n", names[group]);
        if (group == GROUP_GENERIC) {
            buffer_text(out, "    InvalidInvocation,\n");
        } else {
            buffer_printf(out, "    %s_first = %s - 1,\n", names[group], ends[group - 1]);
        }
        for (size_t i = 0; i < interface->method_count; i++) {
            const struct method *m = &interface->methods[i];
            if ((int)m->group != group) {
                continue;
            }
            if (m->when != NULL) {
                buffer_printf(out, "#if %s\n    %s,\n#endif\n", m->when, m->label);
            } else {
                buffer_printf(out, "    %s,\n", m->label);
            }
        }
        buffer_printf(out, "    %s,\n};\n", ends[group]);
    }
}

/* The condition under which an enumeration has enumerators at all; NULL: it always does. */
static const char *enumeration_condition(const struct interface *interface, const char *group)
{
    const char *when = NULL;
    bool first = true;
    for (size_t i = 0; i < interface->constant_count; i++) {
        const struct constant *c = &interface->constants[i];
        if (!text_equal(c->group, group)) {
            continue;
        }
        if (c->count != 1 || (!first && !text_equal(c->alternatives[0].when, when))) {
            return NULL;
        }
        when = c->alternatives[0].when;
        first = false;
    }
    return when;
}

/* One whose name begins with an underscore is no type; objecttype.h has a name for it. */
static void emit_enumeration(const struct interface *interface, const char *group,
                             struct buffer *out)
{
    const char *when = enumeration_condition(interface, group);
    bool type = text_starts(group, "seL4_");
    if (when != NULL) {
        buffer_printf(out, "\n#if %s", when);
    }
    buffer_printf(out, "\n%senum %s {\n", type ? "typedef " : "", group);
    for (size_t i = 0; i < interface->constant_count; i++) {
        const struct constant *c = &interface->constants[i];
        if (text_equal(c->group, group) && when != NULL) {
            emit_value(c, c->alternatives[0].value, out);
        } else if (text_equal(c->group, group)) {
            emit_constant(c, out);
        }
    }
    buffer_printf(out, "}%s%s;\n%s", type ? " " : "", type ? group : "",
                  when != NULL ? "#endif\n" : "");
}

/* The enumeration that begins with constant i, or NULL. */
static const char *begins_enumeration(const struct interface *interface, size_t i)
{
    const char *group = interface->constants[i].group;
    for (size_t j = 0; j < i; j++) {
        if (text_equal(interface->constants[j].group, group)) {
            return NULL;
        }
    }
    return group;
}

static void emit_structure(const struct structure *s, struct buffer *out)
{
    buffer_printf(out, "\ntypedef struct %s_ {\n    seL4_Word", s->name);
    for (size_t i = 0; i < s->members.count; i++) {
        buffer_printf(out, "%s%s%s", i == 0 ? "" : ",", i > 0 && i % 8 == 0 ? "\n        " : " ",
                      s->members.items[i]);
    }
    buffer_printf(out, ";\n} %s;\n", s->name);
}

void emit_constants(const struct interface *interface, struct buffer *out)
{
    buffer_text(out, header);
    buffer_text(out, "\n");
    for (size_t i = 0; i < interface->constant_count; i++) {
        if (interface->constants[i].group == NULL) {
            emit_constant(&interface->constants[i], out);
        }
    }
    for (size_t i = 0; i < interface->constant_count; i++) {
        const char *group = begins_enumeration(interface, i);
        if (group != NULL) {
            emit_enumeration(interface, group, out);
        }
    }
    for (size_t i = 0; i < interface->structure_count; i++) {
        emit_structure(&interface->structures[i], out);
    }
    emit_labels(interface, out);
}

/* ---- stubs ---- */

static const struct param *struct_param(const struct param *params, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (params[i].kind == PARAM_STRUCT) {
            return &params[i];
        }
    }
    return NULL;
}

static bool returns_struct(const struct method *m)
{
    return m->out_count > 0 && struct_param(m->out, m->out_count) == NULL;
}

/* The C expression for message word `word`, all parameters that lie in it together. */
static char *word_expression(const struct method *m, unsigned word, const struct machine *machine)
{
    struct buffer b = {0};
    buffer_text(&b, "");
    for (size_t i = 0; i < m->in_count; i++) {
        const struct param *p = &m->in[i];
        if (p->kind == PARAM_CAP || p->kind == PARAM_STRUCT) {
            continue;
        }
        const char *value = p->kind == PARAM_RIGHTS ? text_printf("%s.words[0]", p->name)
                            : p->bits == 1          ? text_printf("(seL4_Word)(%s & 1)", p->name)
                                                    : text_printf("(seL4_Word)%s", p->name);
        bool wide = p->bits > machine->word_bits;
        if (p->word != word && !(wide && p->word + 1 == word)) {
            continue;
        }
        if (wide && p->word + 1 == word) {
            value = text_printf("(seL4_Word)(%s >> 32)", p->name);
        }
        buffer_printf(&b, "%s%s", b.size > 0 ? " | " : "", value);
        if (p->shift > 0) {
            buffer_printf(&b, " << %u", p->shift);
        }
    }
    return b.data;
}

static void emit_about(const struct param *p, int width, struct buffer *out)
{
    buffer_printf(out, " *   %-*s  %s%s\n", width, p->name, p->about,
                  p->kind == PARAM_STRUCT ? " (by reference)" : "");
}

static int longest_name(const struct method *m)
{
    size_t longest = 0;
    for (size_t i = 0; i < m->in_count + m->out_count; i++) {
        const struct param *p = i < m->in_count ? &m->in[i] : &m->out[i - m->in_count];
        longest = strlen(p->name) > longest ? strlen(p->name) : longest;
    }
    return (int)longest;
}

static void emit_comment(const struct method *m, struct buffer *out)
{
    int width = longest_name(m);
    buffer_printf(out, "/*\n * %s\n", m->text);
    for (size_t i = 0; i < m->in_count; i++) {
        emit_about(&m->in[i], width, out);
    }
    for (size_t i = 0; i < m->out_count; i++) {
        buffer_text(out, i == 0 ? " * Gives:\n" : "");
        emit_about(&m->out[i], width, out);
    }
    for (size_t i = 0; i < m->errors.count; i++) {
        buffer_printf(out, "%s *   seL4_%s\n", i == 0 ? " * Errors:\n" : "", m->errors.items[i]);
    }
    buffer_printf(out, " * Specification: %s.\n */\n", m->spec);
}

/* In lines of at most 100 columns. */
static void emit_parameter(const char *text, size_t *column, struct buffer *out)
{
    enum { LINE = 98 };
    size_t size = strlen(text);
    buffer_text(out, ",");
    if (*column + size + 2 > LINE) {
        buffer_text(out, "\n        ");
        *column = 8;
    } else {
        buffer_text(out, " ");
        *column += 2;
    }
    buffer_text(out, text);
    *column += size;
}

void emit_prototype(const struct method *m, struct buffer *out)
{
    const struct param *result = struct_param(m->out, m->out_count);
    size_t start = out->size, column;
    if (returns_struct(m)) {
        buffer_printf(out, "%s_t %s(", m->function, m->function);
    } else {
        buffer_printf(out, "seL4_Error %s(", m->function);
    }
    buffer_printf(out, "%s _service", m->object);
    column = out->size - start + strlen("LIBSEL4_INLINE ");
    for (size_t i = 0; i < m->in_count; i++) {
        const struct param *p = &m->in[i];
        const char *star = p->kind == PARAM_STRUCT ? "*" : "";
        emit_parameter(text_printf("%s %s%s", p->type, star, p->name), &column, out);
    }
    if (result != NULL) {
        emit_parameter(text_printf("%s *%s", result->type, result->name), &column, out);
    }
    buffer_text(out, ")");
}

enum { REGISTERS = 4 };

static void emit_request(const struct method *m, const struct machine *machine, struct buffer *out)
{
    const struct param *structure = struct_param(m->in, m->in_count);
    const char *extra =
        structure != NULL ? text_printf(" + sizeof(*%s) / sizeof(seL4_Word)", structure->name) : "";
    buffer_printf(out, "    seL4_MessageInfo_t tag = seL4_MessageInfo_new(%s, 0, %u, %u%s);\n",
                  m->label, m->caps, m->words, extra);
    for (size_t i = 0; i < m->in_count; i++) {
        if (m->in[i].kind == PARAM_CAP) {
            buffer_printf(out, "    seL4_SetCap(%u, %s);\n", m->in[i].word, m->in[i].name);
        }
    }
    for (unsigned word = 0; word < REGISTERS; word++) {
        if (word < m->words) {
            buffer_printf(out, "    seL4_Word mr%u = %s;\n", word,
                          word_expression(m, word, machine));
        } else if (structure != NULL) {
            buffer_printf(out, "    seL4_Word mr%u = ((const seL4_Word *)%s)[%u];\n", word,
                          structure->name, word - m->words);
        } else {
            buffer_printf(out, "    seL4_Word mr%u = 0;\n", word);
        }
    }
    for (unsigned word = REGISTERS; word < m->words; word++) {
        buffer_printf(out, "    seL4_SetMR(%u, %s);\n", word, word_expression(m, word, machine));
    }
    if (structure != NULL) {
        buffer_printf(out,
                      "    for (seL4_Word i = %u; i < sizeof(*%s) / sizeof(seL4_Word); i++) {\n"
                      "        seL4_SetMR((int)(i + %u), ((const seL4_Word *)%s)[i]);\n    }\n",
                      REGISTERS - m->words, structure->name, m->words, structure->name);
    }
}

/* Result word i: in a register, or in the buffer. */
static const char *result_word(unsigned i)
{
    return i < REGISTERS ? text_printf("mr%u", i) : text_printf("seL4_GetMR(%u)", i);
}

static void emit_results(const struct method *m, const struct machine *machine, struct buffer *out)
{
    const struct param *structure = struct_param(m->out, m->out_count);
    if (structure != NULL) {
        const char *name = structure->name;
        buffer_text(out, "    seL4_Word got = seL4_MessageInfo_get_length(reply);\n"
                         "    seL4_Word first[4] = {mr0, mr1, mr2, mr3};\n");
        buffer_printf(out,
                      "    for (seL4_Word i = 0; i < got && i < sizeof(*%s) / sizeof(seL4_Word); "
                      "i++) {\n        ((seL4_Word *)%s)[i] = i < 4 ? first[i] : "
                      "seL4_GetMR((int)i);\n    }\n",
                      name, name);
        return;
    }
    unsigned word = 0;
    for (size_t i = 0; i < m->out_count; i++) {
        const struct param *p = &m->out[i];
        if (p->bits > machine->word_bits) {
            buffer_printf(out, "    result.%s = (%s)%s | (%s)%s << 32;\n", p->name, p->type,
                          result_word(word), p->type, result_word(word + 1));
            word += 2;
        } else {
            buffer_printf(out, "    result.%s = (%s)%s;\n", p->name, p->type, result_word(word++));
        }
    }
}

static void emit_result_type(const struct method *m, struct buffer *out)
{
    buffer_printf(out, "typedef struct %s {\n    int error;\n", m->function);
    for (size_t i = 0; i < m->out_count; i++) {
        buffer_printf(out, "    %s %s;\n", m->out[i].type, m->out[i].name);
    }
    buffer_printf(out, "} %s_t;\n\n", m->function);
}

static void emit_stub(const struct method *m, const struct machine *machine, struct buffer *out)
{
    bool structured = returns_struct(m);
    buffer_text(out, "\n");
    if (m->when != NULL) {
        buffer_printf(out, "#if %s\n", m->when);
    }
    if (structured) {
        emit_result_type(m, out);
    }
    emit_comment(m, out);
    buffer_text(out, "LIBSEL4_INLINE ");
    emit_prototype(m, out);
    buffer_text(out, "\n{\n");
    emit_request(m, machine, out);
    buffer_text(out, "    seL4_MessageInfo_t reply = sel4_invoke(_service, tag, &mr0, &mr1, &mr2, "
                     "&mr3);\n"
                     "    seL4_Error error = (seL4_Error)seL4_MessageInfo_get_label(reply);\n");
    if (structured) {
        buffer_printf(out, "    %s_t result = {(int)error", m->function);
        for (size_t i = 0; i < m->out_count; i++) {
            buffer_text(out, ", 0");
        }
        buffer_text(out, "};\n");
    }
    buffer_text(out, "    if (error != seL4_NoError) {\n"
                     "        seL4_SetMR(0, mr0);\n        seL4_SetMR(1, mr1);\n"
                     "        seL4_SetMR(2, mr2);\n        seL4_SetMR(3, mr3);\n");
    buffer_printf(out, "        sel4_failed(\"%s\", error);\n", m->function);
    if (m->out_count > 0) {
        buffer_printf(out, "        return %s;\n", structured ? "result" : "error");
    }
    buffer_text(out, "    }\n");
    emit_results(m, machine, out);
    buffer_printf(out, "    return %s;\n}\n", structured ? "result" : "error");
    if (m->when != NULL) {
        buffer_text(out, "#endif\n");
    }
}

void emit_stubs(const struct machine *machine, struct buffer *out)
{
    const struct interface *interface = &machine->interface;
    buffer_text(out, header);
    buffer_text(out, "#include <sel4/functions.h>\n#include <sel4/invoke.h>\n"
                     "#include <sel4/types.h>\n");
    for (size_t i = 0; i < interface->method_count; i++) {
        emit_stub(&interface->methods[i], machine, out);
    }
}
