/* SPDX-License-Identifier: BSD-2-Clause */
/* Device trees; see devicetree.h. Cells are two words, for addresses and for sizes. */
#include "devicetree.h"
#include "board.h"
#include "genconfig.h"
#include "os.h"

#include <libfdt.h>
#include <string.h>

enum {
    BLOB_SIZE = 256 * 1024,
    CONTROLLER_HANDLE = 1,
    PRIVATE_FIRST = 16,
    SHARED_FIRST = 32,
    LEVEL_HIGH = 4,
};

/* The tree being written, and the first error of libfdt: the calls after it do nothing. */
struct tree {
    void *blob;
    int error;
};

static void check(struct tree *t, int result)
{
    t->error = t->error == 0 ? result : t->error;
}

static void begin(struct tree *t, const char *name)
{
    check(t, fdt_begin_node(t->blob, name));
}

static void end(struct tree *t)
{
    check(t, fdt_end_node(t->blob));
}

static void property(struct tree *t, const char *name, const struct buffer *b)
{
    check(t, fdt_property(t->blob, name, b->data, (int)b->size));
}

static void property_text(struct tree *t, const char *name, const char *text)
{
    check(t, fdt_property_string(t->blob, name, text));
}

static void property_cell(struct tree *t, const char *name, uint32_t value)
{
    check(t, fdt_property_u32(t->blob, name, value));
}

static void add_cell(struct buffer *b, uint32_t value)
{
    fdt32_t cell = cpu_to_fdt32(value);
    buffer_add(b, &cell, sizeof cell);
}

static void add_cells(struct buffer *b, uint64_t value)
{
    add_cell(b, (uint32_t)(value >> 32));
    add_cell(b, (uint32_t)value);
}

/* A list of strings, each with its NUL. */
static void property_words(struct tree *t, const struct value *table, const char *name)
{
    struct words words = {0};
    struct buffer b = {0};
    value_words(table, name, &words);
    for (size_t i = 0; i < words.count; i++) {
        buffer_add(&b, words.items[i], strlen(words.items[i]) + 1);
    }
    if (words.count > 0) {
        property(t, name, &b);
    }
}

static void add_memory(struct tree *t, const struct value *memory)
{
    struct buffer reg = {0};
    if (memory == NULL || memory->count == 0) {
        return;
    }
    for (size_t i = 0; i < memory->count; i++) {
        uint64_t start = (uint64_t)value_int(&memory->items[i], "start", 0);
        add_cells(&reg, start);
        add_cells(&reg, (uint64_t)value_int(&memory->items[i], "end", 0) - start);
    }
    begin(t,
          text_printf("memory@%llx", (unsigned long long)value_int(&memory->items[0], "start", 0)));
    property_text(t, "device_type", "memory");
    property(t, "reg", &reg);
    end(t);
}

static void add_cpu(struct tree *t, const struct config *c)
{
    const char *cpu = value_text(board_table(c, "device-tree", "cpu"), "cpu", "");
    const char *psci = value_text(board_table(c, "device-tree", "psci"), "psci", NULL);
    begin(t, "cpus");
    property_cell(t, "#address-cells", 1);
    property_cell(t, "#size-cells", 0);
    begin(t, "cpu@0");
    property_text(t, "device_type", "cpu");
    property_text(t, "compatible", cpu);
    property_cell(t, "reg", 0);
    end(t);
    end(t);
    if (psci != NULL) {
        begin(t, "psci");
        property_text(t, "compatible", "arm,psci-0.2");
        property_text(t, "method", psci);
        end(t);
    }
}

/* Numbers as the interrupt controller has them; the tree counts private and shared ones apart. */
static void add_interrupts(struct tree *t, const struct value *node, uint32_t shift)
{
    const struct value *list = value_get(node, "interrupts");
    struct buffer b = {0};
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        uint32_t irq = (uint32_t)list->items[i].number + shift;
        bool shared = irq >= SHARED_FIRST;
        add_cell(&b, shared ? 0 : 1);
        add_cell(&b, irq - (shared ? SHARED_FIRST : PRIVATE_FIRST));
        add_cell(&b, LEVEL_HIGH);
    }
    if (b.size > 0) {
        property(t, "interrupts", &b);
    }
}

