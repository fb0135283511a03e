/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 migrate [FILE]: a fel4.toml of 2018 with today's keys, or a project's sel4.toml (selfe) as a
 * fel4.toml, on standard output or into --output. Of the former everything but the old keys stays:
 * one that was renamed gets its new name, one without effect becomes a comment that says why.
 */
#include "call.h"
#include "config.h"
#include "edit.h"
#include "os.h"

#include <stdio.h>
#include <string.h>

/* ---- fel4.toml ---- */

/* What the line of an old key becomes; NULL: it stays. The new key may be there already. */
static char *new_line(const struct option *o, const struct value *table, const char *line)
{
    char *old = text_copy(line, strcspn(line, "\r\n"));
    const char *key = strstr(old, o->name);
    if (o->now != NULL && value_get(table, o->now) == NULL && key != NULL) {
        return text_printf("%.*s%s%s", (int)(key - old), old, o->now, key + strlen(o->name));
    }
    if (o->now != NULL) {
        return text_printf("# %s # %s is here already", old, o->now);
    }
    return o->no_effect != NULL ? text_printf("# %s # no effect: %s", old, o->no_effect) : NULL;
}

struct edits {
    const struct catalog *catalog;
    const char *text;
    char **lines; /* new contents of line n, or NULL */
    unsigned count;
};

static void edit_keys(struct edits *e, const struct value *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct value *v = &table->items[i];
        const struct option *o = catalog_option(e->catalog, v->key);
        if (v->kind == VALUE_TABLE) {
            edit_keys(e, v);
        } else if (o != NULL) {
            char *line = new_line(o, table, edit_line(e->text, v->key_at.line));
            e->lines[v->key_at.line] = line;
            e->count += line != NULL;
        }
    }
}

static char *edit_manifest(const struct catalog *c, const struct value *root, unsigned *count)
{
    const char *text = root->at.source->text;
    struct edits e = {.catalog = c, .text = text};
    struct buffer out = {0};
    unsigned lines = 1, n = 1;
    for (const char *p = text; *p != '\0'; p++) {
        lines += *p == '\n';
    }
    e.lines = mem_alloc((lines + 1) * sizeof *e.lines);
    for (size_t i = 0; i < root->count; i++) {
        if (root->items[i].kind == VALUE_TABLE && catalog_target(c, root->items[i].key) != NULL) {
            edit_keys(&e, &root->items[i]);
        }
    }
    for (const char *p = text; *p != '\0'; n++) {
        size_t size = strcspn(p, "\r\n"), end = size + (p[size] == '\r');
        end += p[end] == '\n';
        buffer_add(&out, e.lines[n] != NULL ? e.lines[n] : p,
                   e.lines[n] != NULL ? strlen(e.lines[n]) : size);
        buffer_add(&out, p + size, end - size);
        p += end;
    }
    *count = e.count;
    return out.data;
}

/* ---- sel4.toml: [sel4.config], [sel4.config.NAME], [build.BOARD] ---- */

static char *written(const struct value *v)
{
    return v->kind == VALUE_TEXT ? edit_quoted(v->text) : text_printf("%s", v->text);
}

static void add_key(const struct catalog *c, const struct target *t, const struct value *v,
                    struct buffer *out)
{
    const struct option *o = catalog_option(c, v->key);
    if (o != NULL && o->now != NULL) {
        o = catalog_option(c, o->now);
    }
    if (o == NULL || o->no_effect != NULL || !option_is_for(o, t)) {
        diag_note(&v->key_at, "%s is left out: %s", v->key,
                  o == NULL              ? "no such key"
                  : o->no_effect != NULL ? o->no_effect
                                         : "not a key of this architecture");
        buffer_printf(out, "# %s = %s\n", v->key, written(v));
        return;
    }
    buffer_printf(out, "%s = %s\n", o->name, written(v));
}

