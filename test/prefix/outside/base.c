/* SPDX-License-Identifier: BSD-2-Clause */
/* Output and results. */
#include "base.h"
#include "uart.h"

static seL4_Word checks, failures;

static void put(char c)
{
#if defined(CONFIG_PRINTING)
    seL4_DebugPutChar(c);
#else
    uart_put(c);
#endif
}

void say(const char *text)
{
    for (; *text != '\0'; text++) {
        put(*text);
    }
}

static void say_long(seL4_Uint64 number)
{
    char digits[24];
    int i = 0;
    do {
        digits[i++] = "0123456789abcdef"[number & 15];
        number >>= 4;
    } while (number != 0);
    say("0x");
    while (i > 0) {
        put(digits[--i]);
    }
}

void say_number(seL4_Word number)
{
    say_long(number);
}

void say_end(seL4_Word start, seL4_Word bits)
{
    say_long((seL4_Uint64)start + ((seL4_Uint64)1 << bits));
}

static void result(int holds)
{
    checks++;
    failures += !holds;
    say(holds ? "ok " : "not ok ");
    say_number(checks);
    say(" - ");
}

void check(int holds, const char *what)
{
    result(holds);
    say(what);
    say("\n");
}

void check_equal(seL4_Word is, seL4_Word wanted, const char *what)
{
    result(is == wanted);
    say(what);
    if (is != wanted) {
        say("\n# is ");
        say_number(is);
        say(", wanted ");
        say_number(wanted);
    }
    say("\n");
}

/* The runner ends the machine when it reads the last line. */
void finish(void)
{
    say("# ");
    say_number(checks);
    say(" checks, ");
    say_number(failures);
    say(failures == 0 ? " failures\n# outside: all good\n" : " failures\n# outside: bad\n");
    for (;;) {
        seL4_Yield();
    }
}

void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
    (void)file, (void)line, (void)function;
    check(0, expression);
    finish();
}
