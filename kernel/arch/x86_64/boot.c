/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * x86_64: from the boot loader's structures to struct boot_info. The user image goes to the page
 * behind the kernel, over whatever the loader left there: if that is its own file, it is unpacked
 * above all modules first and then moved. So everything that is needed of the loader's data is
 * copied first (spec arch-x86_64, section 5.6).
 */
#include "arch/x86_64/multiboot.h"
#include "lib/mem.h"
#include "lib/print.h"

extern char boot_end[], kernel_end[];

enum { ONE_MIB = 0x100000, PAGE = 4096, BOOTINFO_PAGES = 2 };
#define FOUR_GIB (4UL << 30)

static struct loader_info loader BOOT_DATA;
static struct boot_info info BOOT_DATA;
static struct acpi_info acpi BOOT_DATA;

static struct region ram[BOOT_REGION_MAX]; /* stays, for arch_is_ram */
static unsigned ram_count;

bool arch_is_ram(paddr_t pa)
{
    for (unsigned i = 0; i < ram_count; i++) {
        if (pa >= ram[i].start && pa < ram[i].end) {
            return true;
        }
    }
    return false;
}

#define fail(...)                                                                                  \
    do {                                                                                           \
        kprintf("boot failed: " __VA_ARGS__);                                                      \
        kprintf("\n");                                                                             \
        arch_halt();                                                                               \
    } while (0)

/* ---- console ---- */

enum { BIOS_EQUIPMENT = 0x410, BIOS_COM1 = 0x400, EQUIPMENT_SERIAL = 0xe00, COM1 = 0x3f8 };

BOOT_CODE static uint16_t default_port(void)
{
    const uint16_t *equipment = arch_ptr(BIOS_EQUIPMENT), *com1 = arch_ptr(BIOS_COM1);
    return (*equipment & EQUIPMENT_SERIAL) && *com1 != 0 ? *com1 : COM1;
}

BOOT_CODE static uint16_t parse_number(const char *text)
{
    unsigned value = 0, base = 10;
    if (text[0] == '0' && (text[1] | 0x20) == 'x') {
        base = 16;
        text += 2;
    }
    for (;; text++) {
        unsigned digit = *text >= '0' && *text <= '9' ? (unsigned)(*text - '0')
                         : (*text | 0x20) >= 'a'      ? (unsigned)((*text | 0x20) - 'a' + 10)
                                                      : base;
        if (digit >= base) {
            return (uint16_t)value;
        }
        value = value * base + digit;
    }
}

/* The text behind `name=` in the command line, or NULL. */
BOOT_CODE static const char *find_option(const char *line, const char *name)
{
    for (const char *at = line; *at != '\0'; at++) {
        if (at != line && at[-1] != ' ') {
            continue;
        }
        size_t n = 0;
        while (name[n] != '\0' && at[n] == name[n]) {
            n++;
        }
        if (name[n] == '\0' && at[n] == '=') {
            return at + n + 1;
        }
    }
    return NULL;
}

BOOT_CODE static void start_console(void)
{
    uint16_t port = default_port();
    const char *option = find_option(loader.command_line, "console_port");
    if (option != NULL) {
        port = parse_number(option);
    }
    option = find_option(loader.command_line, "debug_port");
    if (option != NULL) {
        port = parse_number(option);
    }
    console_init(port);
}

/* ---- memory ---- */

BOOT_CODE static void sort_regions(struct region *regions, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        struct region r = regions[i];
        unsigned j = i;
        for (; j > 0 && regions[j - 1].start > r.start; j--) {
            regions[j] = regions[j - 1];
        }
        regions[j] = r;
    }
}

BOOT_CODE static uint64_t find_ram(void)
{
    uint64_t top = 0;
    for (unsigned i = 0; i < loader.map_count; i++) {
        const struct memory_entry *e = &loader.map[i];
        uint64_t start = ALIGN_UP(e->base, 12), end = ALIGN_DOWN(e->base + e->length, 12);
        if (e->type == MEMORY_RAM && e->base >= ONE_MIB && start < end &&
            ram_count < BOOT_REGION_MAX) {
            ram[ram_count++] = (struct region){start, end};
            top = end > top ? end : top;
        }
    }
    sort_regions(ram, ram_count);
    return top;
}

/* RAM that the window does not reach is not RAM to the kernel. */
BOOT_CODE static void cut_ram(uint64_t top)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < ram_count; i++) {
        if (ram[i].start < top) {
            ram[kept] = ram[i];
            ram[kept].end = ram[i].end < top ? ram[i].end : top;
            kprintf("RAM 0x%lx .. 0x%lx\n", (unsigned long)ram[kept].start,
                    (unsigned long)ram[kept].end);
            kept++;
        }
    }
    ram_count = kept;
}

