/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF files, of 32 and of 64 bits. The archive aligns files to 4 bytes only, and the MMU is off, so
 * that a word of 8 is read in halves.
 */
#include "loader.h"

/* Where things are in the header of a file, and in one of a segment. */
struct layout {
    unsigned header, entry, segments, segment_size, segment_count;
    unsigned segment, offset, va, pa, file_size, size;
};

static const struct layout layouts[] = {
    {.header = 52,
     .entry = 24,
     .segments = 28,
     .segment_size = 42,
     .segment_count = 44,
     .segment = 32,
     .offset = 4,
     .va = 8,
     .pa = 12,
     .file_size = 16,
     .size = 20},
    {.header = 64,
     .entry = 24,
     .segments = 32,
     .segment_size = 54,
     .segment_count = 56,
     .segment = 56,
     .offset = 8,
     .va = 16,
     .pa = 24,
     .file_size = 32,
     .size = 40},
};

enum { MAGIC = 0x464c457f, CLASS_AT = 4, CLASS_64 = 2, MACHINE_AT = 18 };

static const struct layout *layout(void)
{
    return &layouts[machine_class == CLASS_64];
}

static uint32_t read32(const char *p)
{
    return *(const uint32_t *)(const void *)p;
}

/* A word of the machine's size. */
static uint64_t read_word(const char *p)
{
    return machine_class == CLASS_64 ? read32(p) | (uint64_t)read32(p + 4) << 32 : read32(p);
}

static unsigned read16(const char *p)
{
    return (unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8;
}

struct segment elf_segment(const struct elf *elf, unsigned i)
{
    const struct layout *at = layout();
    const char *p = elf->headers + i * elf->header_size;
    return (struct segment){.type = read32(p),
                            .offset = read_word(p + at->offset),
                            .va = read_word(p + at->va),
                            .pa = read_word(p + at->pa),
                            .file_size = read_word(p + at->file_size),
                            .size = read_word(p + at->size)};
}

static void check_header(const struct file *file)
{
    const char *p = file->data;
    if (file->size < layout()->header || read32(p) != MAGIC) {
        fail(file->name, "not an ELF file, or truncated");
    }
    if (p[CLASS_AT] != machine_class || read16(p + MACHINE_AT) != machine_number) {
        fail(file->name, machine_name);
    }
}

static void check_segment(const struct elf *elf, const struct segment *s)
{
    if (s->type == SEGMENT_LOAD &&
        (s->offset > elf->file.size || s->file_size > elf->file.size - s->offset)) {
        fail(elf->file.name, "truncated: a segment lies beyond the end of the file");
    }
    if (s->va + s->size < s->va || s->file_size > s->size) {
        fail(elf->file.name, "a segment has impossible sizes");
    }
}

static void check_overlap(const struct elf *elf, const struct segment *s, unsigned others)
{
    for (unsigned i = 0; i < others; i++) {
        struct segment other = elf_segment(elf, i);
        if (s->type == SEGMENT_LOAD && other.type == SEGMENT_LOAD &&
            s->va < other.va + other.size && other.va < s->va + s->size) {
            fail(elf->file.name, "two of its segments overlap");
        }
    }
}

static void check_segments(struct elf *elf)
{
    elf->va_start = elf->pa_start = ~0ull;
    for (unsigned i = 0; i < elf->count; i++) {
        struct segment s = elf_segment(elf, i);
        if (s.size == 0) {
            continue;
        }
        check_segment(elf, &s);
        check_overlap(elf, &s, i);
        elf->va_start = s.va < elf->va_start ? s.va : elf->va_start;
        elf->va_end = s.va + s.size > elf->va_end ? s.va + s.size : elf->va_end;
        elf->pa_start = s.pa < elf->pa_start ? s.pa : elf->pa_start;
    }
    if (elf->va_end == 0 || (elf->va_start & (PAGE - 1)) != 0) {
        fail(elf->file.name, "nothing to load, or not page-aligned");
    }
    if (elf->entry < elf->va_start || elf->entry >= elf->va_end) {
        fail(elf->file.name, "its entry point lies outside of what is loaded");
    }
}

struct elf elf_open(const struct file *file)
{
    const struct layout *at = layout();
    const char *p = file->data;
    check_header(file);
    struct elf elf = {.file = *file, .entry = read_word(p + at->entry)};
    uint64_t offset = read_word(p + at->segments);
    elf.header_size = read16(p + at->segment_size);
    elf.count = read16(p + at->segment_count);
    if (elf.header_size < at->segment || offset > file->size ||
        (uint64_t)elf.count * elf.header_size > file->size - offset) {
        fail(file->name, "truncated: its program headers lie beyond the end of the file");
    }
    elf.headers = p + offset;
    check_segments(&elf);
    return elf;
}
