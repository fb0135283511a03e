/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader: unpacks kernel, device tree and root task from the archive it carries to where the
 * kernel wants them, builds the first page tables and enters the kernel (spec images, sections 3 to
 * 6). What is wrong with an image is said before the machine stops.
 */
#include <stdbool.h>
#include <stdint.h>

#include "board_gen.h"
#include "dev/console.h"

typedef uint64_t u64;
typedef uint32_t u32;

extern char _start[], _end[], _archive_start[], _archive_start_end[];

struct handover {
    u64 user_start, user_end, offset, entry, dtb, dtb_size;
};

_Noreturn void enter_kernel(const struct handover *handover, u64 entry, const u64 *ttbr0,
                            const u64 *ttbr1);
_Noreturn void loader_main(void);

enum { PAGE = 4096, ENTRIES = 512 };

static u64 identity_l0[ENTRIES] __attribute__((aligned(4096)));
static u64 identity_l1[ENTRIES] __attribute__((aligned(4096)));
static u64 identity_l2[ENTRIES] __attribute__((aligned(4096)));
static u64 kernel_l0[ENTRIES] __attribute__((aligned(4096)));
static u64 kernel_l1[ENTRIES] __attribute__((aligned(4096)));
static u64 kernel_l2[ENTRIES] __attribute__((aligned(4096)));

/* ---- messages ---- */

static void put(const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '\n') {
            console_putc((volatile void *)BOARD_UART, '\r');
        }
        console_putc((volatile void *)BOARD_UART, *s);
    }
}

static void put_hex(u64 n)
{
    char text[19] = "0x", *p = text + 2;
    for (int shift = 60; shift >= 0; shift -= 4) {
        unsigned digit = n >> shift & 15;
        if (digit != 0 || p > text + 2 || shift == 0) {
            *p++ = "0123456789abcdef"[digit];
        }
    }
    *p = '\0';
    put(text);
}

static void put_range(const char *what, u64 start, u64 end)
{
    put("  ");
    put(what);
    put(" ");
    put_hex(start);
    put(" .. ");
    put_hex(end);
    put("\n");
}

static _Noreturn void fail(const char *what, const char *why)
{
    put("\nloader: ");
    put(what);
    put(": ");
    put(why);
    put("; stopped\n");
    for (;;) {
        asm volatile("wfi");
    }
}

/* ---- memory; the MMU is off, so only aligned accesses are allowed ---- */

static void copy(u64 to, const char *from, u64 size)
{
    volatile char *p = (volatile char *)to;
    bool words = ((to | (u64)from) & 3) == 0;
    u64 i = 0;
    for (; words && i + 4 <= size; i += 4) {
        *(volatile u32 *)(p + i) = *(const u32 *)(from + i);
    }
    for (; i < size; i++) {
        p[i] = from[i];
    }
}

static void zero(u64 from, u64 to)
{
    for (; from < to; from += 8) {
        *(volatile u64 *)from = 0;
    }
}

/* What lies in caches, clean or not, must not come after what was written without them. */
static void invalidate(u64 from, u64 to)
{
    for (from &= ~(u64)63; from < to; from += 64) {
        asm volatile("dc civac, %0" : : "r"(from) : "memory");
    }
    asm volatile("dsb sy" : : : "memory");
}

