/* SPDX-License-Identifier: BSD-2-Clause */
/* A KEY=VALUE of -D as a value, of the key's type, whose place is the argument itself. */
#pragma once

#include "catalog.h"

struct value *define_parse(const struct catalog *catalog, const char *text);
