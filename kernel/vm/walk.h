/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables: one loop over the levels serves all architectures.
 *
 *     va  | index 0 | index 1 | … | offset |     arch_levels[i] = {shift, bits}
 *          root ───► table ──► …  ──► frame
 */
#pragma once

#include "arch/arch.h"
#include "cap/cap.h"

/* The entry at which a walk ended, and the level of the table it is in. */
struct walk {
    word_t *entry;
    unsigned level;
};

/* Follows tables from `root` until the entry for `va` at `level`, or an entry that is no table. */
struct walk vm_walk(word_t *root, word_t va, unsigned level);

/* Whether the mapping that a frame capability records is still there, and its first entry. */
struct walk vm_find_frame(word_t *root, struct cap frame);
/* Removes it if it is. */
void vm_unmap_frame(struct cap frame);
/* The TLB forgets what entries for a frame of this size, empty by now, said about `va`. */
void vm_flush_frame(const struct arch_frame_size *size, word_t *root, word_t asid, word_t va);
/* Removes the table from the table above it if it is still there. */
void vm_unmap_table(struct cap table);

static inline const struct arch_frame_size *frame_size(struct cap frame)
{
    return &arch_frame_sizes[cap_frame_size(frame)];
}
