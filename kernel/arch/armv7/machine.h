/* SPDX-License-Identifier: BSD-2-Clause */
/* ARMv7: what its files share among themselves. */
#pragma once

#include "arch/arm/cache.h"
#include "arch/arm/machine.h"

/* debug.c; debug_dispatch: whether the abort was one of its events. */
void debug_init(void);
bool debug_dispatch(bool fetch, word_t status, word_t far);

/* trap.S */
extern char trap_vectors[];
void fpu_save(struct fpu_state *state);
void fpu_restore(const struct fpu_state *state);
void fpu_set_enabled(bool enabled);

/* paging.c: the MiB whose place in every root is used for something else. */
void paging_reserve(void (*reserve)(uint64_t start, uint64_t end));
