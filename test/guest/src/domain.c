/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 8: the domain capability. The checks hold with one domain, too. */
#include "support.h"

enum { DOMAINS = CONFIG_NUM_DOMAINS, ENTRIES = CONFIG_NUM_DOMAIN_SCHEDULES };

TEST("02 8.1 #1", "Set without words: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapDomain, DomainSetSet, NO_WORDS, CAPS(self_tcb)), seL4_TruncatedMessage);
}

TEST("02 8.1 #2-3", "no such domain: InvalidArgument 0, before the capability is looked for")
{
    CHECK_EQ(invoke(seL4_CapDomain, DomainSetSet, WORDS(DOMAINS), NO_CAPS), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    CHECK_EQ(invoke(seL4_CapDomain, DomainSetSet, WORDS(0), NO_CAPS), seL4_TruncatedMessage);
}

TEST("02 8.1 #4", "no TCB: InvalidArgument 1")
{
    CHECK_EQ(invoke(seL4_CapDomain, DomainSetSet, WORDS(0), CAPS(ROOT)), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 0, make_tcb()));
}

TEST("02 8.2 #2", "index of the last entry and beyond: RangeError(0, L - 2)")
{
    CHECK_ERROR(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, ENTRIES - 1, 0, 1),
                seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, ENTRIES - 2);
}

TEST("02 8.2 #6", "the start entry cannot become an end marker: InvalidArgument 2")
{
    CHECK_ERROR(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, 0, 0, 0), seL4_InvalidArgument);
    CHECK_MR(0, 2);
}

TEST("02 8.3 #2", "SetStart beyond the table: RangeError(0, L - 1)")
{
    CHECK_ERROR(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, ENTRIES), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, ENTRIES - 1);
}

TEST("02 8.3 #3", "SetStart at an end marker: InvalidArgument 0")
{
    CHECK_ERROR(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, ENTRIES - 1), seL4_InvalidArgument);
    CHECK_MR(0, 0);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, 0));
}

TEST("02 2.4 #6", "a label that is no method of the domain capability: IllegalOperation")
{
    CHECK_EQ(invoke(seL4_CapDomain, TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}

static int configure(seL4_Word index, seL4_Word domain, uint64_t ticks)
{
    return (int)seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, index, domain, ticks);
}

static int set_start(seL4_Word index)
{
    return (int)seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, index);
}

enum { DURATION_WORDS = 64 / seL4_WordBits };
static const uint64_t FOREVER = ((uint64_t)1 << 56) - 1;

TEST("02 8.2 #1, 02 8.3 #1", "ScheduleConfigure and SetStart with too few words: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapDomain, DomainScheduleConfigure, 1 + DURATION_WORDS,
                    (seL4_Word[]){ENTRIES, 0, 0, 0}, NO_CAPS),
             seL4_TruncatedMessage);
    CHECK_EQ(invoke(seL4_CapDomain, DomainScheduleSetStart, NO_WORDS, NO_CAPS),
             seL4_TruncatedMessage);
}

TEST("02 8.2 #2-4", "ScheduleConfigure: index, domain, then the duration")
{
    CHECK_ERROR(configure(ENTRIES - 1, DOMAINS, FOREVER + 1), seL4_RangeError);
    CHECK_MR(1, ENTRIES - 2);
    CHECK_ERROR(configure(0, DOMAINS, FOREVER + 1), seL4_RangeError);
    CHECK_MR(0, 0);
    CHECK_MR(1, DOMAINS - 1);
    CHECK_ERROR(configure(0, 0, FOREVER + 1), seL4_InvalidArgument);
    CHECK_MR(0, 2);
    CHECK_ERROR(configure(0, 0, ~(uint64_t)0), seL4_InvalidArgument);
    CHECK_OK(configure(0, 0, FOREVER));
}

TEST("02 8.2 #5-6", "an end marker has domain 0, and is not the start")
{
    if (DOMAINS == 1) {
        test_skip("there is one domain only");
    }
    CHECK_ERROR(configure(0, 1, 0), seL4_InvalidArgument);
    CHECK_MR(0, 1);
    CHECK_ERROR(configure(0, 0, 0), seL4_InvalidArgument);
    CHECK_MR(0, 2);
    CHECK_OK(configure(1, 0, 0));
}

