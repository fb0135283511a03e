/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of CNodes: rows 60 to 66. */
#include "bench.h"

static void copy_to_scratch(void)
{
    clear_scratch();
    seL4_CNode_Copy(ROOT, scratch, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights);
}

static void move_back(void)
{
    seL4_CNode_Move(ROOT, slots + 1, DEPTH, ROOT, scratch, DEPTH);
}

static void make_child(void)
{
    seL4_CNode_Delete(ROOT, slots + 2, DEPTH);
    seL4_CNode_Copy(ROOT, slots + 2, DEPTH, ROOT, other_endpoint, DEPTH, seL4_AllRights);
}

/* A method with one more CNode capability. */
static struct op method(seL4_Word label, seL4_Word length, void (*before)(void))
{
    return (struct op){.cap = ROOT,
                       .label = label,
                       .length = length,
                       .word = {scratch, DEPTH, endpoint, DEPTH, 15, 3},
                       .caps = 1,
                       .extra = {ROOT},
                       .before = before};
}

void cnode_rows(void)
{
    struct op copy = method(CNodeCopy, 5, clear_scratch);
    row(60, &copy);
    struct op mint = method(CNodeMint, 6, clear_scratch);
    row(61, &mint);
    struct op remove = {.cap = ROOT, .label = CNodeDelete, .length = 2, .word = {scratch, DEPTH}};
    remove.before = copy_to_scratch;
    row(62, &remove);
    seL4_CNode_Copy(ROOT, slots + 1, DEPTH, ROOT, endpoint, DEPTH, seL4_AllRights);
    struct op move = method(CNodeMove, 4, move_back);
    move.word[2] = slots + 1;
    row(63, &move);
    clear_scratch();
    remove.before = NULL;
    row(64, &remove);
    struct op revoke = {
        .cap = ROOT, .label = CNodeRevoke, .length = 2, .word = {other_endpoint, DEPTH}};
    row(65, &revoke);
    revoke.before = make_child;
    row(66, &revoke);
}
