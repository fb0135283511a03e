/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface for people, as a page of Markdown, and for other generators, as XML. */
#include "model.h"

static void emit_method(const struct method *m, struct buffer *out)
{
    buffer_printf(out, "\n### %s\n\n", m->function);
    buffer_printf(out, "Label `%s`, specification %s.%s%s%s\n", m->label, m->spec,
                  m->when != NULL ? " Exists when `" : "", m->when != NULL ? m->when : "",
                  m->when != NULL ? "`." : "");
    if (m->in_count + m->out_count == 0) {
        return;
    }
    buffer_text(out, "\n| Parameter | Type | Place |\n|---|---|---|\n");
    for (size_t i = 0; i < m->in_count; i++) {
        const struct param *p = &m->in[i];
        buffer_printf(out, "| %s | %s | ", p->name, p->type);
        if (p->kind == PARAM_CAP) {
            buffer_printf(out, "extra capability %u |\n", p->word);
        } else if (p->shares) {
            buffer_printf(out, "message word %u, from bit %u |\n", p->word, p->shift);
        } else {
            buffer_printf(out, "message word %u%s |\n", p->word,
                          p->kind == PARAM_STRUCT ? " and following" : "");
        }
    }
    for (size_t i = 0; i < m->out_count; i++) {
        buffer_printf(out, "| %s | %s | result |\n", m->out[i].name, m->out[i].type);
    }
}

void emit_docs(const struct interface *interface, const struct machine *machine,
               struct buffer *out)
{
    buffer_printf(out, "# The kernel's methods on %s\n\nMade from `abi/`.\n", machine->name);
    const char *object = "";
    for (size_t i = 0; i < interface->method_count; i++) {
        const struct method *m = &interface->methods[i];
        if (!text_equal(object, m->object)) {
            object = m->object;
            buffer_printf(out, "\n## %s\n", object);
        }
        emit_method(m, out);
    }
}

static void emit_xml_params(const char *dir, const struct param *params, size_t count,
                            struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "            <param dir=\"%s\" name=\"%s\" type=\"%s\"/>\n", dir,
                      params[i].name, params[i].type);
    }
}

void emit_xml(const struct interface *interface, struct buffer *out)
{
    buffer_text(out, "<?xml version=\"1.0\" ?>\n<api name=\"ObjectApi\">\n");
    const char *object = NULL;
    for (size_t i = 0; i < interface->method_count; i++) {
        const struct method *m = &interface->methods[i];
        if (!text_equal(object, m->object)) {
            buffer_printf(out, "%s    <interface name=\"%s\">\n",
                          object != NULL ? "    </interface>\n" : "", m->object);
            object = m->object;
        }
        buffer_printf(out, "        <method id=\"%s\" name=\"%s\">\n", m->label,
                      text_replace(m->function, text_printf("%s_", m->object), ""));
        emit_xml_params("in", m->in, m->in_count, out);
        emit_xml_params("out", m->out, m->out_count, out);
        buffer_text(out, "        </method>\n");
    }
    buffer_text(out, "    </interface>\n</api>\n");
}
