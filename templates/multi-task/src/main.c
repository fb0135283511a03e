/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tasks with priorities. Producers put readings into a buffer and signal; a collector of higher
 * priority wakes up for each signal. The bits of a notification's badge say who signalled.
 */
#include <fel4/fel4.h>
#include <stdio.h>

enum { PRODUCERS = 3, READINGS = 4 };

struct task {
    const char *name;
    seL4_CPtr signal; /* the notification, with a badge of one bit */
    volatile unsigned made;
    unsigned taken;
};

static struct task tasks[PRODUCERS] = {{.name = "ada"}, {.name = "ben"}, {.name = "cy"}};
static seL4_CPtr notification;

static void produce(void *argument)
{
    struct task *task = argument;
    for (unsigned i = 0; i < READINGS; i++) {
        task->made++;
        seL4_Signal(task->signal);
        seL4_Yield();
    }
}

static void collect(void *unused)
{
    (void)unused;
    for (unsigned left = PRODUCERS * READINGS; left > 0;) {
        seL4_Word who;
        seL4_Wait(notification, &who);
        for (unsigned i = 0; i < PRODUCERS; i++) {
            for (; (who >> i & 1) != 0 && tasks[i].taken < tasks[i].made; left--) {
                tasks[i].taken++;
                printf("reading %u of %s\n", tasks[i].taken, tasks[i].name);
            }
        }
    }
}

static struct fel4_thread *start(const char *name, void (*code)(void *), void *argument,
                                 seL4_Word priority)
{
    struct fel4_thread_options options = {.name = name, .priority = priority};
    struct fel4_thread *thread = fel4_thread_create(code, argument, &options);
    if (thread != NULL) {
        fel4_thread_start(thread);
    }
    return thread;
}

int main(void)
{
    notification = fel4_object(seL4_NotificationObject, 0);
    struct fel4_thread *collector = start("collector", collect, NULL, 200);
    for (unsigned i = 0; i < PRODUCERS; i++) {
        tasks[i].signal = fel4_mint(notification, seL4_AllRights, (seL4_Word)1 << i);
        if (collector == NULL || start(tasks[i].name, produce, &tasks[i], 100) == NULL) {
            printf("no memory\n");
            return 1;
        }
    }
    fel4_thread_join(collector);
    return 0;
}