/* The keys of a [sel4.config] table that is meant for this target; tables inside are skipped. */
static void add_table(const struct catalog *c, const struct target *t, const char *header,
                      const struct value *table, struct buffer *out)
{
    bool begun = header == NULL;
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        if (table->items[i].kind != VALUE_TABLE) {
            if (!begun) {
                buffer_printf(out, "\n[%s]\n", header);
                begun = true;
            }
            add_key(c, t, &table->items[i], out);
        }
    }
}

/* The board: --platform, or the first [build.BOARD] that we know. */
static const struct board *selfe_board(const struct catalog *c, const struct value *root,
                                       const char *platform)
{
    const struct value *build = value_get(root, "build");
    const struct board *b = platform != NULL ? catalog_board(c, platform) : NULL;
    for (size_t i = 0; platform == NULL && b == NULL && build != NULL && i < build->count; i++) {
        b = catalog_board(c, build->items[i].key);
    }
    if (b == NULL) {
        diag_error(STATUS_CONFIG, NULL, "for which board? No [build.BOARD] says it");
        diag_help("add --platform with one of %s", words_join(&c->board_names, ", "));
    }
    return b;
}

static char *convert_selfe(const struct catalog *c, const struct value *root, const char *platform)
{
    const struct value *config = value_get(value_get(root, "sel4"), "config");
    const struct board *b = selfe_board(c, root, platform);
    struct buffer out = {0};
    if (b == NULL) {
        return NULL;
    }
    const struct target *t = b->target;
    const char *general[] = {t->family, t->sel4_arch};
    buffer_printf(&out, "# From %s, by fel4 migrate.\n\n[fel4]\nplatform = \"%s\"\n\n[%s]\n",
                  root->at.source->name, b->name, t->triple);
    add_table(c, t, NULL, config, &out);
    for (size_t i = 0; i < COUNT_OF(general) && (i == 0 || !text_equal(general[0], general[1]));
         i++) {
        add_table(c, t, NULL, value_get(config, general[i]), &out);
    }
    add_table(c, t, text_printf("%s.debug", t->triple), value_get(config, "debug"), &out);
    add_table(c, t, text_printf("%s.release", t->triple), value_get(config, "release"), &out);
    add_table(c, t, text_printf("%s.%s", t->triple, b->name), value_get(config, b->name), &out);
    diag_note(NULL, "kernel, tools and make_root_task have no counterpart: fel4 brings the kernel, "
                    "and builds src/ itself; SEL4_PREFIX names another kernel");
    return out.data;
}

/* ---- */

static int deliver(const char *text, const char *output, bool json)
{
    struct buffer b = {0};
    if (output == NULL && json) {
        buffer_member(&b, "{", "text", text);
        printf("%s}\n", b.data);
    } else if (output == NULL) {
        fputs(text, stdout);
    } else if (os_exists(output)) {
        diag_error(STATUS_FILE, NULL, "%s exists already", output);
    } else if (!os_write(output, text, strlen(text), 0666)) {
        diag_file("write", output);
    }
    return diag_status();
}

int command_migrate(struct call *call)
{
    const struct catalog *c = catalog_load();
    const char *path = call->arguments.count > 0 ? call->arguments.items[0] : call->manifest;
    path = path != NULL ? path : manifest_find(".");
    const struct value *root = c != NULL && path != NULL ? value_read(path, path) : NULL;
    unsigned count = 0;
    if (root == NULL) {
        return diag_status();
    }
    bool selfe = value_get(root, "fel4") == NULL && value_get(root, "sel4") != NULL;
    char *text = selfe ? convert_selfe(c, root, call->platform) : edit_manifest(c, root, &count);
    if (text == NULL) {
        return diag_status();
    }
    if (!selfe) {
        diag_note(NULL, "%u key%s of an older seL4 in %s", count, count == 1 ? "" : "s", path);
    }
    return deliver(text, call->output, call->json);
}
