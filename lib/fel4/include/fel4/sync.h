/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mutexes, semaphores and condition variables for the threads of one program. Each needs a
 * notification, made by its init function; a zeroed one is not ready. To take what is free does not
 * enter the kernel. They are fair to nobody: who runs first gets in.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

/* Counts what is free; when nothing is, waiters sleep. */
struct fel4_semaphore {
    seL4_CPtr wakeup;
    long count; /* how many are free */
};

struct fel4_mutex {
    struct fel4_semaphore free;
};

struct fel4_condition {
    struct fel4_semaphore wakeup;
    long waiting; /* changed with the mutex held */
};

bool fel4_semaphore_init(struct fel4_semaphore *s, long count); /* false: no memory or slot */
void fel4_semaphore_wait(struct fel4_semaphore *s);
/* With a limit, in nanoseconds (timer.h): false if there was none in that time. */
bool fel4_semaphore_wait_for(struct fel4_semaphore *s, uint64_t time);
void fel4_semaphore_post(struct fel4_semaphore *s);

bool fel4_mutex_init(struct fel4_mutex *m);
void fel4_mutex_lock(struct fel4_mutex *m);
bool fel4_mutex_lock_for(struct fel4_mutex *m, uint64_t time);
void fel4_mutex_unlock(struct fel4_mutex *m);

bool fel4_condition_init(struct fel4_condition *c);
/* Called with the mutex held, which is released meanwhile. */
void fel4_condition_wait(struct fel4_condition *c, struct fel4_mutex *m);
void fel4_condition_signal(struct fel4_condition *c);
void fel4_condition_broadcast(struct fel4_condition *c);
