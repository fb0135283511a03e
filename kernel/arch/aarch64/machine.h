/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: what its files share among themselves. */
#pragma once

#include "arch/arm/cache.h"
#include "arch/arm/machine.h"

/* debug.c; debug_dispatch: whether the exception was one of its own. */
void debug_init(void);
bool debug_dispatch(word_t class, word_t far);

/* trap.S */
extern char trap_vectors[];
void fpu_save(struct fpu_state *state);
void fpu_restore(const struct fpu_state *state);
