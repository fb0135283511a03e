/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface's numbers for people: a page of tables, a column per machine. */
#include "model.h"

/* A constant belongs to the first chapter whose words it has; the last one takes the rest. */
static const struct {
    const char *title, *begins, *ends;
} chapters[] = {
    {"System calls", "seL4_Sys", ""},
    {"Types of objects", "seL4_", "Object"},
    {"Types of objects", "seL4_", "ObjectTypeCount"},
    {"Sizes, as powers of two", "seL4_", "Bits"},
    {"Faults and their messages", "seL4_Fault_", ""},
    {"Faults and their messages", "seL4_CapFault", ""},
    {"Faults and their messages", "seL4_VMFault_", ""},
    {"Faults and their messages", "seL4_UserException_", ""},
    {"Faults and their messages", "seL4_UnknownSyscall_", ""},
    {"Faults and their messages", "seL4_DebugException_", ""},
    {"Initial capabilities", "seL4_Cap", ""},
    {"Boot information", "SEL4_BOOTINFO_", ""},
    {"Others", "", ""},
};

static const char *chapter_of(const struct constant *c)
{
    size_t i = 0;
    while (!text_starts(c->name, chapters[i].begins) || !text_ends(c->name, chapters[i].ends)) {
        i++;
    }
    return chapters[i].title;
}

static const struct constant *find(const struct machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->interface.constant_count; i++) {
        if (text_equal(machine->interface.constants[i].name, name)) {
            return &machine->interface.constants[i];
        }
    }
    return NULL;
}

static const char *number(int64_t value)
{
    return value > 4096 ? text_printf("%#llx", (unsigned long long)value)
                        : text_printf("%lld", (long long)value);
}

/* Conditions without `defined(CONFIG_…)` around each option. */
static const char *condition(const char *when)
{
    when = text_replace(text_replace(when, "!defined(CONFIG_", "no "), "defined(CONFIG_", "");
    return text_replace(text_replace(when, ")", ""), "&&", "and");
}

static void emit_cell(const struct constant *c, struct buffer *out)
{
    for (size_t i = 0; c != NULL && i < c->count; i++) {
        const struct alternative *a = &c->alternatives[i];
        buffer_printf(out, "%s%s", i > 0 ? ", else " : " ", number(a->value));
        if (a->when != NULL) {
            buffer_printf(out, " if %s", condition(a->when));
        }
    }
    buffer_text(out, " |");
}

static void emit_row(const struct machine *machines, size_t count, const char *name,
                     struct buffer *out)
{
    buffer_printf(out, "| `%s` |", name);
    for (size_t i = 0; i < count; i++) {
        emit_cell(find(&machines[i], name), out);
    }
    buffer_text(out, "\n");
}

static bool known_before(const struct machine *machines, size_t index, const char *name)
{
    for (size_t i = 0; i < index; i++) {
        if (find(&machines[i], name) != NULL) {
            return true;
        }
    }
    return false;
}

static void emit_chapter(const struct machine *machines, size_t count, const char *title,
                         struct buffer *out)
{
    buffer_printf(out, "\n## %s\n\n| |", title);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, " %s |", machines[i].name);
    }
    buffer_text(out, "\n|---|");
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, "---|");
    }
    buffer_text(out, "\n");
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < machines[i].interface.constant_count; j++) {
            const struct constant *c = &machines[i].interface.constants[j];
            if (text_equal(chapter_of(c), title) && !known_before(machines, i, c->name)) {
                emit_row(machines, count, c->name, out);
            }
        }
    }
}

void emit_numbers(const struct machine *machines, size_t count, struct buffer *out)
{
    buffer_text(out, "# Numbers of the interface\n\nMade by abigen from abi/.\n");
    for (size_t i = 0; i < COUNT_OF(chapters); i++) {
        if (i == 0 || !text_equal(chapters[i].title, chapters[i - 1].title)) {
            emit_chapter(machines, count, chapters[i].title, out);
        }
    }
}
