/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

bool queue_put(struct queue *q, int item)
{
    if (q->count == QUEUE_ROOM) {
        return false;
    }
    q->items[(q->first + q->count++) % QUEUE_ROOM] = item;
    return true;
}

bool queue_get(struct queue *q, int *item)
{
    if (q->count == 0) {
        return false;
    }
    *item = q->items[q->first];
    q->first = (q->first + 1) % QUEUE_ROOM;
    q->count--;
    return true;
}
