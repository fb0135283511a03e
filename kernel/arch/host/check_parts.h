/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of kernel_check have for each other. */
#pragma once

#include "arch/host/check.h"
#include "lib/panic.h"
#include "object/object.h"

#define REQUIRE(cond, ...)                                                                         \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            panic(__VA_ARGS__);                                                                    \
        }                                                                                          \
    } while (0)

/* check.c: every slot with a capability. */
extern struct slot **check_slots;
extern unsigned check_slot_count;
/* Whether some capability names the object at `p`. */
bool check_is_live(const void *p);
bool check_in_ram(const void *p);

/* check_objects.c */
void check_objects(void);
void check_threads(void);
void check_scheduler(void);

/* check_memory.c */
void check_address_spaces(void);
void check_asids(void);
void check_untypeds(void);
