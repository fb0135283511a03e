/* SPDX-License-Identifier: BSD-2-Clause */
/* An installed seL4; see prefix.h. */
#include "prefix.h"
#include "genconfig.h"
#include "os.h"

#include <jansson.h>
#include <stdlib.h>

char *prefix_from_environment(void)
{
    const char *prefix = getenv("SEL4_PREFIX");
    return prefix != NULL && *prefix != '\0' ? os_absolute(prefix) : NULL;
}

static json_t *load(const char *prefix, const char *room)
{
    json_error_t error;
    char *path = os_join(prefix, text_printf("libsel4/include/%s/gen_config.json", room));
    json_t *json = json_load_file(path, 0, &error);
    if (json == NULL && error.line > 0) {
        diag_error(STATUS_CONFIG, NULL, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    } else if (!json_is_object(json)) {
        diag_error(STATUS_NOT_FOUND, NULL, "SEL4_PREFIX: there is no seL4 in %s", prefix);
        diag_help("it lacks %s, which seL4 installs since 13.0", path);
    }
    return json_is_object(json) ? json : NULL;
}

/* A macro's value as our tables write it; NULL when the kernel does not have it. */
static const char *macro_value(json_t *json, const char *macro)
{
    json_t *v = json_object_get(json, macro);
    return json_is_string(v)  ? json_string_value(v)
           : json_is_true(v)  ? "true"
           : json_is_false(v) ? "false"
                              : NULL;
}

/* SEL4_ARCH and PLAT of that kernel must be the board's. */
static bool same_board(const struct config *c, json_t *json, const char *prefix)
{
    struct macros macros = {0};
    bool same = true;
    genconfig_macros(c, &macros);
    for (size_t i = 0; i < macros.count; i++) {
        const struct macro *m = &macros.items[i];
        bool names_board = text_equal(m->name, "SEL4_ARCH") || text_equal(m->name, "PLAT");
        const char *theirs = macro_value(json, m->name);
        if (names_board && theirs != NULL && !text_equal(theirs, m->value)) {
            same = false;
            diag_error(STATUS_CONFIG, NULL, "the seL4 in %s has CONFIG_%s = %s; %s needs %s",
                       prefix, m->name, theirs, c->board->name, m->value);
        }
    }
    return same;
}

/* The text of setting `s` with that kernel; a bool it does not mention is off. */
static const char *their_value(const struct option *o, json_t *json)
{
    const char *value = macro_value(json, o->macro);
    return value != NULL ? value : o->type == OPTION_BOOL ? "false" : NULL;
}

static void adopt(const struct config *c, struct setting *s, json_t *json)
{
    const struct option *o = s->option;
    const char *theirs = their_value(o, json);
    if (theirs == NULL) {
        return;
    }
    if (s->at.line > 0 && !text_equal(config_value(c, o->name), theirs)) {
        diag_warn(&s->at, "%s = %s has no effect: this seL4 was built with %s", o->name, s->text,
                  theirs);
    }
    const char *refused = config_refused_in_projects(o, theirs);
    if (refused != NULL) {
        diag_error(STATUS_CONFIG, NULL, "this seL4 was built with %s = %s: %s", o->name, theirs,
                   refused);
    }
    s->text = theirs;
    s->from = "SEL4_PREFIX";
}

bool prefix_apply(struct config *c, const char *prefix)
{
    json_t *kernel = load(prefix, "kernel");
    json_t *libsel4 = kernel != NULL ? load(prefix, "sel4") : NULL;
    if (kernel == NULL || libsel4 == NULL || !same_board(c, kernel, prefix)) {
        return false;
    }
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        struct setting *s = &c->settings[i];
        if (s->option->macro == NULL || !option_is_for(s->option, c->target)) {
            continue;
        }
        if (text_equal(s->option->where, "kernel")) {
            adopt(c, s, kernel);
        } else if (text_equal(s->option->where, "libsel4")) {
            adopt(c, s, libsel4);
        }
    }
    return diag_errors() == 0;
}
