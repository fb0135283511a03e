/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads abi/. What does not belong there, is missing or contradicts itself is reported with file,
 * line and column; abigen then writes nothing. The form is explained in abi/generic.toml.
 */
#include "model.h"

#include "diag.h"
#include "value.h"

#include <string.h>

static const struct {
    const char *type;
    unsigned bits; /* 0: a word */
    enum param_kind kind;
} types[] = {
    {"seL4_Word", 0, PARAM_WORD},
    {"seL4_Uint8", 8, PARAM_WORD},
    {"seL4_Uint16", 16, PARAM_WORD},
    {"seL4_Uint32", 32, PARAM_WORD},
    {"seL4_Bool", 1, PARAM_WORD},
    {"seL4_Time", 64, PARAM_WORD},
    {"seL4_VCPUReg", 0, PARAM_WORD},
    {"seL4_X86_VMAttributes", 0, PARAM_WORD},
    {"seL4_X86_EPT_VMAttributes", 0, PARAM_WORD},
    {"seL4_ARM_VMAttributes", 0, PARAM_WORD},
    {"seL4_CapRights_t", 0, PARAM_RIGHTS},
    {"seL4_UserContext", 0, PARAM_STRUCT},
    {"seL4_VCPUContext", 0, PARAM_STRUCT},
    {"seL4_ARM_SMCContext", 0, PARAM_STRUCT},
    {"seL4_CPtr", 0, PARAM_CAP},
    {"seL4_CNode", 0, PARAM_CAP},
    {"seL4_TCB", 0, PARAM_CAP},
    {"seL4_Untyped", 0, PARAM_CAP},
    {"seL4_SchedContext", 0, PARAM_CAP},
    {"seL4_X64_PML4", 0, PARAM_CAP},
    {"seL4_X86_EPTPML4", 0, PARAM_CAP},
    {"seL4_X86_IOSpace", 0, PARAM_CAP},
    {"seL4_X86_IOPort", 0, PARAM_CAP},
    {"seL4_ARM_IOSpace", 0, PARAM_CAP},
};

/* What one file adds to an interface. */
struct reader {
    struct interface *interface;
    const struct value *root;
    const struct value *glossary; /* [parameters] of generic.toml */
    bool generic;
};

/* Every key of `table` must be among `known`, words in one string. */
static void check_keys(const struct value *table, const char *known)
{
    struct words words = {0};
    words_split(&words, known);
    for (size_t i = 0; i < table->count; i++) {
        if (!words_have(&words, table->items[i].key)) {
            diag_error(STATUS_CONFIG, &table->items[i].key_at, "unknown key %s",
                       table->items[i].key);
            diag_did_you_mean(&words, table->items[i].key);
        }
    }
}

/* The value of `key`, which must be of `kind` if it is there at all. */
static const struct value *optional(const struct value *table, const char *key,
                                    enum value_kind kind)
{
    const struct value *value = value_get(table, key);
    if (value != NULL && value->kind != kind) {
        diag_error(STATUS_CONFIG, &value->at, "%s is %s here, not %s", key, value_kind_name(kind),
                   value_kind_name(value->kind));
        return NULL;
    }
    return value;
}

static const char *optional_text(const struct value *table, const char *key)
{
    const struct value *value = optional(table, key, VALUE_TEXT);
    return value != NULL ? value->text : NULL;
}

static const char *required(const struct value *table, const char *key)
{
    const struct value *value = value_get(table, key);
    if (value == NULL || value->kind != VALUE_TEXT) {
        diag_error(STATUS_CONFIG, value != NULL ? &value->at : &table->at, "expected %s = \"…\"",
                   key);
        return "";
    }
    return value->text;
}

static void read_type(const struct value *value, struct param *param)
{
    struct words known = {0};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (text_equal(types[i].type, param->type)) {
            param->kind = types[i].kind;
            param->bits = types[i].bits;
            return;
        }
        words_add(&known, types[i].type);
    }
    diag_error(STATUS_CONFIG, &value->at, "unknown type %s", param->type);
    diag_did_you_mean(&known, param->type);
}

