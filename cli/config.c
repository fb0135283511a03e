/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of every key; see config.h. */
#include "board.h"
#include "define.h"
#include "profile.h"

#include <stdlib.h>
#include <string.h>

/* RANK_BASE: the profile that the one in use inherits. */
enum rank { RANK_DEFAULT, RANK_FLAT, RANK_BASE, RANK_PROFILE, RANK_PLATFORM, RANK_COMMAND };

static unsigned old_keys;

static struct setting *find(const struct config *c, const char *key)
{
    for (size_t i = 0; i < c->catalog->option_count; i++) {
        if (text_equal(c->settings[i].option->name, key)) {
            return &c->settings[i];
        }
    }
    return NULL;
}

const struct setting *config_setting(const struct config *c, const char *key)
{
    return find(c, key);
}

static bool is_default_key(const struct option *o, const char *name)
{
    return value_get(o->table, name) != NULL;
}

const char *config_default(const struct config *c, const struct option *o)
{
    if (o->is != NULL) {
        return text_equal(o->is, "arch")        ? c->target->family
               : text_equal(o->is, "sel4-arch") ? c->target->sel4_arch
                                                : c->board->name;
    }
    if (value_bool(o->table, "board", false) && words_have(&o->values, c->board->image)) {
        return c->board->image;
    }
    const char *levels[] = {c->install ? "install" : NULL, c->release ? "release" : NULL,
                            c->board->name, c->target->name, "default"};
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (levels[i] != NULL && is_default_key(o, levels[i])) {
            return value_text(o->table, levels[i], "");
        }
    }
    return "";
}

/* Conditions. */

static bool compare(const struct config *c, const char *key, const char *op, const char *wanted)
{
    const char *value = config_value(c, key);
    value = value != NULL ? value : "";
    if (*op == '>') {
        return strtoll(value, NULL, 0) > strtoll(wanted, NULL, 0);
    }
    return text_equal(value, wanted) == (*op == '=');
}

bool config_holds(const struct config *c, const char *condition)
{
    size_t size = strcspn(condition, "!=>");
    if (condition[size] == '\0') {
        return words_have(&c->target->families, condition) || config_on(c, condition);
    }
    const char *wanted = condition + size + (condition[size] == '!' ? 2 : 1);
    return compare(c, text_copy(condition, size), condition + size, wanted);
}

const char *config_value(const struct config *c, const char *key)
{
    const struct setting *s = find(c, key);
    if (s == NULL || !option_is_for(s->option, c->target)) {
        return NULL;
    }
    if (s->option->needs != NULL && !config_holds(c, s->option->needs)) {
        return s->option->type == OPTION_BOOL ? "false" : s->option->otherwise;
    }
    return s->text;
}

bool config_on(const struct config *c, const char *key)
{
    return text_equal(config_value(c, key), "true");
}

/* Checking one value. */

static bool check_type(const struct option *o, const struct value *v)
{
    static const char *const wanted[] = {"true or false", "a number", "a string", "a string",
                                         "a string"};
    static const enum value_kind kinds[] = {VALUE_BOOL, VALUE_INT, VALUE_TEXT, VALUE_TEXT,
                                            VALUE_TEXT};
    if (v->kind == kinds[o->type]) {
        return true;
    }
    diag_error(STATUS_CONFIG, &v->at, "%s must be %s, not %s", o->name, wanted[o->type],
               value_kind_name(v->kind));
    if (o->type == OPTION_CHOICE) {
        diag_help("its values are %s", words_join(&o->values, ", "));
    }
    return false;
}

static bool check_range(const struct option *o, const struct value *v)
{
    if (o->type == OPTION_INT && (v->number < o->min || v->number > o->max)) {
        diag_error(STATUS_CONFIG, &v->at, "%s must be from %lld to %lld, not %s", o->name,
                   (long long)o->min, (long long)o->max, v->text);
        return false;
    }
    if (o->type == OPTION_CHOICE && !words_have(&o->values, v->text)) {
        const char *near = words_nearest(&o->values, v->text);
        diag_error(STATUS_CONFIG, &v->at, "%s cannot be \"%.80s\"", o->name, v->text);
        diag_help("its values are %s%s%s", words_join(&o->values, ", "),
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "");
        return false;
    }
    return true;
}

/* Why the table `key` of an option refuses a value or an architecture; NULL if it does not. */
static const char *refusal(const struct option *o, const char *key, const char *value)
{
    const struct value *refused = value_get(o->table, key);
    return refused != NULL ? value_text(refused, value, NULL) : NULL;
}

const char *config_refused_in_projects(const struct option *o, const char *value)
{
    return refusal(o, "not-in-projects", value);
}

