/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel operation can answer. The first eleven are the seL4 error numbers and go to the
 * user as they are (spec 02, section 2.3); the others never leave the kernel.
 */
#pragma once

#include "lib/types.h"

enum err {
    ERR_NONE = 0,
    ERR_ARGUMENT = 1,
    ERR_CAPABILITY = 2,
    ERR_ILLEGAL = 3,
    ERR_RANGE = 4,
    ERR_ALIGNMENT = 5,
    ERR_LOOKUP = 6,
    ERR_TRUNCATED = 7,
    ERR_DELETE_FIRST = 8,
    ERR_REVOKE_FIRST = 9,
    ERR_MEMORY = 10,
    ERR_PREEMPTED, /* an interrupt waits: the system call starts again after it */
    ERR_FAULTED,   /* the caller has a fault to deliver instead of a reply */
};
