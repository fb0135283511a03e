/* SPDX-License-Identifier: BSD-2-Clause */
/* Host: whether the kernel's data agree with each other. */
#pragma once

/* Panics if an invariant is broken. To be called between two kernel entries. */
void kernel_check(void);
