/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of pages: rows 110 to 114. */
#include "bench.h"

static seL4_CPtr page;
static seL4_Word page_va;

static void unmap_page(void)
{
    fel4_unmap(page);
}

static void map_page(void)
{
    must(fel4_map(seL4_CapInitThreadVSpace, page, page_va, seL4_ReadWrite, PAGE_ATTRIBUTES), "Map");
}

void page_rows(void)
{
    enum { READ_WRITE = 3 };
    page = fel4_object(fel4_frame_type(), seL4_PageBits);
    page_va = fel4_reserve(4096);
    map_page();
    struct op map = {.cap = page,
                     .label = PAGE_MAP,
                     .length = 3,
                     .word = {page_va, READ_WRITE, PAGE_ATTRIBUTES},
                     .caps = 1,
                     .extra = {seL4_CapInitThreadVSpace},
                     .before = unmap_page};
    struct op unmap = {.cap = page, .label = PAGE_UNMAP, .before = map_page};
    row(110, &map);
    row(111, &unmap);
    map_page();
    map.before = NULL;
    row(112, &map);
    unmap_page();
    unmap.before = NULL;
    row(113, &unmap);
    map.word[0] = 0x7000000000;
    row(114, &map);
}
