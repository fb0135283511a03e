/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests that run on the machine. `fel4 test` builds the program with the files of [test] sources;
 * the harness brings its own main, and the program's is called fel4_program_main there.
 *
 *   TEST(a_message_keeps_its_label)
 *   {
 *       CHECK_EQ(seL4_MessageInfo_get_label(seL4_MessageInfo_new(7, 0, 0, 0)), 7);
 *   }
 *
 *   PROPERTY(every_message_keeps_its_label)
 *   {
 *       ANY(label, 0xfffff);
 *       CHECK_EQ(seL4_MessageInfo_get_label(seL4_MessageInfo_new(label, 0, 0, 0)), label);
 *   }
 *
 * Each test has a thread of its own: a failed check, a fault, or waiting for what can never come
 * ends that test only. A property is run many times with other values; those that make it fail are
 * shrunk to the least ones before they are shown, and its seed is shown to repeat it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct fel4_test {
    const char *name;
    void (*run)(void);
    bool is_property;
};

#define FEL4_TEST(test, property)                                                                  \
    static void test(void);                                                                        \
    static const struct fel4_test test##_entry __attribute__((                                     \
        used, retain, section("fel4_tests"), aligned(sizeof(void *)))) = {#test, test, property};  \
    static void test(void)

#define TEST(name)     FEL4_TEST(name, false)
#define PROPERTY(name) FEL4_TEST(name, true)

/* In a property: a variable with any value below `limit`. */
#define ANY(name, limit) uint64_t name = fel4_test_any(#name, limit)

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fel4_test_fail(__FILE__, __LINE__, "%s does not hold", #condition);                    \
        }                                                                                          \
    } while (0)

#define CHECK_EQ(got, expected)                                                                    \
    do {                                                                                           \
        long long got_ = (long long)(got), expected_ = (long long)(expected);                      \
        if (got_ != expected_) {                                                                   \
            fel4_test_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #got, got_, expected_);     \
        }                                                                                          \
    } while (0)

#define CHECK_TEXT(got, expected)                                                                  \
    do {                                                                                           \
        const char *got_ = (got), *expected_ = (expected);                                         \
        if (strcmp(got_, expected_) != 0) {                                                        \
            fel4_test_fail(__FILE__, __LINE__, "%s is \"%s\", not \"%s\"", #got, got_, expected_); \
        }                                                                                          \
    } while (0)

/* Ends the test, which failed; may be called by any thread. */
_Noreturn void fel4_test_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends the test, which does not apply here. */
_Noreturn void fel4_test_skip(const char *why);
uint64_t fel4_test_any(const char *name, uint64_t limit);
