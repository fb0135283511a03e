/* SPDX-License-Identifier: BSD-2-Clause */
/* An interrupt for a driver: a handler capability and the notification that it signals. */
#pragma once

#include "base.h"

struct interrupt {
    seL4_CPtr handler, notification;
};

/* The slot of a new handler capability is the caller's to fill. */
static inline void interrupt_bind(struct interrupt *i, seL4_CPtr handler)
{
    i->handler = handler;
    i->notification = object_new(seL4_NotificationObject, 0);
    CHECK_EQ(seL4_IRQHandler_SetNotification(handler, i->notification), seL4_NoError);
    CHECK_EQ(seL4_IRQHandler_Ack(handler), seL4_NoError);
}

static inline void interrupt_wait(const struct interrupt *i)
{
    seL4_Wait(i->notification, 0);
}

static inline void interrupt_ack(const struct interrupt *i)
{
    CHECK_EQ(seL4_IRQHandler_Ack(i->handler), seL4_NoError);
}

static inline void interrupt_release(const struct interrupt *i)
{
    CHECK_EQ(seL4_IRQHandler_Clear(i->handler), seL4_NoError);
    slot_free(i->handler);
}
