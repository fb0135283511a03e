# SPDX-License-Identifier: BSD-2-Clause
# What libfel4 and the C library notice of a program's mistakes, on each board's architecture.

needs_qemu() {
    needs_libraries
    command -v qemu-system-x86_64 >/dev/null || skip "no QEMU for x86"
}

# The heap's own tests, and mistakes with it, each of which fails one test.
heap_on() {
    needs_qemu
    project
    rm -f p/test/*
    cat >p/test/heap.c <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <fel4/fel4.h>
#include <fel4/heap.h>
#include <fel4/test.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *volatile block;

TEST(a_stats)
{
    struct fel4_heap_stats before, during, after;
    fel4_heap_stats(&before);
    block = malloc(1000);
    fel4_heap_stats(&during);
    free(block);
    fel4_heap_stats(&after);
    CHECK_EQ(before.size, 1 << 20);
    CHECK(during.used >= before.used + 1000);
    CHECK_EQ(during.blocks, before.blocks + 1);
    CHECK_EQ(after.used, before.used);
    CHECK(after.peak >= during.used);
    CHECK(after.largest_free > 900000);
    CHECK_EQ(mallinfo().uordblks, after.used);
}

TEST(b_used_up)
{
    struct fel4_heap_stats stats;
    errno = 0;
    block = malloc(5000000);
    CHECK(block == NULL);
    CHECK_EQ(errno, ENOMEM);
    block = calloc((size_t)-1 / 2, 4);
    CHECK(block == NULL);
    block = malloc((size_t)-1);
    CHECK(block == NULL);
    fel4_heap_stats(&stats);
    CHECK(stats.failed >= 2);
    void *all[64];
    int n = 0;
    while (n < 64 && (all[n] = malloc(40000)) != NULL) {
        n++;
    }
    CHECK(n > 20 && n < 30);
    while (n > 0) {
        free(all[--n]);
    }
    block = malloc(900000);
    CHECK(block != NULL);
    free(block);
}

enum { BLOCKS = 12 };

/* Random sizes; each block holds a pattern of its own until the end. */
PROPERTY(c_blocks_keep_their_contents)
{
    unsigned char *blocks[BLOCKS] = {NULL};
    size_t sizes[BLOCKS] = {0};
    for (int round = 0; round < 40; round++) {
        unsigned i = (unsigned)fel4_test_any("i", BLOCKS), size = (unsigned)fel4_test_any("size", 800);
        unsigned what = (unsigned)fel4_test_any("what", 4);
        for (size_t k = 0; k < sizes[i]; k++) {
            CHECK_EQ(blocks[i][k], (unsigned char)(i * 7 + 1));
        }
        if (what == 0) {
            free(blocks[i]);
            blocks[i] = NULL;
            sizes[i] = 0;
            continue;
        }
        if (what == 1) {
            free(blocks[i]);
            blocks[i] = memalign(64, size + 1);
            CHECK((size_t)blocks[i] % 64 == 0);
        } else {
            blocks[i] = realloc(blocks[i], size + 1);
        }
        CHECK(blocks[i] != NULL && (size_t)blocks[i] % 16 == 0);
        sizes[i] = size + 1;
        memset(blocks[i], (int)(i * 7 + 1), sizes[i]);
        fel4_heap_check();
    }
    for (int i = 0; i < BLOCKS; i++) {
        free(blocks[i]);
    }
    fel4_heap_check();
}

TEST(d_family)
{
    void *p = NULL;
    CHECK_EQ(posix_memalign(&p, 4096, 10), 0);
    CHECK_EQ((size_t)p % 4096, 0);
    free(p);
    CHECK_EQ(posix_memalign(&p, 24, 10), EINVAL);
    char *text = strdup("some text"), *more = NULL;
    CHECK(asprintf(&more, "%s %d", text, 5) == 11);
    CHECK_TEXT(more, "some text 5");
    CHECK(malloc_usable_size(more) >= 12);
    free(text);
    free(more);
    block = calloc(3, 7);
    for (int i = 0; i < 21; i++) {
        CHECK_EQ(block[i], 0);
    }
    block = realloc(block, 0);
    CHECK(block == NULL);
    fel4_heap_check();
}

TEST(e_freed_twice) { block = malloc(10); free(block); free(block); }
TEST(f_beyond) { block = malloc(10); block[10] = 1; free(block); }
TEST(h_before) { block = malloc(10); block[-3] = 1; free(block); }
TEST(i_not_from_malloc) { static char other[10]; block = other; free(block); }
TEST(j_the_middle) { block = malloc(100); free(block + 16); }
TEST(k_far_beyond) { block = malloc(10); memset(block, 1, 100); fel4_heap_check(); }
END
    status 1 fel4 -C p test --platform "$1" </dev/null
    has out "a_stats ... ok"
    has out "b_used_up ... ok"
    [ "$(grep -c '^heap: no room for 5000000 bytes' out)" = 1 ]
    has out "c_blocks_keep_their_contents ... ok"
    has out "d_family ... ok"
    grep -q '!!! heap: the block at 0x[0-9a-f]* is freed, but it was freed already, in thread "e_' out
    grep -q '!!! heap: the block of 10 bytes at 0x[0-9a-f]* was written beyond its end' out
    grep -q '#[0-9] .*free at lib/libc/heap.c' out
    grep -q '#[0-9] .*f_beyond at test/heap.c:' out
    has out "written beyond its end, in thread \"k_far_beyond\""
    has out "or something was written before it, in thread \"h_before\""
    grep -q '!!! heap: 0x[0-9a-f]* is freed, but malloc did not give it, in thread "i_' out
    has out "it is no block"
    has out "test result: FAILED. 4 passed; 6 failed"
}

test_heap_on_pc99() {
    heap_on pc99
}

test_heap_on_qemu_arm_virt() {
    heap_on qemu-arm-virt
}

test_heap_on_sabre() {
    heap_on sabre
}


test_mistakes_of_main_end_the_program() {
    needs_qemu
    project
    cat >p/src/main.c <<'END'
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    char line[8];
    if (fgets(line, sizeof line, stdin) != NULL && line[0] == 'a') {
        abort();
    }
    assert(line[0] == 'b');
    char *volatile p = malloc(8);
    free(p);
    free(p);
}
END
    for platform in pc99 qemu-arm-virt sabre; do
        echo a >input
        got=0
        fel4 -C p simulate --platform $platform --timeout 60 <input >out || got=$?
        [ "$got" = 134 ]
        has out '!!! abort was called, in thread "main"'
        grep -q '#1 .* main at src/main.c:8' out
        echo x >input
        fel4 -C p simulate --platform $platform --timeout 60 <input >out || got=$?
        [ "$got" = 134 ]
        has out '!!! assertion "line[0] == '"'b'"'" failed: file "src/main.c", line 10, function: main'
        grep -q '#1 .* main at src/main.c:10' out
    done
    echo b >input
    fel4 -C p simulate --timeout 60 <input >out || got=$?
    [ "$got" = 134 ]
    has out "it was freed already, in thread \"main\""
    grep -q '#[0-9] .* main at src/main.c:13' out
}
