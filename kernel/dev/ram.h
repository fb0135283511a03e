/* SPDX-License-Identifier: BSD-2-Clause */
/* The board's RAM, as far as the device tree that the loader handed over says it is there. */
#pragma once

#include "arch/arch.h"

enum { RAM_MAX = 16 };

/* Ascending, page-granular, without overlaps. */
extern struct region ram[RAM_MAX];
extern unsigned ram_count;

/* `fdt` may be NULL. Called once, before anything else of RAM is read. */
void ram_init(void *fdt);
bool ram_has(paddr_t pa);
