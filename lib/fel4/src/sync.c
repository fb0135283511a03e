/* SPDX-License-Identifier: BSD-2-Clause */
/* See fel4/sync.h. A notification remembers one signal only, however many are sent. */
#include <fel4/alloc.h>
#include <fel4/sync.h>
#include <fel4/timer.h>
#include <stddef.h>

bool fel4_semaphore_init(struct fel4_semaphore *s, long count)
{
    s->wakeup = fel4_object(seL4_NotificationObject, 0);
    __atomic_store_n(&s->count, count, __ATOMIC_RELEASE);
    return s->wakeup != 0;
}

/* Takes one if there is one. */
static bool take(struct fel4_semaphore *s)
{
    long count = __atomic_load_n(&s->count, __ATOMIC_RELAXED);
    while (count > 0) {
        if (__atomic_compare_exchange_n(&s->count, &count, count - 1, true, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

/* A signal may stand for several posts: whoever takes one and leaves some wakes the next. */
void fel4_semaphore_wait(struct fel4_semaphore *s)
{
    bool slept = false;
    while (!take(s)) {
        seL4_Wait(s->wakeup, NULL);
        slept = true;
    }
    if (slept && __atomic_load_n(&s->count, __ATOMIC_RELAXED) > 0) {
        seL4_Signal(s->wakeup);
    }
}

bool fel4_semaphore_wait_for(struct fel4_semaphore *s, uint64_t time)
{
    uint64_t now = fel4_now(), end = time > UINT64_MAX - now ? UINT64_MAX : now + time;
    while (!take(s)) {
        now = fel4_now();
        if (now >= end || !fel4_timer_start()) {
            return false;
        }
        fel4_wait_for(s->wakeup, end - now, NULL);
    }
    /* The signal that ended the wait may have stood for several posts. */
    if (__atomic_load_n(&s->count, __ATOMIC_RELAXED) > 0) {
        seL4_Signal(s->wakeup);
    }
    return true;
}

void fel4_semaphore_post(struct fel4_semaphore *s)
{
    __atomic_add_fetch(&s->count, 1, __ATOMIC_RELEASE);
    seL4_Signal(s->wakeup);
}

bool fel4_mutex_init(struct fel4_mutex *m)
{
    return fel4_semaphore_init(&m->free, 1);
}

void fel4_mutex_lock(struct fel4_mutex *m)
{
    fel4_semaphore_wait(&m->free);
}

bool fel4_mutex_lock_for(struct fel4_mutex *m, uint64_t time)
{
    return fel4_semaphore_wait_for(&m->free, time);
}

void fel4_mutex_unlock(struct fel4_mutex *m)
{
    fel4_semaphore_post(&m->free);
}

bool fel4_condition_init(struct fel4_condition *c)
{
    c->waiting = 0;
    return fel4_semaphore_init(&c->wakeup, 0);
}

void fel4_condition_wait(struct fel4_condition *c, struct fel4_mutex *m)
{
    c->waiting++;
    fel4_mutex_unlock(m);
    fel4_semaphore_wait(&c->wakeup);
    fel4_mutex_lock(m);
}

void fel4_condition_signal(struct fel4_condition *c)
{
    if (c->waiting > 0) {
        c->waiting--;
        fel4_semaphore_post(&c->wakeup);
    }
}

void fel4_condition_broadcast(struct fel4_condition *c)
{
    while (c->waiting > 0) {
        fel4_condition_signal(c);
    }
}
