/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader: unpacks kernel, device tree and root task from the archive it carries to where the
 * kernel wants them, builds the first page tables and enters the kernel (spec images, sections 3 to
 * 6). What is wrong with an image is said before the machine stops.
 */
#include "dev/console.h"
#include "dev/fdt.h"
#include "hash.h"
#include "loader.h"

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

static void put_hex(addr n)
{
    char text[19] = "0x", *p = text + 2;
    for (int shift = 8 * (int)sizeof(n) - 4; shift >= 0; shift -= 4) {
        unsigned digit = n >> shift & 15;
        if (digit != 0 || p > text + 2 || shift == 0) {
            *p++ = "0123456789abcdef"[digit];
        }
    }
    *p = '\0';
    put(text);
}

void put_range(const char *what, addr start, addr end)
{
    put("  ");
    put(what);
    put(" ");
    put_hex(start);
    put(" .. ");
    put_hex(end);
    put("\n");
}

_Noreturn void fail(const char *what, const char *why)
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

static void copy(addr to, const char *from, addr size)
{
    volatile char *p = (volatile char *)to;
    bool words = ((to | (addr)from) & 3) == 0;
    addr i = 0;
    for (; words && i + 4 <= size; i += 4) {
        *(volatile uint32_t *)(p + i) = *(const uint32_t *)(from + i);
    }
    for (; i < size; i++) {
        p[i] = from[i];
    }
}

static void zero(addr from, addr to)
{
    for (; from < to; from += sizeof(addr)) {
        *(volatile addr *)from = 0;
    }
}

