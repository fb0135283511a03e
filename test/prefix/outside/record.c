/* SPDX-License-Identifier: BSD-2-Clause */
/* The records behind bootinfo: whole, known, and the device tree or the tables of ACPI in them. */
#include "base.h"

static const char *records[SEL4_BOOTINFO_HEADER_NUM];

const char *record_of(seL4_Word id);

const char *record_of(seL4_Word id)
{
    return records[id];
}

static void find_records(const seL4_BootInfo *info)
{
    const char *at = (const char *)info + PAGE;
    seL4_Word left = info->extraLen;
    while (left >= sizeof(seL4_BootInfoHeader)) {
        seL4_BootInfoHeader header;
        memcpy(&header, at, sizeof(header)); /* they are packed */
        MUST(header.len >= sizeof(header) && header.len <= left);
        MUST(header.id < SEL4_BOOTINFO_HEADER_NUM);
        records[header.id] = at + sizeof(header);
        at += header.len;
        left -= header.len;
    }
    CHECK_EQ(left, 0);
    CHECK(info->extraBIPages.end - info->extraBIPages.start >= (info->extraLen + PAGE - 1) / PAGE);
}

#if !defined(CONFIG_ARCH_X86_64)
static seL4_Word big(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (seL4_Word)b[0] << 24 | (seL4_Word)b[1] << 16 | (seL4_Word)b[2] << 8 | b[3];
}

static seL4_Word text_size(const char *at)
{
    seL4_Word size = 0;
    while (at[size] != '\0') {
        size++;
    }
    return size;
}

/* Nodes and their ends must match, and one of them is the memory. */
static void walk_tree(const char *tree)
{
    const char *at = tree + big(tree + 8), *strings = tree + big(tree + 12);
    seL4_Word depth = 0, nodes = 0, memory = 0, token;
    for (; (token = big(at)) != 9 && nodes < 1000;) {
        at += 4;
        if (token == 1) {
            memory += memcmp(at, "memory", 6) == 0;
            nodes++;
            depth++;
            at += (text_size(at) + 4) & ~3ul;
        } else if (token == 2) {
            depth--;
        } else if (token == 3) {
            MUST(text_size(strings + big(at + 4)) < 64);
            at += 8 + ((big(at) + 3) & ~3ul);
        }
    }
    CHECK_EQ(depth, 0);
    CHECK(nodes > 3);
    CHECK(memory > 0);
}
#endif

void record_test(void);

void record_test(void)
{
    find_records(seL4_GetBootInfo());
#if defined(CONFIG_ARCH_X86_64)
    CHECK(records[SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP] != 0);
    CHECK(records[SEL4_BOOTINFO_HEADER_X86_MBMMAP] != 0);
    CHECK(records[SEL4_BOOTINFO_HEADER_X86_TSC_FREQ] != 0);
#else
    MUST(records[SEL4_BOOTINFO_HEADER_FDT] != 0);
    CHECK_EQ(big(records[SEL4_BOOTINFO_HEADER_FDT]), 0xd00dfeed);
    walk_tree(records[SEL4_BOOTINFO_HEADER_FDT]);
#endif
}
