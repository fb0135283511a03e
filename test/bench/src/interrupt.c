/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts to a driver, rows 70 and 71; what the kernel's tick costs, rows 140 and 141. */
#include "bench.h"

static seL4_CPtr handler;

static void acknowledge(void)
{
    timer_stop();
    must(seL4_IRQHandler_Ack(handler), "Ack");
}

/* From the interrupt, or from the port write that raises it, to the driver's first instruction. */
static unsigned to_driver(void)
{
    acknowledge();
#if defined(__x86_64__)
    struct op trigger = timer_trigger();
    fire(&trigger);
    return bench_woken - bench_began - overhead();
#else
    volatile seL4_Word *page = shared_page();
    unsigned woken = bench_woken;
    timer_start(2000);
    while (bench_woken == woken) {
        page[0] = counter_read();
    }
    return bench_woken - (unsigned)page[0];
#endif
}

static void device_rows(void)
{
    handler = timer_handler(notification);
    struct partner p = make_partner(bench_stamper, notification, 0, MY_PRIORITY + 1, 0, false);
    unsigned least = ~0u;
    for (int i = 0; i < TIMES; i++) {
        unsigned count = to_driver();
        least = count < least ? count : least;
    }
    print_row(70, least);
    row(71, &(struct op){.cap = handler, .label = IRQAckIRQ, .before = timer_stop});
    end_partner(p);
    must(seL4_CNode_Delete(ROOT, handler, DEPTH), "Delete");
}

/* A gap that covers another thread's turn is none of the kernel's: it was interrupted between
 * reading the counter and noting it. */
static bool all_are_visits(volatile seL4_Word *page, seL4_Word visits)
{
    for (seL4_Word i = 0; i < visits; i++) {
        if (page[2 + i] > 100000) {
            return false;
        }
    }
    return true;
}

/* Until a time slice has just ended; a visit that ends one takes longer than a mere tick. */
static void find_slice(volatile seL4_Word *page)
{
    enum { SOME = 6 };
    page[1] = 0;
    bench_spin(page, SOME);
    seL4_Word tick = page[2];
    for (unsigned i = 1; i < SOME; i++) {
        tick = page[2 + i] < tick ? page[2 + i] : tick;
    }
    do {
        page[1] = 0;
        bench_spin(page, 1);
    } while (page[2] < tick + tick / 2);
}

static void spin_row(unsigned id, seL4_Word visits)
{
    volatile seL4_Word *page = shared_page();
    do {
        find_slice(page);
        page[1] = 0;
        bench_spin(page, visits);
    } while (!all_are_visits(page, visits));
    printf("row %u", id);
    for (seL4_Word i = 0; i < visits; i++) {
        printf("%c%u", i == 0 ? ' ' : '+', (unsigned)page[2 + i]);
    }
    printf("\n");
}

void interrupt_rows(void)
{
    device_rows();
    spin_row(140, 6);
    struct partner p =
        make_partner(bench_spin, (seL4_Word)shared_page(), ~(seL4_Word)0, MY_PRIORITY, 0, true);
    spin_row(141, 11);
    end_partner(p);
}
