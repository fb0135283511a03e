/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64: reading multiboot 1, multiboot 2 and PVH structures (spec arch-x86_64,
 * sections 5.2, 5.3). */
#include "arch/x86_64/multiboot.h"

#include "lib/mem.h"

BOOT_CODE static void set_command_line(struct loader_info *info, const char *text)
{
    unsigned i = 0;
    for (; text[i] != '\0' && i < LOADER_COMMAND_LINE_MAX - 1; i++) {
        info->command_line[i] = text[i];
    }
    info->command_line[i] = '\0';
    info->has_command_line = true;
}

BOOT_CODE static void add_module(struct loader_info *info, uint64_t start, uint64_t end)
{
    if (info->module_count++ == 0) {
        info->module_start = start;
        info->module_end = end;
    }
    if (end > info->modules_end) {
        info->modules_end = end;
    }
}

BOOT_CODE static void add_memory(struct loader_info *info, uint64_t base, uint64_t length,
                                 uint32_t type)
{
    if (info->map_count < LOADER_MAP_MAX) {
        info->map[info->map_count++] =
            (struct memory_entry){.size = 20, .base = base, .length = length, .type = type};
    }
}

/* ---- multiboot 1 ---- */

struct multiboot1 {
    uint32_t flags, mem_lower, mem_upper, boot_device, command_line, mods_count, mods_addr, syms[4];
    uint32_t mmap_length, mmap_addr, drives[2], config_table, loader_name, apm_table;
    uint32_t vbe_control, vbe_mode_info;
    uint16_t vbe_mode, vbe_interface_segment, vbe_interface_offset, vbe_interface_length;
};

struct multiboot1_module {
    uint32_t start, end, command_line, reserved;
};

enum { MB1_MEMORY = 1 << 0, MB1_MODULES = 1 << 3, MB1_MAP = 1 << 6, MB1_VBE = 1 << 11 };
enum { VBE_CONTROL_SIZE = 512, VBE_MODE_SIZE = 256, ONE_MIB = 0x100000 };

BOOT_CODE static void read_vbe(const struct multiboot1 *mb, struct loader_info *info)
{
    _Static_assert(VBE_CONTROL_SIZE + VBE_MODE_SIZE + 16 == VBE_SIZE, "the record's length");
    uint8_t *at = info->vbe;
    memcpy(at, arch_ptr(mb->vbe_control), VBE_CONTROL_SIZE);
    memcpy(at + VBE_CONTROL_SIZE, arch_ptr(mb->vbe_mode_info), VBE_MODE_SIZE);
    /* The record has them as 32-bit numbers, the loader as 16-bit ones. */
    const uint32_t last[4] = {mb->vbe_mode, mb->vbe_interface_segment, mb->vbe_interface_offset,
                              mb->vbe_interface_length};
    memcpy(at + VBE_CONTROL_SIZE + VBE_MODE_SIZE, last, sizeof(last));
    info->has_vbe = true;
}

BOOT_CODE static void read_multiboot1(paddr_t pa, struct loader_info *info)
{
    const struct multiboot1 *mb = arch_ptr(pa);
    if (mb->command_line != 0) {
        set_command_line(info, arch_ptr(mb->command_line));
    }
    if (mb->flags & MB1_MODULES) {
        const struct multiboot1_module *module = arch_ptr(mb->mods_addr);
        for (uint32_t i = 0; i < mb->mods_count; i++) {
            add_module(info, module[i].start, module[i].end);
        }
    }
    if (mb->flags & MB1_MAP) {
        const struct memory_entry *entry = arch_ptr(mb->mmap_addr);
        for (uint32_t i = 0; (i + 1) * sizeof(*entry) <= mb->mmap_length; i++) {
            add_memory(info, entry[i].base, entry[i].length, entry[i].type);
        }
        info->map_is_for_bootinfo = true;
    } else if (mb->flags & MB1_MEMORY) {
        add_memory(info, ONE_MIB, (uint64_t)mb->mem_upper << 10, MEMORY_RAM);
    }
    if (mb->flags & MB1_VBE) {
        read_vbe(mb, info);
    }
}

