/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking things up in a parsed document; the parsing is in read.cpp. See value.h. */
#include "value.h"
#include "os.h"

#include <errno.h>
#include <string.h>

enum { LARGEST = 16 << 20 };

/* The text ends at its first zero byte, as far as C is concerned. */
static struct place zero_byte(const struct source *source)
{
    struct place at = {source, 1, 1, 1};
    for (const char *p = source->text; *p != '\0'; p++) {
        at.column = *p == '\n' ? 1 : at.column + 1;
        at.line += *p == '\n';
    }
    return at;
}

struct value *value_parse(const struct source *source)
{
    return value_check_characters(source) ? value_parse_clean(source) : NULL;
}

struct value *value_read(const char *path, const char *shown)
{
    struct source *source = mem_alloc(sizeof *source);
    size_t size;
    source->name = shown;
    source->text = os_read_most(path, LARGEST, &size);
    if (source->text == NULL) {
        diag_error(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FILE, NULL, "cannot read %s: %s",
                   shown, strerror(errno));
        return NULL;
    }
    if (memchr(source->text, '\0', size) != NULL) {
        struct place at = zero_byte(source);
        diag_error(STATUS_CONFIG, &at, "this is no text: here is a zero byte");
        return NULL;
    }
    return value_parse(source);
}

const struct value *value_get(const struct value *table, const char *key)
{
    for (size_t i = 0; table != NULL && table->kind == VALUE_TABLE && i < table->count; i++) {
        if (text_equal(table->items[i].key, key)) {
            return &table->items[i];
        }
    }
    return NULL;
}

const char *value_text(const struct value *table, const char *key, const char *otherwise)
{
    const struct value *v = value_get(table, key);
    return v != NULL && v->text != NULL ? v->text : otherwise;
}

int64_t value_int(const struct value *table, const char *key, int64_t otherwise)
{
    const struct value *v = value_get(table, key);
    return v != NULL && v->kind == VALUE_INT ? v->number : otherwise;
}

bool value_bool(const struct value *table, const char *key, bool otherwise)
{
    const struct value *v = value_get(table, key);
    return v != NULL && v->kind == VALUE_BOOL ? v->number != 0 : otherwise;
}

void value_words(const struct value *table, const char *key, struct words *out)
{
    const struct value *v = value_get(table, key);
    for (size_t i = 0; v != NULL && v->kind == VALUE_ARRAY && i < v->count; i++) {
        if (v->items[i].text != NULL) {
            words_add(out, v->items[i].text);
        }
    }
}

void value_keys(const struct value *table, struct words *out)
{
    for (size_t i = 0; table != NULL && table->kind == VALUE_TABLE && i < table->count; i++) {
        words_add(out, table->items[i].key);
    }
}

const char *value_kind_name(enum value_kind kind)
{
    static const char *const names[] = {"a table",          "a list",        "a string", "a number",
                                        "a decimal number", "true or false", "a date"};
    return names[kind];
}
