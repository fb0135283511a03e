/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel/dev/fdt.c against blobs that libfdt wrote, whole and broken. */
#include "dev/fdt.h"
#include "world.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1024 };

/* Two memory nodes of `cells` cells each for address and size, and what might be mistaken for one.
 */
static void *make_blob(unsigned cells)
{
    void *fdt = calloc(1, SIZE);
    fdt32_t wide[] = {0, cpu_to_fdt32(0x40000000), 0, cpu_to_fdt32(0x1000000), cpu_to_fdt32(1),
                      0, cpu_to_fdt32(2),          0};
    fdt32_t narrow[] = {cpu_to_fdt32(0x40000000), cpu_to_fdt32(0x1000000)};
    fdt_create(fdt, SIZE);
    fdt_finish_reservemap(fdt);
    fdt_begin_node(fdt, "");
    fdt_property_u32(fdt, "#address-cells", cells);
    fdt_property_u32(fdt, "#size-cells", cells);
    fdt_begin_node(fdt, "memory-controller@1000");
    fdt_property(fdt, "reg", wide, 16);
    fdt_end_node(fdt);
    fdt_begin_node(fdt, "memory@40000000");
    fdt_property_string(fdt, "device_type", "memory");
    fdt_property(fdt, "reg", cells == 2 ? wide : narrow, cells == 2 ? 32 : 8);
    fdt_end_node(fdt);
    fdt_begin_node(fdt, "reserved");
    fdt_begin_node(fdt, "memory");
    fdt_property(fdt, "reg", wide, 16);
    fdt_end_node(fdt);
    fdt_end_node(fdt);
    fdt_begin_node(fdt, "memory");
    fdt_property(fdt, "reg", cells == 2 ? wide : narrow, cells == 2 ? 16 : 8);
    fdt_end_node(fdt);
    fdt_end_node(fdt);
    fdt_finish(fdt);
    return fdt;
}

TEST("memory of two-cell addresses, in nodes of the first level only")
{
    struct fdt_range range;
    void *fdt = make_blob(2);
    assert_int_equal(fdt_size(fdt), fdt_totalsize(fdt));
    assert_true(fdt_memory(fdt, 0, &range));
    assert_int_equal(range.start, 0x40000000);
    assert_int_equal(range.size, 0x1000000);
    assert_true(fdt_memory(fdt, 1, &range));
    assert_int_equal(range.start, 0x100000000);
    assert_int_equal(range.size, 0x200000000);
    assert_true(fdt_memory(fdt, 2, &range));
    assert_int_equal(range.start, 0x40000000);
    assert_false(fdt_memory(fdt, 3, &range));
    free(fdt);
}

TEST("memory of one-cell addresses")
{
    struct fdt_range range;
    void *fdt = make_blob(1);
    assert_true(fdt_memory(fdt, 0, &range));
    assert_int_equal(range.start, 0x40000000);
    assert_int_equal(range.size, 0x1000000);
    assert_true(fdt_memory(fdt, 1, &range));
    assert_false(fdt_memory(fdt, 2, &range));
    free(fdt);
}

TEST("a size that is written is read again, and the blob stays well-formed")
{
    for (unsigned cells = 1; cells <= 2; cells++) {
        struct fdt_range range;
        void *fdt = make_blob(cells);
        assert_true(fdt_memory(fdt, 0, &range));
        fdt_set_size(&range, 0x654321);
        assert_true(fdt_memory(fdt, 0, &range));
        assert_int_equal(range.start, 0x40000000);
        assert_int_equal(range.size, 0x654321);
        assert_int_equal(fdt_check_full(fdt, SIZE), 0);
        free(fdt);
    }
}

TEST("what is no device tree has no size and no memory")
{
    struct fdt_range range;
    uint32_t zeros[10] = {0};
    assert_int_equal(fdt_size(zeros), 0);
    assert_false(fdt_memory(zeros, 0, &range));
}

/* Under the address sanitizer: no read outside the blob, and every walk ends. */
TEST("broken and truncated blobs: no access outside, and every walk ends")
{
    void *whole = make_blob(2);
    uint32_t size = fdt_totalsize(whole);
    for (unsigned seed = 0; seed < 20000; seed++) {
        srand(seed);
        uint32_t shown = seed % 4 == 0 ? 40 + (uint32_t)rand() % (size - 40) : size;
        unsigned char *fdt = malloc(shown);
        memcpy(fdt, whole, shown);
        for (int i = rand() % 3; i > 0; i--) {
            fdt[8 + (uint32_t)rand() % (shown - 8)] = (unsigned char)rand();
        }
        fdt_set_totalsize(fdt, shown);
        struct fdt_range range;
        for (unsigned n = 0; n < 100 && fdt_memory(fdt, n, &range); n++) {
            fdt_set_size(&range, range.size);
        }
        free(fdt);
    }
    free(whole);
}
