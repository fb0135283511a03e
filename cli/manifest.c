/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4.toml; see manifest.h. */
#include "manifest.h"
#include "os.h"
#include "profile.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum key_kind { KEY_TEXT, KEY_WORDS, KEY_SIZE, KEY_SECONDS, KEY_VALUE };

/* Every key outside the [TARGET] tables. */
struct key {
    const char *table, *name;
    enum key_kind kind;
    size_t offset; /* of the field in struct manifest */
};

static const struct key keys[] = {
    {"fel4", "platform", KEY_TEXT, offsetof(struct manifest, platform)},
    {"fel4", "target", KEY_TEXT, offsetof(struct manifest, target)},
    {"fel4", "artifact-path", KEY_TEXT, offsetof(struct manifest, artifact_path)},
    {"fel4", "target-specs-path", KEY_VALUE, 0},
    {"program", "name", KEY_TEXT, offsetof(struct manifest, name)},
    {"program", "sources", KEY_WORDS, offsetof(struct manifest, sources)},
    {"program", "include", KEY_WORDS, offsetof(struct manifest, includes)},
    {"program", "compiler", KEY_TEXT, offsetof(struct manifest, compiler)},
    {"program", "cflags", KEY_WORDS, offsetof(struct manifest, cflags)},
    {"program", "ldflags", KEY_WORDS, offsetof(struct manifest, ldflags)},
    {"program", "libraries", KEY_WORDS, offsetof(struct manifest, libraries)},
    {"program", "stack", KEY_SIZE, offsetof(struct manifest, stack)},
    {"program", "heap", KEY_SIZE, offsetof(struct manifest, heap)},
    {"simulate", "memory", KEY_TEXT, offsetof(struct manifest, memory)},
    {"simulate", "cpu", KEY_TEXT, offsetof(struct manifest, cpu)},
    {"simulate", "arguments", KEY_WORDS, offsetof(struct manifest, qemu_arguments)},
    {"simulate", "timeout", KEY_SECONDS, offsetof(struct manifest, timeout)},
    {"test", "sources", KEY_WORDS, offsetof(struct manifest, test_sources)},
    {"test", "timeout", KEY_SECONDS, offsetof(struct manifest, test_timeout)},
    {"test", "each", KEY_SECONDS, offsetof(struct manifest, one_test_timeout)},
};

static const struct key *find_key(const char *table, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (text_equal(keys[i].table, table) && text_equal(keys[i].name, name)) {
            return &keys[i];
        }
    }
    return NULL;
}

void manifest_keys(struct words *out)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        words_addf(out, "%s.%s", keys[i].table, keys[i].name);
    }
}

bool manifest_has_key(const char *table, const char *key)
{
    return find_key(table, key) != NULL;
}

bool manifest_key_is_list(const char *table, const char *key)
{
    const struct key *k = find_key(table, key);
    return k != NULL && k->kind == KEY_WORDS;
}

bool manifest_key_is_text(const char *table, const char *key)
{
    const struct key *k = find_key(table, key);
    return k != NULL && (k->kind == KEY_TEXT || k->kind == KEY_VALUE);
}

bool manifest_size(const char *text, int64_t *size)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 0);
    unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    if (text[0] < '0' || text[0] > '9' || end[shift != 0] != '\0' || number > 1ull << 40 ||
        number << shift > 1ull << 40) {
        return false;
    }
    *size = (int64_t)(number << shift);
    return true;
}

static char *look_up(const char *start)
{
    for (char *dir = os_absolute(start);; dir = os_dir(dir)) {
        char *path = os_join(dir, "fel4.toml");
        if (os_exists(path)) {
            return path;
        }
        if (text_equal(dir, "/")) {
            return NULL;
        }
    }
}

bool manifest_exists(const char *start)
{
    return look_up(start) != NULL;
}

char *manifest_find(const char *start)
{
    char *path = look_up(start);
    if (path == NULL) {
        diag_error(STATUS_NOT_FOUND, NULL, "no fel4.toml in %s or above", os_absolute(start));
        diag_help("make a project with `fel4 new PATH`, or name its directory with -C DIR");
    }
    return path;
}

static void wrong_kind(const struct value *v, const char *wanted)
{
    diag_error(STATUS_CONFIG, &v->at, "%s must be %s, not %s", v->key, wanted,
               value_kind_name(v->kind));
}