BOOT_CODE static bool is_in_ram(paddr_t start, paddr_t end)
{
    for (unsigned i = 0; i < ram_count; i++) {
        if (start >= ram[i].start && end <= ram[i].end) {
            return true;
        }
    }
    return false;
}

BOOT_CODE static void reserve(uint64_t start, uint64_t end)
{
    info.reserved[info.reserved_count++] = (struct region){start, end};
}

/* ---- the user image ---- */

struct elf64 {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

enum { ELF_CLASS64 = 2, ELF_LOAD = 1, ELF_EXECUTE = 1, ELF_WRITE = 2 };

BOOT_CODE static const struct elf64_segment *segment(const struct elf64 *elf, unsigned i)
{
    return (const struct elf64_segment *)((const char *)elf + elf->phoff + i * elf->phentsize);
}

BOOT_CODE static const struct elf64 *check_elf(void)
{
    size_t size = loader.module_end - loader.module_start;
    const struct elf64 *elf = arch_ptr(loader.module_start);
    if (size < sizeof(*elf) || memcmp(elf->ident, "\177ELF", 4) != 0) {
        fail("the first module, the root task, is no ELF file");
    }
    if (elf->ident[4] != ELF_CLASS64) {
        fail("the root task is a 32-bit ELF file; this kernel runs 64-bit ones");
    }
    if (elf->phoff > size || elf->phentsize < sizeof(struct elf64_segment) ||
        (size - elf->phoff) / elf->phentsize < elf->phnum) {
        fail("the root task's ELF file is truncated: its program headers lie beyond its end");
    }
    for (unsigned i = 0; i < elf->phnum; i++) {
        const struct elf64_segment *s = segment(elf, i);
        if (s->type == ELF_LOAD && (s->offset > size || s->filesz > size - s->offset)) {
            fail("the root task's ELF file is truncated: segment %u lies beyond its end", i);
        }
        if (s->type == ELF_LOAD && (s->filesz > s->memsz || s->memsz > ARCH_USER_TOP ||
                                    s->vaddr > ARCH_USER_TOP - s->memsz)) {
            fail("the root task's segment %u does not fit into user memory", i);
        }
    }
    return elf;
}

BOOT_CODE static struct region image_range(const struct elf64 *elf)
{
    struct region range = {UINT64_MAX, 0};
    for (unsigned i = 0; i < elf->phnum; i++) {
        const struct elf64_segment *s = segment(elf, i);
        if (s->type == ELF_LOAD && s->memsz != 0) {
            range.start = s->vaddr < range.start ? s->vaddr : range.start;
            range.end = s->vaddr + s->memsz > range.end ? s->vaddr + s->memsz : range.end;
        }
    }
    if (range.end == 0) {
        fail("the root task's ELF file has nothing to load");
    }
    if (!ALIGNED(range.start, 12)) {
        fail("the root task starts at 0x%lx, which is not page-aligned",
             (unsigned long)range.start);
    }
    if (elf->entry < range.start || elf->entry >= range.end) {
        fail("the root task's entry point 0x%lx lies outside of it", (unsigned long)elf->entry);
    }
    range.end = ALIGN_UP(range.end, 12);
    if (range.end + BOOTINFO_PAGES * PAGE > ARCH_USER_TOP) {
        fail("no room for IPC buffer and bootinfo above the root task");
    }
    return range;
}

BOOT_CODE static void note_segment(const struct elf64_segment *s)
{
    if (info.segment_count < COUNT_OF(info.segments)) {
        info.segments[info.segment_count++] =
            (struct boot_segment){.start = ALIGN_DOWN(s->vaddr, 12),
                                  .end = ALIGN_UP(s->vaddr + s->memsz, 12),
                                  .write = s->flags & ELF_WRITE,
                                  .execute = s->flags & ELF_EXECUTE};
    }
}

BOOT_CODE static void load_image(void)
{
    if (loader.module_count == 0) {
        fail("no root task: the boot loader gave no module (QEMU: -initrd FILE)");
    }
    const struct elf64 *elf = check_elf();
    struct region range = image_range(elf);
    size_t size = range.end - range.start;
    paddr_t final = arch_paddr(kernel_end);
    bool in_the_way = final + size > loader.module_start && final < loader.module_end;
    paddr_t staging = in_the_way ? ALIGN_UP(loader.modules_end, 12) : final;
    if (!is_in_ram(staging, staging + size) || !is_in_ram(final, final + size)) {
        fail("the root task needs %lu KiB, which do not fit into RAM", (unsigned long)size >> 10);
    }
    char *memory = arch_ptr(staging);
    mem_zero(memory, size);
    for (unsigned i = 0; i < elf->phnum; i++) {
        const struct elf64_segment *s = segment(elf, i);
        if (s->type == ELF_LOAD) {
            memcpy(memory + (s->vaddr - range.start), (const char *)elf + s->offset, s->filesz);
            note_segment(s);
        }
    }
    info.image_entry = elf->entry;
    memmove(arch_ptr(final), memory, size);
    info.image_start = final;
    info.image_end = final + size;
    info.image_offset = final - range.start;
    kprintf("root task at 0x%lx .. 0x%lx, entry 0x%lx\n", (unsigned long)range.start,
            (unsigned long)range.end, info.image_entry);
}

/* ---- bootinfo records ---- */

enum { CHUNK_VBE = 1, CHUNK_MAP = 2, CHUNK_RSDP = 3, CHUNK_FRAMEBUFFER = 4, CHUNK_TSC = 5 };

static struct {
    uint32_t length;
    struct memory_entry entry[LOADER_MAP_MAX];
} __attribute__((packed)) map_chunk BOOT_DATA;
static uint32_t tsc_mhz BOOT_DATA;

BOOT_CODE static void add_chunk(uint32_t id, const void *data, uint32_t size)
{
    info.chunks[info.chunk_count++] = (struct boot_chunk){.id = id, .size = size, .data = data};
}

BOOT_CODE static void add_chunks(void)
{
    if (loader.has_vbe) {
        add_chunk(CHUNK_VBE, loader.vbe, sizeof(loader.vbe));
    }
    if (loader.has_rsdp) {
        add_chunk(CHUNK_RSDP, &loader.rsdp, sizeof(loader.rsdp));
    }
    if (loader.has_framebuffer) {
        add_chunk(CHUNK_FRAMEBUFFER, &loader.framebuffer, sizeof(loader.framebuffer));
    }
    if (loader.map_is_for_bootinfo) {
        memcpy(map_chunk.entry, loader.map, sizeof(map_chunk.entry));
        map_chunk.length = loader.map_count * (uint32_t)sizeof(struct memory_entry);
    }
    add_chunk(CHUNK_MAP, &map_chunk, sizeof(map_chunk));
    add_chunk(CHUNK_TSC, &tsc_mhz, sizeof(tsc_mhz));
}

/* ---- all of it ---- */

BOOT_CODE static void find_interrupt_controllers(uint32_t magic)
{
    if (!loader.has_rsdp && magic != MULTIBOOT2) {
        const struct acpi_rsdp *rsdp = acpi_find_rsdp();
        if (rsdp != NULL) {
            memcpy(&loader.rsdp, rsdp, sizeof(loader.rsdp));
            loader.has_rsdp = true;
        }
    }
    if (!loader.has_rsdp || !acpi_rsdp_is_good(&loader.rsdp)) {
        fail("no ACPI root pointer; the interrupt controllers are unknown");
    }
    if (!acpi_read(&loader.rsdp, &acpi)) {
        fail("ACPI does not describe the interrupt controllers");
    }
}

BOOT_CODE static void describe_memory(void)
{
    memcpy(info.ram, ram, sizeof(ram));
    info.ram_count = ram_count;
    reserve((paddr_t)boot_end - KERNEL_IMAGE, info.image_end);
    reserve(lapic_address(), lapic_address() + PAGE);
    for (unsigned i = 0; i < acpi.ioapic_count; i++) {
        reserve(acpi.ioapic[i], acpi.ioapic[i] + PAGE);
    }
    reserve(0xfffffff8, 0x100000000);
    info.recycled[info.recycled_count++] =
        (struct region){KERNEL_LOAD, (paddr_t)boot_end - KERNEL_IMAGE};
    info.device_top = CONFIG_PADDR_USER_DEVICE_TOP;
}

BOOT_CODE void boot_main(uint32_t magic, uint32_t structure)
{
    paging_init(FOUR_GIB);
    bool known = loader_read(magic, structure, &loader);
    if (magic != MULTIBOOT2 || loader.has_command_line) {
        start_console();
    }
    if (!known) {
        fail("unknown boot loader (EAX 0x%x)", magic);
    }
    kprintf("feL4 kernel, x86_64 pc99\n");
    cpu_check();
    uint64_t top = find_ram();
    if (top > FOUR_GIB) {
        paging_extend(top);
    }
    cut_ram(paging_window_top());
    load_image();
    cpu_init();
    find_interrupt_controllers(magic);
    irq_init(&acpi);
    tsc_mhz = timer_init();
    add_chunks();
    describe_memory();
    info.io_pt_levels = ~(word_t)0;
    info.num_nodes = 1;
    info.extra_frames_power_of_two = true;
    kernel_main(&info);
}
