/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses in a program as "function at file:line", from its DWARF and symbol table. For code that
 * was inlined: "inner at file:line, inlined in outer at file:line".
 */
#pragma once

#include "text.h"

struct symbols;

struct symbols *symbols_open(const char *elf);                     /* NULL when it cannot be read */
const char *symbols_describe(struct symbols *s, uint64_t address); /* NULL: unknown */
