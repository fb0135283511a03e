/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64: what its files share among themselves. */
#pragma once

#include "arch/arm/cache.h"
#include "arch/arm/machine.h"

/* trap.S */
extern char trap_vectors[];
void fpu_save(struct fpu_state *state);
void fpu_restore(const struct fpu_state *state);