/* `reg` is pairs of address and size. The i-th of `count` equal devices lies i sizes further. */
static void add_node(struct tree *t, const struct value *node, uint32_t i)
{
    const struct value *list = value_get(node, "reg");
    struct buffer reg = {0};
    const char *name = value_text(node, "name", "device");
    for (size_t pair = 0; list != NULL && pair + 1 < list->count; pair += 2) {
        uint64_t size = (uint64_t)list->items[pair + 1].number;
        uint64_t start = (uint64_t)list->items[pair].number + i * size;
        name = pair > 0 ? name : text_printf("%s@%llx", name, (unsigned long long)start);
        add_cells(&reg, start);
        add_cells(&reg, size);
    }
    begin(t, name);
    property_words(t, node, "compatible");
    if (reg.size > 0) {
        property(t, "reg", &reg);
    }
    add_interrupts(t, node, i);
    if (value_bool(node, "controller", false)) {
        check(t, fdt_property(t->blob, "interrupt-controller", NULL, 0));
        property_cell(t, "#interrupt-cells", 3);
        property_cell(t, "#address-cells", 0);
        property_cell(t, "phandle", CONTROLLER_HANDLE);
    }
    end(t);
}

static void add_nodes(struct tree *t, const struct config *c)
{
    const struct value *nodes = value_get(c->board->table, "node");
    for (size_t n = 0; nodes != NULL && n < nodes->count; n++) {
        const char *when = value_text(&nodes->items[n], "when", NULL);
        if (when != NULL && !config_holds(c, when)) {
            continue;
        }
        int64_t count = value_int(&nodes->items[n], "count", 1);
        for (int64_t i = 0; i < count; i++) {
            add_node(t, &nodes->items[n], (uint32_t)i);
        }
    }
}

static void add_all(struct tree *t, const struct config *c, const struct value *table)
{
    const struct board *board = c->board;
    check(t, fdt_create(t->blob, BLOB_SIZE));
    check(t, fdt_finish_reservemap(t->blob));
    begin(t, "");
    property_cell(t, "#address-cells", 2);
    property_cell(t, "#size-cells", 2);
    property_words(t, table, "compatible");
    property_text(t, "model", board->help);
    property_cell(t, "interrupt-parent", CONTROLLER_HANDLE);
    begin(t, "chosen");
    property_text(t, "stdout-path", value_text(table, "console", ""));
    end(t);
    add_memory(t, value_get(board->table, "memory"));
    add_cpu(t, c);
    add_nodes(t, c);
    end(t);
    check(t, fdt_finish(t->blob));
}

static bool make(const struct config *c, const struct value *table, struct buffer *out)
{
    struct tree t = {.blob = mem_alloc(BLOB_SIZE)};
    add_all(&t, c, table);
    if (t.error != 0) {
        diag_error(STATUS_CONFIG, &table->at, "the device tree of %s: %s", c->board->name,
                   fdt_strerror(t.error));
        return false;
    }
    buffer_add(out, t.blob, fdt_totalsize(t.blob));
    return true;
}

static bool read_file(const char *path, struct buffer *out)
{
    out->data = os_read(path, &out->size);
    if (out->data == NULL) {
        diag_file("read", path);
        return false;
    }
    int error = out->size < sizeof(struct fdt_header) ? -FDT_ERR_TRUNCATED
                                                      : fdt_check_full(out->data, out->size);
    if (error != 0) {
        diag_error(STATUS_CONFIG, NULL, "KernelCustomDTB: %s is no device tree blob: %s", path,
                   fdt_strerror(error));
        diag_help("a source file becomes one by: dtc -O dtb -o board.dtb board.dts");
    }
    return error == 0;
}

bool devicetree_write(const struct config *c, const char *base, const char *dir)
{
    const struct value *table = value_get(c->board->table, "device-tree");
    const char *custom = config_value(c, "KernelCustomDTB");
    struct buffer blob = {0};
    if (custom != NULL && *custom != '\0') {
        return read_file(os_join(base, custom), &blob) && genconfig_file(dir, "kernel.dtb", &blob);
    }
    return table == NULL || (make(c, table, &blob) && genconfig_file(dir, "kernel.dtb", &blob));
}
