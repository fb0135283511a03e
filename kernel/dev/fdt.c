/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattened device trees: a header, then tokens of four bytes, big-endian, that open and close
 * nodes and give their properties. Names of properties are offsets into a block of strings.
 */
#include "dev/fdt.h"

enum { MAGIC = 0xd00dfeed, HEADER_SIZE = 40, SIZE_MAX_SANE = 1 << 24 };
enum { TOTAL_SIZE = 1, OFF_STRUCT = 2, OFF_STRINGS = 3 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4 };

/* Where in the blob a walk is; `at` counts bytes, and is 0 once the walk is over. */
struct walk {
    uint32_t *blob;
    uint32_t size, at, depth;
    const char *node; /* the name of the innermost node that was opened */
    uint32_t *data;
    uint32_t data_size;
    const char *property; /* NULL: the token was none */
};

static uint32_t big_endian(const uint32_t *cell)
{
    return __builtin_bswap32(*cell);
}

uint32_t fdt_size(const void *fdt)
{
    const uint32_t *header = fdt;
    uint32_t size = big_endian(&header[TOTAL_SIZE]);
    return big_endian(header) == MAGIC && size >= HEADER_SIZE && size <= SIZE_MAX_SANE ? size : 0;
}

/* The string at an offset, if it ends inside the blob. */
static const char *string_at(const struct walk *w, uint32_t offset)
{
    const char *text = (const char *)w->blob;
    for (uint32_t end = offset; end < w->size; end++) {
        if (text[end] == '\0') {
            return text + offset;
        }
    }
    return 0;
}

static int same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static int is_memory(const char *node)
{
    static const char name[] = "memory";
    unsigned i = 0;
    while (i < sizeof(name) - 1 && node[i] == name[i]) {
        i++;
    }
    return i == sizeof(name) - 1 && (node[i] == '\0' || node[i] == '@');
}

static void open_node(struct walk *w)
{
    w->node = string_at(w, w->at);
    if (w->node == 0) {
        w->at = 0;
        return;
    }
    uint32_t length = 0;
    while (w->node[length] != '\0') {
        length++;
    }
    w->at += (length + 4) & ~3u;
    w->depth++;
}

static void read_property(struct walk *w)
{
    if (w->size - w->at < 8) {
        w->at = 0;
        return;
    }
    uint32_t *head = w->blob + w->at / 4;
    w->data = head + 2;
    w->data_size = big_endian(head);
    w->at += 8;
    uint32_t names = big_endian(&w->blob[OFF_STRINGS]), name = big_endian(&head[1]);
    if (w->data_size > w->size - w->at || names >= w->size || name >= w->size - names) {
        w->at = 0;
        return;
    }
    w->property = string_at(w, names + name);
    w->at += (w->data_size + 3) & ~3u;
}

/* The next token; false at the end, and where the blob makes no sense. */
static int next(struct walk *w)
{
    w->property = 0;
    if (w->at < HEADER_SIZE || w->at > w->size - 4) {
        return 0;
    }
    uint32_t token = big_endian(w->blob + w->at / 4);
    w->at += 4;
    switch (token) {
    case BEGIN_NODE:
        open_node(w);
        return w->at != 0;
    case END_NODE:
        return w->depth-- > 1;
    case PROPERTY:
        read_property(w);
        return w->at != 0;
    default:
        return token == NOP;
    }
}

static uint64_t number(const uint32_t *cells, unsigned count)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < count; i++) {
        value = value << 32 | big_endian(&cells[i]);
    }
    return value;
}

int fdt_memory(void *fdt, unsigned n, struct fdt_range *range)
{
    struct walk w = {.blob = fdt, .size = fdt_size(fdt)};
    unsigned address_cells = 2, size_cells = 1;
    if (w.size == 0) {
        return 0;
    }
    w.at = big_endian(&w.blob[OFF_STRUCT]) & ~3u;
    while (next(&w)) {
        if (w.property == 0) {
            continue;
        }
        if (w.depth == 1 && w.data_size == 4 && same(w.property, "#address-cells")) {
            address_cells = big_endian(w.data);
        } else if (w.depth == 1 && w.data_size == 4 && same(w.property, "#size-cells")) {
            size_cells = big_endian(w.data);
        } else if (w.depth == 2 && is_memory(w.node) && same(w.property, "reg")) {
            if (address_cells < 1 || address_cells > 2 || size_cells < 1 || size_cells > 2) {
                return 0;
            }
            unsigned cells = address_cells + size_cells;
            uint32_t *at = w.data, *end = w.data + w.data_size / 4;
            for (; end - at >= (int)cells; at += cells) {
                if (n-- == 0) {
                    *range = (struct fdt_range){number(at, address_cells),
                                                number(at + address_cells, size_cells),
                                                at + address_cells, size_cells};
                    return 1;
                }
            }
        }
    }
    return 0;
}

void fdt_set_size(struct fdt_range *range, uint64_t size)
{
    range->size = size;
    for (unsigned i = range->size_cells; i > 0; i--) {
        range->size_at[i - 1] = __builtin_bswap32((uint32_t)size);
        size >>= 32;
    }
}
