/* SPDX-License-Identifier: BSD-2-Clause */
/* TARGET.toml; see targetspec.h. */
#include "targetspec.h"
#include "os.h"

#include <string.h>

static bool is_text(const struct value *v)
{
    if (v->kind != VALUE_TEXT || *v->text == '\0') {
        diag_error(STATUS_CONFIG, &v->at, "%s must be a string that is not empty", v->key);
        return false;
    }
    return true;
}

static void add_words(const struct value *v, struct words *out)
{
    for (size_t i = 0; i < v->count; i++) {
        if (v->items[i].kind != VALUE_TEXT) {
            diag_error(STATUS_CONFIG, &v->items[i].at, "%s may contain strings only", v->key);
            return;
        }
        words_add(out, v->items[i].text);
    }
    if (v->kind != VALUE_ARRAY) {
        diag_error(STATUS_CONFIG, &v->at, "%s must be a list of strings", v->key);
    }
}

static void read_key(const struct value *v, const struct target *target, const char *dir,
                     struct words *cflags, struct words *ldflags)
{
    static const char *const names[] = {"cpu", "cflags", "ldflags", "linker-script"};
    struct words known = {0};
    if (text_equal(v->key, "cpu") && is_text(v)) {
        words_addf(cflags, "-m%s=%s", text_equal(target->family, "x86") ? "arch" : "cpu", v->text);
    } else if (text_equal(v->key, "cflags")) {
        add_words(v, cflags);
    } else if (text_equal(v->key, "ldflags")) {
        add_words(v, ldflags);
    } else if (text_equal(v->key, "linker-script") && is_text(v)) {
        const char *script = os_join(dir, v->text);
        if (!os_exists(script)) {
            diag_error(STATUS_NOT_FOUND, &v->at, "there is no %s", script);
        }
        words_addf(ldflags, "--script=%s", script);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        words_add(&known, names[i]);
    }
    if (!words_have(&known, v->key)) {
        diag_error(STATUS_CONFIG, &v->key_at, "unknown key %.80s", v->key);
        diag_help("a target's file has %s", words_join(&known, ", "));
    }
}

void targetspec_apply(struct manifest *m, const struct target *target)
{
    const char *where = value_text(value_get(m->root, "fel4"), "target-specs-path", NULL);
    const char *dir = where != NULL ? os_join(m->dir, where) : NULL;
    const char *path = dir != NULL ? os_join(dir, text_printf("%s.toml", target->triple)) : NULL;
    struct words cflags = {0}, ldflags = {0};
    if (path == NULL || !os_exists(path)) {
        return; /* projects of 2018 have files for another compiler there */
    }
    const struct value *root = value_read(path, os_relative(path, os_cwd()));
    for (size_t i = 0; root != NULL && i < root->count; i++) {
        read_key(&root->items[i], target, dir, &cflags, &ldflags);
    }
    words_append(&cflags, &m->cflags);
    words_append(&ldflags, &m->ldflags);
    m->cflags = cflags;
    m->ldflags = ldflags;
}
