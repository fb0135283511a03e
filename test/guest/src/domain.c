/* SPDX-License-Identifier: BSD-2-Clause */
/* Spec 02, section 8: the domain capability. The checks hold with one domain, too. */
#include "support.h"

enum { DOMAINS = CONFIG_NUM_DOMAINS, ENTRIES = CONFIG_NUM_DOMAIN_SCHEDULES };

TEST("02 8.1 #1", "Set without words: TruncatedMessage")
{
    CHECK_EQ(invoke(seL4_CapDomain, DomainSetSet, NO_WORDS, CAPS(self_tcb)), seL4_TruncatedMessage);
}

TEST("02 8.1 #2", "no such domain: InvalidArgument 0, before the capability is looked for")
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

TEST("02 2.4", "a label that is no method of the domain capability: IllegalOperation")
{
    CHECK_EQ(invoke(seL4_CapDomain, TCBSuspend, NO_WORDS, NO_CAPS), seL4_IllegalOperation);
}
