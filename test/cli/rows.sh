# SPDX-License-Identifier: BSD-2-Clause
# The rows of test/cli/inventory: the comment before a function is the capability it checks.

# Makes ./p with the sources given on standard input as main.c.
program() {
    fel4 -q new --name p p
    cat >p/src/main.c
}

# new creates a project that builds at once
row_1() {
    fel4 new a
    fel4 -C a build
}

# at least six templates, listed
row_2() {
    fel4 new --list-templates --json | jq -e 'length >= 6'
}

# new in an existing directory refuses to overwrite
row_3() {
    mkdir d
    echo x >d/README.md
    status 3 fel4 new d
    status 3 fel4 new --force d
    [ "$(cat d/README.md)" = x ]
}

# one manifest; the 66 keys of 2018 are accepted
row_4() {
    cp "$tree/test/cli/2018.toml" .
    status 0 fel4 config check 2018.toml
}

# values, types and dependencies of keys are checked
row_5() {
    printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\nKernelFPU = "foo"\n' >fel4.toml
    status 2 fel4 config check
}

# errors have file:line:column, a caret, and the nearest name
row_6() {
    printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\nKernelFastpaht = true\n' >fel4.toml
    status 2 fel4 config check
    has err "fel4.toml:4:1: error: "
    has err "     | ^^^^^^^^^^^^^^"
    has err "did you mean KernelFastpath?"
}

# several errors of the manifest in one run
row_7() {
    cp "$tree/test/cli/bad/52-three-errors.toml" fel4.toml
    status 2 fel4 config check
    [ "$(grep -c 'error:' err)" = 3 ]
}

# config explain, diff, resolve
row_8() {
    fel4 config explain KernelFPU
    fel4 -q new p
    fel4 -C p config resolve --json | jq -e .KernelFPU.value
    fel4 -C p config diff
}

# a mismatch with the kernel's own configuration is detected
row_9() {
    printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\nKernelPlatform = "sabre"\n' >fel4.toml
    status 2 fel4 config check
}

# keys of older seL4 are translated, with a note
row_10() {
    cp "$tree/test/cli/2018.toml" fel4.toml
    status 0 fel4 config check
    has err "is called KernelSel4Arch today"
}

# a build needs no network
row_11() {
    fel4 -q new p
    unshare -n fel4 -C p build || {
        unshare -n true 2>/dev/null || strace -f -e trace=network fel4 -C p build
    }
}

# no python, cmake, ninja or xmllint is needed
row_12() {
    fel4 -q new p
    mkdir bin
    for tool in /usr/bin/*; do
        case ${tool##*/} in
        python* | cmake* | ninja* | xmllint*) ;;
        *) ln -s "$tool" bin/ ;;
        esac
    done
    env -i HOME="$HOME" PATH="$PWD/bin" FEL4_CACHE="${FEL4_CACHE:-$BUILD/cache}" "$fel4" -C p build
}

# gcc compiles programs, too
row_13() {
    fel4 build -h | grep -q -e '--cc'
}

# works from a subdirectory, with -C and with --manifest-path
row_14() {
    fel4 -q new p
    (cd p/src && fel4 config check)
    fel4 -C p config check
    fel4 build --manifest-path p/fel4.toml
    [ -f p/artifacts/debug/feL4img ]
}

# a build with nothing to do takes less than 0.3 s
row_15() {
    fel4 -q new p
    fel4 -C p build
    began=$(date +%s%N)
    fel4 -C p build
    [ $((($(date +%s%N) - began) / 1000000)) -lt 300 ]
}

# several targets at once
row_16() {
    fel4 build -h | grep -q -e '--all-targets'
}

# images for x86_64, AArch64 and ARMv7
row_17() {
    fel4 -q new p
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 -C p build --platform $platform
        [ -s p/artifacts/debug/feL4img ]
    done
}

# debug, release and test profiles
row_18() {
    fel4 -q new p
    fel4 -C p build
    fel4 -C p build --release
    fel4 -C p test build
    [ -s p/artifacts/debug/feL4img ] && [ -s p/artifacts/release/feL4img ]
    [ -s p/artifacts/test/debug/feL4img ]
}

# artifacts are feL4img, kernel, simulate
row_19() {
    fel4 -q new p
    fel4 -C p build
    for file in feL4img kernel simulate; do
        [ -s p/artifacts/debug/$file ]
    done
    [ -x p/artifacts/debug/simulate ]
}

# exit codes are stable and documented
row_20() {
    fel4 help exit-status | grep -q '^  124'
    scdoc <"$tree/docs/man/fel4.1.scd" | grep -q 'EXIT STATUS'
}

# errors on stderr, data on stdout
row_21() {
    status 8 fel4 build
    [ ! -s out ] && [ -s err ]
    status 0 fel4 help boards
    [ -s out ] && [ ! -s err ]
}

# JSON where a program may read the answer
row_22() {
    fel4 doctor --json | jq -e .
    fel4 new --list-templates --json | jq -e .
    fel4 -q new p
    fel4 -C p config resolve --json | jq -e .
    fel4 -C p config check --json | jq -e .
    fel4 kernel config --platform pc99 | jq -e .
}

