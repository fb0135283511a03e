/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fixture of the unit tests. Each test begins on a machine that has just booted, as its root
 * task, and drives the kernel as a user would: by system calls of the current thread. After every
 * kernel entry kernel_check() looks at all of the kernel's data.
 *
 *     TEST("a notification collects badges") { …; assert_ok(call(ntfn, 0, words(), caps())); }
 *
 * world.c has main(); cmocka counts and reports.
 */
#pragma once

/* The kernel first: cmocka has a macro by the name of one of its functions. */
#include "entry/entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* ---- tests ---- */

#define TEST(text)            TEST_COUNTED(text, __COUNTER__)
#define TEST_COUNTED(text, n) TEST_NUMBERED(text, n)
#define TEST_NUMBERED(text, n)                                                                     \
    static void test_##n(void **state);                                                            \
    __attribute__((constructor)) static void add_test_##n(void)                                    \
    {                                                                                              \
        world_add(text, test_##n);                                                                 \
    }                                                                                              \
    static void test_##n(void **state)

void world_add(const char *name, void (*test)(void **state));
/* A machine that has just booted. Called before each test. */
void world_new(void);
/* For tests that boot by themselves: a halt is a failure; the booted machine is the test's world.
 */
void world_catch_halts(void);
void world_adopt(void);

/* ---- the root task's CSpace; CPtrs are slot numbers ---- */

enum {
    ROOT_TCB = 1,
    ROOT_CNODE = 2,
    ROOT_VSPACE = 3,
    IRQ_CONTROL = 4,
    ASID_CONTROL = 5,
    ASID_POOL = 6,
    IO_PORT_CONTROL = 7,
    BOOTINFO_FRAME = 9,
    ROOT_BUFFER = 10,
    DOMAIN_CAP = 11,
};

/* Object types beyond the generic ones. */
enum {
    TYPE_PDPT = 5,
    TYPE_VSPACE,
    TYPE_HUGE,
    TYPE_FRAME,
    TYPE_LARGE,
    TYPE_PT,
    TYPE_PD,
    TYPE_COUNT
};

enum { DEPTH = 64, GUARD_NONE = 0 };

/* The first untyped of bootinfo with 2^bits bytes. */
word_t find_untyped(unsigned bits, bool device);
/* 1 MiB of RAM, from which the functions below make their objects. */
word_t ram(void);
struct slot *slot_at(word_t cptr);
word_t new_slot(void);
/* Makes an object in a new slot. */
word_t make(word_t type);
word_t make_sized(word_t type, word_t size_bits);
word_t make_from(word_t untyped, word_t type, word_t size_bits);
/* Copies, also with less rights or with a badge, into a new slot. */
word_t copy_of(word_t cptr, word_t rights);
word_t badged(word_t cptr, word_t rights, word_t badge);
void delete_cap(word_t cptr);
void revoke_cap(word_t cptr);
/* The object that a capability names. */
void *object_at(word_t cptr);
enum cap_type type_at(word_t cptr);

/* ---- system calls of the current thread ---- */

struct list {
    unsigned count;
    word_t w[24];
};

#define LIST(...)  ((struct list){sizeof((word_t[]){__VA_ARGS__}) / sizeof(word_t), {__VA_ARGS__}})
#define words(...) LIST(__VA_ARGS__)
#define caps(...)  LIST(__VA_ARGS__)

/* A message as a thread sees it in its registers and buffer. */
struct message {
    word_t badge, label, length, extra_caps, unwrapped;
    word_t w[24];
};

/* The raw system call; the thread's registers and buffer as they are. */
void enter(sword_t number, word_t cptr, word_t info);
/* Writes a message into the current thread's registers and buffer; returns its message info. */
word_t put_message(word_t label, struct list message, struct list extra);
/* What a thread has received. */
struct message received(struct tcb *tcb);

/* Call; made again as long as the kernel preempts it. What it returns if the thread blocks is of
 * no use: look at received() later. */
struct message call(word_t cptr, word_t label, struct list message, struct list extra);
void send(word_t cptr, word_t label, struct list message, struct list extra);
void nb_send(word_t cptr, word_t label, struct list message, struct list extra);
void recv(word_t cptr);
void nb_recv(word_t cptr);
void reply(word_t label, struct list message);
void reply_recv(word_t cptr, word_t label, struct list message);
void yield(void);
void tick(void);
void irq(word_t number);

/* ---- threads ---- */

struct thread {
    struct tcb *tcb;
    word_t cap, frame;
};

enum { BUFFER_VA = 0x10000000, THREAD_PC = 0x500000 };

/* A stopped thread with the root task's CSpace and VSpace and an IPC buffer. */
struct thread new_thread(unsigned priority);
/* The same, ready to run. */
struct thread start_thread(unsigned priority);
void resume(struct thread thread);
void suspend(struct thread thread);
struct tcb *root_task(void);
struct tcb *current(void);
/* Lets a ready thread run now, whatever the scheduler thinks. */
void act_as(struct tcb *tcb);
word_t *buffer_of(struct tcb *tcb);

/* ---- what is expected ---- */

#define assert_ok(message) check_reply(message, ERR_NONE, words(), __FILE__, __LINE__)
/* The error code and the words that describe it. */
#define assert_error(message, code, ...)                                                           \
    check_reply(message, code, words(__VA_ARGS__), __FILE__, __LINE__)
#define assert_state(thread, wanted) check_state((thread).tcb, wanted, __FILE__, __LINE__)

void check_reply(struct message message, enum err code, struct list details, const char *file,
                 int line);
void check_state(const struct tcb *tcb, enum thread_state wanted, const char *file, int line);

/* Runs `act`, during which the kernel must halt. */
#define assert_halts(act)                                                                          \
    do {                                                                                           \
        jmp_buf halted_here;                                                                       \
        if (setjmp(halted_here) == 0) {                                                            \
            world_expect_halt(&halted_here);                                                       \
            act;                                                                                   \
            fail_msg("the kernel did not halt");                                                   \
        }                                                                                          \
        world_expect_halt(NULL);                                                                   \
    } while (0)
void world_expect_halt(jmp_buf *where);
/* Whether the console says this. */
bool console_has(const char *text);
