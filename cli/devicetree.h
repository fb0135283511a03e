/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device tree that an ARM image carries (kernel.dtb): the one that KernelCustomDTB names, else
 * one made from the board's [device-tree], [[node]] and [[memory]] tables.
 */
#pragma once

#include "config.h"

/* Writes dir/kernel.dtb; names are relative to `base`. Boards without [device-tree] have none.
 * False after an error. */
bool devicetree_write(const struct config *c, const char *base, const char *dir);