static void read_words(const struct value *v, struct words *out)
{
    if (v->kind != VALUE_ARRAY) {
        wrong_kind(v, "a list of strings");
        return;
    }
    for (size_t i = 0; i < v->count; i++) {
        if (v->items[i].kind != VALUE_TEXT) {
            diag_error(STATUS_CONFIG, &v->items[i].at, "%s may contain strings only, not %s",
                       v->key, value_kind_name(v->items[i].kind));
        } else {
            words_add(out, v->items[i].text);
        }
    }
}

static void read_size(const struct value *v, int64_t *out)
{
    bool number = v->kind == VALUE_INT && v->number >= 0 && v->number <= (int64_t)1 << 40;
    if (number) {
        *out = v->number;
    } else if (v->kind != VALUE_TEXT || !manifest_size(v->text, out)) {
        diag_error(STATUS_CONFIG, &v->at, "%s must be a size, such as \"64K\" or 65536", v->key);
    }
}

static void read_key(const struct key *key, const struct value *v, struct manifest *m)
{
    void *field = (char *)m + key->offset;
    switch (key->kind) {
    case KEY_TEXT:
        if (v->kind != VALUE_TEXT) {
            wrong_kind(v, "a string");
        } else if (*v->text == '\0') {
            diag_error(STATUS_CONFIG, &v->at, "%s is empty", v->key);
        } else {
            *(const char **)field = v->text;
        }
        break;
    case KEY_WORDS:
        read_words(v, field);
        break;
    case KEY_SIZE:
        read_size(v, field);
        break;
    case KEY_SECONDS:
        if (v->kind != VALUE_INT || v->number < 0 || v->number > 1000000) {
            diag_error(STATUS_CONFIG, &v->at, "%s must be a number of seconds", v->key);
        } else {
            *(int64_t *)field = v->number;
        }
        break;
    case KEY_VALUE:
        if (v->kind != VALUE_TEXT) {
            wrong_kind(v, "a string");
        }
        break;
    }
}

static void unknown_key(const char *table, const struct value *v)
{
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (text_equal(keys[i].table, table)) {
            words_add(&known, keys[i].name);
        }
    }
    diag_error(STATUS_CONFIG, &v->key_at, "[%s] has no key %.80s", table, v->key);
    if (words_nearest(&known, v->key) != NULL) {
        diag_did_you_mean(&known, v->key);
    } else {
        diag_help("its keys are %s", words_join(&known, ", "));
    }
}

static void read_table(const struct value *table, struct manifest *m)
{
    if (table->kind != VALUE_TABLE) {
        diag_error(STATUS_CONFIG, &table->key_at, "%s must be a table: write [%s]", table->key,
                   table->key);
        return;
    }
    for (size_t i = 0; i < table->count; i++) {
        const struct key *key = find_key(table->key, table->items[i].key);
        if (key != NULL) {
            read_key(key, &table->items[i], m);
        } else {
            unknown_key(table->key, &table->items[i]);
        }
    }
}

static bool is_section(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (text_equal(keys[i].table, name)) {
            return true;
        }
    }
    return false;
}

/* A table of nearly that name, or a key that is nearly one of [fel4] and lies outside. */
static void suggest(const struct words *tables, const struct value *v)
{
    struct words inner = {0};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (text_equal(keys[i].table, "fel4")) {
            words_add(&inner, keys[i].name);
        }
    }
    const char *near = v->kind != VALUE_TABLE ? words_nearest(&inner, v->key) : NULL;
    if (near != NULL) {
        diag_help("did you mean %s? It belongs into [fel4]", near);
    } else {
        diag_did_you_mean(tables, v->key);
    }
}

static void read_root(const struct catalog *c, struct manifest *m)
{
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (!words_have(&known, keys[i].table)) {
            words_add(&known, keys[i].table);
        }
    }
    words_add(&known, "profile");
    words_append(&known, &c->target_triples);
    for (size_t i = 0; i < m->root->count; i++) {
        const struct value *v = &m->root->items[i];
        if (text_equal(v->key, "profile")) {
            profile_check(c, m);
        } else if (is_section(v->key)) {
            read_table(v, m);
        } else if (catalog_target(c, v->key) == NULL) {
            diag_error(STATUS_CONFIG, &v->key_at, "unknown %s %.80s",
                       v->kind == VALUE_TABLE ? "table" : "key", v->key);
            suggest(&known, v);
        } else if (v->kind != VALUE_TABLE) {
            diag_error(STATUS_CONFIG, &v->key_at, "%s must be a table: write [%s]", v->key, v->key);
        }
    }
}

static void help_with(const char *what, const struct words *known, const char *given)
{
    const char *near = words_nearest(known, given);
    diag_help("the %s are %s%s%s", what, words_join(known, ", "),
              near != NULL ? "; did you mean " : "", near != NULL ? text_printf("%s?", near) : "");
}

