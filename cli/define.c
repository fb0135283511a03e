/* SPDX-License-Identifier: BSD-2-Clause */
/* -D KEY=VALUE; see define.h. */
#include "define.h"

#include <stdlib.h>
#include <string.h>

struct value *define_parse(const struct catalog *catalog, const char *text)
{
    struct source *source = mem_alloc(sizeof *source);
    *source = (struct source){.name = "-D", .text = text};
    size_t key = strcspn(text, "=");
    struct value *v = mem_alloc(sizeof *v);
    v->key = text_copy(text, key);
    v->key_at = (struct place){source, 1, 1, (unsigned)key};
    v->text = text[key] == '=' ? text + key + 1 : "true";
    v->at = (struct place){source, 1, (unsigned)key + 2, (unsigned)strlen(v->text)};
    v->kind = VALUE_TEXT;
    const struct option *o = catalog_option(catalog, v->key);
    char *end = NULL;
    bool yes = text_equal(v->text, "ON") || text_equal(v->text, "true") || text_equal(v->text, "1");
    bool no =
        text_equal(v->text, "OFF") || text_equal(v->text, "false") || text_equal(v->text, "0");
    if (o != NULL && o->type == OPTION_BOOL && (yes || no)) {
        v->kind = VALUE_BOOL;
        v->number = yes;
        v->text = yes ? "true" : "false";
    } else if (o != NULL && o->type == OPTION_INT && *v->text != '\0') {
        v->number = strtoll(v->text, &end, 0);
        v->kind = *end == '\0' ? VALUE_INT : VALUE_TEXT;
    }
    return v;
}