TEST("04 7 #1-4, 08 8, 02 8.3 #3",
     "at boot the schedule is domain 0 for ever, and only end markers behind "
     "it")
{
    for (seL4_Word i = 1; i < ENTRIES; i++) {
        CHECK_ERROR(set_start(i), seL4_InvalidArgument);
        CHECK_MR(0, 0);
    }
    CHECK_OK(set_start(0));
}

TEST("04 7 !1", "with one domain its time does not pass; with more it begins again")
{
    CHECK_OK(configure(0, 0, 1));
    CHECK_OK(set_start(0));
    for (volatile unsigned i = 0; i < 1000000; i++) {
    }
    CHECK_OK(configure(0, 0, FOREVER));
    CHECK_OK(set_start(0));
}

TEST("04 7 !2", "the first entry can become an end marker when the start is elsewhere")
{
    if (DOMAINS == 1) {
        test_skip("there is one domain only");
    }
    CHECK_OK(configure(1, 0, FOREVER));
    CHECK_OK(set_start(1));
    CHECK_OK(configure(0, 0, 0));
    CHECK_ERROR(set_start(0), seL4_InvalidArgument);
    CHECK_OK(configure(0, 0, FOREVER));
    CHECK_OK(set_start(0));
    CHECK_OK(configure(1, 0, 0));
}

/* ---- threads of several domains ---- */

static volatile seL4_Word ran, got;

static void running(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        ran++;
    }
}

static void receiving(seL4_Word ep)
{
    got = 0;
    seL4_Word badge;
    seL4_Recv(ep, &badge);
    got = badge;
    park();
}

static void take_time(void)
{
    for (volatile unsigned i = 0; i < 3000000; i++) {
    }
}

/* Two ticks for each of two domains, in turn, until `done` is not 0. */
static void alternate(volatile seL4_Word *done)
{
    CHECK_OK(configure(0, 0, 2));
    CHECK_OK(configure(1, 1, 2));
    CHECK_OK(set_start(0));
    while (*done == 0) {
    }
    CHECK_OK(configure(0, 0, FOREVER));
    CHECK_OK(set_start(0));
    CHECK_OK(configure(1, 0, 0));
}

TEST("04 3 !1, 04 7, 02 8.1, 04 4.1 #8",
     "a thread of another domain does not run, whatever its priority, "
     "until its time comes")
{
    if (DOMAINS == 1) {
        test_skip("there is one domain only");
    }
    ran = 0;
    struct thread *thread = new_thread(running, 0);
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 1, thread->tcb));
    start(thread, +5);
    take_time();
    CHECK_EQ(ran, 0);
    alternate(&ran);
    seL4_Word before = ran;
    take_time();
    CHECK_EQ(ran, before);
}

TEST("04 4.1 #8, 04 7", "a message wakes a thread of another domain, which waits for its time")
{
    if (DOMAINS == 1) {
        test_skip("there is one domain only");
    }
    seL4_CPtr ep = make_endpoint();
    struct thread *thread = spawn(receiving, ep, +1);
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 1, thread->tcb));
    seL4_Send(minted(ep, seL4_CanWrite, 9), seL4_MessageInfo_new(0, 0, 0, 0));
    take_time();
    CHECK_EQ(got, 0);
    alternate(&got);
    CHECK_EQ(got, 9);
}

static void make_thread(seL4_Word slot)
{
    got = retype(test_untyped, seL4_TCBObject, 0, slot, 1) + 1;
    park();
}

TEST("04 2 #3, 04 7", "a new thread is in the domain that runs when it is made")
{
    if (DOMAINS == 1) {
        test_skip("there is one domain only");
    }
    got = ran = 0;
    struct thread *maker = new_thread(make_thread, new_slot()), *made = new_thread(running, 0);
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 1, maker->tcb));
    start(maker, +5);
    alternate(&got);
    CHECK_EQ(got, 1);
    made->tcb = maker->argument;
    start(made, +5);
    take_time();
    CHECK_EQ(ran, 0);
}
