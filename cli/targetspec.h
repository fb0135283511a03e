/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A project's own word on a target: TARGET.toml in the directory that target-specs-path names. What
 * it says concerns the program's sources and its link; kernel and runtime are built as ever.
 *
 *   cpu = "haswell"               the compiler's -march or -mcpu
 *   cflags = ["-mavx2"]           more words for the compiler, before those of [program]
 *   ldflags = []                  the same for the linker
 *   linker-script = "program.ld"  beside this file
 */
#pragma once

#include "catalog.h"
#include "manifest.h"

/* Adds to the manifest's cflags and ldflags; a project without such a file has none. Reports
 * errors. */
void targetspec_apply(struct manifest *m, const struct target *target);