static u64 round_up(u64 n)
{
    return (n + PAGE - 1) & ~(u64)(PAGE - 1);
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* ---- the archive: "newc" cpio ---- */

struct file {
    const char *name, *data;
    u64 size;
};

enum { HEADER = 110, FIELD_SIZE = 54, FIELD_NAME_SIZE = 94 };

static u64 field(const char *header, unsigned at)
{
    u64 value = 0;
    for (unsigned i = 0; i < 8; i++) {
        char c = header[at + i];
        value = value << 4 | (u64)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

/* The file at `*at`, which moves on; false at the end. */
static bool next_file(const char **at, struct file *file)
{
    static const char magic[] = "070701";
    const char *header = *at;
    if (_archive_start_end - header < HEADER) {
        fail("archive", "truncated");
    }
    for (unsigned i = 0; i < sizeof(magic) - 1; i++) {
        if (header[i] != magic[i]) {
            fail("archive", "not a newc cpio archive, or truncated");
        }
    }
    u64 name_size = field(header, FIELD_NAME_SIZE);
    file->size = field(header, FIELD_SIZE);
    file->name = header + HEADER;
    file->data = header + ((HEADER + name_size + 3) & ~3ull);
    *at = file->data + ((file->size + 3) & ~3ull);
    if (*at > _archive_start_end) {
        fail("archive", "truncated");
    }
    return !same(file->name, "TRAILER!!!");
}

/* ---- ELF; the archive aligns files to 4 bytes only, so words of 8 are read in halves ---- */

static u64 read64(const char *p)
{
    return *(const u32 *)p | (u64) * (const u32 *)(p + 4) << 32;
}

static u32 read16(const char *p)
{
    return (unsigned char)p[0] | (u32)(unsigned char)p[1] << 8;
}

struct segment {
    u32 type;
    u64 offset, va, pa, file_size, size;
};

struct elf {
    struct file file;
    const char *headers;
    unsigned count, header_size;
    u64 entry, va_start, va_end, pa_start;
};

enum { MACHINE_AARCH64 = 183, CLASS64 = 2, LOAD = 1, SEGMENT_SIZE = 56 };

static struct segment segment(const struct elf *elf, unsigned i)
{
    const char *p = elf->headers + i * elf->header_size;
    return (struct segment){.type = *(const u32 *)p,
                            .offset = read64(p + 8),
                            .va = read64(p + 16),
                            .pa = read64(p + 24),
                            .file_size = read64(p + 32),
                            .size = read64(p + 40)};
}

static void check_header(const struct file *file)
{
    const char *p = file->data;
    if (file->size < 64 || *(const u32 *)p != 0x464c457f) {
        fail(file->name, "not an ELF file, or truncated");
    }
    if (p[4] != CLASS64 || read16(p + 18) != MACHINE_AARCH64) {
        fail(file->name, "for another architecture: this loader wants AArch64");
    }
}

static void check_segments(struct elf *elf)
{
    elf->va_start = elf->pa_start = ~0ull;
    for (unsigned i = 0; i < elf->count; i++) {
        struct segment s = segment(elf, i);
        if (s.size == 0) {
            continue;
        }
        if (s.type == LOAD &&
            (s.offset > elf->file.size || s.file_size > elf->file.size - s.offset)) {
            fail(elf->file.name, "truncated: a segment lies beyond the end of the file");
        }
        if (s.va + s.size < s.va || s.file_size > s.size) {
            fail(elf->file.name, "a segment has impossible sizes");
        }
        elf->va_start = s.va < elf->va_start ? s.va : elf->va_start;
        elf->va_end = s.va + s.size > elf->va_end ? s.va + s.size : elf->va_end;
        elf->pa_start = s.pa < elf->pa_start ? s.pa : elf->pa_start;
    }
    if (elf->va_end == 0 || (elf->va_start & (PAGE - 1)) != 0) {
        fail(elf->file.name, "nothing to load, or not page-aligned");
    }
}

static struct elf open_elf(const struct file *file)
{
    const char *p = file->data;
    check_header(file);
    struct elf elf = {.file = *file, .entry = read64(p + 24)};
    u64 offset = read64(p + 32);
    elf.header_size = read16(p + 54);
    elf.count = read16(p + 56);
    if (elf.header_size < SEGMENT_SIZE || offset > file->size ||
        (file->size - offset) / elf.header_size < elf.count) {
        fail(file->name, "truncated: its program headers lie beyond the end of the file");
    }
    elf.headers = p + offset;
    check_segments(&elf);
    return elf;
}

static void check_place(const char *what, u64 start, u64 end)
{
    if (start < (u64)_end && end > (u64)_start) {
        fail(what, "overlaps the loader");
    }
}

/* Returns the end, page-aligned. */
static u64 load_elf(const struct elf *elf, u64 to)
{
    u64 end = round_up(to + (elf->va_end - elf->va_start));
    check_place(elf->file.name, to, end);
    zero(to, end);
    for (unsigned i = 0; i < elf->count; i++) {
        struct segment s = segment(elf, i);
        if (s.type == LOAD) {
            copy(to + (s.va - elf->va_start), elf->file.data + s.offset, s.file_size);
        }
    }
    put_range(elf->file.name, to, end);
    return end;
}

/* The root task's program headers go into the page behind it. */
static void leave_headers(const struct elf *elf, u64 page)
{
    zero(page, page + PAGE);
    if (8 + elf->count * elf->header_size <= PAGE) {
        *(volatile u32 *)page = elf->count;
        *(volatile u32 *)(page + 4) = elf->header_size;
        copy(page + 8, elf->headers, elf->count * elf->header_size);
    }
}

/* ---- page tables ---- */

enum { TABLE = 3, BLOCK = 1, NORMAL = 4 << 2, ACCESSED = 1 << 10, LARGE_BITS = 21 };

static void map(u64 *l0, u64 *l1, u64 *l2, u64 va, u64 pa)
{
    u64 block = pa & ~((1ull << LARGE_BITS) - 1);
    l0[va >> 39 & 511] = (u64)l1 | TABLE;
    l1[va >> 30 & 511] = (u64)l2 | TABLE;
    for (unsigned i = va >> LARGE_BITS & 511; i < ENTRIES; i++, block += 1ull << LARGE_BITS) {
        l2[i] = block | BLOCK | NORMAL | ACCESSED;
    }
}

static void check_gib(const char *what, u64 start, u64 end)
{
    if (start >> 30 != (end - 1) >> 30) {
        fail(what, "crosses a GiB boundary");
    }
}

/* ---- all of it ---- */

static u64 load_dtb(const struct file *file, u64 to, struct handover *handover)
{
    const unsigned char *p = (const unsigned char *)file->data;
    if (file->size < 8 || p[0] != 0xd0 || p[1] != 0x0d || p[2] != 0xfe || p[3] != 0xed) {
        fail(file->name, "not a device tree");
    }
    handover->dtb = to;
    handover->dtb_size = (u64)p[4] << 24 | (u64)p[5] << 16 | (u64)p[6] << 8 | p[7];
    if (handover->dtb_size > file->size) {
        fail(file->name, "truncated");
    }
    check_place(file->name, to, to + handover->dtb_size);
    copy(to, file->data, handover->dtb_size);
    put_range(file->name, to, to + handover->dtb_size);
    return round_up(to + handover->dtb_size);
}

_Noreturn void loader_main(void)
{
    struct handover handover = {0};
    struct file file;
    const char *at = _archive_start;
    put("\nfeL4 loader, " BOARD_NAME "\n");
    if (!next_file(&at, &file) || !same(file.name, "kernel.elf")) {
        fail("archive", "its first file is not kernel.elf");
    }
    struct elf kernel = open_elf(&file);
    u64 kernel_end = round_up(kernel.pa_start + (kernel.va_end - kernel.va_start));
    bool more = next_file(&at, &file);
    u64 place = kernel_end;
    if (more && same(file.name, "kernel.dtb")) {
        place = load_dtb(&file, place, &handover);
        more = next_file(&at, &file);
    }
    load_elf(&kernel, kernel.pa_start);
    if (!more) {
        fail("archive", "no root task in it");
    }
    struct elf user = open_elf(&file);
    handover.user_start = place;
    handover.user_end = load_elf(&user, place);
    handover.offset = place - user.va_start;
    handover.entry = user.entry;
    check_place("program headers", handover.user_end, handover.user_end + PAGE);
    leave_headers(&user, handover.user_end);
    check_gib("kernel", kernel.pa_start, kernel_end);
    check_gib("loader", (u64)_start, (u64)_end);
    map(identity_l0, identity_l1, identity_l2, (u64)_start, (u64)_start);
    map(kernel_l0, kernel_l1, kernel_l2, kernel.va_start, kernel.pa_start);
    invalidate(kernel.pa_start, handover.user_end + PAGE);
    invalidate((u64)_start, (u64)_end);
    put("entering the kernel\n");
    enter_kernel(&handover, kernel.entry, identity_l0, kernel_l0);
}
