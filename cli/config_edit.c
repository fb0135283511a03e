/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 config get KEY, fel4 config set KEY VALUE. KEY is one of a [TARGET] table, such as
 * KernelTimeSlice, or SECTION.KEY, such as program.stack. A change that would make fel4.toml wrong
 * is not written.
 */
#include "config_edit.h"
#include "edit.h"
#include "os.h"

#include <stdio.h>
#include <string.h>

/* "program.stack" in two; false if there is no dot. */
static bool split(const char *name, char **section, char **key)
{
    const char *dot = strrchr(name, '.');
    if (dot == NULL) {
        return false;
    }
    *section = text_copy(name, (size_t)(dot - name));
    *key = text_copy(dot + 1, strlen(dot + 1));
    return true;
}

static int unknown(const struct config *c, const char *name)
{
    struct words known = {0};
    words_append(&known, &c->catalog->option_names);
    manifest_keys(&known);
    diag_error(STATUS_USAGE, NULL, "there is no key %s", name);
    if (words_nearest(&known, name) != NULL) {
        diag_did_you_mean(&known, name);
    } else {
        diag_help("write one of `fel4 config explain`, or SECTION.KEY, such as program.stack");
    }
    return STATUS_USAGE;
}

static void print(const char *name, const struct words *values, bool json)
{
    struct buffer b = {0};
    if (!json) {
        printf("%s\n", words_join(values, "\n"));
        return;
    }
    buffer_member(&b, "{", "key", name);
    if (values->count == 1) {
        buffer_member(&b, ", ", "value", values->items[0]);
    } else {
        buffer_text(&b, ", \"value\": ");
        words_json(values, &b);
    }
    printf("%s}\n", b.data);
}

int config_get(const struct call *call, const struct config *c, const struct manifest *m)
{
    const char *name = call->arguments.items[1];
    const struct option *o = catalog_option(c->catalog, name);
    struct words values = {0};
    char *section, *key;
    if (o != NULL && !option_is_for(o, c->target)) {
        return diag_error(STATUS_CONFIG, NULL, "%s is a key of %s, not of %s", name,
                          words_join(&o->families, " and "), c->target->triple);
    }
    if (o != NULL) {
        const char *value = config_value(c, name);
        words_add(&values, value != NULL ? value : "");
    } else if (split(name, &section, &key) && manifest_has_key(section, key)) {
        const struct value *v = value_get(value_get(m->root, section), key);
        if (v == NULL) {
            return diag_error(STATUS_NOT_FOUND, NULL, "fel4.toml does not say %s", name);
        }
        if (v->kind == VALUE_ARRAY) {
            value_words(value_get(m->root, section), key, &values);
        } else {
            words_add(&values, v->text);
        }
    } else {
        return unknown(c, name);
    }
    print(name, &values, call->json);
    return STATUS_OK;
}

/* As fel4.toml has it: true and numbers bare, lists in brackets, all else in quotes. */
static char *written_option(const struct option *o, const char *value)
{
    if (o->type == OPTION_BOOL) {
        bool on = text_equal(value, "ON") || text_equal(value, "1") || text_equal(value, "true");
        bool off = text_equal(value, "OFF") || text_equal(value, "0") || text_equal(value, "false");
        return on ? "true" : off ? "false" : edit_quoted(value);
    }
    bool number = *value != '\0' && value[strspn(value, "0123456789")] == '\0';
    return o->type == OPTION_INT && number ? text_printf("%s", value) : edit_quoted(value);
}

static char *written_key(const char *section, const char *key, const char *value)
{
    struct words words = {0};
    struct buffer b = {0};
    if (manifest_key_is_list(section, key) && *value != '[') {
        words_split(&words, value);
        words_json(&words, &b);
        return b.data;
    }
    bool number = *value != '\0' && value[strspn(value, "0123456789")] == '\0';
    bool list = *value == '[';
    return (number && !manifest_key_is_text(section, key)) || list ? text_printf("%s", value)
                                                                   : edit_quoted(value);
}

/* Where the value is already, else the target's table or that of a profile. */
static char *table_of(const struct call *call, const struct config *c, const char *name)
{
    const struct setting *s = config_setting(c, name);
    if (s->at.line > 0 && s->from[0] == '[') {
        return text_copy(s->from + 1, strlen(s->from) - 2);
    }
    bool named = call->release || call->profile != NULL;
    return text_printf("%s%s%s", c->target->triple, named ? "." : "", named ? c->profile : "");
}

/* All profiles of the new text must be without error. */
static bool check(const struct config *c, const struct manifest *m, const char *text)
{
    struct source *source = mem_alloc(sizeof *source);
    *source = (struct source){m->root->at.source->name, text};
    const struct value *root = value_parse(source);
    struct manifest *changed = root != NULL ? manifest_check(c->catalog, root, m->path) : NULL;
    for (size_t i = 0; i < c->profiles.count && diag_errors() == 0; i++) {
        config_resolve(c->catalog, &(struct config_request){.manifest = changed,
                                                            .profile = c->profiles.items[i]});
    }
    return diag_errors() == 0;
}

int config_set(const struct call *call, const struct config *c, const struct manifest *m)
{
    const char *name = call->arguments.items[1], *value = call->arguments.items[2];
    const struct option *o = catalog_option(c->catalog, name);
    char *section, *key, *text = os_read(m->path, NULL);
    if (text == NULL) {
        return diag_file("read", m->path);
    }
    if (o != NULL) {
        text = edit_set(text, m->root, table_of(call, c, name), name, written_option(o, value));
    } else if (split(name, &section, &key) && manifest_has_key(section, key)) {
        text = edit_set(text, m->root, section, key, written_key(section, key, value));
    } else {
        return unknown(c, name);
    }
    if (!check(c, m, text)) {
        diag_help("fel4.toml was not changed");
        return diag_status();
    }
    if (!os_write(m->path, text, strlen(text), 0666)) {
        return diag_file("write", m->path);
    }
    return STATUS_OK;
}
