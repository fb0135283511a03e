/* SPDX-License-Identifier: BSD-2-Clause */
/* ARM: a thread's debug registers, in its context. Only with CONFIG_HARDWARE_DEBUG_API. */
#pragma once

#include "lib/types.h"

/* A debug register with its control register. */
struct debug_pair {
    word_t value, control;
};

enum { DEBUG_BREAKPOINTS = 6, DEBUG_WATCHPOINTS = 4 };

struct debug_registers {
    struct debug_pair pair[DEBUG_BREAKPOINTS + DEBUG_WATCHPOINTS];
    word_t steps_left, step_every; /* single-stepping: 0 is off */
    unsigned step_number;          /* ARMv7: the breakpoint that it takes */
    bool in_use;
};