# colour auto, always, never; NO_COLOR
row_23() {
    status 64 fel4 --color=always nonsense
    has err "$(printf '\033')"
    status 64 fel4 --color=never nonsense
    hasnt err "$(printf '\033')"
}

# simulate builds first; --no-build
row_24() {
    fel4 -q new p
    status 8 fel4 -C p simulate --no-build
    status 0 fel4 -C p simulate --timeout 30
}

# --dry-run prints QEMU's command line
row_25() {
    fel4 -q new p
    fel4 -C p simulate --dry-run | grep -q '^qemu-system-x86_64 '
}

# memory, processor and more arguments in [simulate] and after --
row_26() {
    fel4 -q new p
    printf '\n[simulate]\nmemory = "256M"\ncpu = "max"\narguments = ["-s"]\n' >>p/fel4.toml
    fel4 -C p simulate --dry-run -- -S | grep -q -e '-cpu max .*-m 256M .*-s -S$'
}

# AArch64 is simulated
row_27() {
    fel4 -q new p
    status 0 fel4 -C p simulate --platform qemu-arm-virt --timeout 60
    has out hello
}

# the program's status is the command's
row_28() {
    echo 'int main(void) { return 3; }' | program
    status 3 fel4 -C p simulate --timeout 30
}

# --timeout and --expect
row_29() {
    echo 'int main(void) { for (;;) { } }' | program
    status 124 fel4 -C p simulate --timeout 2
    printf '#include <stdio.h>\nint main(void) { puts("up"); for (;;) { } }' >p/src/main.c
    status 0 fel4 -C p simulate --timeout 30 --expect '^up'
}

# the output can be recorded
row_30() {
    fel4 simulate -h | grep -q -e '--log'
}

# input reaches the program
row_31() {
    printf '#include <stdio.h>\nint main(void) { return getchar() == 104 ? 0 : 9; }' | program
    echo hi | fel4 -C p simulate --timeout 30
}

# debug: gdb, symbols of kernel and program, stopped at main
row_32() {
    fel4 -q new p
    fel4 -C p debug --batch --ex bt </dev/null >out 2>&1
    has out '#0  main'
}

# gdb shows threads, capabilities and untyped memory
row_33() {
    fel4 -q new p
    fel4 -C p debug --batch --ex fel4-tcbs --ex fel4-cspace --ex fel4-untyped </dev/null >out 2>&1
    has out rootserver
    has out untyped
    has out cnode
}

# a fault report says what, where, how, in which thread
row_34() {
    echo 'int main(void) { *(volatile int *)16 = 1; return 0; }' | program
    got=0
    fel4 -C p simulate --timeout 30 >out 2>&1 || got=$?
    [ "$got" != 0 ] && [ "$got" != 124 ]
    grep -qi 'fault' out
    grep -q '0x0*10' out
}

# its backtrace has functions, files and lines
row_35() {
    echo 'int main(void) { *(volatile int *)16 = 1; return 0; }' | program
    fel4 -C p simulate --timeout 30 >out 2>&1 || true
    grep -q 'main at src/main\.c:1' out
}

# test build, simulate, deploy
row_47() {
    fel4 -q new --template property-tests p || fel4 -q new p
    fel4 -C p test build
    fel4 -C p test simulate
    fel4 -C p test deploy --dry-run
}

# property tests that shrink, with a seed to repeat them
row_48() {
    fel4 -q new --template property-tests p
    fel4 -C p test --seed 7
}

# filter, list, repeat and shuffle tests
row_49() {
    fel4 -q new --template property-tests p
    fel4 -C p test --list
    fel4 -C p test --filter rights --repeat 2 --shuffle
}

# a fault in one test fails only that one
row_50() {
    fel4 -q new p
    printf '#include <fel4/test.h>\nTEST(crash) { *(volatile int *)32 = 1; }\nTEST(next) { }' >p/test/t.c
    status 1 fel4 -C p test </dev/null
    has out 'crash ... FAILED'
    has out 'next ... ok'
}

# TAP, JUnit and JSON
row_51() {
    fel4 -q new --template property-tests p
    fel4 -C p test --format tap | grep -q '^ok 1'
    fel4 -C p test --format junit | grep -q '<testsuite'
    fel4 -C p test --format json | jq -e '.failed == 0'
}

# the same tests on the host
row_52() {
    fel4 -q new --template property-tests p
    fel4 -C p test --host >out
    has out 'test result: ok. 5 passed; 0 failed'
}

# a heap
row_61() {
    printf '#include <stdlib.h>\nint main(void) { return malloc(100000) == NULL; }' | program
    status 0 fel4 -C p simulate --timeout 30
}

# a thread in one call: TLS, IPC buffer, fault endpoint, guard page
row_62() {
    cat >main.c <<'END'
#include <fel4/fel4.h>
#include <stdio.h>

static void run(void *argument)
{
    printf("in a thread %d\n", *(int *)argument);
}

int main(void)
{
    static int answer = 42;
    struct fel4_thread *t = fel4_thread_create(run, &answer, NULL);
    if (t == NULL) {
        return 1;
    }
    fel4_thread_start(t);
    fel4_thread_join(t);
    return 0;
}
END
    program <main.c
    fel4 -C p simulate --timeout 30 | grep -q 'in a thread 42'
}

