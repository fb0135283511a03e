# SPDX-License-Identifier: BSD-2-Clause
# Rows 32-52 of the table of features; see test/cli/inventory.

# debug: gdb, symbols of kernel and program, stopped at main, on each architecture
row_32() {
    fel4 -q new p
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 -C p debug --platform $platform --batch -ex bt -ex 'info symbol trap_syscall' \
            -ex 'print &fel4_start' </dev/null >out 2>&1
        has out '#0  main'
        has out "trap_syscall in section .text of $PWD/p/build/$platform-debug/kernel/kernel.elf"
        has out "<fel4_start>"
    done
}

# gdb shows threads, capabilities, the CSpace and untyped memory
row_33() {
    fel4 -q new p
    fel4 -C p debug --platform sabre --batch -ex fel4-tcbs -ex fel4-caps -ex fel4-cspace \
        -ex fel4-untyped </dev/null >out 2>&1
    grep -qE '^rootserver +ready' out
    grep -qE '^ +[0-9]+  frame$' out
    grep -qE '^ +2  cnode +0x' out
    grep -qE '^ +[0-9]+  untyped +0x[0-9a-f]+, 2\^[0-9]+ bytes, 0 used' out
}

# a fault report says what, where, how, why, in which thread, with registers, on each architecture
row_34() {
    cat >main.c <<'END'
int main(void)
{
    static const int constant = 1;
    *(volatile int *)(&constant + WHERE) = 1;
    return constant;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 -C p config set program.cflags -- -DWHERE=0
        status 139 fel4 -C p simulate --platform $platform --timeout 60
        grep -qE '^!!! fault: write fault at address 0x[0-9a-f]+ \(the page does not permit that\) in thread "main", instruction 0x' out
        grep -qE '(rip|pc) +0x[0-9a-f]+ +(rsp|sp) +0x' out
        fel4 -C p config set program.cflags -- -DWHERE=0x20000000
        status 139 fel4 -C p simulate --platform $platform --timeout 60
        has out "(nothing is mapped there)"
    done
}

# its backtrace has functions, files and lines in the log, on each architecture
row_35() {
    printf 'static int load(int *p)\n{\n    return *(volatile int *)p;\n}\n\nint main(void)\n{\n    return load((int *)16);\n}\n' | program
    for platform in pc99 qemu-arm-virt sabre; do
        status 139 fel4 -C p simulate --platform $platform --timeout 60
        grep -q '#0 0x[0-9a-f]* load at src/main\.c:3, inlined in main at src/main\.c:8' out
        grep -q '#1 0x[0-9a-f]* fel4_start at lib/fel4/src/start\.c:[0-9]' out
    done
}

# test build, simulate, deploy
row_47() {
    fel4 -q new --template property-tests p
    fel4 -C p test build
    [ -s p/artifacts/test/debug/feL4img ]
    fel4 -C p test simulate --no-build | grep -q 'test result: ok. 5 passed; 0 failed'
    fel4 -C p test deploy
    [ -s p/artifacts/test/debug/feL4.iso ]
}

# property tests that shrink, with a seed to repeat them
row_48() {
    fel4 -q new --template property-tests p
    printf '#include <fel4/test.h>\nPROPERTY(small) { ANY(n, 100000); CHECK(n < 777); }\n' >p/test/small.c
    for seed in 7 8; do
        status 1 fel4 -C p test --seed $seed --filter small
        has out "minimal failing input: n = 777 (--seed $seed)"
        cp out $seed
        status 1 fel4 -C p test --seed $seed --filter small
        cmp out $seed
    done
}

# filter, list, repeat and shuffle tests, without compiling
row_49() {
    fel4 -q new --template property-tests p
    fel4 -C p test --list >out
    has out "an_empty_queue_gives_nothing"
    stat -c '%n %Y' p/build/*/program/*/*.o >before
    fel4 -C p test --filter queue --repeat 2 --format tap >out
    [ "$(grep -c '^ok .*queue' out)" = 4 ] && [ "$(grep -c '^ok' out)" = 4 ]
    for seed in 1 2 3 4; do
        fel4 -C p test --shuffle --seed $seed --format tap | sed -n 's/^ok [0-9]* - //p' >$seed
        sort $seed >sorted.$seed
        cmp sorted.1 sorted.$seed
    done
    ! cmp -s 1 2 || ! cmp -s 1 3 || ! cmp -s 1 4
    stat -c '%n %Y' p/build/*/program/*/*.o | cmp - before
}

# a fault or a hang in one test fails only that one
row_50() {
    fel4 -q new p
    printf '#include <fel4/test.h>\nTEST(crash) { *(volatile int *)32 = 1; }\nTEST(next) { }
TEST(hang) { for (;;) { } }\nTEST(last) { }\n' >p/test/t.c
    status 1 fel4 -C p test --test-timeout 3 </dev/null
    has out 'crash ... FAILED'
    has out 'next ... ok'
    has out 'hang ... FAILED'
    has out 'last ... ok'
}

# TAP, JUnit and JSON that readers of them accept
row_51() {
    fel4 -q new --template property-tests p
    printf '#include <fel4/test.h>\nTEST(bad) { CHECK_TEXT("<&\\1", "x"); }\n' >p/test/t.c
    status 1 fel4 -C p test --format tap
    sed -n '2p' out | grep -qx '1\.\.6'
    [ "$(grep -c '^ok ' out)" = 5 ] && [ "$(grep -c '^not ok ' out)" = 1 ]
    status 1 fel4 -C p test --no-build --format junit
    python3 - out <<'END'
import sys
import xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
assert suite.tag == "testsuite" and suite.get("tests") == "6" and suite.get("failures") == "1"
assert len(suite.findall("testcase")) == 6 and len(suite.findall("testcase/failure")) == 1
assert all(case.get("name") and case.get("classname") for case in suite)
END
    status 1 fel4 -C p test --no-build --format json
    jq -e '.passed == 5 and .failed == 1 and (.tests | length == 6)' out
}

# the same tests on the host
row_52() {
    fel4 -q new --template property-tests p
    fel4 -C p test --host >out
    has out 'test result: ok. 5 passed; 0 failed'
    printf '#include <fel4/test.h>\nTEST(bad) { CHECK_EQ(1, 2); }\n' >p/test/t.c
    status 1 fel4 -C p test --host
    has out 'bad ... FAILED'
}
