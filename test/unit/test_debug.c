/* SPDX-License-Identifier: BSD-2-Clause */
/* The debug system calls (spec 07). */
#include "world.h"

#include <string.h>

enum {
    PUT_CHAR = -9,
    DUMP_SCHEDULER = -10,
    HALT = -11,
    CAP_IDENTIFY = -12,
    SNAPSHOT = -13,
    NAME_THREAD = -14
};

static void clear_console(void)
{
    memset(host.console, 0, sizeof(host.console));
    host.console_length = 0;
}

static word_t identify(word_t cptr)
{
    enter(CAP_IDENTIFY, cptr, 0);
    return root_task()->context.cap;
}

static void name(word_t cptr, const char *text)
{
    strcpy((char *)&buffer_of(current())[BUFFER_MESSAGE], text);
    enter(NAME_THREAD, cptr, 0);
}

TEST("PutChar writes the low 8 bits and changes no register")
{
    clear_console();
    enter(PUT_CHAR, 0x100 | 'x', 77);
    assert_string_equal(host.console, "x");
    assert_int_equal(root_task()->context.cap, 0x100 | 'x');
    assert_int_equal(root_task()->context.info, 77);
}

TEST("CapIdentify gives each kind's number, 0 for nothing, and never faults")
{
    assert_int_equal(identify(0), 0);
    assert_int_equal(identify(BIT(63)), 0);
    assert_int_equal(identify(ram()), 2);
    assert_int_equal(identify(make(OBJECT_ENDPOINT)), 4);
    assert_int_equal(identify(make(OBJECT_NOTIFICATION)), 6);
    assert_int_equal(identify(ROOT_CNODE), 10);
    assert_int_equal(identify(ROOT_TCB), 12);
    assert_int_equal(identify(IRQ_CONTROL), 14);
    assert_int_equal(identify(DOMAIN_CAP), 20);
    assert_int_equal(root_task()->state, THREAD_READY);
}

TEST("a thread's name is set, shown in the dump, newest thread first")
{
    struct thread t = start_thread(17);
    name(t.cap, "worker");
    clear_console();
    enter(DUMP_SCHEDULER, 0, 0);
    assert_true(console_has("worker"));
    char *worker = strstr(host.console, "worker"), *idle = strstr(host.console, "idle_thread");
    char *root = strstr(host.console, "rootserver");
    assert_true(worker < idle && idle < root);
    assert_non_null(strstr(worker, "\t17  \t0\n"));
}

TEST("the snapshot shows threads but the first and the idle one, and what they hold")
{
    struct thread t = start_thread(17);
    name(t.cap, "worker");
    clear_console();
    enter(SNAPSHOT, 0, 0);
    assert_true(console_has("arch host\nobjects {\ntcb_"));
    assert_true(console_has("prio: 17"));
    assert_false(console_has("prio: 255"));
    assert_true(console_has("cspace: cnode_0x"));
}

TEST("the snapshot leaves out threads by these two names, whoever has them")
{
    struct thread t = start_thread(17);
    name(t.cap, "rootserver");
    name(ROOT_TCB, "renamed");
    clear_console();
    enter(SNAPSHOT, 0, 0);
    assert_false(console_has("prio: 17"));
    assert_true(console_has("prio: 255"));
}

TEST("a name longer than the TCB has room for is cut")
{
    struct thread t = new_thread(1);
    char text[900];
    memset(text, 'n', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    name(t.cap, text);
    assert_int_equal(strlen(tcb_name(t.tcb)), word_min(TCB_NAME_SIZE - 1, sizeof(text) - 1));
}

TEST("names of threads made by threads repeat the prefix, and never overflow")
{
    struct thread t = start_thread(255);
    char text[950];
    memset(text, 'n', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    name(t.cap, text);
    for (unsigned i = 0; i < 80; i++) {
        act_as(t.tcb);
        t = start_thread(255);
        assert_true(strlen(tcb_name(t.tcb)) < TCB_NAME_SIZE);
    }
    assert_memory_equal(tcb_name(t.tcb), "child of: 'child of: '", 22);
}

TEST("NameThread of what is no TCB, without a buffer, or without an end halts the machine")
{
    assert_halts(enter(NAME_THREAD, ROOT_CNODE, 0));
    assert_true(console_has("no TCB"));
    world_new();
    memset(&buffer_of(root_task())[BUFFER_MESSAGE], 'x', 120 * sizeof(word_t));
    assert_halts(enter(NAME_THREAD, ROOT_TCB, 0));
    assert_true(console_has("does not end"));
    world_new();
    assert_ok(call(ROOT_TCB, LABEL_TCB_SET_IPC_BUFFER, words(0), caps(ROOT_TCB)));
    assert_halts(enter(NAME_THREAD, ROOT_TCB, 0));
    assert_true(console_has("without an IPC buffer"));
}

TEST("DebugHalt names the calling thread and stops the machine")
{
    assert_halts(enter(HALT, 0, 0));
    assert_true(console_has("rootserver"));
}

TEST("calls of other configurations are unknown system calls")
{
    sword_t numbers[] = {-15, -16, -17, -27, -29, 0, 1};
    word_t ep = make(OBJECT_ENDPOINT);
    struct thread t = start_thread(255);
    assert_ok(call(t.cap, LABEL_TCB_SET_SPACE, words(ep, 0, 0), caps(ROOT_CNODE, ROOT_VSPACE)));
    for (unsigned i = 0; i < COUNT_OF(numbers); i++) {
        act_as(t.tcb);
        enter(numbers[i], 0, 0);
        act_as(root_task());
        recv(ep);
        assert_int_equal(received(root_task()).label, FAULT_UNKNOWN_SYSCALL);
        assert_int_equal(received(root_task()).w[10], (word_t)numbers[i]);
        reply(0, words());
    }
}

TEST("an error is reported on the console with the thread's name")
{
    clear_console();
    assert_error(call(ROOT_TCB, LABEL_UNTYPED_RETYPE, words(), caps()), ERR_ILLEGAL);
    assert_true(console_has("rootserver"));
    assert_true(console_has("error 3"));
}
