/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles: debug and release are always there, and a project may have more of them:
 *
 *   [profile.bench]
 *   inherits = "release"          or "debug"
 *   [TARGET.bench]                its keys; they win over those of [TARGET.release]
 *
 * `--profile bench` builds artifacts/bench.
 */
#pragma once

#include "manifest.h"

/* Reports mistakes in [profile]. */
void profile_check(const struct catalog *c, const struct manifest *m);
/* All names, debug and release among them. */
void profile_names(const struct manifest *m, struct words *out);
/* Whether `name` is a profile, and whether it is release or inherits it. */
bool profile_find(const struct manifest *m, const char *name, bool *release);