/* ---- multiboot 2 ---- */

struct multiboot2_tag {
    uint32_t type, size;
};

enum {
    MB2_END = 0,
    MB2_COMMAND_LINE = 1,
    MB2_MODULE = 3,
    MB2_MAP = 6,
    MB2_FRAMEBUFFER = 8,
    MB2_RSDP1 = 14,
    MB2_RSDP2 = 15,
};

struct multiboot2_map {
    struct multiboot2_tag tag;
    uint32_t entry_size, entry_version;
    struct {
        uint64_t base, length;
        uint32_t type, reserved;
    } entry[];
};

BOOT_CODE static void read_map(const struct multiboot2_map *map, struct loader_info *info)
{
    for (uint32_t i = 0; sizeof(*map) + (i + 1) * sizeof(map->entry[0]) <= map->tag.size; i++) {
        add_memory(info, map->entry[i].base, map->entry[i].length, map->entry[i].type);
    }
}

BOOT_CODE static void read_tag(const struct multiboot2_tag *tag, struct loader_info *info)
{
    const void *data = tag + 1;
    const uint32_t *words = data;
    switch (tag->type) {
    case MB2_COMMAND_LINE:
        set_command_line(info, data);
        break;
    case MB2_MODULE:
        add_module(info, words[0], words[1]);
        break;
    case MB2_MAP:
        read_map((const struct multiboot2_map *)tag, info);
        break;
    case MB2_FRAMEBUFFER:
        memcpy(&info->framebuffer, data, sizeof(info->framebuffer));
        info->has_framebuffer = true;
        break;
    case MB2_RSDP1:
    case MB2_RSDP2:
        memcpy(&info->rsdp, data, tag->type == MB2_RSDP1 ? 20 : sizeof(info->rsdp));
        info->has_rsdp = true;
        break;
    default:
        break;
    }
}

BOOT_CODE static void read_multiboot2(paddr_t pa, struct loader_info *info)
{
    const uint32_t *total = arch_ptr(pa);
    for (uint32_t at = 8; at + sizeof(struct multiboot2_tag) <= *total;) {
        const struct multiboot2_tag *tag = arch_ptr(pa + at);
        if (tag->type == MB2_END) {
            break;
        }
        read_tag(tag, info);
        at = (at + tag->size + 7) & ~7u;
    }
}

/* ---- PVH ---- */

struct pvh_start {
    uint32_t magic, version, flags, module_count;
    uint64_t modules, command_line, rsdp, map;
    uint32_t map_count, reserved;
};

struct pvh_module {
    uint64_t start, size, command_line, reserved;
};

struct pvh_memory {
    uint64_t base, length;
    uint32_t type, reserved;
};

BOOT_CODE static void read_pvh(paddr_t pa, struct loader_info *info)
{
    const struct pvh_start *start = arch_ptr(pa);
    if (start->command_line != 0) {
        set_command_line(info, arch_ptr(start->command_line));
    }
    const struct pvh_module *module = arch_ptr(start->modules);
    for (uint32_t i = 0; i < start->module_count; i++) {
        add_module(info, module[i].start, module[i].start + module[i].size);
    }
    if (start->version >= 1) {
        const struct pvh_memory *memory = arch_ptr(start->map);
        for (uint32_t i = 0; i < start->map_count; i++) {
            add_memory(info, memory[i].base, memory[i].length, memory[i].type);
        }
    }
    if (start->rsdp != 0) {
        memcpy(&info->rsdp, arch_ptr(start->rsdp), sizeof(info->rsdp));
        info->has_rsdp = true;
    }
}

BOOT_CODE bool loader_read(uint32_t magic, paddr_t pa, struct loader_info *info)
{
    switch (magic) {
    case MULTIBOOT1:
        read_multiboot1(pa, info);
        return true;
    case MULTIBOOT2:
        read_multiboot2(pa, info);
        return true;
    case PVH:
        read_pvh(pa, info);
        return true;
    default:
        return false;
    }
}
