/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abigen: from the interface as data (abi/) to what depends on it:
 *
 *   OUT/kernel/abi_gen.h                              labels and argument unpackers, all machines
 *   OUT/user/arch/ARCH/include/sel4/abi_gen.h         constants and labels
 *   OUT/user/arch/ARCH/include/interfaces/sel4_client.h   a stub for each method
 *   OUT/docs/ARCH.md                                  the methods as a reference
 *   OUT/xml/ARCH.xml                                  the interface for other generators
 *
 * What depends on the configuration becomes #if in the output. Mistakes in the data are reported
 * with file, line and column.
 */
#include "model.h"

#include "diag.h"
#include "os.h"
#include "value.h"

#include <string.h>

/* ---- reading ---- */

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
    {"seL4_CapRights_t", 0, PARAM_RIGHTS},
    {"seL4_X86_VMAttributes", 0, PARAM_WORD},
    {"seL4_ARM_VMAttributes", 0, PARAM_WORD},
    {"seL4_UserContext", 0, PARAM_STRUCT},
    {"seL4_ARM_SMCContext", 0, PARAM_STRUCT},
    {"seL4_CPtr", 0, PARAM_CAP},
    {"seL4_CNode", 0, PARAM_CAP},
    {"seL4_TCB", 0, PARAM_CAP},
    {"seL4_Untyped", 0, PARAM_CAP},
    {"seL4_X64_PML4", 0, PARAM_CAP},
};

static void read_param(const struct value *value, struct param *param)
{
    const char *space = value->kind == VALUE_TEXT ? strchr(value->text, ' ') : NULL;
    if (space == NULL) {
        diag_error(STATUS_CONFIG, &value->at, "a parameter is \"type name\"");
        return;
    }
    param->type = text_copy(value->text, (size_t)(space - value->text));
    param->name = space + 1;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (text_equal(types[i].type, param->type)) {
            param->kind = types[i].kind;
            param->bits = types[i].bits;
            return;
        }
    }
    diag_error(STATUS_CONFIG, &value->at, "unknown type %s", param->type);
}

static void read_params(const struct value *method, const char *key, struct param **params,
                        size_t *count)
{
    const struct value *list = value_get(method, key);
    *count = list != NULL ? list->count : 0;
    *params = mem_alloc((*count + 1) * sizeof(**params));
    for (size_t i = 0; i < *count; i++) {
        read_param(&list->items[i], &(*params)[i]);
    }
}

static const char *required(const struct value *table, const char *key)
{
    const char *text = value_text(table, key, NULL);
    if (text == NULL) {
        diag_error(STATUS_CONFIG, &table->at, "a method needs \"%s\"", key);
        return "";
    }
    return text;
}

static void read_methods(const struct value *root, struct interface *interface)
{
    const struct value *list = value_get(root, "method");
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct value *table = &list->items[i];
        interface->methods = mem_grow(interface->methods, interface->method_count,
                                      sizeof(*interface->methods));
        struct method *m = &interface->methods[interface->method_count++];
        *m = (struct method){.function = required(table, "function"),
                             .object = required(table, "object"),
                             .label = required(table, "label"),
                             .name = required(table, "name"),
                             .spec = required(table, "spec"),
                             .when = value_text(table, "when", NULL),
                             .sel4_arch = value_get(table, "level") != NULL};
        read_params(table, "in", &m->in, &m->in_count);
        read_params(table, "out", &m->out, &m->out_count);
    }
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
    return (struct alternative){.value = number->number, .when = value_text(value, "when", NULL)};
}

static void read_constants(const struct value *root, const char *key, bool macros,
                           struct interface *interface)
{
    const struct value *table = value_get(root, key);
    for (size_t i = 0; table != NULL && i < table->count; i++) {
        const struct value *value = &table->items[i];
        interface->constants = mem_grow(interface->constants, interface->constant_count,
                                        sizeof(*interface->constants));
        struct constant *c = &interface->constants[interface->constant_count++];
        bool list = value->kind == VALUE_ARRAY;
        c->name = value->key;
        c->macro = macros;
        c->count = list ? value->count : 1;
        c->alternatives = mem_alloc(c->count * sizeof(*c->alternatives));
        for (size_t j = 0; j < c->count; j++) {
            c->alternatives[j] = read_alternative(list ? &value->items[j] : value);
        }
    }
}

