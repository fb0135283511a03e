/* SPDX-License-Identifier: BSD-2-Clause */
/* The board's physical memory for loaders and tools; see platform.h. */
#include "platform.h"
#include "genconfig.h"

#include <stdlib.h>

enum { PAGE = 4096 };

struct range {
    uint64_t start, end;
};

struct ranges {
    struct range *items;
    size_t count;
};

static void add(struct ranges *r, uint64_t start, uint64_t end)
{
    r->items = mem_grow(r->items, r->count, sizeof *r->items);
    r->items[r->count++] = (struct range){start, end};
}

static int by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static void sort(struct ranges *r)
{
    if (r->count > 0) {
        qsort(r->items, r->count, sizeof *r->items, by_start);
    }
}

/* What is left of [0, top) without the ranges of `taken`, which are sorted. */
static void complement(const struct ranges *taken, uint64_t top, struct ranges *out)
{
    uint64_t at = 0;
    for (size_t i = 0; i < taken->count; i++) {
        if (taken->items[i].start > at) {
            add(out, at, taken->items[i].start);
        }
        at = taken->items[i].end > at ? taken->items[i].end : at;
    }
    if (at < top) {
        add(out, at, top);
    }
}

static void read_memory(const struct board *board, struct ranges *out)
{
    const struct value *memory = value_get(board->table, "memory");
    for (size_t i = 0; memory != NULL && i < memory->count; i++) {
        add(out, (uint64_t)value_int(&memory->items[i], "start", 0),
            (uint64_t)value_int(&memory->items[i], "end", 0));
    }
    sort(out);
}

/* The pages of the devices that the kernel keeps, named by their addresses in [define]. */
static void read_own_devices(const struct board *board, struct ranges *out)
{
    const struct value *kernel = value_get(board->table, "kernel");
    const struct value *define = value_get(board->table, "define");
    struct words names = {0};
    if (kernel != NULL && define != NULL) {
        value_words(kernel, "owns", &names);
    }
    for (size_t i = 0; i < names.count; i++) {
        uint64_t page = (uint64_t)value_int(define, names.items[i], 0) / PAGE * PAGE;
        add(out, page, page + PAGE);
    }
}

static void emit(const struct ranges *r, const char *name, const char *after, struct buffer *json,
                 struct buffer *yaml)
{
    buffer_printf(json, "    \"%s\": [", name);
    buffer_printf(yaml, "%s:%s\n", name, r->count == 0 ? " []" : "");
    for (size_t i = 0; i < r->count; i++) {
        unsigned long long start = r->items[i].start, end = r->items[i].end;
        buffer_printf(json,
                      "%s\n        {\n            \"start\": %llu,\n            \"end\": %llu\n"
                      "        }",
                      i > 0 ? "," : "", start, end);
        buffer_printf(yaml, "- end: 0x%llx\n  start: 0x%llx\n", end, start);
    }
    buffer_printf(json, "%s]%s\n", r->count > 0 ? "\n    " : "", after);
}

bool platform_write(const struct config *c, const char *dir)
{
    struct buffer json = {0}, yaml = {0};
    struct ranges memory = {0}, taken = {0}, devices = {0};
    struct macros macros = {0};
    uint64_t top = 0;
    read_memory(c->board, &memory);
    if (memory.count == 0) {
        return true;
    }
    genconfig_macros(c, &macros);
    for (size_t i = 0; i < macros.count; i++) {
        if (text_equal(macros.items[i].name, "PADDR_USER_DEVICE_TOP")) {
            top = strtoull(macros.items[i].value, NULL, 0);
        }
    }
    read_memory(c->board, &taken);
    read_own_devices(c->board, &taken);
    sort(&taken);
    complement(&taken, top, &devices);
    buffer_text(&json, "{\n");
    emit(&devices, "devices", ",", &json, &yaml);
    emit(&memory, "memory", "", &json, &yaml);
    buffer_text(&json, "}\n");
    return genconfig_file(dir, "platform_gen.json", &json) &&
           genconfig_file(dir, "platform_gen.yaml", &yaml);
}
