/* SPDX-License-Identifier: BSD-2-Clause */
/* Drivers of the ARM boards: a timer that interrupts, and the UART's interrupt. */
#include "driver.h"

#if !defined(CONFIG_ARCH_X86_64)

static void irq_bind(struct interrupt *i, seL4_Word number)
{
    seL4_CPtr slot = slot_new();
    CHECK_EQ(seL4_IRQControl_Get(seL4_CapIRQControl, number, seL4_CapInitThreadCNode, slot,
                                 seL4_WordBits),
             seL4_NoError);
    /* Nobody gets it twice. */
    CHECK_EQ(seL4_IRQControl_Get(seL4_CapIRQControl, number, seL4_CapInitThreadCNode, slot_new(),
                                 seL4_WordBits),
             seL4_RevokeFirst);
    interrupt_bind(i, slot);
}

#if defined(CONFIG_ARCH_AARCH64)
/* The PL031: a clock of seconds with a match register. */
static void timer_test(void)
{
    enum { DATA = 0, MATCH = 1, CONTROL = 3, MASK = 4, CLEAR = 7 };
    volatile unsigned *rtc = (volatile unsigned *)map_device(0x09010000);
    MUST(rtc != 0);
    struct interrupt irq;
    irq_bind(&irq, 34);
    rtc[CLEAR] = 1;
    rtc[CONTROL] = 1;
    rtc[MASK] = 1;
    unsigned began = rtc[DATA];
    rtc[MATCH] = began + 1;
    interrupt_wait(&irq);
    CHECK(rtc[DATA] >= began + 1);
    rtc[CLEAR] = 1;
    rtc[MASK] = 0;
    interrupt_ack(&irq);
    interrupt_release(&irq);
}

/* The PL011: it can send. */
static void uart_test(void)
{
    enum { DATA = 0, MASK = 0x38 / 4, CLEAR = 0x44 / 4, SENT = 1 << 5 };
    volatile unsigned *uart = (volatile unsigned *)map_device(0x09000000);
    MUST(uart != 0);
    struct interrupt irq;
    irq_bind(&irq, 33);
    uart[MASK] = SENT;
    uart[DATA] = '#';
    interrupt_wait(&irq);
    uart[CLEAR] = SENT;
    uart[MASK] = 0;
    interrupt_ack(&irq);
    say("\n");
    check(1, "an interrupt of the UART");
    interrupt_release(&irq);
}

#define KERNELS_OWN 0x08000000
#else
/* The GPT, and the EPIT. */
static void timer_test(void)
{
    enum { CONTROL = 0, PRESCALE = 1, STATUS = 2, INTERRUPT = 3, COMPARE = 4, COUNT = 9 };
    volatile unsigned *gpt = (volatile unsigned *)map_device(0x02098000);
    MUST(gpt != 0);
    struct interrupt irq;
    irq_bind(&irq, 87);
    gpt[CONTROL] = 0;
    gpt[STATUS] = 0x3f;
    gpt[PRESCALE] = 65;
    gpt[CONTROL] = 1 << 6 | 1 << 9 | 1;
    for (unsigned i = 1; i <= 3; i++) {
        gpt[COMPARE] = gpt[COUNT] + 1000;
        gpt[INTERRUPT] = 1;
        interrupt_wait(&irq);
        gpt[STATUS] = 1;
        interrupt_ack(&irq);
    }
    check(1, "three interrupts of the GPT");
    gpt[INTERRUPT] = 0;
    interrupt_release(&irq);

    enum { LOAD = 2, EPIT_STATUS = 1 };
    volatile unsigned *epit = (volatile unsigned *)map_device(0x020d0000);
    MUST(epit != 0);
    irq_bind(&irq, 88);
    epit[CONTROL] = 0;
    epit[LOAD] = 100000;
    epit[3] = 0;
    epit[CONTROL] = 1 << 24 | 1 << 3 | 1 << 2 | 1 << 1 | 1;
    interrupt_wait(&irq);
    epit[EPIT_STATUS] = 1;
    epit[CONTROL] = 0;
    interrupt_ack(&irq);
    check(1, "an interrupt of the EPIT");
    interrupt_release(&irq);
}

/* UART1: it can send. */
static void uart_test(void)
{
    enum { CONTROL1 = 0x80 / 4, CONTROL2 = 0x84 / 4, MAY_SEND = 1 << 13 };
    volatile unsigned *uart = (volatile unsigned *)map_device(0x02020000);
    MUST(uart != 0);
    struct interrupt irq;
    irq_bind(&irq, 58);
    uart[CONTROL1] = 1;
    uart[CONTROL2] = 1 | 1 << 2 | 1 << 14;
    uart[CONTROL1] = 1 | MAY_SEND;
    interrupt_wait(&irq);
    uart[CONTROL1] = 1;
    interrupt_ack(&irq);
    check(1, "an interrupt of the UART");
    interrupt_release(&irq);
}

#define KERNELS_OWN 0x00a01000
#endif

void driver_test(void);

void driver_test(void)
{
    timer_test();
    uart_test();
    CHECK_EQ(device_page(KERNELS_OWN), 0);
}

#endif
