/* SPDX-License-Identifier: BSD-2-Clause */
/* Extra bootinfo: records one behind the other, without padding (spec 08, section 5). */
#include "boot/boot.h"
#include "lib/mem.h"

enum { PAGE_BITS = 12 };

struct record_header {
    word_t id, len;
};

BOOT_CODE word_t bootinfo_extra_size(const struct boot_info *info)
{
    word_t size = 0;
    for (unsigned i = 0; i < info->chunk_count; i++) {
        size += sizeof(struct record_header) + info->chunks[i].size;
    }
    return size;
}

BOOT_CODE word_t bootinfo_extra_bits(const struct boot_info *info)
{
    word_t size = bootinfo_extra_size(info), bits = PAGE_BITS;
    while (BIT(bits) < size) {
        bits++;
    }
    return bits;
}

BOOT_CODE word_t bootinfo_extra_pages(const struct boot_info *info)
{
    word_t size = bootinfo_extra_size(info);
    if (size == 0) {
        return 0;
    }
    return info->extra_frames_power_of_two ? BIT(bootinfo_extra_bits(info) - PAGE_BITS)
                                           : ALIGN_UP(size, PAGE_BITS) >> PAGE_BITS;
}

BOOT_CODE void bootinfo_write_extra(const struct boot_info *info, char *to)
{
    for (unsigned i = 0; i < info->chunk_count; i++) {
        const struct boot_chunk *chunk = &info->chunks[i];
        struct record_header header = {chunk->id, sizeof(header) + chunk->size};
        memcpy(to, &header, sizeof(header));
        memcpy(to + sizeof(header), chunk->data, chunk->size);
        to += header.len;
    }
}
