/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See timer.h. The timer's thread has the list of alarms to itself: others send it the address of
 * theirs, which is part of their struct fel4_thread, and wait for its signal. The interrupt reaches
 * the same thread through its bound notification.
 */
#include "internal.h"

#include <errno.h>
#include <fel4/irq.h>
#include <fel4/timer.h>
#include <stddef.h>

enum { ALARM_SET = 1, ALARM_CANCEL = 2, BADGE_IRQ = 1 };

static seL4_CPtr endpoint; /* 0: not started */
static struct fel4_alarm *alarms;

/* ---- the timer's thread ---- */

static void insert(struct fel4_alarm *alarm)
{
    struct fel4_alarm **at = &alarms;
    while (*at != NULL && (*at)->at <= alarm->at) {
        at = &(*at)->next;
    }
    alarm->next = *at;
    *at = alarm;
}

static void cancel(struct fel4_alarm *alarm)
{
    struct fel4_alarm **at = &alarms;
    while (*at != NULL && *at != alarm) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = alarm->next;
    }
}

/* Rings what is due, and has the device interrupt for the next one. */
static void ring(void)
{
    while (alarms != NULL && alarms->at <= fel4_arch_clock_now()) {
        struct fel4_alarm *due = alarms;
        alarms = due->next;
        seL4_Signal(due->notification);
    }
    fel4_arch_clock_alarm(alarms != NULL ? alarms->at : UINT64_MAX);
}

static void timer_main(void *unused)
{
    (void)unused;
    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);
        if (badge == BADGE_IRQ) {
            fel4_arch_clock_ack();
        } else {
            struct fel4_alarm *alarm = (struct fel4_alarm *)seL4_GetMR(0);
            cancel(alarm);
            if (seL4_MessageInfo_get_label(info) == ALARM_SET) {
                insert(alarm);
            }
            seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
        }
        ring();
    }
}

static const char *problem = "the timer was not started";

/* What goes wrong here goes wrong before the first thread could know of the endpoint. */
static const char *start(void)
{
    struct fel4_thread_options o = {.name = "timer", .priority = seL4_MaxPrio};
    seL4_CPtr ep = fel4_object(seL4_EndpointObject, 0);
    seL4_CPtr notification = fel4_object(seL4_NotificationObject, 0);
    seL4_CPtr irq = notification != 0 ? fel4_mint(notification, seL4_AllRights, BADGE_IRQ) : 0;
    struct fel4_thread *thread = fel4_thread_create(timer_main, NULL, &o);
    if (ep == 0 || irq == 0 || thread == NULL ||
        seL4_TCB_BindNotification(fel4_thread_tcb(thread), notification) != seL4_NoError) {
        return "no memory or slots for the timer's thread";
    }
    const char *why = fel4_arch_clock_open(irq);
    if (why == NULL) {
        endpoint = ep;
        fel4_thread_start(thread);
    }
    return why;
}

bool fel4_timer_start(void)
{
    static bool tried;
    if (!tried) {
        tried = true;
        problem = start();
    }
    return endpoint != 0;
}

const char *fel4_timer_problem(void)
{
    return problem;
}

/* ---- what others do ---- */

static void ask(struct fel4_alarm *alarm, seL4_Word what)
{
    seL4_SetMR(0, (seL4_Word)alarm);
    seL4_Call(endpoint, seL4_MessageInfo_new(what, 0, 0, 1));
}

void fel4_alarm_cancel(struct fel4_alarm *alarm)
{
    if (endpoint != 0) {
        ask(alarm, ALARM_CANCEL);
    }
}

uint64_t fel4_now(void)
{
    return fel4_timer_start() ? fel4_arch_clock_now() : 0;
}

static uint64_t later(uint64_t time)
{
    uint64_t now = fel4_now();
    return time > UINT64_MAX - now ? UINT64_MAX : now + time;
}

bool fel4_sleep(uint64_t time)
{
    if (fel4_self == NULL || fel4_self->alarm.own == 0 || !fel4_timer_start()) {
        return false;
    }
    struct fel4_alarm *alarm = &fel4_self->alarm;
    alarm->notification = alarm->own;
    alarm->at = later(time);
    ask(alarm, ALARM_SET);
    seL4_Wait(alarm->own, NULL);
    return true;
}

/* The alarm signals without a badge; who else signals at the same time is not lost. */
bool fel4_wait_for(seL4_CPtr notification, uint64_t time, seL4_Word *badge)
{
    seL4_Word got = 0;
    if (fel4_self == NULL || !fel4_timer_start()) {
        return false;
    }
    struct fel4_alarm *alarm = &fel4_self->alarm;
    alarm->notification = notification;
    alarm->at = later(time);
    ask(alarm, ALARM_SET);
    seL4_Wait(notification, &got);
    bool in_time = got != 0 || fel4_arch_clock_now() < alarm->at;
    fel4_alarm_cancel(alarm);
    if (badge != NULL) {
        *badge = got;
    }
    return in_time;
}