/* What a [fel4] table says must exist and agree. */
static void check_head(const struct catalog *c, struct manifest *m)
{
    const struct value *head = value_get(m->root, "fel4");
    if (head != NULL && head->kind != VALUE_TABLE) {
        return;
    }
    if (head == NULL) {
        struct place top = {m->root->at.source, 1, 1, 1};
        diag_error(STATUS_CONFIG, &top, "the [fel4] table is missing");
        diag_help("it names the board: [fel4] and below it platform = \"pc99\"");
        return;
    }
    m->platform_value = value_get(head, "platform");
    m->target_value = value_get(head, "target");
    if (m->platform_value == NULL) {
        diag_error(STATUS_CONFIG, &head->key_at, "[fel4] has no platform");
        diag_help("the boards are %s", words_join(&c->board_names, ", "));
    } else if (m->platform != NULL && catalog_board(c, m->platform) == NULL) {
        diag_error(STATUS_CONFIG, &m->platform_value->at, "unknown platform \"%.80s\"",
                   m->platform);
        help_with("boards", &c->board_names, m->platform);
    }
    if (m->target != NULL && catalog_target(c, m->target) == NULL) {
        diag_error(STATUS_CONFIG, &m->target_value->at, "unknown target \"%.80s\"", m->target);
        help_with("targets", &c->target_triples, m->target);
    }
}

static void check_pair(const struct catalog *c, const struct manifest *m)
{
    const struct board *b = m->platform != NULL ? catalog_board(c, m->platform) : NULL;
    const struct target *t = m->target != NULL ? catalog_target(c, m->target) : NULL;
    if (b != NULL && t != NULL && b->target != t) {
        diag_error(STATUS_CONFIG, &m->target_value->at, "the platform %s has the target %s, not %s",
                   b->name, b->target->triple, t->triple);
    }
}

/* Inside the project, so that `clean` cannot remove what is not ours. */
static void check_artifact_path(struct manifest *m)
{
    const struct value *v = value_get(value_get(m->root, "fel4"), "artifact-path");
    const char *p = m->artifact_path;
    if (v == NULL || v->kind != VALUE_TEXT || *p == '\0') {
        return;
    }
    bool up = text_equal(p, "..") || text_starts(p, "../") || strstr(p, "/../") != NULL ||
              text_ends(p, "/..");
    if (*p == '/' || up || text_equal(p, ".") || text_equal(p, "src")) {
        diag_error(STATUS_CONFIG, &v->at, "artifact-path must be a directory of its own below %s",
                   "the project");
    }
}

static void check_compiler(const struct manifest *m)
{
    const struct value *v = value_get(value_get(m->root, "program"), "compiler");
    if (v != NULL && !text_equal(m->compiler, "clang") && !text_equal(m->compiler, "gcc")) {
        diag_error(STATUS_CONFIG, &v->at, "compiler must be \"clang\" or \"gcc\"");
    }
}

static void fill_defaults(struct manifest *m)
{
    if (m->sources.count == 0 && value_get(value_get(m->root, "program"), "sources") == NULL) {
        words_add(&m->sources, "src/**/*.c");
        words_add(&m->sources, "src/**/*.S");
    }
    if (m->includes.count == 0 && os_is_dir(os_join(m->dir, "include"))) {
        words_add(&m->includes, "include");
    }
    m->name = m->name != NULL ? m->name : os_base(m->dir);
    if (m->test_sources.count == 0) {
        words_add(&m->test_sources, "test/**/*.c");
    }
}

struct manifest *manifest_check(const struct catalog *c, const struct value *root, const char *path)
{
    struct manifest *m = mem_alloc(sizeof *m);
    *m = (struct manifest){.path = path,
                           .dir = os_dir(path),
                           .root = root,
                           .artifact_path = "artifacts",
                           .compiler = "clang",
                           .stack = 64 << 10,
                           .heap = 1 << 20,
                           .test_timeout = 60,
                           .one_test_timeout = 10};
    read_root(c, m);
    check_head(c, m);
    check_pair(c, m);
    check_artifact_path(m);
    check_compiler(m);
    fill_defaults(m);
    return m;
}

struct manifest *manifest_load(const struct catalog *c, const char *path)
{
    const char *absolute = os_absolute(path);
    const struct value *root = value_read(absolute, os_relative(absolute, os_cwd()));
    return root != NULL ? manifest_check(c, root, absolute) : NULL;
}
