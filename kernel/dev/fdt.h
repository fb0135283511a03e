/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kernel and loader read of a device tree blob: the memory it describes. A blob that is not
 * well-formed describes none.
 */
#pragma once

#include <stdint.h>

struct fdt_range {
    uint64_t start, size;
    uint32_t *size_at; /* where the size is, for fdt_set_size */
    unsigned size_cells;
};

/* The size of the blob at `fdt`, which is aligned to 4 bytes; 0 if there is none. */
uint32_t fdt_size(const void *fdt);
/* The n-th range of the `memory` nodes; false if there are not so many. */
int fdt_memory(void *fdt, unsigned n, struct fdt_range *range);
void fdt_set_size(struct fdt_range *range, uint64_t size);
