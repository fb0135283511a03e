/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface for people: a page of Markdown for each kind of object, over all machines, and a
 * page that lists them and says what holds for all methods.
 */
#include "model.h"

#include <string.h>

static const struct method *find(const struct machine *machine, const struct method *m)
{
    for (size_t i = 0; i < machine->interface.method_count; i++) {
        const struct method *other = &machine->interface.methods[i];
        if (text_equal(other->label, m->label) && text_equal(other->when, m->when)) {
            return other;
        }
    }
    return NULL;
}

const char *page_name(const struct object *object)
{
    return text_printf("%s.md", object->type + strlen("seL4_"));
}

static const char *place(const struct param *p, unsigned word_bits)
{
    if (p->kind == PARAM_CAP) {
        return text_printf("capability %u", p->word);
    }
    if (p->kind == PARAM_STRUCT) {
        return text_printf("words %u…", p->word);
    }
    if (p->bits > word_bits) {
        return text_printf("words %u, %u", p->word, p->word + 1);
    }
    return p->shares ? text_printf("word %u, bit %u", p->word, p->shift)
                     : text_printf("word %u", p->word);
}

static void emit_param(const struct machine *machines, size_t count, const struct method *m,
                       size_t index, struct buffer *out)
{
    const char *first = NULL, *other = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct method *same = find(&machines[i], m);
        const char *here = same != NULL ? place(&same->in[index], machines[i].word_bits) : NULL;
        if (first == NULL) {
            first = here;
        } else if (here != NULL && !text_equal(first, here)) {
            other = text_printf(" (%s: %s)", machines[i].name, here);
        }
    }
    const struct param *p = &m->in[index];
    buffer_printf(out, "| `%s` | %s%s | %s |\n", p->name, first, other != NULL ? other : "",
                  p->about);
}

static void emit_params(const struct machine *machines, size_t count, const struct method *m,
                        struct buffer *out)
{
    if (m->in_count + m->out_count == 0) {
        return;
    }
    buffer_text(out, "\n| Parameter | Place | Meaning |\n|---|---|---|\n");
    for (size_t i = 0; i < m->in_count; i++) {
        emit_param(machines, count, m, i, out);
    }
    for (size_t i = 0; i < m->out_count; i++) {
        buffer_printf(out, "| `%s` | result | %s |\n", m->out[i].name, m->out[i].about);
    }
}

static void emit_origin(const struct machine *machines, size_t count, const struct method *m,
                        struct buffer *out)
{
    buffer_printf(out, "\nLabel `%s`", m->label);
    if (m->group != GROUP_GENERIC) {
        const char *separator = "; on ";
        for (size_t i = 0; i < count; i++) {
            if (find(&machines[i], m) != NULL) {
                buffer_printf(out, "%s%s", separator, machines[i].name);
                separator = ", ";
            }
        }
    }
    if (m->when != NULL) {
        buffer_printf(out, "; exists when `%s`", m->when);
    }
    buffer_printf(out, ". Specification: %s.\n", m->spec);
}

static void emit_method(const struct machine *machines, size_t count, const struct method *m,
                        struct buffer *out)
{
    buffer_printf(out, "\n## %s\n\n%s\n\n```c\n", m->function, m->text);
    emit_prototype(m, out);
    buffer_text(out, ";\n```\n");
    emit_params(machines, count, m, out);
    for (size_t i = 0; i < m->errors.count; i++) {
        buffer_printf(out, "%s- seL4_%s\n", i == 0 ? "\nErrors:\n\n" : "", m->errors.items[i]);
    }
    emit_origin(machines, count, m, out);
}

/* Whether a machine before `index` has brought this method. */
static bool seen(const struct machine *machines, size_t index, const struct method *m)
{
    for (size_t i = 0; i < index; i++) {
        if (find(&machines[i], m) != NULL) {
            return true;
        }
    }
    return false;
}

void emit_page(const struct machine *machines, size_t count, const struct object *object,
               struct buffer *out)
{
    buffer_printf(out,
                  "# %s\n\n%s Type `%s`. Made by abigen from abi/; see [README.md](README.md)"
                  " for what holds for all methods.\n",
                  object->title, object->text, object->type);
    for (size_t i = 0; i < count; i++) {
        const struct interface *interface = &machines[i].interface;
        for (size_t j = 0; j < interface->method_count; j++) {
            const struct method *m = &interface->methods[j];
            if (text_equal(m->object, object->type) && !seen(machines, i, m)) {
                emit_method(machines, count, m, out);
            }
        }
    }
}

static const char rules[] =
    "# The kernel's methods\n\nMade by abigen from abi/."
    " All constants are in "
    "[Numbers.md](Numbers.md).\n\n"
    "A method is a message to the capability of an object: its first argument, `_service`. The\n"
    "stub puts the other arguments into message words and extra capabilities (column \"Place\"),\n"
    "calls the kernel and gives back `seL4_NoError` (0) or an error. A method with results gives\n"
    "back a structure of them and `error`. After an error message words 0 and 1 say more.\n\n"
    "Any method may fail with these:\n\n"
    "- seL4_InvalidCapability 0: the invoked capability is empty\n"
    "- seL4_IllegalOperation: its object does not have this method\n"
    "- seL4_TruncatedMessage: words or extra capabilities are missing; not through a stub\n\n"
    "In lists of errors a number after the name is message word 0: the number of the argument,\n"
    "or of the extra capability counted from 1. seL4_RangeError gives the least and the greatest\n"
    "value in words 0 and 1, seL4_NotEnoughMemory the bytes that are left in word 0.\n"
    "seL4_FailedLookup gives in word 0 whether the source was looked up (else the destination),\n"
    "in word 1 why it failed (seL4_LookupFailureType), then the bits that were left.\n\n"
    "| Object | Type | |\n|---|---|---|\n";

static bool known_before(const struct machine *machines, size_t index, const struct object *object)
{
    for (size_t i = 0; i < index; i++) {
        for (size_t j = 0; j < machines[i].interface.object_count; j++) {
            if (text_equal(machines[i].interface.objects[j].type, object->type)) {
                return true;
            }
        }
    }
    return false;
}

void emit_page_list(const struct machine *machines, size_t count, struct buffer *out)
{
    buffer_text(out, rules);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < machines[i].interface.object_count; j++) {
            const struct object *object = &machines[i].interface.objects[j];
            if (!known_before(machines, i, object)) {
                buffer_printf(out, "| [%s](%s) | `%s` | %s |\n", object->title, page_name(object),
                              object->type, object->text);
            }
        }
    }
}
