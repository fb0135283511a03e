/* SPDX-License-Identifier: BSD-2-Clause */
/* See irq.h. */
#include "internal.h"

#include <fel4/irq.h>

static unsigned count;

seL4_CPtr fel4_irq_handler(seL4_Word irq, seL4_CPtr notification)
{
    seL4_CPtr handler = fel4_slots(1);
    if (handler == 0) {
        return 0;
    }
    if (fel4_arch_irq_get(irq, handler) != seL4_NoError) {
        fel4_slots_return(handler, 1);
        return 0;
    }
    if (seL4_IRQHandler_SetNotification(handler, notification) != seL4_NoError) {
        seL4_CNode_Delete(seL4_CapInitThreadCNode, handler, seL4_WordBits);
        fel4_slots_return(handler, 1);
        return 0;
    }
    /* It may have fired before there was somebody to tell. */
    seL4_IRQHandler_Ack(handler);
    count++;
    return handler;
}

unsigned fel4_irq_count(void)
{
    return count;
}
