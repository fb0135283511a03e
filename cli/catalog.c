/* SPDX-License-Identifier: BSD-2-Clause */
/* The SDK's tables; see catalog.h. */
#include "catalog.h"
#include "os.h"

#include <stdlib.h>
#include <string.h>

static struct catalog catalog;

static enum option_type option_type(const char *name)
{
    static const char *const names[] = {"bool", "int", "choice", "string", "selector"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_equal(names[i], name)) {
            return (enum option_type)i;
        }
    }
    return OPTION_STRING;
}

static void load_option(struct option *o, const struct value *table)
{
    *o = (struct option){.name = table->key, .table = table};
    o->type = option_type(value_text(table, "type", ""));
    o->help = value_text(table, "help", "");
    o->macro = value_text(table, "macro", NULL);
    o->where = value_text(table, "where", "kernel");
    o->needs = value_text(table, "needs", NULL);
    o->otherwise = value_text(table, "otherwise", NULL);
    o->omit = value_bool(table, "omit", false);
    o->reason = value_text(table, "reason", NULL);
    o->now = value_text(table, "now", NULL);
    o->no_effect = value_text(table, "no-effect", NULL);
    o->is = value_text(table, "is", NULL);
    o->min = value_int(table, "min", INT64_MIN);
    o->max = value_int(table, "max", INT64_MAX);
    o->supported_max = value_int(table, "supported-max", INT64_MAX);
    value_words(table, "values", &o->values);
    value_words(table, "value-macros", &o->value_macros);
    value_words(table, "for", &o->families);
    words_add(&catalog.option_names, o->name);
}

static bool load_options(void)
{
    const char *path = os_join(catalog.share, "config/options.toml");
    const struct value *root = value_read(path, path);
    if (root == NULL) {
        return false;
    }
    catalog.options = mem_alloc(root->count * sizeof *catalog.options);
    for (size_t i = 0; i < root->count; i++) {
        load_option(&catalog.options[catalog.option_count++], &root->items[i]);
    }
    return true;
}

static void load_target(struct target *t, const struct value *table)
{
    t->name = table->key;
    t->triple = value_text(table, "triple", "");
    t->sel4_arch = value_text(table, "sel4-arch", "");
    t->macros = value_get(table, "macros");
    value_words(table, "families", &t->families);
    t->family = t->families.count > 0 ? t->families.items[0] : "";
    words_add(&catalog.target_triples, t->triple);
}

static bool load_targets(void)
{
    const char *path = os_join(catalog.share, "config/targets.toml");
    const struct value *root = value_read(path, path);
    const struct value *targets = root != NULL ? value_get(root, "target") : NULL;
    if (targets == NULL) {
        return false;
    }
    catalog.derived = value_get(root, "derived");
    catalog.targets = mem_alloc(targets->count * sizeof *catalog.targets);
    for (size_t i = 0; i < targets->count; i++) {
        load_target(&catalog.targets[catalog.target_count++], &targets->items[i]);
    }
    return true;
}

static const struct target *target_by_name(const char *name)
{
    for (size_t i = 0; i < catalog.target_count; i++) {
        if (text_equal(catalog.targets[i].name, name)) {
            return &catalog.targets[i];
        }
    }
    return NULL;
}

static bool load_board(const char *path)
{
    const struct value *root = value_read(path, path);
    if (root == NULL) {
        return false;
    }
    const struct value *head = value_get(root, "board");
    struct board b = {.table = root,
                      .name = value_text(head, "name", ""),
                      .help = value_text(head, "help", ""),
                      .image = value_text(head, "image", "elf"),
                      .target = target_by_name(value_text(head, "target", ""))};
    if (b.target == NULL) {
        diag_error(STATUS_CONFIG, &root->at, "this board has no known target");
        return false;
    }
    catalog.boards = mem_grow(catalog.boards, catalog.board_count + 1, sizeof b);
    catalog.boards[catalog.board_count++] = b;
    words_add(&catalog.board_names, b.name);
    return true;
}

static bool load_boards(void)
{
    const char *dir = os_join(catalog.share, "boards");
    struct words names = {0};
    os_list(dir, false, &names);
    for (size_t i = 0; i < names.count; i++) {
        if (text_ends(names.items[i], ".toml") && !load_board(os_join(dir, names.items[i]))) {
            return false;
        }
    }
    return catalog.board_count > 0;
}

const struct catalog *catalog_load(void)
{
    if (catalog.share != NULL) {
        return &catalog;
    }
    catalog.share = os_share_dir();
    if (catalog.share == NULL) {
        diag_error(STATUS_NOT_FOUND, NULL, "share/fel4 is not beside this program's bin directory");
        diag_help("run `make` in the feL4 tree, or install the SDK again");
        return NULL;
    }
    catalog.share = os_absolute(catalog.share);
    if (load_options() && load_targets() && load_boards()) {
        return &catalog;
    }
    if (diag_errors() == 0) {
        diag_error(STATUS_NOT_FOUND, NULL, "the tables in %s are incomplete", catalog.share);
    }
    return NULL;
}

const struct option *catalog_option(const struct catalog *c, const char *name)
{
    for (size_t i = 0; i < c->option_count; i++) {
        if (text_equal(c->options[i].name, name)) {
            return &c->options[i];
        }
    }
    return NULL;
}

const struct board *catalog_board(const struct catalog *c, const char *name)
{
    for (size_t i = 0; i < c->board_count; i++) {
        if (text_equal(c->boards[i].name, name)) {
            return &c->boards[i];
        }
    }
    return NULL;
}

const struct target *catalog_target(const struct catalog *c, const char *triple)
{
    for (size_t i = 0; i < c->target_count; i++) {
        if (text_equal(c->targets[i].triple, triple)) {
            return &c->targets[i];
        }
    }
    return NULL;
}

bool option_is_for(const struct option *o, const struct target *t)
{
    for (size_t i = 0; i < o->families.count; i++) {
        if (words_have(&t->families, o->families.items[i])) {
            return true;
        }
    }
    return o->families.count == 0;
}
