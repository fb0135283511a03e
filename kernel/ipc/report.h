/* SPDX-License-Identifier: BSD-2-Clause */
/* What the console says about a fault that nobody handles (spec 07, section 7). */
#pragma once

#include "ipc/ipc.h"

enum debug_reason {
    DEBUG_REASON_DATA,
    DEBUG_REASON_INSTRUCTION,
    DEBUG_REASON_SINGLE_STEP,
    DEBUG_REASON_BREAKPOINT,
};

/* `handler`: what was found at the thread's fault endpoint. */
void report_unhandled_fault(const struct tcb *tcb, struct lookup handler);
