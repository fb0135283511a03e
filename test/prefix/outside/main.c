/* SPDX-License-Identifier: BSD-2-Clause */
/* The root task: what it found, objects from every untyped, threads, processes, drivers. */
#include "base.h"
#include "uart.h"

void process_test(void);
void driver_test(void);
void object_test(void);
void thread_test(void);
void record_test(void);
void constructor_test(void);

static __thread seL4_Word thread_local_word = 0x5a5a;
static __thread seL4_Word thread_local_zero;
int main(void);

static void bootinfo_test(const seL4_BootInfo *info)
{
    CHECK_EQ(info->nodeID, 0);
    CHECK_EQ(info->numNodes, 1);
    CHECK_EQ(info->initThreadCNodeSizeBits, CONFIG_ROOT_CNODE_SIZE_BITS);
    CHECK_EQ(info->empty.end, 1ul << CONFIG_ROOT_CNODE_SIZE_BITS);
    CHECK_EQ(info->untyped.end, info->empty.start);
    CHECK((seL4_Word)info->ipcBuffer + PAGE == (seL4_Word)info);
    CHECK(seL4_GetIPCBuffer() == info->ipcBuffer);
    CHECK(info->untyped.end - info->untyped.start <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS);
    int devices_first = 1, in_range = 1;
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        in_range &= u->sizeBits >= seL4_MinUntypedBits && u->sizeBits <= seL4_MaxUntypedBits;
        devices_first &= i == 0 || u->isDevice <= info->untypedList[i - 1].isDevice;
    }
    CHECK(devices_first);
    CHECK(in_range);
}

/* For the runner, which holds them against the platform's description. */
static void list_devices(const seL4_BootInfo *info)
{
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        if (u->isDevice) {
            say("# device ");
            say_number(u->paddr);
            say(" ");
            say_end(u->paddr, u->sizeBits);
            say("\n");
        }
    }
}

int main(void)
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    alloc_init();
#if !defined(CONFIG_PRINTING)
    uart_init();
#endif
    say("# an outsider started\n");
    CHECK_EQ(thread_local_word, 0x5a5a);
    CHECK_EQ(thread_local_zero, 0);
    thread_local_zero = 1;
    bootinfo_test(info);
    list_devices(info);
    constructor_test();
    record_test();
    thread_test();
    process_test();
    driver_test();
    object_test();
    finish();
}
