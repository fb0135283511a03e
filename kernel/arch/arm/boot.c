/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ARM: from the loader's hand-over to kernel_main (spec arch-aarch64 and arch-armv7, section 5).
 * The loader has put the root task, its program headers and the device tree into memory; RAM is the
 * board's.
 */
#include "arch/arm/machine.h"
#include "dev/console.h"
#include "dev/fdt.h"
#include "dev/irqchip.h"
#include "dev/ram.h"
#include "lib/mem.h"
#include "lib/print.h"

enum {
    PAGE_BITS = 12,
    PAGE = 1 << PAGE_BITS,
    CHUNK_DEVICE_TREE = 6,
    ELF_LOAD = 1,
    ELF_EXECUTE = 1,
    ELF_WRITE = 2
};

extern char kernel_start[], boot_end[], kernel_end[];

static struct boot_info info BOOT_DATA;
static volatile void *console;

void arch_putc(char c)
{
    if (console == NULL) {
        return;
    }
    if (c == '\n') {
        console_putc(console, '\r');
    }
    console_putc(console, c);
}

_Noreturn void arch_halt(void)
{
    for (;;) {
        asm volatile("wfi");
    }
}

bool arch_is_ram(paddr_t pa)
{
    return ram_has(pa);
}

/* ---- what the loader says ---- */

/* A program header; where the flags are depends on the word size. */
#if UINTPTR_MAX == UINT64_MAX
struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
#else
struct elf_segment {
    uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};
#endif

/* The program headers are in the page behind the image; a loader may leave it out. */
BOOT_CODE static void read_segments(paddr_t page)
{
    const uint32_t *head = arch_ptr(page);
    if (!arch_is_ram(page) || head[1] != sizeof(struct elf_segment) ||
        head[0] > (PAGE - 8) / sizeof(struct elf_segment)) {
        return;
    }
    for (unsigned i = 0; i < head[0] && info.segment_count < COUNT_OF(info.segments); i++) {
        struct elf_segment s;
        memcpy(&s, (const char *)(head + 2) + i * sizeof(s), sizeof(s));
        if (s.type == ELF_LOAD && s.memsz != 0) {
            info.segments[info.segment_count++] =
                (struct boot_segment){.start = ALIGN_DOWN(s.vaddr, 12),
                                      .end = ALIGN_UP(s.vaddr + s.memsz, 12),
                                      .write = s.flags & ELF_WRITE,
                                      .execute = s.flags & ELF_EXECUTE};
        }
    }
}

BOOT_CODE static void reserve(uint64_t start, uint64_t end)
{
    info.reserved[info.reserved_count++] = (struct region){start, end};
}

BOOT_CODE static void describe_memory(void)
{
    for (unsigned i = 0; i < ram_count; i++) {
        info.ram[info.ram_count++] = ram[i];
    }
    reserve(arch_paddr(boot_end), arch_paddr(kernel_end));
    info.recycled[info.recycled_count++] =
        (struct region){arch_paddr(kernel_start), arch_paddr(boot_end)};
    for (unsigned i = 0; i < IRQCHIP_REGIONS; i++) {
        const struct region *r = &irqchip_regions[i];
        reserve(ALIGN_DOWN(r->start, PAGE_BITS), ALIGN_DOWN(r->end, PAGE_BITS));
    }
    machine_reserve(reserve);
    info.device_top = CONFIG_PADDR_USER_DEVICE_TOP;
    info.num_nodes = CONFIG_MAX_NUM_NODES;
}

/* With the loader's tables, which reach from the kernel to the end of its GiB, where the loader
 * puts the tree. One elsewhere is not asked for memory. */
BOOT_CODE static void *reachable(paddr_t dtb, word_t size)
{
    enum { HUGE_BITS = 30 };
    paddr_t kernel = arch_paddr(kernel_start);
    bool inside = dtb >= kernel && size >= sizeof(uint64_t) && ALIGNED(dtb, 2) &&
                  dtb >> HUGE_BITS == kernel >> HUGE_BITS &&
                  (dtb + size - 1) >> HUGE_BITS == kernel >> HUGE_BITS;
    void *fdt = arch_ptr(dtb);
    return inside && fdt_size(fdt) != 0 && fdt_size(fdt) <= size ? fdt : NULL;
}

BOOT_CODE static void describe_device_tree(paddr_t dtb, word_t size)
{
    if (size != 0) {
        reserve(dtb, dtb + size);
        info.chunks[info.chunk_count++] =
            (struct boot_chunk){CHUNK_DEVICE_TREE, (uint32_t)size, arch_ptr(dtb)};
    }
}

BOOT_CODE void boot_main(paddr_t start, paddr_t end, word_t offset, word_t entry, paddr_t dtb,
                         word_t dtb_size)
{
    ram_init(reachable(dtb, dtb_size));
    describe_memory();
    paging_init(ram, ram_count);
    cpu_init();
    console = paging_map_device(BOARD_UART);
    kprintf("feL4 for %s, " BOARD_NAME "\n", arch_name);
    irqchip_init(paging_map_device);
    describe_device_tree(dtb, dtb_size);
    info.image_start = start;
    info.image_end = end;
    info.image_offset = offset;
    info.image_entry = entry;
    read_segments(end);
    kernel_main(&info);
}
