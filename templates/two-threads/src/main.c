/* SPDX-License-Identifier: BSD-2-Clause */
/* Two threads: one asks, the other answers, through an endpoint. */
#include <fel4/fel4.h>
#include <stdio.h>

static seL4_CPtr endpoint;

/* Answers each number with its square; 0 ends it. */
static void server(void *unused)
{
    (void)unused;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, NULL);
    while (seL4_MessageInfo_get_length(info) == 1 && seL4_GetMR(0) != 0) {
        seL4_Word number = seL4_GetMR(0);
        seL4_SetMR(0, number * number);
        info = seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(0, 0, 0, 1), NULL);
    }
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
}

static seL4_Word ask(seL4_Word number)
{
    seL4_SetMR(0, number);
    seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
    return seL4_GetMR(0);
}

int main(void)
{
    endpoint = fel4_object(seL4_EndpointObject, 0);
    struct fel4_thread_options options = {.name = "server"};
    struct fel4_thread *thread = fel4_thread_create(server, NULL, &options);
    if (endpoint == 0 || thread == NULL) {
        printf("no memory\n");
        return 1;
    }
    fel4_thread_start(thread);
    for (seL4_Word number = 1; number <= 5; number++) {
        printf("%lu squared is %lu\n", (unsigned long)number, (unsigned long)ask(number));
    }
    ask(0);
    fel4_thread_join(thread);
    return 0;
}
