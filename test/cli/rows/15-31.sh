# SPDX-License-Identifier: BSD-2-Clause
# Rows 15-31 of the table of features; see test/cli/inventory.

# a build with nothing to do takes less than 0.3 s, and one after a change of the toml does it
row_15() {
    echo 'int main(void) { return FEL4_CFG_KernelTimeSlice; }' | program
    sed -i '1i #include <fel4_config.h>' p/src/main.c
    fel4 -C p build
    best=999999
    for try in 1 2 3; do
        began=$(date +%s%N)
        fel4 -C p build
        took=$((($(date +%s%N) - began) / 1000000))
        [ $took -ge $best ] || best=$took
    done
    echo "$best ms"
    [ $best -lt 300 ]
    fel4 -C p config set KernelTimeSlice 8
    status 8 fel4 -C p simulate --timeout 60
}

# all targets at once
row_16() {
    fel4 -q new p
    fel4 -C p build --all-targets
    for platform in pc99 qemu-arm-virt sabre; do
        [ -s p/artifacts/$platform/debug/feL4img ]
    done
}

# images for x86_64, AArch64 and ARMv7
row_17() {
    fel4 -q new p
    while read -r platform machine; do
        fel4 -C p build --platform "$platform"
        llvm-readelf-19 -h p/artifacts/debug/feL4img | grep -q "Machine: *$machine"
    done <<'END'
pc99 Advanced Micro Devices X86-64
qemu-arm-virt AArch64
sabre ARM
END
}

# debug, release and test profiles, and the project's own
row_18() {
    fel4 -q new p
    fel4 -C p build
    fel4 -C p build --release
    fel4 -C p test build
    fel4 -C p test build --release
    for profile in debug release test/debug test/release; do
        [ -s p/artifacts/$profile/feL4img ]
    done
    ! cmp -s p/artifacts/debug/kernel p/artifacts/release/kernel
    printf '[profile.bench]\ninherits = "release"\n[x86_64-sel4-fel4.bench]\nKernelTimeSlice = 4\n' >>p/fel4.toml
    fel4 -C p build --profile bench
    [ -s p/artifacts/bench/feL4img ]
    grep -q '^#define CONFIG_TIME_SLICE  4$' p/build/pc99-bench/config/include/kernel/gen_config.h
}

# artifacts are feL4img, kernel, simulate
row_19() {
    fel4 -q new p
    fel4 -C p build
    [ "$(ls p/artifacts/debug)" = "$(printf 'feL4img\nkernel\nsimulate')" ]
    [ -x p/artifacts/debug/simulate ]
    sh -c 'sleep 20 | timeout 20 p/artifacts/debug/simulate' >out 2>&1 &
    for try in $(seq 150); do
        ! grep -qs 'hello from' out || break
        sleep 0.1
    done
    has out "hello from a feL4 app!"
}

# exit codes are stable, documented, and true
row_20() {
    for code in 0 1 2 3 4 5 6 7 8 64 124; do
        fel4 help exit-status | grep -qE "^ +$code "
        scdoc <"$tree/docs/man/fel4.1.scd" | grep -qF "\\fB$code\\fR"
    done
    fel4 -q new p
    status 64 fel4 nonsense
    status 64 fel4 build --nonsense
    status 8 fel4 build
    status 8 fel4 new --template nonsense q
    status 3 fel4 new p
    status 7 fel4 -C p simulate --platform tx1
    status 5 env PATH=/nowhere "$fel4" -C p build
    status 6 fel4 -C p simulate --timeout 60 -- -nonsense
    status 124 fel4 -C p simulate --timeout 1 --no-build -- -S
    status 1 fel4 -C p simulate --timeout 60 --expect nonsense
    echo 'int main(void) { return nothing; }' >p/src/main.c
    status 4 fel4 -C p build
    echo 'KernelNonsense = 1' >>p/fel4.toml
    status 2 fel4 -C p build
}

# errors on stderr, data on stdout
row_21() {
    status 8 fel4 build
    [ ! -s out ] && [ -s err ]
    status 0 fel4 help boards
    [ -s out ] && [ ! -s err ]
    fel4 -q new p
    status 0 fel4 -v -C p build
    [ ! -s out ] && [ -s err ]
    status 0 fel4 -q -C p build
    [ ! -s out ] && [ ! -s err ]
    echo 'int main(void) { return nothing; }' >p/src/main.c
    status 4 fel4 -q -C p build
    [ ! -s out ] && grep -q 'main.c:1:25: error' err
}

