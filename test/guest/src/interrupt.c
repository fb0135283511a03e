/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spec 06: interrupts, by a line that a device asserts when it is told to, and until it is told
 * otherwise: the counter of a PC that has reached its end, the RTC of QEMU's virt machine, the
 * transmitter of UART1 on the Sabre Lite.
 */
#include "support.h"

#include <fel4/fel4.h>
#include <fel4/io.h>

#if defined(CONFIG_ARCH_X86_64)

enum { PIT = 0x40, PIT_MODE = 0x43, ONE_SHOT = 0x30, PIN = 2, VECTOR = 30, KNOWN = 1 };
static seL4_CPtr ports;

static seL4_CPtr port_range(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = new_slot();
    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, ROOT, slot, DEPTH));
    return slot;
}

static void out(seL4_CPtr range, seL4_Word port, seL4_Word value)
{
    CHECK_OK(seL4_X86_IOPort_Out8(range, port, value));
}

static int line_issue(seL4_CPtr root, seL4_CPtr slot, seL4_Word depth)
{
    return (int)seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, root, slot, depth, 0, PIN, 1, 0,
                                          VECTOR);
}

/* The output is low while the counter counts: a few microseconds, or 55 ms. */
static void line_set(bool asserted)
{
    if (ports == 0) {
        ports = port_range(PIT, PIT_MODE);
    }
    out(ports, PIT_MODE, ONE_SHOT);
    out(ports, PIT, asserted ? 2 : 0xff);
    out(ports, PIT, asserted ? 0 : 0xff);
}

#else

static volatile void *device;

#if defined(CONFIG_PLAT_QEMU_ARM_VIRT)
enum { DEVICE = 0x09010000, LINE = 34, KNOWN = 1 };
enum { NOW = 0, MATCH = 4, MASK = 0x10, RAISED = 0x14, CLEAR = 0x1c };
#elif defined(CONFIG_PLAT_IMX6) || defined(CONFIG_PLAT_SABRE)
enum { DEVICE = 0x02020000, LINE = 58, KNOWN = 1 };
enum { CONTROL = 0x80, ENABLE = 1, WHEN_EMPTY = 1 << 13 };
#else
enum { DEVICE = 0, LINE = 50, KNOWN = 0 };
#endif

static int line_issue(seL4_CPtr root, seL4_CPtr slot, seL4_Word depth)
{
    return (int)seL4_IRQControl_Get(seL4_CapIRQControl, LINE, root, slot, depth);
}

static void line_set(bool asserted)
{
#if defined(CONFIG_PLAT_QEMU_ARM_VIRT)
    fel4_write32(device, MASK, asserted);
    fel4_write32(device, CLEAR, 1);
    while (asserted && !(fel4_read32(device, RAISED) & 1)) {
        fel4_write32(device, MATCH, fel4_read32(device, NOW));
    }
#elif defined(CONFIG_PLAT_IMX6) || defined(CONFIG_PLAT_SABRE)
    fel4_write32(device, CONTROL, ENABLE | (asserted ? WHEN_EMPTY : 0));
#else
    (void)asserted;
#endif
}

#endif

static seL4_CPtr handler, notification, badged;

/* The line, issued and quiet, and a notification that is not attached yet. */
static void set_up(void)
{
    if (!KNOWN) {
        test_skip("no device is known here that asserts a line");
    }
#if defined(CONFIG_ARCH_X86_64)
#ifndef CONFIG_IRQ_IOAPIC
    test_skip("the PIC has no level-triggered lines here");
#endif
    ports = 0;
#else
    if (device == NULL) {
        device = fel4_map_device(DEVICE, 4096);
        CHECK(device != NULL);
    }
#endif
    line_set(false);
    handler = new_slot();
    notification = make_notification();
    badged = minted(notification, seL4_AllRights, 0x10);
    CHECK_OK(line_issue(ROOT, handler, DEPTH));
}

enum { AT_ONCE = 2000, IN_TIME = 200000 };

