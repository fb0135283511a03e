/* SPDX-License-Identifier: BSD-2-Clause */
/* The initial thread's world (spec 08). */
#include "world.h"

TEST("the root task runs at the image's entry, with bootinfo in the capability register")
{
    assert_int_equal(root_task()->context.pc, HOST_ENTRY);
    assert_int_equal(root_task()->context.cap, HOST_IMAGE_VA + (3 + 1) * 4096);
}
