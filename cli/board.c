/* SPDX-License-Identifier: BSD-2-Clause */
/* A board's table in one configuration; see board.h. */
#include "board.h"

#include <string.h>

static bool holds(const struct config *c, const struct value *variant)
{
    return config_holds(c, value_text(variant, "when", ""));
}

const struct value *board_table(const struct config *c, const char *name, const char *key)
{
    const struct value *variants = value_get(c->board->table, "variant");
    for (size_t i = 0; variants != NULL && i < variants->count; i++) {
        const struct value *table = value_get(&variants->items[i], name);
        if (table != NULL && value_get(table, key) != NULL && holds(c, &variants->items[i])) {
            return table;
        }
    }
    return value_get(c->board->table, name);
}

void board_each(const struct config *c, const char *name,
                void (*each)(const struct value *table, void *data), void *data)
{
    const struct value *variants = value_get(c->board->table, "variant");
    for (size_t i = 0; variants != NULL && i < variants->count; i++) {
        if (holds(c, &variants->items[i])) {
            each(value_get(&variants->items[i], name), data);
        }
    }
    each(value_get(c->board->table, name), data);
}

static bool has_variant(const struct board *board, const char *key, const char *value)
{
    const struct value *variants = value_get(board->table, "variant");
    const char *condition = text_equal(value, "true") ? key : text_printf("%s=%s", key, value);
    for (size_t i = 0; variants != NULL && i < variants->count; i++) {
        if (text_equal(value_text(&variants->items[i], "when", ""), condition)) {
            return true;
        }
    }
    return false;
}

static void refuse(const struct setting *s, const char *where, const char *reason)
{
    diag_error(STATUS_CONFIG, &s->at, "%s = %s is not supported %s: %s", s->option->name, s->text,
               where, reason);
}

void board_check(const struct config *c)
{
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        const struct setting *s = &c->settings[i];
        const char *variant = value_text(s->option->table, "variant", NULL);
        const char *programs = value_text(s->option->table, "programs", NULL);
        if (!option_is_for(s->option, c->target) ||
            text_equal(s->text, config_default(c, s->option))) {
            continue;
        }
        if (variant != NULL && !has_variant(c->board, s->option->name, s->text)) {
            refuse(s, text_printf("on %s", c->board->name), variant);
        }
        if (programs != NULL && !c->install) {
            refuse(s, "with a program", programs);
        }
    }
}
