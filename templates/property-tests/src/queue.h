/* SPDX-License-Identifier: BSD-2-Clause */
/* A queue of numbers with room for QUEUE_ROOM of them. A zeroed one is empty. */
#pragma once

#include <stdbool.h>

enum { QUEUE_ROOM = 8 };

struct queue {
    int items[QUEUE_ROOM];
    unsigned first, count;
};

bool queue_put(struct queue *q, int item);  /* false: it is full */
bool queue_get(struct queue *q, int *item); /* false: it is empty */
