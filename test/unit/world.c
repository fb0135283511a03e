/* SPDX-License-Identifier: BSD-2-Clause */
/* See world.h. */
#include "arch/host/check.h"
#include "boot/boot.h"
#include "world.h"

#include <stdio.h>
#include <string.h>

enum { TESTS_MAX = 200, IMAGE_PAGES = 3, RAM_BITS = 20 };

static struct CMUnitTest tests[TESTS_MAX];
static size_t test_count;

static struct {
    word_t next_slot, ram;
    struct bootinfo *bootinfo;
    struct tcb *root;
} world;

static jmp_buf *expected_halt;

/* ---- tests ---- */

static int setup(void **state)
{
    (void)state;
    world_new();
    return 0;
}

void world_add(const char *name, void (*test)(void **state))
{
    tests[test_count++] = (struct CMUnitTest){name, test, setup, NULL, NULL};
}

void world_expect_halt(jmp_buf *where)
{
    expected_halt = where;
}

static void on_halt(void)
{
    if (expected_halt != NULL) {
        longjmp(*expected_halt, 1);
    }
    fail_msg("the kernel halted: %s", host.console);
}

bool console_has(const char *text)
{
    return strstr(host.console, text) != NULL;
}

void world_catch_halts(void)
{
    host.on_halt = on_halt;
    expected_halt = NULL;
}

void world_new(void)
{
    host_reset();
    world_catch_halts();
    struct boot_info info = host_boot_info(IMAGE_PAGES);
    kernel_main(&info);
    world_adopt();
}

void world_adopt(void)
{
    world.root = this_cpu()->current;
    kernel_check_from(object_at(ROOT_CNODE), BIT(ROOT_CNODE_SIZE_BITS));
    world.bootinfo = object_at(BOOTINFO_FRAME);
    world.next_slot = world.bootinfo->empty.start;
    world.ram = 0;
    kernel_check();
}

/* The fuzzers have a main() of their own. */
__attribute__((weak)) int main(void)
{
    return _cmocka_run_group_tests("kernel", tests, test_count, NULL, NULL);
}

/* ---- CSpace ---- */

word_t find_untyped(unsigned bits, bool device)
{
    const struct bootinfo *bi = world.bootinfo;
    for (word_t i = 0; i < bi->untyped.end - bi->untyped.start; i++) {
        if (bi->untyped_list[i].size_bits == bits && bi->untyped_list[i].is_device == device) {
            return bi->untyped.start + i;
        }
    }
    fail_msg("no untyped of 2^%u bytes", bits);
    return 0;
}

word_t ram(void)
{
    if (world.ram == 0) {
        world.ram = find_untyped(RAM_BITS, false);
    }
    return world.ram;
}

struct slot *slot_at(word_t cptr)
{
    return cspace_lookup(world.root->slots[TCB_CSPACE].cap, cptr, WORD_BITS).slot;
}

enum cap_type type_at(word_t cptr)
{
    return cap_type(slot_at(cptr)->cap);
}

void *object_at(word_t cptr)
{
    struct cap cap = slot_at(cptr)->cap;
    bool physical = cap_type(cap) == CAP_FRAME || cap_type(cap) == CAP_UNTYPED;
    return physical ? arch_ptr(cap_paddr(cap)) : cap_ptr(cap);
}

word_t new_slot(void)
{
    return world.next_slot++;
}

word_t make_from(word_t untyped, word_t type, word_t size_bits)
{
    word_t slot = new_slot();
    assert_ok(call(untyped, LABEL_UNTYPED_RETYPE, words(type, size_bits, 0, 0, slot, 1),
                   caps(ROOT_CNODE)));
    return slot;
}

word_t make_sized(word_t type, word_t size_bits)
{
    return make_from(ram(), type, size_bits);
}

word_t make(word_t type)
{
    return make_sized(type, 0);
}

word_t copy_of(word_t cptr, word_t rights)
{
    word_t slot = new_slot();
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_COPY, words(slot, DEPTH, cptr, DEPTH, rights),
                   caps(ROOT_CNODE)));
    return slot;
}

word_t badged(word_t cptr, word_t rights, word_t badge)
{
    word_t slot = new_slot();
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_MINT, words(slot, DEPTH, cptr, DEPTH, rights, badge),
                   caps(ROOT_CNODE)));
    return slot;
}

void delete_cap(word_t cptr)
{
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_DELETE, words(cptr, DEPTH), caps()));
}

void revoke_cap(word_t cptr)
{
    assert_ok(call(ROOT_CNODE, LABEL_CNODE_REVOKE, words(cptr, DEPTH), caps()));
}

/* ---- system calls ---- */

struct tcb *current(void)
{
    return this_cpu()->current;
}

struct tcb *root_task(void)
{
    return world.root;
}

word_t *buffer_of(struct tcb *tcb)
{
    return tcb_buffer(tcb, true);
}

enum { INSTRUCTION = 2 };

void enter(sword_t number, word_t cptr, word_t info)
{
    struct context *context = host.current;
    assert_true(current() != this_cpu()->idle);
    context->restart_pc = context->pc;
    context->pc += INSTRUCTION;
    context->cap = cptr;
    context->info = info;
    context->general[0] = (word_t)number;
    trap_syscall(cptr, info, number);
    kernel_check();
}

