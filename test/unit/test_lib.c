/* SPDX-License-Identifier: BSD-2-Clause */
/* kernel/lib: numbers and strings on the console, memory, words. */
#include "lib/mem.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "world.h"

#include <string.h>

void *kernel_memset(void *dst, int byte, size_t size);
void *kernel_memmove(void *dst, const void *src, size_t size);
int kernel_memcmp(const void *a, const void *b, size_t size);

static void clear_console(void)
{
    memset(host.console, 0, sizeof(host.console));
    host.console_length = 0;
}

#define assert_prints(text, ...)                                                                   \
    do {                                                                                           \
        clear_console();                                                                           \
        kprintf(__VA_ARGS__);                                                                      \
        assert_string_equal(host.console, text);                                                   \
    } while (0)

TEST("numbers are printed in decimal and hexadecimal, negative ones too")
{
    assert_prints("0 7 -7", "%d %u %d", 0, 7u, -7);
    assert_prints("ff 0xdeadbeef01234567", "%x 0x%lx", 255u, 0xdeadbeef01234567ul);
    assert_prints("-9223372036854775808", "%ld", (long)BIT(63));
    assert_prints("18446744073709551615", "%lu", ~0ul);
    assert_prints("0x1000", "%p", (void *)0x1000);
}

TEST("fields are padded with blanks or zeros, on either side")
{
    assert_prints("   42|42   |00042", "%5d|%-5d|%05d", 42, 42, 42);
    assert_prints("  ab|ab  |abcd", "%4s|%-4s|%2s", "ab", "ab", "abcd");
}

TEST("characters, percent signs and unknown conversions come out as they are")
{
    assert_prints("x%y", "%c%%%c", 'x', 'y');
    void (*print)(const char *fmt, ...) = print_format; /* unchecked by the compiler */
    clear_console();
    print("%q 100%");
    assert_string_equal(host.console, "q 100%");
}

TEST("a panic says where and what, shows the registers and stops the machine")
{
    root_task()->context.restart_pc = 0xabcd;
    clear_console();
    assert_halts(panic("broken %u", 3u));
    assert_true(console_has("KERNEL PANIC at test/unit/test_lib.c:"));
    assert_true(console_has("broken 3"));
    assert_true(console_has("0x000000000000abcd"));
}

TEST("memmove copies overlapping memory in either direction")
{
    char text[] = "abcdef";
    kernel_memmove(text + 2, text, 4);
    assert_string_equal(text, "ababcd");
    kernel_memmove(text, text + 2, 4);
    assert_string_equal(text, "abcdcd");
}

TEST("memset and memcmp")
{
    unsigned char a[4] = {1, 2, 3, 4}, b[4] = {1, 2, 200, 4};
    assert_int_equal(kernel_memcmp(a, a, 4), 0);
    assert_true(kernel_memcmp(a, b, 4) < 0);
    assert_true(kernel_memcmp(b, a, 4) > 0);
    kernel_memset(a, 0x7f, 2);
    assert_int_equal(a[1], 0x7f);
    assert_int_equal(a[2], 3);
}

TEST("alignment and logarithms of words")
{
    assert_int_equal(ALIGN_UP(0x1001ul, 12), 0x2000);
    assert_int_equal(ALIGN_UP(0x1000ul, 12), 0x1000);
    assert_int_equal(ALIGN_DOWN(0x1fff, 12), 0x1000);
    assert_int_equal(word_log2(1), 0);
    assert_int_equal(word_log2(BIT(63) + 1), 63);
}
