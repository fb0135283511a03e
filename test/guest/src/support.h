/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What conformance tests are made of. Each TEST runs in a thread of its own with an untyped that
 * nothing was made of, and fresh slots of the root CNode; afterwards all of it is revoked and
 * emptied. A failed CHECK, a fault, or a thread that can never go on ends that test only.
 *
 *   TEST("02 4.1", "Copy onto an occupied slot: DeleteFirst")
 *   {
 *       seL4_CPtr ep = make_endpoint();
 *       CHECK_ERROR(copy(ep, ep, seL4_AllRights), seL4_DeleteFirst);
 *   }
 *
 * The section is the one of the kernel's specification; the table in docs/conformance.md is made
 * from these lines.
 */
#pragma once

#include <sel4/sel4.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test {
    const char *section;
    const char *name;
    void (*run)(void);
};

#define TEST_JOIN2(a, b) a##b
#define TEST_JOIN(a, b)  TEST_JOIN2(a, b)
#define TEST(where, title)                                                                         \
    static void TEST_JOIN(test_, __LINE__)(void);                                                  \
    static const struct test TEST_JOIN(entry_, __LINE__)                                           \
        __attribute__((used, section("conformance"), aligned(sizeof(void *)))) = {                 \
            where, title, TEST_JOIN(test_, __LINE__)};                                             \
    static void TEST_JOIN(test_, __LINE__)(void)

/* ---- verdicts ---- */

_Noreturn void test_fail(const char *file, int line, const char *what, seL4_Word got,
                         seL4_Word expected);
/* The test does not apply to this configuration. */
_Noreturn void test_skip(const char *why);

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            test_fail(__FILE__, __LINE__, #condition, 0, 1);                                       \
        }                                                                                          \
    } while (0)

#define CHECK_EQ(got, expected)                                                                    \
    do {                                                                                           \
        seL4_Word got_ = (seL4_Word)(got), expected_ = (seL4_Word)(expected);                      \
        if (got_ != expected_) {                                                                   \
            test_fail(__FILE__, __LINE__, #got, got_, expected_);                                  \
        }                                                                                          \
    } while (0)

/* An invocation's error; the words that describe it stay in the message registers. */
#define CHECK_ERROR(call, error) CHECK_EQ(call, error)
#define CHECK_OK(call)           CHECK_EQ(call, seL4_NoError)
/* The words that describe an error; a text may follow them, from word 6 on. */
#ifdef CONFIG_KERNEL_INVOCATION_REPORT_ERROR_IPC
#define CHECK_ERROR_LENGTH(length) CHECK(reply_length > 6)
#else
#define CHECK_ERROR_LENGTH(length) CHECK_EQ(reply_length, length)
#endif
#define CHECK_MR(i, value) CHECK_EQ(seL4_GetMR(i), value)

/* ---- raw invocations ---- */

/* Calls `cap` with a label, words and extra capabilities; returns the reply's label. The reply's
 * words stay in the message registers, its length in `reply_length`. */
extern seL4_Word reply_length;
seL4_Word invoke(seL4_CPtr cap, seL4_Word label, unsigned words, const seL4_Word *word,
                 unsigned caps, const seL4_CPtr *extra);

#define WORDS(...)                                                                                 \
    sizeof((seL4_Word[]){__VA_ARGS__}) / sizeof(seL4_Word), (seL4_Word[])                          \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define NO_WORDS 0, NULL
#define CAPS(...)                                                                                  \
    sizeof((seL4_CPtr[]){__VA_ARGS__}) / sizeof(seL4_CPtr), (seL4_CPtr[])                          \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define NO_CAPS 0, NULL

/* ---- objects ---- */

enum { RETYPE_MAX = CONFIG_RETYPE_FAN_OUT_LIMIT };
enum { ROOT = seL4_CapInitThreadCNode, DEPTH = seL4_WordBits, TEST_UNTYPED_BITS = 22 };

/* The untyped of this test, 2^TEST_UNTYPED_BITS bytes, without children at the start. */
extern seL4_CPtr test_untyped;

/* A fresh empty slot of the root CNode, and a run of them. */
seL4_CPtr new_slot(void);
seL4_CPtr new_slots(unsigned count);
/* Retypes from test_untyped into fresh slots; the test fails if that fails. */
seL4_CPtr make(seL4_Word type, seL4_Word size_bits);
seL4_CPtr make_many(seL4_Word type, seL4_Word size_bits, unsigned count);
seL4_CPtr make_untyped(seL4_Word bits);
seL4_CPtr make_cnode(seL4_Word radix);
static inline seL4_CPtr make_endpoint(void)
{
    return make(seL4_EndpointObject, 0);
}
static inline seL4_CPtr make_notification(void)
{
    return make(seL4_NotificationObject, 0);
}
static inline seL4_CPtr make_tcb(void)
{
    return make(seL4_TCBObject, 0);
}
seL4_CPtr make_frame(void);

/* The methods of the root CNode, full depth. */
int copy(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights);
int mint(seL4_CPtr to, seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge);
int move(seL4_CPtr to, seL4_CPtr from);
int mutate(seL4_CPtr to, seL4_CPtr from, seL4_Word data);
int delete(seL4_CPtr slot);
int revoke(seL4_CPtr slot);
/* A new capability made from another one; the test fails if that fails. */
seL4_CPtr copy_of(seL4_CPtr from);
seL4_CPtr minted(seL4_CPtr from, seL4_CapRights_t rights, seL4_Word badge);
/* Whether a slot is empty: nothing but Move of it says so. */
bool is_empty(seL4_CPtr slot);
/* Retype from any untyped into fresh slots; returns the error. */
int retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr first, unsigned count);

/* ---- address space ---- */

/* Page-aligned addresses of which nothing is mapped, and nothing below up to 2 MiB (so a page table
 * is needed first); each call gives another. */
seL4_Word free_range(void);
/* Maps a frame read-write, making page tables as needed. */
void map_at(seL4_CPtr frame, seL4_Word va);
int map_page(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word va, seL4_CapRights_t rights);
int unmap_page(seL4_CPtr frame);
seL4_Word frame_address(seL4_CPtr frame);

/* ---- threads ---- */

enum { TEST_PRIORITY = 100 };

/* A thread that runs `code(argument)` in this address space and CSpace, with a TLS area, a stack
 * and an IPC buffer of its own; its faults end the test unless fault_endpoint is set before
 * start(). It must not return. */
struct thread {
    seL4_CPtr tcb;
    seL4_CPtr fault_endpoint;
    seL4_Word priority;
    seL4_IPCBuffer *buffer;
    seL4_Word stack_top, tls_base;
    void (*code)(seL4_Word);
    seL4_Word argument;
};

struct thread *new_thread(void (*code)(seL4_Word), seL4_Word argument);
/* Ends the thread that was made last; its memory serves the next one. */
void reuse_threads(struct thread *last);
/* At TEST_PRIORITY plus `delta`. */
void start(struct thread *thread, int delta);
struct thread *spawn(void (*code)(seL4_Word), seL4_Word argument, int delta);
/* For the end of a thread: it never goes on. */
_Noreturn void park(void);
/* The TCB of the thread that runs the test. */
extern seL4_CPtr self_tcb;
/* Whether it counts as hanging when no thread is ready at all; true again for each test. */
void watch_for_hanging(bool on);
/* Lets every other thread of equal priority run, each several times if it yields. */
void settle(void);
/* Lets threads of lower priority run until they block. */
void let_lower_run(void);
void set_priority(seL4_CPtr tcb, int delta);
