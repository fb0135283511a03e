/* SPDX-License-Identifier: BSD-2-Clause */
/* See bench.h. */
#include "bench.h"

seL4_CPtr endpoint, other_endpoint, notification, memory, scratch, slots;

int main(void)
{
    endpoint = fel4_object(seL4_EndpointObject, 0);
    other_endpoint = fel4_object(seL4_EndpointObject, 0);
    notification = fel4_object(seL4_NotificationObject, 0);
    memory = fel4_untyped(24);
    slots = fel4_slots(16);
    scratch = slots;
    must(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, ROOT, 0, 0, slots + 8, 1), "Retype");
    must(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, MY_PRIORITY),
         "SetPriority");
    machine_init();
    ipc_rows();
    signal_rows();
    send_rows();
    cnode_rows();
    object_rows();
    page_rows();
    tcb_rows();
    fault_rows();
    interrupt_rows();
    worst_rows();
    return 0;
}