word_t put_message(word_t label, struct list message, struct list extra)
{
    struct tcb *tcb = current();
    word_t *buffer = buffer_of(tcb);
    for (unsigned i = 0; i < message.count; i++) {
        message_put(tcb, buffer, i, message.w[i]);
    }
    for (unsigned i = 0; i < extra.count && buffer != NULL; i++) {
        buffer[BUFFER_CAPS + i] = extra.w[i];
    }
    return info_new(label, 0, extra.count, message.count);
}

struct message received(struct tcb *tcb)
{
    word_t info = tcb->context.info;
    struct message message = {.badge = tcb->context.cap,
                              .label = info_label(info),
                              .length = info_length(info),
                              .extra_caps = info_extra_caps(info),
                              .unwrapped = info >> INFO_UNWRAPPED_LOW & 7};
    const word_t *buffer = tcb_buffer(tcb, false);
    for (unsigned i = 0; i < COUNT_OF(message.w); i++) {
        message.w[i] = message_get(tcb, buffer, i);
    }
    return message;
}

/* As a processor does: goes on at the thread's pc, which after a preemption is the same call. */
static void enter_until_done(sword_t number, word_t cptr, word_t info)
{
    struct tcb *tcb = current();
    word_t pc = tcb->context.pc;
    do {
        enter(number, cptr, info);
    } while (current() == tcb && tcb->context.pc == pc);
}

struct message call(word_t cptr, word_t label, struct list message, struct list extra)
{
    struct tcb *tcb = current();
    enter_until_done(SYS_CALL, cptr, put_message(label, message, extra));
    return received(tcb);
}

void send(word_t cptr, word_t label, struct list message, struct list extra)
{
    enter_until_done(SYS_SEND, cptr, put_message(label, message, extra));
}

void nb_send(word_t cptr, word_t label, struct list message, struct list extra)
{
    enter_until_done(SYS_NB_SEND, cptr, put_message(label, message, extra));
}

void recv(word_t cptr)
{
    enter(SYS_RECV, cptr, current()->context.info);
}

void nb_recv(word_t cptr)
{
    enter(SYS_NB_RECV, cptr, current()->context.info);
}

void reply(word_t label, struct list message)
{
    enter(SYS_REPLY, 0, put_message(label, message, caps()));
}

void reply_recv(word_t cptr, word_t label, struct list message)
{
    enter(SYS_REPLY_RECV, cptr, put_message(label, message, caps()));
}

void yield(void)
{
    enter(SYS_YIELD, 0, 0);
}

void irq(word_t number)
{
    host.current->restart_pc = host.current->pc;
    trap_irq(number);
    kernel_check();
}

void tick(void)
{
    irq(ARCH_IRQ_TIMER);
}

/* ---- threads ---- */

struct thread new_thread(unsigned priority)
{
    struct thread thread = {.cap = make(OBJECT_TCB), .frame = make(TYPE_FRAME)};
    thread.tcb = object_at(thread.cap);
    assert_ok(call(thread.cap, LABEL_TCB_CONFIGURE, words(0, 0, 0, BUFFER_VA),
                   caps(ROOT_CNODE, ROOT_VSPACE, thread.frame)));
    assert_ok(
        call(thread.cap, LABEL_TCB_SET_SCHED_PARAMS, words(priority, priority), caps(ROOT_TCB)));
    assert_ok(call(thread.cap, LABEL_TCB_WRITE_REGISTERS, words(0, 1, THREAD_PC), caps()));
    return thread;
}

struct thread start_thread(unsigned priority)
{
    struct thread thread = new_thread(priority);
    resume(thread);
    return thread;
}

void resume(struct thread thread)
{
    assert_ok(call(thread.cap, LABEL_TCB_RESUME, words(), caps()));
}

void suspend(struct thread thread)
{
    assert_ok(call(thread.cap, LABEL_TCB_SUSPEND, words(), caps()));
}

void act_as(struct tcb *tcb)
{
    struct tcb *now = current();
    assert_true(tcb_is_ready(tcb));
    if (tcb == now) {
        return;
    }
    if (tcb_is_ready(now)) {
        sched_prepend(now);
    }
    sched_dequeue(tcb);
    sched_switch(tcb);
    if (tcb->state == THREAD_READY_RETRY) {
        tcb->context.pc = tcb->context.restart_pc;
        tcb->state = THREAD_READY;
    }
}

/* ---- what is expected ---- */

void check_reply(struct message message, enum err code, struct list details, const char *file,
                 int line)
{
    if (message.label != code) {
        print_error("error %lu instead of %u: %lu %lu\n", message.label, code, message.w[0],
                    message.w[1]);
        _fail(file, line);
    }
    _assert_int_equal(message.badge, 0, file, line);
    if (code == ERR_NONE) {
        return;
    }
    _assert_int_equal(message.length, details.count, file, line);
    for (unsigned i = 0; i < details.count; i++) {
        _assert_int_equal(message.w[i], details.w[i], file, line);
    }
}

void check_state(const struct tcb *tcb, enum thread_state wanted, const char *file, int line)
{
    if (tcb->state != wanted) {
        print_error("the thread is %s\n", tcb_state_name(tcb));
        _fail(file, line);
    }
}
