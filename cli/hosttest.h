/* SPDX-License-Identifier: BSD-2-Clause */
/* The project's tests as a program of this machine; see hosttest.c. Called by test.c. */
#pragma once

#include "project.h"

/* Compiles it; `argv` becomes its command line. */
int hosttest_build(const struct project *p, const struct call *call, struct words *argv);