static const char *explanation(const struct reader *r, const struct value *method,
                               const struct param *param, const struct value *value)
{
    const struct value *about = optional(method, "about", VALUE_TABLE);
    const char *own = about != NULL ? optional_text(about, param->name) : NULL;
    const char *shared = r->glossary != NULL ? optional_text(r->glossary, param->name) : NULL;
    if (own == NULL && shared == NULL) {
        diag_error(STATUS_CONFIG, &value->at, "neither about nor [parameters] explains %s",
                   param->name);
    }
    return own != NULL ? own : shared;
}

static void read_param(const struct reader *r, const struct value *method,
                       const struct value *value, struct param *param)
{
    const char *space = value->kind == VALUE_TEXT ? strchr(value->text, ' ') : NULL;
    if (space == NULL) {
        diag_error(STATUS_CONFIG, &value->at, "a parameter is \"type name\"");
        return;
    }
    param->type = text_copy(value->text, (size_t)(space - value->text));
    param->name = space + 1;
    read_type(value, param);
    param->about = explanation(r, method, param, value);
}

static struct param *read_params(const struct reader *r, const struct value *method,
                                 const char *key, size_t *count)
{
    const struct value *list = optional(method, key, VALUE_ARRAY);
    *count = list != NULL ? list->count : 0;
    struct param *params = mem_alloc((*count + 1) * sizeof(*params));
    for (size_t i = 0; i < *count; i++) {
        read_param(r, method, &list->items[i], &params[i]);
    }
    return params;
}

static bool is_error(const struct interface *interface, const char *name)
{
    for (size_t i = 0; i < interface->constant_count; i++) {
        if (text_equal(interface->constants[i].name, text_printf("seL4_%s", name))) {
            return true;
        }
    }
    return false;
}

/* "RangeError: …" or "InvalidArgument 1: …"; the name is that of an enumerator. */
static void read_errors(const struct reader *r, const struct value *method, struct words *errors)
{
    const struct value *list = optional(method, "errors", VALUE_ARRAY);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct value *value = &list->items[i];
        const char *text = value->kind == VALUE_TEXT ? value->text : "";
        if (strchr(text, ':') == NULL) {
            diag_error(STATUS_CONFIG, &value->at, "an error is \"Name: when\"");
        } else if (!is_error(r->interface, text_copy(text, strcspn(text, " :")))) {
            diag_error(STATUS_CONFIG, &value->at, "there is no error of that name");
        }
        words_add(errors, text);
    }
}

static bool has_param(const struct method *m, const char *name)
{
    for (size_t i = 0; i < m->in_count + m->out_count; i++) {
        const struct param *p = i < m->in_count ? &m->in[i] : &m->out[i - m->in_count];
        if (text_equal(p->name, name)) {
            return true;
        }
    }
    return false;
}

static void check_about(const struct value *table, const struct method *m)
{
    const struct value *about = optional(table, "about", VALUE_TABLE);
    for (size_t i = 0; about != NULL && i < about->count; i++) {
        if (!has_param(m, about->items[i].key)) {
            diag_error(STATUS_CONFIG, &about->items[i].key_at, "%s has no parameter %s",
                       m->function, about->items[i].key);
        }
    }
}

static void check_object(const struct value *table, const struct reader *r, const struct method *m)
{
    for (size_t i = 0; i < r->interface->object_count; i++) {
        if (text_equal(r->interface->objects[i].type, m->object)) {
            return;
        }
    }
    const struct value *object = value_get(table, "object");
    diag_error(STATUS_CONFIG, object != NULL ? &object->at : &table->at,
               "[objects] does not have %s", m->object);
}

/* A label may come twice with different conditions, but always at the same place. */
static void check_order(const struct value *table, const struct reader *r, const struct method *m)
{
    for (size_t i = 0; i < r->interface->method_count; i++) {
        const struct method *other = &r->interface->methods[i];
        if (text_equal(other->label, m->label) && text_equal(other->when, m->when)) {
            diag_error(STATUS_CONFIG, &table->at, "%s is here twice", m->label);
        }
        if (other->group > m->group) {
            diag_error(STATUS_CONFIG, &table->at,
                       "%s comes too late: labels with level = \"sel4_arch\" are first", m->label);
            return;
        }
    }
}

