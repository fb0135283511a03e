/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server that counts, and clients in address spaces of their own. The badge of the endpoint that
 * a client was given tells the server who calls; a client cannot change it. What a client writes to
 * its variables the server never sees. A client that faults is noticed, and the others go on.
 */
#include "process.h"

#include <fel4/fel4.h>
#include <stdio.h>

enum { CLIENTS = 3, FAULT = 1 << 8, ADD = 1, BYE = 2 };

static seL4_Word own; /* every client has its own */

static seL4_Word call(seL4_Word what, seL4_Word value)
{
    seL4_SetMR(0, value);
    seL4_Call(PROCESS_ENDPOINT, seL4_MessageInfo_new(what, 0, 0, 1));
    return seL4_GetMR(0);
}

static void client(void)
{
    for (seL4_Word i = 1; i <= 4; i++) {
        own += i;
        call(ADD, i);
    }
    call(BYE, own);
    *(volatile int *)16 = 1; /* so much for this one */
}

static bool start_clients(seL4_CPtr endpoint)
{
    static const char *const names[CLIENTS] = {"client 1", "client 2", "client 3"};
    for (seL4_Word i = 0; i < CLIENTS; i++) {
        seL4_CPtr service = fel4_mint(endpoint, seL4_AllRights, i + 1);
        seL4_CPtr faults = fel4_mint(endpoint, seL4_AllRights, FAULT | (i + 1));
        if (!process_start(names[i], client, service, faults)) {
            return false;
        }
    }
    return true;
}

int main(void)
{
    seL4_Word sums[CLIENTS + 1] = {0}, badge;
    seL4_CPtr endpoint = fel4_object(seL4_EndpointObject, 0);
    if (endpoint == 0 || !start_clients(endpoint)) {
        printf("no memory\n");
        return 1;
    }
    for (unsigned gone = 0; gone < CLIENTS;) {
        seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);
        seL4_Word who = badge & ~(seL4_Word)FAULT, value = seL4_GetMR(0);
        if ((badge & FAULT) != 0) {
            char text[160];
            fel4_fault_text(info, text, sizeof(text));
            printf("client %lu ended: %s\n", (unsigned long)who, text);
            gone++;
            continue;
        }
        if (seL4_MessageInfo_get_label(info) == ADD) {
            sums[who] += value;
        } else {
            printf("client %lu has %lu, the server %lu\n", (unsigned long)who, (unsigned long)value,
                   (unsigned long)sums[who]);
        }
        seL4_SetMR(0, sums[who]);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
    }
    printf("the server's own variable is still %lu\n", (unsigned long)own);
    return own == 0 ? 0 : 1;
}