# JSON from every subcommand
row_22() {
    for name in $(fel4 help --json | jq -r '.subcommands[].name'); do
        fel4 help "$name" --json | jq -e '.options | map(.name) | index("json") != null'
    done
    fel4 doctor --json | jq -e .
    fel4 new --list-templates --json | jq -e .
    fel4 new --json p | jq -e .
    for command in build "simulate --timeout 60" test "config resolve" "config diff" "config check" \
        "config get KernelFPU" sbom "debug --dry-run" "deploy --dry-run" migrate clean; do
        # shellcheck disable=SC2086
        fel4 -C p $command --json >answer
        jq -e . answer
    done
    fel4 kernel config --platform pc99 --json | jq -e .
}

# colour auto, always, never; NO_COLOR
row_23() {
    escape=$(printf '\033')
    status 64 fel4 --color=always nonsense
    has err "$escape"
    status 64 fel4 --color=never nonsense
    hasnt err "$escape"
    status 64 fel4 nonsense
    hasnt err "$escape"
    on_terminal() {
        python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$@" >out </dev/null
    }
    TERM=xterm on_terminal "$fel4" nonsense
    has out "$escape"
    NO_COLOR=1 TERM=xterm on_terminal "$fel4" nonsense
    hasnt out "$escape"
    TERM=dumb on_terminal "$fel4" nonsense
    hasnt out "$escape"
}

# simulate builds first; --no-build
row_24() {
    fel4 -q new p
    status 8 fel4 -C p simulate --no-build
    status 0 fel4 -C p simulate --timeout 30
}

# --dry-run prints QEMU's command line exactly: it runs
row_25() {
    fel4 -q new p
    fel4 -C p build
    fel4 -C p simulate --dry-run >line
    grep -q '^qemu-system-x86_64 ' line
    (cd p/artifacts && sleep 20 | timeout 20 sh ../../line) >out 2>&1 &
    for try in $(seq 150); do
        ! grep -qs 'hello from' out || break
        sleep 0.1
    done
    has out "hello from a feL4 app!"
}

# memory, processor and more arguments in [simulate], as options, and after --
row_26() {
    fel4 -q new p
    printf '\n[simulate]\nmemory = "256M"\ncpu = "max"\narguments = ["-s"]\n' >>p/fel4.toml
    fel4 -C p simulate --dry-run -- -S -smp 2 | grep -q -e '-cpu max .*-m 256M .*-s -S -smp 2$'
    fel4 -C p simulate --dry-run --memory 1G --cpu qemu64 | grep -q -e '-cpu qemu64 .*-m 1G'
    status 0 fel4 -C p simulate --timeout 60 --memory 1G
    has out "RAM 0x100000 .. 0x3ffe0000"
}

# AArch64 is simulated
row_27() {
    fel4 -q new p
    status 0 fel4 -C p simulate --platform qemu-arm-virt --timeout 60
    has out hello
}

# the program's status is the command's, and QEMU ends
row_28() {
    echo 'int main(void) { return 3; }' | program
    for platform in pc99 qemu-arm-virt sabre raspi3b; do
        status 3 fel4 -C p simulate --platform $platform --timeout 60
    done
    ! ps -eo args | grep -q "[q]emu-system.*$PWD"
}

# --timeout and --expect
row_29() {
    echo 'int main(void) { for (;;) { } }' | program
    status 124 fel4 -C p simulate --timeout 2
    printf '#include <stdio.h>\nint main(void) { puts("up"); for (;;) { } }' >p/src/main.c
    status 0 fel4 -C p simulate --timeout 30 --expect '^up'
}

# the output can be recorded, without boot messages, with times; a task has its colour
row_30() {
    printf '#include <stdio.h>\nint main(void) { puts("[ada] ready"); }\n' | program
    status 0 fel4 -C p simulate --timeout 60 --log "$PWD/log" --quiet-boot --timestamps --color=always
    grep -qE "^\\[ +[0-9.]+\\] $(printf '\033')\\[3[0-9]m\\[ada\\]$(printf '\033')\\[0m ready" out
    hasnt out "Booting"
    has log "Booting all finished"
    grep -q '^\[ada\] ready' log
}

# input reaches the program, on each architecture
row_31() {
    printf '#include <stdio.h>\nint main(void) { return getchar() == 104 ? 0 : 9; }' | program
    for platform in pc99 qemu-arm-virt sabre; do
        echo hi | fel4 -C p simulate --platform $platform --timeout 60
    done
}
