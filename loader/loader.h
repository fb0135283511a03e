/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's parts: loader.c goes through the archive, elf.c reads ELF files, and memory.c knows
 * what RAM there is, each architecture has a .S and a .c file for how the kernel is entered. The
 * MMU is off in all of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board_gen.h"

typedef uintptr_t addr;

extern char _start[], _end[], _archive_start[], _archive_start_end[];

/* ---- loader.c ---- */

enum { PAGE = 4096 };

void put_range(const char *what, addr start, addr end);
/* Says what is wrong with what, and stops. */
_Noreturn void fail(const char *what, const char *why);

/* A file of the archive. */
struct file {
    const char *name, *data;
    size_t size;
};

/* ---- elf.c ---- */

struct segment {
    uint32_t type;
    uint64_t offset, va, pa, file_size, size;
};

enum { SEGMENT_LOAD = 1 };

struct elf {
    struct file file;
    const char *headers;
    unsigned count, header_size;
    uint64_t entry, va_start, va_end, pa_start;
};

/* Reads the headers; fails unless all of them make sense. */
struct elf elf_open(const struct file *file);
struct segment elf_segment(const struct elf *elf, unsigned i);

/* ---- memory.c ---- */

/* The device tree that firmware left, at `given` or where the board's firmware puts one; NULL if
 * there is none. Its memory is the memory that is there. */
void *memory_init(addr given);
/* Whether all of it is RAM of the board, and there. */
bool memory_has(uint64_t start, uint64_t end);
/* The end of the board's first RAM region, as far as it is there. */
uint64_t memory_first_end(void);
/* Cuts off the memory in a device tree which is not there. */
void memory_patch(void *fdt);

/* ---- the architecture ---- */

extern const unsigned char machine_class; /* of ELF files */
extern const unsigned machine_number;
extern const char machine_name[];

/* What the kernel's entry takes, in its order (spec images, section 6). */
struct handover {
    addr user_start, user_end, offset, entry, dtb, dtb_size;
};

/* Fails if the page tables could not cover the kernel, [pa, end), or the loader. */
void machine_check(addr pa, addr end);
/* Builds the first page tables, makes what was written from `pa` to `end` visible to all, and
 * enters the kernel, which is at `va`. */
_Noreturn void machine_enter(const struct handover *handover, addr kernel_entry, addr va, addr pa,
                             addr end);

/* ---- the .S file calls ---- */

/* `firmware`: what may be the address of a device tree. */
_Noreturn void loader_main(addr firmware);