/* The badge of what comes while so many polls are made; QEMU may take its time on a busy machine.
 */
static seL4_Word came_within(int polls)
{
    seL4_Word badge = 0;
    for (int i = 0; i < polls && badge == 0; i++) {
        seL4_Poll(notification, &badge);
    }
    return badge;
}

static seL4_Word came(void)
{
    return came_within(IN_TIME);
}

static bool nothing_came(void)
{
    return came_within(AT_ONCE) == 0;
}

/* The line is made quiet again and again, as it does not last on a PC. */
static bool stays_quiet(void)
{
    seL4_Word badge = 0;
    for (int i = 0; i < 1000 && badge == 0; i++) {
        if (i % 50 == 0) {
            line_set(false);
        }
        seL4_Poll(notification, &badge);
    }
    return badge == 0;
}

TEST("06 1 #1, 06 2 #1 #3, 06 3 a1 a2 b1",
     "an issued line is unmasked at once; its signal comes once, "
     "until Ack")
{
    set_up();
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    line_set(true);
    CHECK_EQ(came(), 0x10);
    CHECK(nothing_came());
    line_set(false);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK(stays_quiet());
    line_set(true);
    CHECK_EQ(came(), 0x10);
    line_set(false);
}

TEST("06 3 b4, 02 7 #1", "Ack of a line that is still asserted: it comes again at once")
{
    set_up();
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    line_set(true);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(came(), 0x10);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    line_set(false);
}

TEST("06 3 a2, 06 2 #1",
     "what comes before there is a notification is dropped, and masks the line, "
     "too")
{
    set_up();
    line_set(true);
    came(); /* takes that time, and gets nothing */
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK(nothing_came());
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQ(came(), 0x10);
    line_set(false);
}

TEST("06 3 b2, 02 7 #1 #3, 06 7", "Ack and Clear of nothing are harmless")
{
    set_up();
    for (int i = 0; i < 3; i++) {
        CHECK_OK(seL4_IRQHandler_Ack(handler));
        CHECK_OK(seL4_IRQHandler_Clear(handler));
    }
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK(stays_quiet());
    line_set(true);
    CHECK_EQ(came(), 0x10);
    line_set(false);
}

TEST("06 2 #2, 06 3 b3", "copies of a handler: any of them sets, clears and acknowledges")
{
    set_up();
    seL4_CPtr twin = copy_of(handler);
    CHECK_OK(seL4_IRQHandler_SetNotification(twin, badged));
    line_set(true);
    CHECK_EQ(came(), 0x10);
    CHECK_OK(delete (handler));
    CHECK_OK(seL4_IRQHandler_Ack(twin));
    CHECK_EQ(came(), 0x10);
    line_set(false);
}

TEST("06 2 #3-4, 02 7 #2-3", "another notification replaces the first; after Clear nothing comes")
{
    set_up();
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, make_notification()));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    line_set(true);
    CHECK_EQ(came(), 0x10);
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK(nothing_came());
    line_set(false);
}

static volatile seL4_Word woken_by;

static void waiting(seL4_Word ntfn)
{
    seL4_Word badge;
    seL4_Wait(ntfn, &badge);
    woken_by = badge;
    park();
}

TEST("06 2 !1, 01 8.2 !1",
     "the attached capability keeps a notification alive, and its waiter waiting")
{
    set_up();
    woken_by = 0;
    spawn(waiting, badged, +1);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK_OK(delete (badged));
    CHECK_OK(delete (notification));
    CHECK_EQ(woken_by, 0);
    line_set(true);
    for (int i = 0; i < IN_TIME && woken_by == 0; i++) {
        seL4_Yield();
    }
    CHECK_EQ(woken_by, 0x10);
    line_set(false);
}

TEST("06 2 #6, 01 8.2 !1", "revoking the notification takes it from the line: nothing is delivered")
{
    set_up();
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK_OK(revoke(notification));
    CHECK(is_empty(badged));
    line_set(true);
    CHECK(nothing_came());
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    line_set(false);
}

