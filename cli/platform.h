/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a board's physical memory as platform_gen.{json,yaml} into `dir`, where loaders and tools
 * look for it: RAM, and as devices all else that user programs get untyped memory of. Nothing is
 * written for a board that finds its memory at boot (PCs).
 */
#pragma once

#include "config.h"

bool platform_write(const struct config *c, const char *dir);
