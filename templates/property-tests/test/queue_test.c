/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds for every queue, whatever is done with it. */
#include "../src/queue.h"

#include <fel4/test.h>

TEST(an_empty_queue_gives_nothing)
{
    struct queue q = {0};
    int item;
    CHECK(!queue_get(&q, &item));
}

PROPERTY(a_queue_has_room_for_so_many)
{
    struct queue q = {0};
    ANY(count, 3 * QUEUE_ROOM);
    unsigned taken = 0;
    for (unsigned i = 0; i < count; i++) {
        taken += queue_put(&q, (int)i);
    }
    CHECK_EQ(taken, count < QUEUE_ROOM ? count : QUEUE_ROOM);
}

/* Numbers come out in the order in which they went in, however puts and gets are mixed. */
PROPERTY(first_in_is_first_out)
{
    struct queue q = {0};
    int next_in = 0, next_out = 0, item;
    ANY(steps, 40);
    for (unsigned i = 0; i < steps; i++) {
        ANY(put, 2);
        if (put && queue_put(&q, next_in)) {
            next_in++;
        } else if (!put && queue_get(&q, &item)) {
            CHECK_EQ(item, next_out);
            next_out++;
        }
    }
    CHECK_EQ(q.count, next_in - next_out);
}
