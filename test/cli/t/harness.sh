# SPDX-License-Identifier: BSD-2-Clause
# The test harness, run in QEMU by fel4 test.

needs_qemu() {
    needs_libraries
    command -v qemu-system-x86_64 >/dev/null || skip "no QEMU for x86"
}

# A project whose tests are on standard input.
tests() {
    project
    rm -f p/test/*
    {
        printf '#include <fel4/fel4.h>\n#include <fel4/test.h>\n'
        cat
    } >p/test/t.c
}

test_tests_of_a_new_project_pass() {
    needs_qemu
    project
    status 0 fel4 -C p test </dev/null
    has out "test_message_info_predictability ... ok"
    has out "test_cap_rights_predictability ... ok"
    has out "test result: ok. 2 passed; 0 failed"
    for file in feL4img kernel simulate; do
        [ -s p/artifacts/test/debug/$file ]
    done
    status 0 fel4 -C p test --release </dev/null
}

test_each_kind_of_failure_ends_one_test() {
    needs_qemu
    tests <<'END'
TEST(good) { CHECK_EQ(1 + 1, 2); }
TEST(wrong) { CHECK_EQ(1 + 1, 3); }
TEST(text) { CHECK_TEXT("a", "b"); }
TEST(crash) { *(volatile int *)32 = 1; }
TEST(waits) { seL4_Recv(fel4_object(seL4_EndpointObject, 0), NULL); }
TEST(skipped) { fel4_test_skip("not here"); }
TEST(last) { }
END
    status 1 fel4 -C p test </dev/null
    has out "good ... ok"
    has out "test/t.c:4: 1 + 1 is 2, not 3"
    has out 'test/t.c:5: "a" is "a", not "b"'
    has out "fault: write fault at address 0x20"
    has out "crash at test/t.c:6"
    has out "waits for something that never comes"
    has out "skipped ... skipped"
    has out "last ... ok"
    has out "test result: FAILED. 2 passed; 4 failed; 1 skipped"
}

test_properties_shrink_and_repeat() {
    needs_qemu
    tests <<'END'
PROPERTY(small) { ANY(n, 1000); CHECK(n < 77); }
END
    status 1 fel4 -C p test --seed 5 </dev/null
    has out "minimal failing input: n = 77 (--seed 5)"
}

test_tests_are_chosen() {
    needs_qemu
    tests <<'END'
TEST(red_apple) { }
TEST(green_apple) { }
TEST(pear) { }
END
    status 0 fel4 -C p test --list </dev/null
    [ "$(grep -c '^[a-z_]*$' out)" -ge 3 ]
    status 0 fel4 -C p test --filter apple --repeat 2 --shuffle --format tap </dev/null
    [ "$(grep -c '^ok .*apple$' out)" = 4 ]
    hasnt out pear
    status 0 fel4 -C p test --format junit </dev/null
    has out 'tests="3" failures="0"'
}

test_one_that_never_ends_is_named() {
    needs_qemu
    tests <<'END'
TEST(first) { }
TEST(endless) { for (;;) { } }
END
    status 124 fel4 -C p test --timeout 8 --format tap </dev/null
    has out "ok 1 - first"
    has out "not ok 2 - endless"
    has err "endless did not end within 8 seconds"
}

test_one_that_never_ends_fails_alone() {
    needs_qemu
    tests <<'END'
#include <stdio.h>
#include <stdlib.h>
TEST(first) { }
TEST(endless) { printf("half a line"); fflush(stdout); for (;;) { } }
TEST(between) { }
TEST(leaves) { exit(0); }
TEST(wrong) { CHECK(false); }
TEST(yields) { for (;;) { seL4_Yield(); } }
END
    status 1 fel4 -C p test --test-timeout 3 </dev/null
    has out "first ... ok"
    has out "did not end within 3 seconds"
    has out "between ... ok"
    has out "ended the program with status 0"
    has out "yields ... FAILED"
    has out "test result: FAILED. 2 passed; 4 failed"
    [ "$(grep -c 'running 6 tests' out)" = 1 ]
    status 1 fel4 -C p test --release -D KernelPrinting=false --test-timeout 3 --filter n </dev/null
    has out "did not end within 3 seconds"
    has out "between ... ok"
    has out "test result: FAILED. 1 passed; 2 failed"
    status 1 fel4 -C p test --test-timeout 3 --repeat 2 --filter n --format json </dev/null
    jq -e '.passed == 2 and .failed == 4 and .tests[0].name == "endless"' out
}

test_tests_run_on_the_host() {
    needs_libraries
    fel4 -q new --name p --template property-tests p
    cat >p/test/more.c <<'END'
#include <fel4/test.h>
TEST(crash) { *(volatile int *)32 = 1; }
TEST(overrun) { volatile int a[2], i = 2; a[i] = 1; }
PROPERTY(small) { ANY(n, 1000); CHECK(n < 77); }
END
    status 1 fel4 -C p test --host --seed 3
    has out "first_in_is_first_out ... ok"
    has out "crash ... FAILED"
    has out "overrun ... FAILED"
    has out "minimal failing input: n = 77 (--seed 3)"
    status 0 fel4 -C p test --host --filter queue --format json
    jq -e '.passed == 2' out
}

test_mutexes_conditions_and_names_of_errors() {
    needs_qemu
    tests <<'END'
#include <fel4/error.h>
#include <fel4/sync.h>

static struct fel4_mutex m;
static struct fel4_semaphore s;
static struct fel4_condition c;
static volatile int shared, seen;
static volatile bool ready;

static void count(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2000; i++) {
        fel4_mutex_lock(&m);
        int before = shared;
        if (i % 50 == 0) {
            seL4_Yield();
        }
        shared = before + 1;
        fel4_mutex_unlock(&m);
    }
    fel4_semaphore_post(&s);
}

TEST(mutex)
{
    CHECK(fel4_mutex_init(&m) && fel4_semaphore_init(&s, 0));
    for (int i = 0; i < 4; i++) {
        fel4_thread_start(fel4_thread_create(count, NULL, NULL));
    }
    for (int i = 0; i < 4; i++) {
        fel4_semaphore_wait(&s);
    }
    CHECK_EQ(shared, 8000);
}

static void wait_until_ready(void *unused)
{
    (void)unused;
    fel4_mutex_lock(&m);
    while (!ready) {
        fel4_condition_wait(&c, &m);
    }
    seen++;
    fel4_mutex_unlock(&m);
    fel4_semaphore_post(&s);
}

TEST(condition)
{
    CHECK(fel4_mutex_init(&m) && fel4_semaphore_init(&s, 0) && fel4_condition_init(&c));
    for (int i = 0; i < 3; i++) {
        fel4_thread_start(fel4_thread_create(wait_until_ready, NULL, NULL));
    }
    seL4_Yield();
    fel4_mutex_lock(&m);
    ready = true;
    fel4_condition_broadcast(&c);
    fel4_mutex_unlock(&m);
    for (int i = 0; i < 3; i++) {
        fel4_semaphore_wait(&s);
    }
    CHECK_EQ(seen, 3);
}

TEST(names)
{
    CHECK_TEXT(fel4_error_name(seL4_DeleteFirst), "seL4_DeleteFirst");
    CHECK_TEXT(fel4_strerror((seL4_Error)99), "unknown error");
}
END
    status 0 fel4 -C p test </dev/null
    has out "test result: ok. 3 passed; 0 failed"
}

# Time, sleeping, waiting with a limit, and errno of each thread.
runtime_of_threads() {
    tests <<'END'
#include <errno.h>
#include <fel4/sync.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

TEST(time_passes)
{
    uint64_t before = fel4_now();
    CHECK(fel4_sleep(FEL4_MS(20)));
    uint64_t slept = fel4_now() - before;
    CHECK(slept >= FEL4_MS(20));
    CHECK(slept < FEL4_MS(200));
    before = fel4_now();
    CHECK_EQ(usleep(150000), 0);
    CHECK(fel4_now() - before >= FEL4_MS(150));
    CHECK(clock() > 0 && time(NULL) < 1000);
}

static unsigned order[3], done;
static struct fel4_semaphore finished;

static void sleeper(void *argument)
{
    unsigned n = (unsigned)(uintptr_t)argument;
    fel4_sleep(FEL4_MS(30 * (3 - n)));
    order[done++] = n;
    fel4_semaphore_post(&finished);
}

TEST(sleepers_wake_in_order)
{
    CHECK(fel4_semaphore_init(&finished, 0));
    for (uintptr_t n = 0; n < 3; n++) {
        fel4_thread_start(fel4_thread_create(sleeper, (void *)n, NULL));
    }
    for (int i = 0; i < 3; i++) {
        CHECK(fel4_semaphore_wait_for(&finished, FEL4_MS(1000)));
    }
    CHECK(order[0] == 2 && order[1] == 1 && order[2] == 0);
    CHECK(!fel4_semaphore_wait_for(&finished, FEL4_MS(10)));
}

static seL4_CPtr bell;

static void ring(void *unused)
{
    (void)unused;
    fel4_sleep(FEL4_MS(5));
    seL4_Signal(fel4_mint(bell, seL4_AllRights, 6));
}

TEST(waits_have_a_limit)
{
    seL4_Word badge = 1;
    bell = fel4_object(seL4_NotificationObject, 0);
    CHECK(!fel4_wait_for(bell, FEL4_MS(10), &badge));
    CHECK_EQ(badge, 0);
    fel4_thread_start(fel4_thread_create(ring, NULL, NULL));
    CHECK(fel4_wait_for(bell, FEL4_MS(1000), &badge));
    CHECK_EQ(badge, 6);
}

static void sleep_long(void *unused)
{
    (void)unused;
    fel4_sleep(FEL4_MS(50));
}

TEST(a_sleeper_may_be_destroyed)
{
    for (int i = 0; i < 20; i++) {
        struct fel4_thread *t = fel4_thread_create(sleep_long, NULL, NULL);
        fel4_thread_start(t);
        fel4_sleep(FEL4_MS(1));
        fel4_thread_destroy(t);
    }
    CHECK(fel4_sleep(FEL4_MS(60)));
}

static void spoil(void *unused)
{
    (void)unused;
    errno = 0;
    strtol("99999999999999999999999", NULL, 10);
    order[0] = (unsigned)errno;
    srand(1);
    void *volatile block = malloc(1000000000);
    CHECK(block == NULL);
    fel4_semaphore_post(&finished);
}

TEST(threads_have_their_own_errno)
{
    CHECK(fel4_semaphore_init(&finished, 0));
    errno = EBUSY;
    fel4_thread_start(fel4_thread_create(spoil, NULL, NULL));
    fel4_semaphore_wait(&finished);
    CHECK_EQ(errno, EBUSY);
    CHECK_EQ(order[0], ERANGE);
}
END
    status 0 fel4 -C p test --platform "$1" </dev/null
    has out "test result: ok. 5 passed; 0 failed"
}

test_time_and_errno_on_pc99() {
    needs_qemu
    runtime_of_threads pc99
}

test_time_and_errno_on_qemu_arm_virt() {
    needs_qemu
    runtime_of_threads qemu-arm-virt
    sed -i '/KernelArmExportP/d' p/fel4.toml
    printf '#include <fel4/fel4.h>\n#include <stdio.h>\nint main(void) { puts(fel4_timer_start() ? "a timer" : fel4_timer_problem()); }\n' >p/src/main.c
    status 0 fel4 -C p simulate --platform qemu-arm-virt --timeout 60 </dev/null
    has out "set KernelArmExportPCNTUser = true"
}
