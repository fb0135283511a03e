/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 config get and set: config_edit.c; the other verbs: config_command.c. */
#pragma once

#include "call.h"
#include "config.h"

int config_get(const struct call *call, const struct config *c, const struct manifest *m);
int config_set(const struct call *call, const struct config *c, const struct manifest *m);
