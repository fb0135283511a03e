/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface as XML, for generators of other languages' bindings: the methods of one group, in
 * the order of their labels, and the system calls, in the order of their numbers.
 */
#include "model.h"

#include <ctype.h>
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

/* What is before the first colon or space: "RangeError: …", "InvalidArgument 1: …". */
static char *error_name(const char *error)
{
    return text_copy(error, strcspn(error, " :"));
}

/* All that leads to one error is one element, at the place of the first. */
static void emit_error(const struct words *errors, size_t first, struct buffer *out)
{
    const char *name = error_name(errors->items[first]), *separator = "";
    for (size_t i = 0; i < first; i++) {
        if (text_equal(error_name(errors->items[i]), name)) {
            return;
        }
    }
    buffer_printf(out, "            <error name=\"seL4_%s\">\n                <description>", name);
    for (size_t i = first; i < errors->count; i++) {
        if (text_equal(error_name(errors->items[i]), name)) {
            const char *when = strchr(errors->items[i], ':') + 1;
            buffer_text(out, separator);
            emit_escaped(when + strspn(when, " "), out);
            separator = "; ";
        }
    }
    buffer_text(out, "</description>\n            </error>\n");
}

static char *lower(char *s)
{
    for (char *c = s; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return s;
}

static void emit_method(const struct method *m, struct buffer *out)
{
    const char *name = text_replace(m->function, text_printf("%s_", m->object), "");
    const char *object = m->object + strlen("seL4_");
    buffer_printf(out, "        <method id=\"%s\" name=\"%s\" manual_name=\"%s\" ", m->label, name,
                  text_replace(name, "_", " "));
    buffer_printf(out, "manual_label=\"%s\">\n", lower(text_printf("%s_%s", object, name)));
    emit_condition("            ", m->when, out);
    buffer_text(out, "            <brief>");
    emit_escaped(m->text, out);
    buffer_printf(out,
                  "</brief>\n            <description>See section %s of the specification."
                  "</description>\n",
                  m->spec);
    buffer_text(out, "            <return>seL4_NoError, or an error of the kernel.</return>\n");
    emit_params("in", m->in, m->in_count, out);
    emit_params("out", m->out, m->out_count, out);
    for (size_t i = 0; i < m->errors.count; i++) {
        emit_error(&m->errors, i, out);
    }
    buffer_text(out, "        </method>\n");
}

static void emit_structure(const struct structure *s, struct buffer *out)
{
    buffer_printf(out, "    <struct name=\"%s\">\n", s->name);
    for (size_t i = 0; i < s->members.count; i++) {
        buffer_printf(out, "        <member name=\"%s\"/>\n", s->members.items[i]);
    }
    buffer_text(out, "    </struct>\n");
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

void emit_xml_methods(const struct machine *machine, enum group group, struct buffer *out)
{
    const struct interface *interface = &machine->interface;
    static const char *const names[GROUP_COUNT] = {"ObjectApi", "ObjectApiSel4Arch",
                                                   "ObjectApiArch"};
    buffer_printf(out, "<?xml version=\"1.0\" ?>\n<api name=\"%s\">\n", names[group]);
    for (size_t i = 0; group == GROUP_SEL4_ARCH && i < interface->structure_count; i++) {
        emit_structure(&interface->structures[i], out);
    }
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

static const struct constant *syscall_numbered(const struct machine *machines, size_t count,
                                               int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        const struct interface *interface = &machines[i].interface;
        for (size_t j = 0; j < interface->constant_count; j++) {
            const struct constant *c = &interface->constants[j];
            if (text_equal(c->group, "seL4_Syscall_ID") && c->alternatives[0].value == number) {
                return c;
            }
        }
    }
    return NULL;
}

static void emit_syscall(const struct constant *c, struct buffer *out)
{
    buffer_printf(out, "            <syscall name=\"%s\"/>\n", c->name + strlen("seL4_Sys"));
}

/* The calls of MCS kernels, which abi/ does not have; their numbers follow from their order, too.
 */
static const char *const mcs_syscalls[] = {"Call", "ReplyRecv", "NBSendRecv", "NBSendWait",
                                           "Send", "NBSend",    "Recv",       "NBRecv",
                                           "Wait", "NBWait",    "Yield"};

static void emit_mcs_syscalls(struct buffer *out)
{
    buffer_text(out, "    <api-mcs>\n        <config>\n");
    for (size_t i = 0; i < COUNT_OF(mcs_syscalls); i++) {
        buffer_printf(out, "            <syscall name=\"%s\"/>\n", mcs_syscalls[i]);
    }
    buffer_text(out, "        </config>\n    </api-mcs>\n");
}

/*
 * Readers number the calls from -1 down, as they come, whether or not a kernel has them: the file
 * is the same for all machines and without gaps. Those that every kernel has come first.
 */
void emit_xml_syscalls(const struct machine *machines, size_t count, struct buffer *out)
{
    const struct constant *c, *before = NULL;
    int64_t number = -1;
    buffer_text(out, "<?xml version=\"1.0\" ?>\n<syscalls>\n    <api-master>\n        <config>\n");
    for (; (c = syscall_numbered(machines, count, number)) != NULL; number--) {
        if (c->alternatives[0].when != NULL) {
            break;
        }
        emit_syscall(c, out);
    }
    buffer_text(out, "        </config>\n    </api-master>\n");
    emit_mcs_syscalls(out);
    buffer_text(out, "    <debug>\n");
    for (; (c = syscall_numbered(machines, count, number)) != NULL; number--, before = c) {
        const char *when = c->alternatives[0].when;
        if (before == NULL || !text_equal(before->alternatives[0].when, when)) {
            buffer_text(out, before != NULL ? "        </config>\n" : "");
            buffer_text(out, "        <config>\n");
            emit_condition("            ", when, out);
        }
        emit_syscall(c, out);
    }
    buffer_text(out, "        </config>\n    </debug>\n</syscalls>\n");
}

/* What api/syscall.xml may contain, in the language of XML schemas. */
static const char schema[] =
    "<?xml version=\"1.0\" ?>\n"
    "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n"
    "    <xs:element name=\"syscalls\">\n        <xs:complexType>\n            <xs:sequence>\n"
    "                <xs:element name=\"api-master\" type=\"calls\"/>\n"
    "                <xs:element name=\"api-mcs\" type=\"calls\"/>\n"
    "                <xs:element name=\"debug\" type=\"calls\"/>\n"
    "            </xs:sequence>\n        </xs:complexType>\n    </xs:element>\n"
    "    <xs:complexType name=\"calls\">\n        <xs:sequence>\n"
    "            <xs:element name=\"config\" type=\"config\" maxOccurs=\"unbounded\"/>\n"
    "        </xs:sequence>\n    </xs:complexType>\n"
    "    <xs:complexType name=\"config\">\n        <xs:sequence>\n"
    "            <xs:element name=\"condition\" type=\"condition\" minOccurs=\"0\"/>\n"
    "            <xs:element name=\"syscall\" maxOccurs=\"unbounded\">\n"
    "                <xs:complexType>\n"
    "                    <xs:attribute name=\"name\" type=\"xs:NCName\" use=\"required\"/>\n"
    "                </xs:complexType>\n            </xs:element>\n"
    "        </xs:sequence>\n    </xs:complexType>\n"
    "    <xs:complexType name=\"condition\">\n"
    "        <xs:choice minOccurs=\"1\" maxOccurs=\"unbounded\">\n"
    "            <xs:element name=\"and\" type=\"condition\"/>\n"
    "            <xs:element name=\"or\" type=\"condition\"/>\n"
    "            <xs:element name=\"not\" type=\"condition\"/>\n"
    "            <xs:element name=\"config\">\n                <xs:complexType>\n"
    "                    <xs:attribute name=\"var\" type=\"xs:NCName\" use=\"required\"/>\n"
    "                </xs:complexType>\n            </xs:element>\n"
    "        </xs:choice>\n    </xs:complexType>\n"
    "</xs:schema>\n";

void emit_xml_schema(struct buffer *out)
{
    buffer_text(out, schema);
}
