/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface as XML, for generators of other languages' bindings: the methods of one group, in
 * the order of their labels, and the system calls, in the order of their numbers.
 */
#include "model.h"

#include <string.h>

static void emit_escaped(const char *s, struct buffer *out)
{
    for (; *s != '\0'; s++) {
        const char *entity = *s == '&'   ? "&amp;"
                             : *s == '<' ? "&lt;"
                             : *s == '>' ? "&gt;"
                             : *s == '"' ? "&quot;"
                                         : NULL;
        if (entity != NULL) {
            buffer_text(out, entity);
        } else {
            buffer_add(out, s, 1);
        }
    }
}

static void emit_attribute(const char *name, const char *value, struct buffer *out)
{
    buffer_printf(out, " %s=\"", name);
    emit_escaped(value, out);
    buffer_text(out, "\"");
}

/* One term of a condition: defined(NAME) or !defined(NAME). Returns what follows it. */
static const char *emit_term(const char *when, struct buffer *out)
{
    bool negated = *when == '!';
    const char *name = strchr(when, '(') + 1;
    size_t size = strcspn(name, ")");
    buffer_printf(out, "%s<config var=\"%s\"/>%s", negated ? "<not>" : "", text_copy(name, size),
                  negated ? "</not>" : "");
    return name + size + strspn(name + size, ")& ");
}

static void emit_condition(const char *indent, const char *when, struct buffer *out)
{
    if (when == NULL) {
        return;
    }
    bool several = strstr(when, "&&") != NULL;
    buffer_printf(out, "%s<condition>%s", indent, several ? "<and>" : "");
    while (*when != '\0') {
        when = emit_term(when, out);
    }
    buffer_printf(out, "%s</condition>\n", several ? "</and>" : "");
}

static void emit_params(const char *dir, const struct param *params, size_t count,
                        struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "            <param dir=\"%s\" name=\"%s\" type=\"%s\"", dir,
                      params[i].name, params[i].type);
        emit_attribute("description", params[i].about, out);
        buffer_text(out, "/>\n");
    }
}

static void emit_method(const struct method *m, struct buffer *out)
{
    buffer_printf(out, "        <method id=\"%s\" name=\"%s\">\n", m->label,
                  text_replace(m->function, text_printf("%s_", m->object), ""));
    emit_condition("            ", m->when, out);
    buffer_text(out, "            <brief>");
    emit_escaped(m->text, out);
    buffer_text(out, "</brief>\n");
    emit_params("in", m->in, m->in_count, out);
    emit_params("out", m->out, m->out_count, out);
    buffer_text(out, "        </method>\n");
}

static void begin_object(const struct interface *interface, const char *type, struct buffer *out)
{
    for (size_t i = 0; i < interface->object_count; i++) {
        const struct object *object = &interface->objects[i];
        if (text_equal(object->type, type)) {
            buffer_printf(out, "    <interface name=\"%s\"", type);
            emit_attribute("manual_name", object->title, out);
            emit_attribute("cap_description", object->text, out);
            buffer_text(out, ">\n");
        }
    }
}

void emit_xml_methods(const struct interface *interface, enum group group, struct buffer *out)
{
    static const char *const names[GROUP_COUNT] = {"ObjectApi", "ObjectApiSel4Arch",
                                                   "ObjectApiArch"};
    buffer_printf(out, "<?xml version=\"1.0\" ?>\n<api name=\"%s\">\n", names[group]);
    const char *object = NULL;
    for (size_t i = 0; i < interface->method_count; i++) {
        const struct method *m = &interface->methods[i];
        if (m->group != group) {
            continue;
        }
        if (!text_equal(object, m->object)) {
            buffer_text(out, object != NULL ? "    </interface>\n" : "");
            begin_object(interface, m->object, out);
            object = m->object;
        }
        emit_method(m, out);
    }
    buffer_printf(out, "%s</api>\n", object != NULL ? "    </interface>\n" : "");
}

static const struct constant *syscall_numbered(const struct interface *interface, int64_t number)
{
    for (size_t i = 0; i < interface->constant_count; i++) {
        const struct constant *c = &interface->constants[i];
        if (text_starts(c->name, "seL4_Sys") && c->alternatives[0].value == number) {
            return c;
        }
    }
    return NULL;
}

enum { LAST_SYSCALL = -64 };

static void emit_syscalls(const struct interface *interface, bool conditional, struct buffer *out)
{
    for (int64_t number = -1; number >= LAST_SYSCALL; number--) {
        const struct constant *c = syscall_numbered(interface, number);
        if (c == NULL || (c->alternatives[0].when != NULL) != conditional) {
            continue;
        }
        buffer_text(out, "        <config>\n");
        emit_condition("            ", c->alternatives[0].when, out);
        buffer_printf(out, "            <syscall name=\"%s\" number=\"%d\"/>\n        </config>\n",
                      c->name + strlen("seL4_Sys"), (int)number);
    }
}

void emit_xml_syscalls(const struct interface *interface, struct buffer *out)
{
    buffer_text(out, "<?xml version=\"1.0\" ?>\n<syscalls>\n    <api-master>\n");
    emit_syscalls(interface, false, out);
    buffer_text(out, "    </api-master>\n    <debug>\n");
    emit_syscalls(interface, true, out);
    buffer_text(out, "    </debug>\n</syscalls>\n");
}