static addr round_up(addr n)
{
    return (n + PAGE - 1) & ~(addr)(PAGE - 1);
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

enum { HEADER = 110, FIELD_SIZE = 54, FIELD_NAME_SIZE = 94 };

static addr field(const char *header, unsigned at)
{
    addr value = 0;
    for (unsigned i = 0; i < 8; i++) {
        char c = header[at + i];
        value = value << 4 | (addr)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
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
    addr left = (addr)(_archive_start_end - header), name_size = field(header, FIELD_NAME_SIZE);
    file->size = field(header, FIELD_SIZE);
    if (name_size == 0 || name_size > left - HEADER || file->size > left ||
        header[HEADER + name_size - 1] != '\0') {
        fail("archive", "truncated");
    }
    file->name = header + HEADER;
    file->data = header + ((HEADER + name_size + 3) & ~(addr)3);
    *at = file->data + ((file->size + 3) & ~(addr)3);
    if (*at > _archive_start_end) {
        fail("archive", "truncated");
    }
    return !same(file->name, "TRAILER!!!");
}

/* kernel.elf, kernel.dtb if there is one, the root task whatever its name; the rest is not ours. */
static void check_archive(void)
{
    struct file file;
    const char *at = _archive_start;
    for (unsigned i = 0; next_file(&at, &file); i++) {
        if (i == 0 && !same(file.name, "kernel.elf")) {
            fail("archive", "its first file is not kernel.elf");
        }
        if (i != 1 && same(file.name, "kernel.dtb")) {
            fail("archive", "kernel.dtb must be the second file");
        }
    }
}

/* ---- checksums: files of the archive like any other ---- */

static bool find_file(const char *name, struct file *file)
{
    const char *at = _archive_start;
    while (next_file(&at, file)) {
        if (same(file->name, name)) {
            return true;
        }
    }
    return false;
}

/* Before the file is looked at. What is packed counts, byte by byte. */
static void check_hash(const struct file *file, const char *name)
{
    unsigned char made[HASH_MAX];
    struct file expected;
    if (LOADER_HASH == HASH_NONE) {
        return;
    }
    if (!find_file(name, &expected) || expected.size < hash_size(LOADER_HASH)) {
        fail(file->name, "the archive has no checksum of it");
    }
    hash_make(LOADER_HASH, file->data, file->size, made);
    for (unsigned i = 0; i < hash_size(LOADER_HASH); i++) {
        if (made[i] != (unsigned char)expected.data[i]) {
            fail(file->name, "its checksum is another one: the image was damaged");
        }
    }
}

/* ---- what is loaded ---- */

static void check_place(const char *what, addr start, addr end)
{
    if (!memory_has(start, end)) {
        put_range(what, start, end);
        fail(what, "does not fit: there is no RAM of this board at its addresses");
    }
    if (start < (addr)_end && end > (addr)_start) {
        put_range(what, start, end);
        fail(what, "overlaps the loader");
    }
}

/* Returns the end, page-aligned. */
static addr load_elf(const struct elf *elf, addr to)
{
    addr end = round_up(to + (addr)(elf->va_end - elf->va_start));
    check_place(elf->file.name, to, end);
    zero(to, end);
    for (unsigned i = 0; i < elf->count; i++) {
        struct segment s = elf_segment(elf, i);
        if (s.type == SEGMENT_LOAD) {
            copy(to + (addr)(s.va - elf->va_start), elf->file.data + s.offset, (addr)s.file_size);
        }
    }
    put_range(elf->file.name, to, end);
    return end;
}

/* The root task's program headers go into the page behind it. */
static void leave_headers(const struct elf *elf, addr page)
{
    zero(page, page + PAGE);
    if (8 + elf->count * elf->header_size <= PAGE) {
        *(volatile uint32_t *)page = elf->count;
        *(volatile uint32_t *)(page + 4) = elf->header_size;
        copy(page + 8, elf->headers, elf->count * elf->header_size);
    }
}

/* At the end of the first RAM region, with the page of headers behind it. */
static addr last_place(const struct elf *elf)
{
    return (addr)memory_first_end() - PAGE - round_up((addr)(elf->va_end - elf->va_start));
}

/* ---- all of it ---- */

/* Firmware's own may lie where it goes. */
static addr place_dtb(const char *from, addr size, addr to, struct handover *handover)
{
    check_place("kernel.dtb", to, to + size);
    if (to > (addr)from) {
        for (addr i = size; i > 0; i--) {
            ((volatile char *)to)[i - 1] = from[i - 1];
        }
    } else {
        copy(to, from, size);
    }
    put_range("kernel.dtb", to, to + size);
    memory_patch((void *)to);
    handover->dtb = to;
    handover->dtb_size = size;
    return round_up(to + size);
}

static addr load_dtb(const struct file *file, addr to, struct handover *handover)
{
    addr size = file->size < 8 ? 0 : fdt_size(file->data);
    if (size == 0) {
        fail(file->name, "not a device tree");
    }
    if (size > file->size) {
        fail(file->name, "truncated");
    }
    return place_dtb(file->data, size, to, handover);
}

/* A boot loader's own device tree counts only where the image has none, and is a uImage. */
enum { TREE_OF_FIRMWARE = IMAGE_IS_UIMAGE };

_Noreturn void loader_main(addr firmware)
{
    struct handover handover = {0};
    struct file file;
    const char *at = _archive_start;
    put("\nfeL4 loader, " BOARD_NAME "\n");
    void *tree = memory_init(firmware);
    check_archive();
    if (!next_file(&at, &file)) {
        fail("archive", "nothing in it");
    }
    check_hash(&file, "kernel.bin");
    struct elf kernel = elf_open(&file);
    addr kernel_start = (addr)kernel.pa_start;
    addr kernel_end = round_up(kernel_start + (addr)(kernel.va_end - kernel.va_start));
    bool more = next_file(&at, &file);
    addr place = kernel_end;
    if (more && same(file.name, "kernel.dtb")) {
        place = load_dtb(&file, place, &handover);
        more = next_file(&at, &file);
    } else if (TREE_OF_FIRMWARE && tree != NULL) {
        place = place_dtb(tree, fdt_size(tree), place, &handover);
    }
    load_elf(&kernel, kernel_start);
    if (!more) {
        fail("archive", "no root task in it");
    }
    check_hash(&file, "app.bin");
    struct elf user = elf_open(&file);
    place = ROOT_TASK_LAST ? last_place(&user) : place;
    handover.user_start = place;
    handover.user_end = load_elf(&user, place);
    handover.offset = place - (addr)user.va_start;
    handover.entry = (addr)user.entry;
    check_place("program headers", handover.user_end, handover.user_end + PAGE);
    leave_headers(&user, handover.user_end);
    machine_check(kernel_start, kernel_end);
    put("entering the kernel\n");
    machine_enter(&handover, (addr)kernel.entry, (addr)kernel.va_start, kernel_start,
                  handover.user_end + PAGE);
}
