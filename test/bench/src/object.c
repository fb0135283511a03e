/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype, and Delete of the last capability: rows 80 to 94, 100, 101. */
#include "bench.h"

static struct op retype = {.label = UntypedRetype, .length = 6, .caps = 1, .extra = {ROOT}};

static void set_retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_Word count)
{
    retype.cap = untyped;
    seL4_Word words[] = {type, bits, 0, 0, scratch, count};
    memcpy(retype.word, words, sizeof(words));
}

static void retype_it(void)
{
    must(seL4_Untyped_Retype(retype.cap, retype.word[0], retype.word[1], ROOT, 0, 0, retype.word[4],
                             retype.word[5]),
         "Retype");
}

static void retype_scratch(void)
{
    clear_scratch();
    retype_it();
}

static void row_pair(unsigned id, seL4_Word type, seL4_Word bits)
{
    struct op remove = {.cap = ROOT,
                        .label = CNodeDelete,
                        .length = 2,
                        .word = {scratch, DEPTH},
                        .before = retype_scratch};
    set_retype(memory, type, bits, 1);
    retype.before = clear_scratch;
    row(id, &retype);
    row(id + 1, &remove);
    clear_scratch();
}

enum { MANY = 16 };
static seL4_CPtr many;

static void clear_many(void)
{
    for (seL4_Word i = 0; i < MANY; i++) {
        seL4_CNode_Delete(ROOT, many + i, DEPTH);
    }
}

static void many_row(void)
{
    many = fel4_slots(MANY);
    set_retype(memory, seL4_EndpointObject, 0, MANY);
    retype.word[4] = many;
    retype.before = clear_many;
    row(94, &retype);
    clear_many();
}

/* A page of untyped memory, and one endpoint made of it. */
static void small_rows(void)
{
    seL4_CPtr small = fel4_untyped(12);
    set_retype(small, seL4_EndpointObject, 0, 1);
    struct op revoke = {.cap = ROOT,
                        .label = CNodeRevoke,
                        .length = 2,
                        .word = {small, DEPTH},
                        .before = retype_scratch};
    row(100, &revoke);
    retype_scratch();
    retype.before = clear_scratch;
    row(101, &retype);
    clear_scratch();
}

void object_rows(void)
{
    row_pair(80, seL4_EndpointObject, 0);
    row_pair(82, seL4_NotificationObject, 0);
    row_pair(84, fel4_frame_type(), 0);
    row_pair(86, seL4_TCBObject, 0);
    row_pair(88, seL4_CapTableObject, 4);
    row_pair(90, TABLE_OBJECT, 0);
    row_pair(92, seL4_UntypedObject, 12);
    many_row();
    small_rows();
}
