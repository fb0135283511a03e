/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building the initial thread's world (spec 08). boot.c goes through it in order; memory.c knows
 * which physical memory is still free; bootinfo.c writes what the initial thread reads.
 */
#pragma once

#include "arch/arch.h"
#include "object/object.h"

/* ---- memory.c ---- */

/* Computes what is free: RAM without what is reserved, recycled, or the user image. */
void memory_init(const struct boot_info *info);

/* A wish for one piece of memory of 2^bits bytes; `where` is filled in. */
struct memory_wish {
    word_t bits;
    paddr_t where;
};

/* Fulfils all wishes, zeroed, from the top of the highest free region that holds them together;
 * sorts them by size on the way. False if there is none. */
bool memory_carve(struct memory_wish *wishes[], unsigned count);

/* Calls `give` for every region that becomes untyped memory, in the order of bootinfo. */
void memory_each_region(const struct boot_info *info,
                        void (*give)(uint64_t start, uint64_t end, bool device));

/* ---- bootinfo.c ---- */

struct slot_region {
    word_t start, end;
};

struct untyped_desc {
    word_t paddr;
    uint8_t size_bits, is_device;
    uint8_t padding[sizeof(word_t) - 2];
};

/* The bootinfo frame, as users know it. */
struct bootinfo {
    word_t extra_len, node_id, num_nodes, num_io_pt_levels;
    word_t ipc_buffer;
    struct slot_region empty, shared_frames, user_image_frames, user_image_paging;
    struct slot_region io_space_caps, extra_bi_pages;
    word_t init_thread_cnode_size_bits, init_thread_domain;
    struct slot_region untyped;
    struct untyped_desc untyped_list[MAX_BOOTINFO_UNTYPEDS];
};

_Static_assert(sizeof(struct bootinfo) <= 4096, "bootinfo is one page");

/* Bytes of all extra records with their headers, and the pages that hold them. */
word_t bootinfo_extra_size(const struct boot_info *info);
word_t bootinfo_extra_bits(const struct boot_info *info);
word_t bootinfo_extra_pages(const struct boot_info *info);
void bootinfo_write_extra(const struct boot_info *info, char *to);
