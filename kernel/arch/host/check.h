/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: whether the kernel's data agree with each other. */
#pragma once

struct slot;

/* Where to start: the initial thread's CNode, whose memory is never used for anything else. */
void kernel_check_from(struct slot *first, unsigned long count);
/* Panics if an invariant is broken. To be called between two kernel entries. */
void kernel_check(void);
