/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 config check | resolve | explain [KEY] | diff | get | set: what fel4.toml says and what
 * follows. */
#include "call.h"
#include "config_edit.h"
#include "genconfig.h"
#include "os.h"
#include "profile.h"

#include <stdio.h>
#include <string.h>

struct scene {
    const struct catalog *catalog;
    struct manifest *manifest; /* NULL: outside a project */
    struct config *config;
};

static struct config *resolve(const struct call *call, const struct scene *s, const char *profile,
                              bool notes)
{
    const struct board *board = catalog_board(s->catalog, call->platform);
    if (call->platform != NULL && board == NULL) {
        diag_error(STATUS_USAGE, NULL, "unknown platform %s", call->platform);
        diag_help("the boards are %s", words_join(&s->catalog->board_names, ", "));
        return NULL;
    }
    if (s->manifest == NULL && board == NULL) {
        board = &s->catalog->boards[0];
    }
    const struct config_request request = {.manifest = s->manifest,
                                           .board = board,
                                           .profile = profile,
                                           .release = call->release,
                                           .defines = &call->defines,
                                           .show_notes = notes};
    return config_resolve(s->catalog, &request);
}

/* `path` NULL: the project around us, which `optional` may be missing. */
static bool load(const struct call *call, const char *path, bool optional, struct scene *s)
{
    *s = (struct scene){.catalog = catalog_load()};
    if (s->catalog == NULL) {
        return false;
    }
    path = path != NULL ? path : call->manifest;
    if (path == NULL && !(optional && !manifest_exists("."))) {
        path = manifest_find(".");
    }
    if (path != NULL) {
        s->manifest = manifest_load(s->catalog, path);
    }
    return diag_errors() == 0 || s->manifest != NULL;
}

static int check(const struct call *call)
{
    struct scene s;
    const char *path = call->arguments.count > 1 ? call->arguments.items[1] : NULL;
    if (!load(call, path, false, &s)) {
        return diag_status();
    }
    struct words others = {0};
    resolve(call, &s, call->profile, true);
    profile_names(s.manifest, &others);
    bool all = diag_errors() == 0 && !call->release && call->profile == NULL;
    for (size_t i = 1; i < others.count && all; i++) {
        resolve(call, &s, others.items[i], false);
    }
    if (call->json && diag_errors() == 0) {
        struct buffer b = {0};
        buffer_member(&b, "{", "file", s.manifest->path);
        printf("%s, \"errors\": 0, \"messages\": %s}\n", b.data, diag_json());
    } else if (diag_errors() == 0) {
        printf("%s: no errors\n", s.manifest->root->at.source->name);
    }
    return diag_status();
}

static void print_json(const struct config *c, const struct setting *s, const char *value,
                       const char *separator)
{
    struct buffer b = {0};
    buffer_text(&b, separator);
    buffer_json(&b, s->option->name);
    buffer_text(&b, ": {\"value\": ");
    if (value == NULL) {
        buffer_text(&b, "null");
    } else if (s->option->type == OPTION_BOOL || s->option->type == OPTION_INT) {
        buffer_text(&b, value);
    } else {
        buffer_json(&b, value);
    }
    buffer_text(&b, ", \"from\": ");
    buffer_json(&b, s->from);
    buffer_text(&b, ", \"default\": ");
    buffer_json(&b, config_default(c, s->option));
    buffer_text(&b, "}");
    fputs(b.data, stdout);
}

static void print_plain(const struct setting *s, const char *value)
{
    bool quoted = s->option->type != OPTION_BOOL && s->option->type != OPTION_INT;
    const char *quote = quoted ? "\"" : "";
    char *line =
        text_printf("%s = %s%s%s", s->option->name, quote, value != NULL ? value : "", quote);
    if (text_equal(s->from, "default")) {
        printf("%s\n", line);
    } else if (s->at.line > 0 && !text_equal(s->from, "-D")) {
        printf("%-48s # %s, line %u\n", line, s->from, s->at.line);
    } else {
        printf("%-48s # %s\n", line, s->from);
    }
}

/* All keys, or those that are not at their default. */
static int show(const struct call *call, bool changed_only)
{
    struct scene s;
    if (!load(call, NULL, false, &s) ||
        (s.config = resolve(call, &s, call->profile, false)) == NULL || diag_errors() > 0) {
        return diag_status();
    }
    const char *separator = "{\n  ";
    for (size_t i = 0; i < s.catalog->option_count; i++) {
        const struct setting *x = &s.config->settings[i];
        const char *value = config_value(s.config, x->option->name);
        bool same = text_equal(value, config_default(s.config, x->option)) ||
                    text_equal(x->from, "default");
        if (!option_is_for(x->option, s.config->target) || (changed_only && same)) {
            continue;
        }
        if (call->json) {
            print_json(s.config, x, value, separator);
            separator = ",\n  ";
        } else {
            print_plain(x, value);
        }
    }
    if (call->json) {
        puts(text_equal(separator, "{\n  ") ? "{}" : "\n}");
    }
    return STATUS_OK;
}

static void explain_values(const struct option *o)
{
    static const char *const types[] = {"true or false", "a number", "one of", "a string",
                                        "follows from the board"};
    printf("  type      %s", types[o->type]);
    if (o->type == OPTION_CHOICE) {
        printf(" %s", words_join(&o->values, ", "));
    } else if (o->type == OPTION_INT) {
        printf(" from %lld to %lld", (long long)o->min, (long long)o->max);
    }
    puts("");
    static const char *const refusals[] = {"unsupported", "not-in-projects"};
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const struct value *refused = value_get(o->table, refusals[i]);
        for (size_t j = 0; refused != NULL && j < refused->count; j++) {
            printf("  but not   %s: %s\n", refused->items[j].key, refused->items[j].text);
        }
    }
    const struct value *targets = value_get(o->table, "unsupported-for");
    for (size_t i = 0; targets != NULL && i < targets->count; i++) {
        printf("  but not   true on %s: %s\n", targets->items[i].key, targets->items[i].text);
    }
    if (o->reason != NULL) {
        printf("  but not   above %lld: %s\n", (long long)o->supported_max, o->reason);
    }
}

