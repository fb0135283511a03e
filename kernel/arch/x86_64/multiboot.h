/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: what the boot loaders hand over, and what of it boot.c wants to know. */
#pragma once

#include "arch/x86_64/machine.h"

enum { MULTIBOOT1 = 0x2badb002, MULTIBOOT2 = 0x36d76289, PVH = 0x336ec578 };

enum { MEMORY_RAM = 1, LOADER_MAP_MAX = 50, LOADER_COMMAND_LINE_MAX = 256, VBE_SIZE = 784 };

/* An entry of the memory map as bootinfo shows it (spec 08, section 5). */
struct memory_entry {
    uint32_t size;
    uint64_t base, length;
    uint32_t type;
} __attribute__((packed));

struct framebuffer {
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bpp, type;
} __attribute__((packed));

/* Everything from the loader, copied: what it was read from may be overwritten. */
struct loader_info {
    char command_line[LOADER_COMMAND_LINE_MAX];
    bool has_command_line;
    paddr_t module_start, module_end; /* the first one: the root task */
    paddr_t modules_end;              /* of the last one */
    unsigned module_count;
    struct memory_entry map[LOADER_MAP_MAX];
    unsigned map_count;
    bool map_is_for_bootinfo; /* multiboot 1: users see it, too */
    bool has_rsdp, has_framebuffer, has_vbe;
    struct acpi_rsdp rsdp;
    struct framebuffer framebuffer;
    uint8_t vbe[VBE_SIZE];
};

/* Reads the structure at `pa` that the loader of kind `magic` left; false if that is unknown. */
bool loader_read(uint32_t magic, paddr_t pa, struct loader_info *info);
