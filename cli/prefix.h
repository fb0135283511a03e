/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SEL4_PREFIX: an installed seL4 instead of our kernel. Its gen_config.json files say how it was
 * built; every key takes its value from there, and a key of fel4.toml that says otherwise is warned
 * about, since it cannot have an effect. Called by project.c.
 */
#pragma once

#include "config.h"

/* Absolute path from the environment; NULL when there is none. */
char *prefix_from_environment(void);

/* False after an error: no seL4 there, or one for another board. */
bool prefix_apply(struct config *c, const char *prefix);
