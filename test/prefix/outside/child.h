/* SPDX-License-Identifier: BSD-2-Clause */
/* What a child and its server agree upon: where its capabilities are, and what it asks. */
#pragma once

#include "base.h"

enum {
    CHILD_SERVER = 1,
    CHILD_CNODE = 2,
    CHILD_GIFT = 3,
    CHILD_FAULT = 4, /* the endpoint of its faults, with another badge */
    CHILD_RADIX = 4,
};

enum { ASK_HELLO = 20, ASK_GIFT, ASK_DONE, ASK_FAILED };

#define CHILD_UNMAPPED 0x30000000ul
#define CHILD_INFO     0x38000000ul
#define CHILD_BUFFER   0x38001000ul

#ifndef BSS_SIZE
#define BSS_SIZE 20000
#endif