static bool check_supported(const struct config *c, const struct option *o, const struct target *t,
                            const struct value *v)
{
    const char *reason = refusal(o, "unsupported", v->text);
    if (reason == NULL && !c->install) {
        reason = config_refused_in_projects(o, v->text);
    }
    if (o->type == OPTION_INT && v->number > o->supported_max) {
        reason = o->reason;
    }
    if (v->kind == VALUE_BOOL && v->number != 0 && reason == NULL) {
        reason = refusal(o, "unsupported-for", t->name);
    }
    if (reason != NULL) {
        diag_error(STATUS_CONFIG, &v->at, "%s = %s is not supported: %s", o->name, v->text, reason);
    }
    return reason == NULL;
}

static bool check_value(const struct config *c, const struct option *o, const struct target *t,
                        const struct value *v)
{
    return check_type(o, v) && check_range(o, v) && check_supported(c, o, t, v);
}

/* Taking values over. */

static void note_old(const struct option *o, const struct value *v, bool show)
{
    if (o->now == NULL && o->no_effect == NULL) {
        return;
    }
    old_keys++;
    if (show && o->now != NULL) {
        diag_note(&v->key_at, "%s is called %s today", o->name, o->now);
    } else if (show) {
        diag_note(&v->key_at, "%s has no effect: %s", o->name, o->no_effect);
    }
}

static void take(struct config *c, const struct option *o, const struct value *v, int rank,
                 const char *from)
{
    struct setting *s = find(c, o->name);
    bool inherited = s->rank == RANK_BASE && rank == RANK_PROFILE;
    if (s->rank == RANK_PROFILE && rank == RANK_BASE) {
        return;
    }
    if (s->rank != RANK_DEFAULT && rank != RANK_COMMAND && !inherited) {
        diag_error(STATUS_CONFIG, &v->key_at, "%s is given twice; %s has it already", o->name,
                   s->from);
        diag_note(&s->at, "the first one is here");
        return;
    }
    if (o->is != NULL && !text_equal(v->text, config_default(c, o))) {
        diag_error(STATUS_CONFIG, &v->at, "%s = \"%s\" contradicts the board %s, which has \"%s\"",
                   o->name, v->text, c->board->name, config_default(c, o));
        return;
    }
    *s = (struct setting){.option = o, .text = v->text, .from = from, .at = v->at, .rank = rank};
}

static const struct option *known_option(const struct config *c, const struct target *t,
                                         const struct value *v)
{
    const struct option *o = catalog_option(c->catalog, v->key);
    if (o == NULL) {
        diag_error(STATUS_CONFIG, &v->key_at, "unknown key %.80s", v->key);
        diag_did_you_mean(&c->catalog->option_names, v->key);
        return NULL;
    }
    if (!option_is_for(o, t)) {
        diag_error(STATUS_CONFIG, &v->key_at, "%s is a key of %s, not of %s", v->key,
                   words_join(&o->families, " and "), t->triple);
        return NULL;
    }
    return o;
}

/* One table of keys; `rank` is RANK_DEFAULT for a table that is checked but not in use. */
static void read_keys(struct config *c, const struct target *t, const struct value *table, int rank,
                      const char *name, bool notes)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct value *v = &table->items[i];
        if (v->kind == VALUE_TABLE && strchr(name, '.') == NULL) {
            continue; /* [TARGET.debug] and so on: read_manifest's */
        }
        const struct option *o = known_option(c, t, v);
        if (o != NULL && check_value(c, o, t, v) && rank != RANK_DEFAULT) {
            note_old(o, v, notes);
            take(c, o, v, rank, name);
        }
    }
}

static int rank_of(const struct config *c, const struct target *t, const char *sub)
{
    if (t != c->target) {
        return RANK_DEFAULT;
    }
    if (text_equal(sub, c->profile)) {
        return RANK_PROFILE;
    }
    if (text_equal(sub, c->release ? "release" : "debug")) {
        return RANK_BASE;
    }
    return text_equal(sub, c->board->name) ? RANK_PLATFORM : RANK_DEFAULT;
}

static bool is_table_name(const struct config *c, const struct target *t, const char *sub)
{
    const struct board *b = catalog_board(c->catalog, sub);
    return words_have(&c->profiles, sub) || (b != NULL && b->target == t);
}

static void unknown_table(const struct config *c, const struct target *t, const struct value *v)
{
    struct words known = {0};
    words_append(&known, &c->profiles);
    for (size_t i = 0; i < c->catalog->board_count; i++) {
        if (c->catalog->boards[i].target == t) {
            words_add(&known, c->catalog->boards[i].name);
        }
    }
    diag_error(STATUS_CONFIG, &v->key_at, "[%s.%s] is neither a profile nor a board of that target",
               t->triple, v->key);
    diag_help("there may be %s", words_join(&known, ", "));
}

