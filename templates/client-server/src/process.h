/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process: a thread with an address space and a CSpace of its own. It runs a function of this
 * program: the code is shared, all data are a copy as of process_start. The one capability it has
 * is an endpoint, in slot PROCESS_ENDPOINT.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>

enum { PROCESS_ENDPOINT = 1 };

/* `endpoint` is given to the process; faults go to `faults`. False: no memory. */
bool process_start(const char *name, void (*code)(void), seL4_CPtr endpoint, seL4_CPtr faults);