static void explain_option(const struct scene *s, const struct option *o)
{
    printf("%s\n  %s\n\n", o->name, o->help);
    explain_values(o);
    if (o->families.count > 0) {
        printf("  for       %s\n", words_join(&o->families, ", "));
    }
    if (o->needs != NULL) {
        printf("  needs     %s\n", o->needs);
    }
    if (o->macro != NULL) {
        printf("  macro     CONFIG_%s, FEL4_CFG_%s\n", o->macro, o->name);
    } else {
        printf("  macro     FEL4_CFG_%s\n", o->name);
    }
    if (o->now != NULL) {
        printf("  today     %s\n", o->now);
    }
    if (o->no_effect != NULL) {
        printf("  no effect %s\n", o->no_effect);
    }
    if (s->config != NULL && option_is_for(o, s->config->target)) {
        const char *value = config_value(s->config, o->name);
        const struct setting *x = config_setting(s->config, o->name);
        printf("  default   %s\n  here      %s (%s, %s)\n", config_default(s->config, o),
               value != NULL ? value : "not in force", s->config->board->name, x->from);
    }
}

static void explain_as_json(const struct scene *s, const struct option *o, const char *separator)
{
    static const char *const types[] = {"bool", "int", "choice", "string", "selector"};
    struct buffer b = {0};
    buffer_member(&b, separator, "key", o->name);
    buffer_member(&b, ", ", "help", o->help);
    buffer_member(&b, ", ", "type", types[o->type]);
    if (o->type == OPTION_CHOICE) {
        buffer_text(&b, ", \"values\": ");
        words_json(&o->values, &b);
    } else if (o->type == OPTION_INT) {
        buffer_printf(&b, ", \"min\": %lld, \"max\": %lld", (long long)o->min, (long long)o->max);
    }
    if (o->macro != NULL) {
        buffer_member(&b, ", ", "macro", text_printf("CONFIG_%s", o->macro));
    }
    buffer_member(&b, ", ", "default", config_default(s->config, o));
    printf("%s}", b.data);
}

/* The keys that were named, or all. */
static int explain_all_as_json(const struct scene *s, const struct call *call)
{
    const char *separator = "[\n  {";
    for (size_t i = 0; i < s->catalog->option_count; i++) {
        const struct option *o = &s->catalog->options[i];
        if (call->arguments.count < 2 || words_have(&call->arguments, o->name)) {
            explain_as_json(s, o, separator);
            separator = ",\n  {";
        }
    }
    puts("\n]");
    return STATUS_OK;
}

static int explain(const struct call *call)
{
    struct scene s;
    if (!load(call, NULL, true, &s)) {
        return diag_status();
    }
    s.config = resolve(call, &s, call->profile, false);
    if (s.config == NULL || diag_errors() > 0) {
        return diag_status();
    }
    for (size_t i = 1; i < call->arguments.count; i++) {
        if (catalog_option(s.catalog, call->arguments.items[i]) == NULL) {
            diag_error(STATUS_USAGE, NULL, "there is no key %s", call->arguments.items[i]);
            diag_did_you_mean(&s.catalog->option_names, call->arguments.items[i]);
        }
    }
    if (diag_errors() > 0 || call->json) {
        return diag_errors() > 0 ? (int)diag_status() : explain_all_as_json(&s, call);
    }
    if (call->arguments.count < 2) {
        for (size_t i = 0; i < s.catalog->option_count; i++) {
            printf("%-40s %s\n", s.catalog->options[i].name, s.catalog->options[i].help);
        }
        return STATUS_OK;
    }
    for (size_t i = 1; i < call->arguments.count; i++) {
        explain_option(&s, catalog_option(s.catalog, call->arguments.items[i]));
    }
    return diag_status();
}

static int edit(struct call *call, bool sets)
{
    struct scene s;
    words_append(&call->arguments, &call->rest); /* a value that begins with - */
    if (call->arguments.count != (sets ? 3 : 2)) {
        return diag_error(STATUS_USAGE, NULL, "write: fel4 config %s",
                          sets ? "set KEY VALUE" : "get KEY");
    }
    if (!load(call, NULL, false, &s) || diag_errors() > 0 ||
        (s.config = resolve(call, &s, call->profile, false)) == NULL || diag_errors() > 0) {
        return diag_status();
    }
    return sets ? config_set(call, s.config, s.manifest) : config_get(call, s.config, s.manifest);
}

int command_config(struct call *call)
{
    const char *verb = call->arguments.count > 0 ? call->arguments.items[0] : "resolve";
    if (text_equal(verb, "check")) {
        return check(call);
    }
    if (text_equal(verb, "resolve") || text_equal(verb, "diff")) {
        return show(call, text_equal(verb, "diff"));
    }
    if (text_equal(verb, "explain")) {
        return explain(call);
    }
    if (text_equal(verb, "get") || text_equal(verb, "set")) {
        return edit(call, text_equal(verb, "set"));
    }
    diag_error(STATUS_USAGE, NULL, "fel4 config knows no %s", verb);
    diag_help("there are check, resolve, explain, diff, get and set");
    return STATUS_USAGE;
}
