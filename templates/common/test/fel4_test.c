/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of @name@: `fel4 test` runs them. */
#include <fel4/test.h>
#include <sel4/sel4.h>

PROPERTY(test_message_info_predictability)
{
    ANY(label, 0xfffff);
    ANY(caps, 7);
    ANY(extra, 3);
    ANY(length, 0x7f);
    seL4_MessageInfo_t info = seL4_MessageInfo_new(label, caps, extra, length);
    CHECK_EQ(seL4_MessageInfo_get_label(info), label);
    CHECK_EQ(seL4_MessageInfo_get_capsUnwrapped(info), caps);
    CHECK_EQ(seL4_MessageInfo_get_extraCaps(info), extra);
    CHECK_EQ(seL4_MessageInfo_get_length(info), length);
}

PROPERTY(test_cap_rights_predictability)
{
    ANY(grant_reply, 2);
    ANY(grant, 2);
    ANY(read, 2);
    ANY(write, 2);
    seL4_CapRights_t rights = seL4_CapRights_new(grant_reply, grant, read, write);
    CHECK_EQ(seL4_CapRights_get_capAllowGrantReply(rights), grant_reply);
    CHECK_EQ(seL4_CapRights_get_capAllowGrant(rights), grant);
    CHECK_EQ(seL4_CapRights_get_capAllowRead(rights), read);
    CHECK_EQ(seL4_CapRights_get_capAllowWrite(rights), write);
}