static void read_file(const char *dir, const char *name, struct interface *interface)
{
    char *path = text_printf("%s/%s.toml", dir, name);
    const struct value *root = value_read(path, path);
    if (root != NULL) {
        read_constants(root, "constants", true, interface);
        read_constants(root, "enumerators", false, interface);
        read_methods(root, interface);
    }
}

/* ---- placing the words of a message ---- */

void method_place(struct method *m, unsigned word_bits)
{
    unsigned word = 0, bit = 0, caps = 0;
    for (size_t i = 0; i < m->in_count; i++) {
        struct param *p = &m->in[i];
        if (p->kind == PARAM_CAP) {
            p->word = caps++;
            continue;
        }
        if (p->kind == PARAM_STRUCT) {
            word += bit > 0;
            bit = 0;
            p->word = word;
            continue;
        }
        unsigned bits = p->bits == 0 ? word_bits : p->bits;
        bit = (bit + bits - 1) / bits * bits;
        if (bit + bits > word_bits && bit > 0) {
            word++;
            bit = 0;
        }
        p->word = word;
        p->shift = bit;
        bit += bits;
        word += bit / word_bits;
        bit %= word_bits;
    }
    m->words = word + (bit > 0);
    m->caps = caps;
    for (size_t i = 0; i < m->in_count; i++) {
        struct param *p = &m->in[i], *next = p + 1;
        bool joined = i + 1 < m->in_count && next->kind == PARAM_WORD && next->word == p->word;
        p->shares = p->kind == PARAM_WORD && (p->shift > 0 || joined);
    }
}

/* ---- all of it ---- */

static const struct machine machines[] = {
    {"x86_64", "defined(CONFIG_ARCH_X86_64)", 64},
    {"aarch64", "defined(CONFIG_ARCH_AARCH64)", 64},
    {"armv7", "defined(CONFIG_ARCH_AARCH32)", 32},
};

static void write_file(const char *out, const char *name, struct buffer *text)
{
    char *path = text_printf("%s/%s", out, name);
    if (!os_make_dirs(os_dir(path)) || !os_write_changed(path, text)) {
        diag_file("write", path);
    }
}

static void write_machine(const char *out, const struct machine *machine,
                          struct interface *interface)
{
    for (size_t i = 0; i < interface->method_count; i++) {
        method_place(&interface->methods[i], machine->word_bits);
    }
    struct buffer constants = {0}, stubs = {0}, docs = {0}, xml = {0};
    emit_constants(interface, &constants);
    emit_stubs(interface, machine, &stubs);
    emit_docs(interface, machine, &docs);
    emit_xml(interface, &xml);
    const char *include = text_printf("user/arch/%s/include", machine->name);
    write_file(out, text_printf("%s/sel4/abi_gen.h", include), &constants);
    write_file(out, text_printf("%s/interfaces/sel4_client.h", include), &stubs);
    write_file(out, text_printf("docs/%s.md", machine->name), &docs);
    write_file(out, text_printf("xml/%s.xml", machine->name), &xml);
}

int main(int argc, char **argv)
{
    diag_setup(COLOUR_AUTO, LOUD_NORMAL);
    if (argc != 3) {
        diag_error(STATUS_USAGE, NULL, "usage: abigen ABI-DIR OUT-DIR");
        return STATUS_USAGE;
    }
    struct buffer kernel = {0};
    emit_kernel_begin(&kernel);
    for (size_t i = 0; i < COUNT_OF(machines) && diag_errors() == 0; i++) {
        struct interface interface = {0};
        read_file(argv[1], "generic", &interface);
        read_file(argv[1], machines[i].name, &interface);
        if (diag_errors() == 0) {
            write_machine(argv[2], &machines[i], &interface);
            emit_kernel_machine(&interface, &machines[i], &kernel);
        }
    }
    if (diag_errors() == 0) {
        write_file(argv[2], "kernel/abi_gen.h", &kernel);
    }
    return (int)diag_status();
}
