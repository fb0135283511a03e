/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The methods of TCBs, by file: tcb_registers.c, tcb_spaces.c, tcb_breakpoints.c; tcb.c has the
 * short ones and knows all their labels.
 */
#pragma once

#include "object/object.h"

/* The invoked thread. */
static inline struct tcb *inv_tcb(const struct invocation *inv)
{
    return cap_ptr(inv->cap);
}

enum err tcb_read_registers(struct invocation *inv);
enum err tcb_write_registers(struct invocation *inv);
enum err tcb_copy_registers(struct invocation *inv);
enum err tcb_set_tls_base(struct invocation *inv);

enum err tcb_configure(struct invocation *inv);
enum err tcb_set_space(struct invocation *inv);
enum err tcb_set_ipc_buffer(struct invocation *inv);

/* Every label that is none of the others'. */
enum err tcb_breakpoint_invoke(struct invocation *inv);