static void read_method(const struct reader *r, const struct value *table)
{
    check_keys(table, "function object label name when level spec text in out errors about");
    struct method m = {.function = required(table, "function"),
                       .object = required(table, "object"),
                       .label = required(table, "label"),
                       .name = required(table, "name"),
                       .spec = required(table, "spec"),
                       .text = required(table, "text"),
                       .when = optional_text(table, "when")};
    m.group = r->generic                          ? GROUP_GENERIC
              : value_get(table, "level") != NULL ? GROUP_SEL4_ARCH
                                                  : GROUP_ARCH;
    m.in = read_params(r, table, "in", &m.in_count);
    m.out = read_params(r, table, "out", &m.out_count);
    read_errors(r, table, &m.errors);
    check_about(table, &m);
    check_object(table, r, &m);
    check_order(table, r, &m);
    struct interface *to = r->interface;
    to->methods = mem_grow(to->methods, to->method_count, sizeof(*to->methods));
    to->methods[to->method_count++] = m;
}

static struct alternative read_alternative(const struct value *value)
{
    if (value->kind == VALUE_INT) {
        return (struct alternative){.value = value->number, .when = NULL};
    }
    const struct value *number = value->kind == VALUE_TABLE ? value_get(value, "value") : NULL;
    if (number == NULL || number->kind != VALUE_INT) {
        diag_error(STATUS_CONFIG, &value->at, "expected a number, or {value, when}");
        return (struct alternative){.value = 0};
    }
    check_keys(value, "value when");
    return (struct alternative){.value = number->number, .when = optional_text(value, "when")};
}

/* The constants of `table`; those without `group` are macros. */
static void read_constants(const struct reader *r, const struct value *table, const char *group)
{
    struct interface *to = r->interface;
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct value *value = &table->items[i];
        to->constants = mem_grow(to->constants, to->constant_count, sizeof(*to->constants));
        struct constant *c = &to->constants[to->constant_count++];
        bool list = value->kind == VALUE_ARRAY;
        *c =
            (struct constant){.name = value->key, .group = group, .count = list ? value->count : 1};
        c->alternatives = mem_alloc(c->count * sizeof(*c->alternatives));
        for (size_t j = 0; j < c->count; j++) {
            c->alternatives[j] = read_alternative(list ? &value->items[j] : value);
        }
    }
}

static void read_enumerations(const struct reader *r)
{
    const struct value *table = optional(r->root, "enum", VALUE_TABLE);
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const char *name = table->items[i].key;
        read_constants(r, optional(table, name, VALUE_TABLE), name);
    }
}

static void read_structures(const struct reader *r)
{
    const struct value *table = optional(r->root, "structs", VALUE_TABLE);
    struct interface *to = r->interface;
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const char *name = table->items[i].key;
        to->structures = mem_grow(to->structures, to->structure_count, sizeof(*to->structures));
        to->structures[to->structure_count] = (struct structure){.name = name};
        value_words(table, name, &to->structures[to->structure_count++].members);
    }
}

static void read_objects(const struct reader *r)
{
    const struct value *table = optional(r->root, "objects", VALUE_TABLE);
    struct interface *to = r->interface;
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct value *value = &table->items[i];
        check_keys(value, "title text");
        to->objects = mem_grow(to->objects, to->object_count, sizeof(*to->objects));
        to->objects[to->object_count++] = (struct object){
            .type = value->key, .title = required(value, "title"), .text = required(value, "text")};
    }
}

static void read_file(struct reader *r)
{
    check_keys(r->root, "constants enum structs objects parameters method");
    read_constants(r, optional(r->root, "constants", VALUE_TABLE), NULL);
    read_enumerations(r);
    read_structures(r);
    read_objects(r);
    const struct value *methods = optional(r->root, "method", VALUE_ARRAY);
    for (size_t i = 0; methods != NULL && i < methods->count; i++) {
        read_method(r, &methods->items[i]);
    }
}

void interface_read(const char *dir, struct machine *machine)
{
    const char *const names[] = {"generic", machine->name};
    struct reader r = {.interface = &machine->interface, .generic = true};
    for (size_t i = 0; i < COUNT_OF(names); i++, r.generic = false) {
        char *path = text_printf("%s/%s.toml", dir, names[i]);
        r.root = value_read(path, path);
        if (r.root == NULL) {
            return;
        }
        if (r.generic) {
            r.glossary = optional(r.root, "parameters", VALUE_TABLE);
        }
        read_file(&r);
    }
}
