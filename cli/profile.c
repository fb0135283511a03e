/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles; see profile.h. */
#include "profile.h"

#include <string.h>

static const struct value *own(const struct manifest *m)
{
    const struct value *table = m != NULL ? value_get(m->root, "profile") : NULL;
    return table != NULL && table->kind == VALUE_TABLE ? table : NULL;
}

static bool is_base(const char *name)
{
    return text_equal(name, "debug") || text_equal(name, "release");
}

/* It is part of paths, and stands beside names of boards in tables. */
static bool name_is_good(const struct catalog *c, const char *name)
{
    return *name >= 'a' && *name <= 'z' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0' && !is_base(name) &&
           !text_equal(name, "test") && catalog_board(c, name) == NULL;
}

static void check_one(const struct catalog *c, const struct value *v)
{
    if (!name_is_good(c, v->key)) {
        diag_error(STATUS_CONFIG, &v->key_at, "\"%.80s\" cannot be a profile's name", v->key);
        diag_help(
            "it has small letters, digits, - and _, and is not debug, release, test or a board");
    }
    if (v->kind != VALUE_TABLE || value_get(v, "inherits") == NULL) {
        diag_error(STATUS_CONFIG, &v->key_at,
                   "a profile needs inherits = \"debug\" or \"release\"");
        return;
    }
    for (size_t i = 0; i < v->count; i++) {
        const struct value *item = &v->items[i];
        if (!text_equal(item->key, "inherits")) {
            diag_error(STATUS_CONFIG, &item->key_at, "a profile has no key %.80s, only inherits",
                       item->key);
        } else if (item->kind != VALUE_TEXT || !is_base(item->text)) {
            diag_error(STATUS_CONFIG, &item->at, "inherits must be \"debug\" or \"release\"");
        }
    }
}

void profile_check(const struct catalog *c, const struct manifest *m)
{
    const struct value *v = value_get(m->root, "profile");
    if (v != NULL && v->kind != VALUE_TABLE) {
        diag_error(STATUS_CONFIG, &v->key_at, "write [profile.NAME]");
        return;
    }
    for (size_t i = 0; v != NULL && i < v->count; i++) {
        check_one(c, &v->items[i]);
    }
}

void profile_names(const struct manifest *m, struct words *out)
{
    words_add(out, "debug");
    words_add(out, "release");
    value_keys(own(m), out);
}

bool profile_find(const struct manifest *m, const char *name, bool *release)
{
    const struct value *v = value_get(own(m), name);
    const char *base = v != NULL ? value_text(v, "inherits", "debug") : name;
    *release = text_equal(base, "release");
    return is_base(base);
}
