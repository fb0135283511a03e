/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program's own settings in fel4.toml decide (its stack: arch/NAME/crt0.S). This and crt0
 * are compiled for each program; the rest of the runtime once per configuration of the kernel.
 */
#include "src/internal.h"

const char fel4_program_name[] = FEL4_PROGRAM;

static char heap[FEL4_HEAP_SIZE] __attribute__((aligned(PAGE_SIZE)));
char *const fel4_heap = heap;
const size_t fel4_heap_size = sizeof(heap);
