/* SPDX-License-Identifier: BSD-2-Clause */
/* The generated configuration; see genconfig.h. */
#include "genconfig.h"
#include "board.h"
#include "os.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void add(struct macros *m, const char *where, const char *name, const char *value,
                bool is_bool)
{
    for (size_t i = 0; i < m->count; i++) {
        if (text_equal(m->items[i].name, name) && text_equal(m->items[i].where, where)) {
            return;
        }
    }
    m->items = mem_grow(m->items, m->count + 1, sizeof *m->items);
    m->items[m->count++] = (struct macro){name, value, is_bool, where};
}

static void add_table(const struct value *table, void *data)
{
    struct macros *m = data;
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct value *v = &table->items[i];
        bool is_bool = v->kind == VALUE_BOOL;
        add(m, "kernel", v->key, is_bool && v->number == 0 ? NULL : v->text, is_bool);
    }
}

static void add_option(const struct config *c, const struct option *o, struct macros *m)
{
    const char *value = config_value(c, o->name);
    bool is_bool = o->type == OPTION_BOOL;
    if (o->macro == NULL || !option_is_for(o, c->target)) {
        return;
    }
    if (value != NULL || !o->omit) {
        add(m, o->where, o->macro, is_bool && !text_equal(value, "true") ? NULL : value, is_bool);
    }
    for (size_t i = 0; i < o->value_macros.count; i++) {
        bool on = text_equal(value, o->values.items[i]);
        add(m, o->where, o->value_macros.items[i], on ? "true" : NULL, true);
    }
}

static void add_derived(const struct config *c, const struct value *d, struct macros *m)
{
    struct words when = {0};
    bool holds = false;
    value_words(d, "when", &when);
    for (size_t i = 0; i < when.count; i++) {
        holds = holds || config_holds(c, when.items[i]);
    }
    add(m, value_text(d, "where", "kernel"), d->key, holds ? "true" : NULL, true);
}

void genconfig_macros(const struct config *c, struct macros *out)
{
    add_table(c->target->macros, out);
    board_each(c, "macros", add_table, out);
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        add_option(c, &c->catalog->options[i], out);
    }
    const struct value *derived = c->catalog->derived;
    for (size_t i = 0; derived != NULL && i < derived->count; i++) {
        add_derived(c, &derived->items[i], out);
    }
}

/* The two spaces after the name are expected by scripts that cut the value out. */
static void header(const struct macros *m, const char *where, struct buffer *out)
{
    buffer_text(out, "#pragma once\n\n");
    for (size_t i = 0; i < m->count; i++) {
        const struct macro *x = &m->items[i];
        if (!text_equal(x->where, where)) {
            continue;
        }
        if (x->value == NULL) {
            buffer_printf(out, "/* disabled: CONFIG_%s */\n", x->name);
        } else {
            buffer_printf(out, "#define CONFIG_%s  %s\n", x->name, x->is_bool ? "1" : x->value);
        }
    }
}

void genconfig_json(const struct macros *m, const char *where, struct buffer *out)
{
    const char *separator = "{\n";
    for (size_t i = 0; i < m->count; i++) {
        const struct macro *x = &m->items[i];
        if (!text_equal(x->where, where) || (x->value == NULL && !x->is_bool)) {
            continue;
        }
        buffer_printf(out, "%s    \"%s\": ", separator, x->name);
        if (x->is_bool) {
            buffer_text(out, x->value != NULL ? "true" : "false");
        } else {
            buffer_json(out, x->value);
        }
        separator = ",\n";
    }
    buffer_text(out, text_equal(separator, "{\n") ? "{}\n" : "\n}\n");
}

bool genconfig_file(const char *dir, const char *name, const struct buffer *b)
{
    char *path = os_join(dir, name);
    if (!os_make_dirs(os_dir(path))) {
        diag_file("create", os_dir(path));
        return false;
    }
    if (!os_write_changed(path, b)) {
        diag_file("write", path);
        return false;
    }
    return true;
}