TEST("06 2 #5, 01 8.3 #7, 06 1 #1-2",
     "the last handler capability takes everything along: masked, and "
     "free to be issued")
{
    set_up();
    seL4_CPtr twin = copy_of(handler);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK_OK(delete (handler));
    CHECK_ERROR(line_issue(ROOT, handler, DEPTH), seL4_RevokeFirst);
    CHECK_OK(delete (twin));
    line_set(true);
    CHECK(nothing_came());
    line_set(false);
    CHECK_OK(line_issue(ROOT, handler, DEPTH));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    line_set(true);
    CHECK_EQ(came(), 0x10);
    line_set(false);
}

TEST("01 8.2 a3 b5-6, 06 2 #5",
     "handlers are children of IRQ control, copies children of the handler")
{
    set_up();
    seL4_CPtr twin = copy_of(handler);
    seL4_CPtr third = copy_of(twin);
    CHECK_OK(revoke(twin));
    CHECK(!is_empty(third));
    CHECK_OK(revoke(handler));
    CHECK(is_empty(twin) && is_empty(third));
    CHECK(!is_empty(handler));
    CHECK_OK(revoke(seL4_CapIRQControl));
    CHECK(is_empty(handler));
    CHECK(!is_empty(seL4_CapIRQControl));
    CHECK_OK(line_issue(ROOT, handler, DEPTH));
}

TEST("02 6 #3-5, x86 3.11 #4-6, arm 3.11, 02 2.4 #7",
     "a line is free, the slot is found, and empty, in "
     "this order")
{
    set_up();
    seL4_CPtr full = make_endpoint();
    CHECK_ERROR(line_issue(full, 0, 0), seL4_RevokeFirst);
    CHECK_OK(delete (handler));
    CHECK_ERROR(line_issue(full, 0, 0), seL4_FailedLookup);
    CHECK_MR(0, 0);
    CHECK_MR(1, seL4_InvalidRoot);
    CHECK_ERROR(line_issue(ROOT, full, 0), seL4_RangeError);
    CHECK_MR(1, seL4_WordBits);
    CHECK_ERROR(line_issue(ROOT, full, DEPTH), seL4_DeleteFirst);
    CHECK_OK(line_issue(ROOT, handler, DEPTH));
}

TEST("06 3 b5", "signals of two interrupts on one notification are told apart by their badges")
{
    set_up();
    seL4_CPtr second = new_slot();
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
#if defined(CONFIG_ARCH_X86_64) && defined(CONFIG_IRQ_IOAPIC)
    enum { CMOS = 0x70, CMOS_DATA = 0x71, RATE = 0x8a, STATUS = 0x8b, RTC_PIN = 8 };
    CHECK_OK(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, second, DEPTH, 0, RTC_PIN, 0, 0,
                                       VECTOR + 1));
    seL4_CPtr cmos = port_range(CMOS, CMOS_DATA);
    CHECK_OK(seL4_IRQHandler_SetNotification(second, minted(notification, seL4_CanWrite, 0x20)));
    out(cmos, CMOS, RATE);
    out(cmos, CMOS_DATA, 0x26);
    out(cmos, CMOS, STATUS);
    out(cmos, CMOS_DATA, 0x42);
    line_set(true);
#elif defined(CONFIG_ARCH_ARM)
    seL4_CPtr sgi = new_slot();
    CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, 9, ROOT, second, DEPTH));
    CHECK_OK(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, 9, 0, ROOT, sgi, DEPTH));
    CHECK_OK(seL4_IRQHandler_SetNotification(second, minted(notification, seL4_CanWrite, 0x20)));
    line_set(true);
    seL4_Signal(sgi);
#endif
    seL4_Word all = 0;
    for (int i = 0; i < 4 && all != 0x30; i++) {
        all |= came();
    }
    CHECK_EQ(all, 0x30);
    line_set(false);
}
