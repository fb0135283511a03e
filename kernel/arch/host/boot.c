/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Host: the machine is switched on, as often as wanted. The kernel is a shared library; its
 * writable memory, saved once when the program starts, is what host_reset brings back.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "arch/arch.h"

struct span {
    char *start;
    size_t size;
};

/* Part of what is saved, complete by then. */
static struct {
    struct span live;
    char *saved;
} data;

/* Not instrumented: it also copies what the sanitizers put between variables. */
__attribute__((no_sanitize("address", "undefined"), noinline)) static void
copy_bytes(char *to, const char *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *(volatile char *)&to[i] = from[i];
    }
}

static bool contains(const ElfW(Phdr) * segment, ElfW(Addr) base, const void *p)
{
    ElfW(Addr) start = base + segment->p_vaddr;
    return (ElfW(Addr))p >= start && (ElfW(Addr))p < start + segment->p_memsz;
}

/* Finds the segment of variables, without its part that is read-only after loading. */
static int find_data(struct dl_phdr_info *object, size_t size, void *ignored)
{
    (void)size, (void)ignored;
    const ElfW(Phdr) *found = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && contains(segment, object->dlpi_addr, &host)) {
            found = segment;
        }
    }
    if (found == NULL) {
        return 0;
    }
    char *start = (char *)object->dlpi_addr + found->p_vaddr;
    char *end = start + found->p_memsz;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        char *read_only_end = (char *)object->dlpi_addr + segment->p_vaddr + segment->p_memsz;
        if (segment->p_type == PT_GNU_RELRO && read_only_end > start && read_only_end <= end) {
            start = (char *)(((word_t)read_only_end + 4095) & ~4095UL);
        }
    }
    data.live = (struct span){start, (size_t)(end - start)};
    return 1;
}

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void save(void)
{
    void *ram = mmap(arch_ptr(HOST_RAM_START), HOST_RAM_SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (ram != arch_ptr(HOST_RAM_START)) {
        fail("host RAM");
    }
    if (dl_iterate_phdr(find_data, NULL) == 0) {
        fail("the kernel's variables");
    }
    data.saved =
        mmap(NULL, data.live.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data.saved == MAP_FAILED) {
        fail("memory for the kernel's variables");
    }
    copy_bytes(data.saved, data.live.start, data.live.size);
}

void host_reset(void)
{
    if (data.saved == NULL) {
        save();
    } else {
        copy_bytes(data.live.start, data.saved, data.live.size);
    }
    if (madvise(arch_ptr(HOST_RAM_START), HOST_RAM_SIZE, MADV_DONTNEED) != 0) {
        fail("clearing host RAM");
    }
}

struct boot_info host_boot_info(unsigned image_pages)
{
    struct boot_info info = {
        .ram = {{HOST_RAM_START, HOST_RAM_END}},
        .ram_count = 1,
        .reserved = {{HOST_RAM_START, HOST_RAM_START + 0x10000}}, /* "the kernel" */
        .reserved_count = 1,
        .device_top = HOST_DEVICE_TOP,
        .image_start = HOST_RAM_START + 0x10000,
        .image_entry = HOST_ENTRY,
        .num_nodes = 1,
    };
    info.image_end = info.image_start + image_pages * 4096UL;
    info.image_offset = info.image_start - HOST_IMAGE_VA;
    return info;
}