static void setting_macro(const struct config *c, const struct option *o, struct buffer *out)
{
    const char *value = config_value(c, o->name);
    if (!option_is_for(o, c->target) || value == NULL) {
        return;
    }
    buffer_printf(out, "#define FEL4_CFG_%s ", o->name);
    if (o->type == OPTION_BOOL) {
        buffer_text(out, text_equal(value, "true") ? "1" : "0");
    } else if (o->type == OPTION_INT) {
        buffer_text(out, value);
    } else {
        buffer_json(out, value);
    }
    buffer_text(out, "\n");
}

void genconfig_text(const struct config *c, const struct manifest *m, struct buffer *out)
{
    buffer_text(out, "#pragma once\n\n");
    buffer_printf(out, "#define FEL4_PLATFORM \"%s\"\n", c->board->name);
    buffer_printf(out, "#define FEL4_TARGET \"%s\"\n", c->target->triple);
    buffer_printf(out, "#define FEL4_PROFILE \"%s\"\n", c->profile);
    if (m != NULL) {
        buffer_printf(out, "#define FEL4_PROGRAM \"%s\"\n", m->name);
        buffer_printf(out, "#define FEL4_STACK_SIZE %lld\n", (long long)m->stack);
        buffer_printf(out, "#define FEL4_HEAP_SIZE %lld\n", (long long)m->heap);
    }
    buffer_text(out, "\n");
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        setting_macro(c, &c->catalog->options[i], out);
    }
}

static void board_define(const struct value *v, struct buffer *out)
{
    if (v->kind == VALUE_INT) {
        buffer_printf(out, "#define %s 0x%llx\n", v->key, (unsigned long long)v->number);
    } else if (v->kind != VALUE_BOOL) {
        buffer_printf(out, "#define %s %s\n", v->key, v->text);
    } else if (v->number != 0) {
        buffer_printf(out, "#define %s 1\n", v->key);
    }
}

static void board_header(const struct config *c, struct buffer *out)
{
    const struct value *define = value_get(c->board->table, "define");
    const struct value *memory = value_get(c->board->table, "memory");
    buffer_printf(out, "#pragma once\n\n#define BOARD_NAME \"%s\"\n", c->board->name);
    for (size_t i = 0; define != NULL && i < define->count; i++) {
        board_define(&define->items[i], out);
    }
    size_t count = memory != NULL ? memory->count : 0;
    buffer_printf(out, "#define BOARD_MEMORY_COUNT %zu\n#define BOARD_MEMORY {", count);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%s{0x%llx, 0x%llx}", i > 0 ? ", " : "",
                      (unsigned long long)value_int(&memory->items[i], "start", 0),
                      (unsigned long long)value_int(&memory->items[i], "end", 0));
    }
    buffer_text(out, "}\n");
}

static bool gen_config(const struct macros *m, const char *where, const char *dir)
{
    bool kernel = text_equal(where, "kernel"), libsel4 = text_equal(where, "libsel4");
    const char *room = kernel ? "kernel" : libsel4 ? "sel4" : "elfloader";
    struct buffer h = {0}, json = {0};
    header(m, where, &h);
    genconfig_json(m, where, &json);
    return genconfig_file(dir, text_printf("include/%s/gen_config.h", room), &h) &&
           genconfig_file(dir, text_printf("include/%s/gen_config.json", room), &json);
}

bool genconfig_own(const struct config *c, const struct manifest *m, const char *dir)
{
    struct buffer own = {0}, board = {0};
    genconfig_text(c, m, &own);
    board_header(c, &board);
    return genconfig_file(dir, "include/fel4_config.h", &own) &&
           genconfig_file(dir, "include/board_gen.h", &board);
}

bool genconfig_headers(const struct config *c, const struct manifest *m, const char *dir)
{
    struct macros macros = {0};
    struct buffer autoconf = {0};
    genconfig_macros(c, &macros);
    buffer_text(&autoconf, "#pragma once\n\n#include <kernel/gen_config.h>\n"
                           "#include <sel4/gen_config.h>\n#include <elfloader/gen_config.h>\n");
    return gen_config(&macros, "kernel", dir) && gen_config(&macros, "libsel4", dir) &&
           gen_config(&macros, "loader", dir) &&
           genconfig_file(dir, "include/autoconf.h", &autoconf) && genconfig_own(c, m, dir);
}
