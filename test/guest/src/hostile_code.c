/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random machine code: an address space of a few pages, full of instructions that chance chose, and
 * a thread in it with random registers and flags. Whatever it does to itself, it only faults; the
 * test beside it, of the same priority, keeps its memory, its registers and its turn.
 *
 *     CODE   read, write, execute: the instructions
 *     DATA   read, write: where registers point
 */
#include "arch.h"
#include "support.h"

enum { CODE = 0x10000000, DATA = CODE + 0x10000, PAGE = 4096, ROUNDS = 300, FAULTS = 6, BADGE = 7 };
enum { REGISTERS = sizeof(seL4_UserContext) / sizeof(seL4_Word) };

static seL4_Word random_state;

static seL4_Word random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

/* Maps a new frame in `vspace`, and for the test at `here`. */
static void share(seL4_CPtr vspace, seL4_Word va, seL4_Word here)
{
    seL4_CPtr frame = make_frame(), twin = copy_of(frame);
    map_at(twin, here);
    while (arch_map(frame, vspace, va, seL4_ReadWrite) != seL4_NoError) {
        bool mapped = false;
        for (unsigned level = 0; level < UPPER_LEVELS && !mapped; level++) {
            seL4_CPtr table = make(arch_upper_type(level), 0);
            mapped = arch_map_upper(level, table, vspace, va) == seL4_NoError;
        }
        CHECK(mapped || arch_map_table(make(TABLE, 0), vspace, va) == seL4_NoError);
    }
}

/* Few system calls come about, and none that stops the machine on purpose: the register of their
 * number is a random word or an address. */
static void fill(volatile uint32_t *code)
{
    for (unsigned i = 0; i < PAGE / 4; i++) {
        uint32_t word = (uint32_t)(random_word() << 16 ^ random_word());
#if defined(CONFIG_ARCH_X86_64)
        /* A quarter open the longer instructions, among which are the system's. */
        word = random_word() % 4 == 0 ? (word & ~0xffu) | 0x0f : word;
#elif defined(CONFIG_ARCH_AARCH64)
        /* A quarter are of the group that has the system's instructions. */
        word = random_word() % 4 == 0 ? (word & 0x00ffffff) | 0xd5000000 : word;
#else
        /* Half are always executed; a quarter are of coprocessors. */
        word = random_word() % 2 == 0 ? (word & 0x0fffffff) | 0xe0000000 : word;
        word = random_word() % 4 == 0 ? (word & 0x00ffffff) | 0xee000000 : word;
#endif
        code[i] = word;
    }
}

static seL4_Word somewhere(void)
{
    seL4_Word at = CODE + random_word() % PAGE;
    return random_word() % 8 == 0 ? at : at & ~(seL4_Word)3;
}

static void randomise(seL4_UserContext *context)
{
    seL4_Word *word = (seL4_Word *)context;
    for (unsigned i = 0; i < REGISTERS; i++) {
        word[i] = random_word() % 3 == 0 ? random_word() << 20 ^ random_word()
                                         : DATA + random_word() % PAGE;
    }
    word[0] = somewhere();
}

/* Lets the thread run until it spins, or has faulted often enough. */
static void watch(seL4_CPtr tcb, seL4_CPtr handler)
{
    for (unsigned fault = 0; fault < FAULTS; fault++) {
        seL4_Word badge = 0;
        seL4_Yield();
        seL4_NBRecv(handler, &badge);
        if (badge != BADGE) {
            return;
        }
        seL4_UserContext context;
        CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, REGISTERS, &context));
        ((seL4_Word *)&context)[0] = somewhere();
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, REGISTERS, &context));
    }
}

static struct {
    seL4_Word word[64];
    volatile double number;
} kept;

static void keep(void)
{
    kept.number = 2.75;
    for (unsigned i = 0; i < 64; i++) {
        kept.word[i] = i * 0x9e3779b9u;
    }
}

static void check_kept(double factor)
{
    for (unsigned i = 0; i < 64; i++) {
        CHECK_EQ(kept.word[i], i * 0x9e3779b9u);
    }
    CHECK(kept.number * factor == 11);
}

TEST("hostile", "random machine code with random registers and flags: it only faults")
{
    seL4_CPtr vspace = make(VSPACE_ROOT, 0), cnode = make_cnode(2), handler = make_endpoint();
    seL4_CPtr block = make_untyped(seL4_TCBBits), tcb = new_slot(), only_send = new_slot();
    seL4_Word code = free_range(), data = free_range();
    CHECK_OK(arch_assign(seL4_CapInitThreadASIDPool, vspace));
    share(vspace, CODE, code);
    share(vspace, DATA, data);
    CHECK_OK(mint(only_send, handler, seL4_CapRights_new(1, 0, 0, 1), BADGE));
    CHECK_OK(seL4_CNode_Copy(cnode, 1, 2, ROOT, only_send, DEPTH, seL4_AllRights));
    keep();
    for (unsigned round = 0; round < ROUNDS; round++) {
        seL4_UserContext context;
        random_state = 0x2545f491 + round * 7919;
        fill((volatile uint32_t *)code);
        randomise(&context);
        CHECK_OK(retype(block, seL4_TCBObject, 0, tcb, 1));
        CHECK_OK(seL4_TCB_SetSpace(tcb, (seL4_Word)1 << (seL4_WordBits - 2), cnode, 0, vspace, 0));
        set_priority(tcb, 0);
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, REGISTERS, &context));
        watch(tcb, handler);
        CHECK_OK(delete (tcb));
        check_kept(4);
    }
}
