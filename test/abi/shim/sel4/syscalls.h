/* SPDX-License-Identifier: BSD-2-Clause */
/* In the place of libsel4's: the kernel that stubs.c is to the stubs. */
#pragma once

#include <sel4/functions.h>

seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t info, seL4_Word *mr0,
                                    seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3);
