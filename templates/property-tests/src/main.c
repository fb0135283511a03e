/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

#include <stdio.h>

int main(void)
{
    struct queue q = {0};
    int item;
    for (int i = 1; queue_put(&q, i * 10); i++) {
    }
    while (queue_get(&q, &item)) {
        printf("%d\n", item);
    }
    return 0;
}