static void read_manifest(struct config *c, const struct manifest *m, bool notes)
{
    for (size_t i = 0; i < m->root->count; i++) {
        const struct value *table = &m->root->items[i];
        const struct target *t = catalog_target(c->catalog, table->key);
        if (t == NULL || table->kind != VALUE_TABLE) {
            continue;
        }
        read_keys(c, t, table, t == c->target ? RANK_FLAT : RANK_DEFAULT,
                  text_printf("[%s]", t->triple), notes);
        for (size_t k = 0; k < table->count; k++) {
            const struct value *sub = &table->items[k];
            if (sub->kind == VALUE_TABLE && is_table_name(c, t, sub->key)) {
                read_keys(c, t, sub, rank_of(c, t, sub->key),
                          text_printf("[%s.%s]", t->triple, sub->key), notes);
            } else if (sub->kind == VALUE_TABLE) {
                unknown_table(c, t, sub);
            }
        }
    }
}

static void read_defines(struct config *c, const struct words *defines, bool notes)
{
    for (size_t i = 0; defines != NULL && i < defines->count; i++) {
        const struct value *v = define_parse(c->catalog, defines->items[i]);
        const struct option *o = known_option(c, c->target, v);
        if (o != NULL && check_value(c, o, c->target, v)) {
            note_old(o, v, notes);
            take(c, o, v, RANK_COMMAND, "-D");
        }
    }
}

/*
 * A value that another key makes void: an error when both were given at the same level, for then
 * the file contradicts itself; else (a general table, a special one) as intended.
 */
static void check_needs(const struct config *c, const struct setting *s, bool notes)
{
    const struct option *o = s->option;
    if (s->rank == RANK_DEFAULT || o->needs == NULL || !option_is_for(o, c->target) ||
        config_holds(c, o->needs) || text_equal(s->text, "false")) {
        return;
    }
    size_t size = strcspn(o->needs, "!=>");
    const struct setting *other = find(c, text_copy(o->needs, size));
    if (o->type == OPTION_BOOL && other != NULL && other->rank != RANK_DEFAULT &&
        other->rank <= s->rank) {
        diag_error(STATUS_CONFIG, &s->at, "%s needs %s", o->name, o->needs);
        diag_note(&other->at, "which this contradicts");
    } else if (notes) {
        diag_note(&s->at, "%s has no effect here: it needs %s", o->name, o->needs);
    }
}

static void note_old_keys(const struct config_request *r)
{
    if (old_keys > 0 && !r->show_notes) {
        diag_note(NULL, "%u key%s of an older seL4 in fel4.toml; `fel4 config check` explains",
                  old_keys, old_keys == 1 ? "" : "s");
    }
}

/* False if the project has no such profile. */
static bool choose_profile(struct config *c, const struct config_request *r)
{
    profile_names(r->manifest, &c->profiles);
    c->profile = r->profile != NULL ? r->profile : r->release ? "release" : "debug";
    if (!profile_find(r->manifest, c->profile, &c->release)) {
        diag_error(STATUS_USAGE, NULL, "there is no profile %s", c->profile);
        diag_help("there are %s; [profile.NAME] in fel4.toml makes more",
                  words_join(&c->profiles, ", "));
        return false;
    }
    return true;
}

struct config *config_resolve(const struct catalog *catalog, const struct config_request *r)
{
    const struct board *board = r->board;
    if (board == NULL && r->manifest != NULL && r->manifest->platform != NULL) {
        board = catalog_board(catalog, r->manifest->platform);
    }
    if (board == NULL) {
        return NULL;
    }
    struct config *c = mem_alloc(sizeof *c);
    *c = (struct config){.catalog = catalog,
                         .board = board,
                         .target = board->target,
                         .install = r->install,
                         .test = r->test};
    if (!choose_profile(c, r)) {
        return NULL;
    }
    c->settings = mem_alloc(catalog->option_count * sizeof *c->settings);
    for (size_t i = 0; i < catalog->option_count; i++) {
        const struct option *o = &catalog->options[i];
        c->settings[i] =
            (struct setting){.option = o, .text = config_default(c, o), .from = "default"};
    }
    old_keys = 0;
    if (r->manifest != NULL) {
        read_manifest(c, r->manifest, r->show_notes);
    }
    read_defines(c, r->defines, r->show_notes);
    for (size_t i = 0; i < catalog->option_count; i++) {
        check_needs(c, &c->settings[i], r->show_notes);
    }
    board_check(c);
    note_old_keys(r);
    return c;
}
