/* SPDX-License-Identifier: BSD-2-Clause */
/* What a build of a project and the installation of a kernel have in common. */
#pragma once

#include "config.h"

/* The part of config.mk that does not depend on a project. */
void build_kernel_variables(struct buffer *b, const struct config *c, const char *out);

/* Runs make on mk/project.mk with out/config/config.mk; STATUS_OK or an error that was reported. */
int build_make(const struct config *c, const char *out, const char *dir, const char *goal);
