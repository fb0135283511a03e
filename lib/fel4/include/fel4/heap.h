/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The heap behind malloc: [program] heap of fel4.toml says how big it is. Each block is guarded on
 * both sides. A block that is freed twice, was written beyond its end or before its start, or never
 * came from malloc, ends the program with status 134 and says so, and who called; at the latest
 * when it is freed. Kernels for debugging (KernelDebugBuild) also fill blocks that were freed with
 * 0xdd, and say once when the heap is used up.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fel4_heap_stats {
    size_t size;         /* of the heap, in bytes */
    size_t used, peak;   /* in blocks, with what surrounds them: now, and at most so far */
    size_t blocks;       /* that are in use */
    size_t largest_free; /* the biggest block that there is room for */
    size_t failed;       /* calls for which there was no room */
};

void fel4_heap_stats(struct fel4_heap_stats *stats);
/* Looks at every block now; ends the program as above if one is damaged. */
void fel4_heap_check(void);