# mutexes, condition variables, semaphores, timers
row_63() {
    cat >main.c <<'END'
#include <fel4/fel4.h>
#include <fel4/sync.h>
int main(void)
{
    struct fel4_mutex m;
    struct fel4_semaphore s;
    struct fel4_condition c;
    if (!fel4_mutex_init(&m) || !fel4_semaphore_init(&s, 0) || !fel4_condition_init(&c)) {
        return 1;
    }
    fel4_mutex_lock(&m);
    uint64_t before = fel4_now();
    return fel4_sleep(FEL4_MS(30)) && fel4_now() - before >= FEL4_MS(30) &&
                   !fel4_semaphore_wait_for(&s, FEL4_MS(10)) && !fel4_mutex_lock_for(&m, 1)
               ? 0
               : 2;
}
END
    program <main.c
    status 0 fel4 -C p simulate --timeout 30
    status 0 fel4 -C p simulate --platform qemu-arm-virt --timeout 60
}

# a libc: printf with %f, qsort, setjmp
row_64() {
    cat >main.c <<'END'
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int main(void)
{
    static jmp_buf env;
    int numbers[] = {3, 1, 2};
    qsort(numbers, 3, sizeof(int), compare);
    printf("%.3f %d %s\n", strtod("2.5", NULL), numbers[0], strchr("abc", 'b'));
    if (setjmp(env) == 0) {
        longjmp(env, 1);
    }
    return 0;
}
END
    program <main.c
    status 0 fel4 -C p simulate --timeout 30
    has out "2.500 1 bc"
}

# the configuration as macros
row_65() {
    cat >main.c <<'END'
#include <autoconf.h>
#include <fel4_config.h>
#if !CONFIG_ARCH_X86_64 || !FEL4_CFG_KernelPrinting || CONFIG_NUM_PRIORITIES != 256
#error
#endif
int main(void)
{
    return 0;
}
END
    program <main.c
    status 0 fel4 -C p simulate --timeout 30
}

# names for seL4's errors
row_66() {
    grep -rq 'strerror' "$BUILD/sdk/share/fel4/lib/fel4/include"
}

# SEL4_PREFIX
row_67() {
    fel4 kernel install --platform pc99 --prefix sel4
    fel4 -q new p
    SEL4_PREFIX=$PWD/sel4 fel4 -C p simulate --timeout 30 >out 2>&1
    has out hello
}

# the install layout of seL4
row_68() {
    fel4 kernel install --platform pc99 --prefix sel4
    for file in bin/kernel.elf libsel4/include/sel4/sel4.h libsel4/include/autoconf.h \
        libsel4/include/kernel/gen_config.json libsel4/include/sel4/gen_config.h libsel4/src; do
        [ -e sel4/$file ]
    done
    grep -q 'CONFIG_SEL4_ARCH  x86_64' sel4/libsel4/include/kernel/gen_config.h
}

# doctor
row_70() {
    fel4 doctor --json | jq -e '.checks | all(.present or (.package | length > 0))'
}

# completions for bash, zsh and fish
row_71() {
    for shell in bash zsh fish; do
        fel4 completion $shell | grep -q simulate
    done
}

# man pages and help TOPIC
row_72() {
    for page in "$tree"/docs/man/*.scd; do
        scdoc <"$page" >/dev/null
    done
    fel4 help fel4.toml
}

# compile_commands.json, .clangd, a VS Code launch file
row_73() {
    fel4 -q new p
    fel4 -C p build
    jq -e '.[0].file' p/compile_commands.json
    [ -f p/.clangd ]
    fel4 -C p debug --vscode
}

# a CI file
row_74() {
    fel4 -q new p
    [ -f p/.github/workflows/ci.yml ]
}

# a list of components (SPDX) and licences
row_75() {
    fel4 -q new p
    fel4 -C p sbom >out
    jq -e .spdxVersion out
}

# the same image from two directories and umasks
row_76() {
    fel4 -q new --name p a
    fel4 -q new --name p elsewhere/b
    (umask 077 && fel4 -C a build)
    fel4 -C elsewhere/b build
    cmp a/artifacts/debug/feL4img elsewhere/b/artifacts/debug/feL4img
    cmp a/artifacts/debug/kernel elsewhere/b/artifacts/debug/kernel
}

# no build path in images
row_77() {
    fel4 -q new p
    fel4 -C p build
    ! grep -qaF "$PWD" p/artifacts/debug/feL4img p/artifacts/debug/kernel
    ! grep -qaF "$tree" p/artifacts/debug/feL4img p/artifacts/debug/kernel
}

# deployment: DFU, ISO, uImage
row_78() {
    fel4 -q new p
    fel4 -C p deploy --dry-run --platform tx1 | grep -q dfu-util
    fel4 -C p deploy --platform sabre
    fel4 -C p deploy
    [ -s p/artifacts/debug/feL4.iso ]
}
