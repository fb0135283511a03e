# SPDX-License-Identifier: BSD-2-Clause
# fel4 simulate, with a stand-in for QEMU: how it starts, ends, and is ended.

test_simulate_ends_with_the_programs_status() {
    project
    machine <<'END'
printf 'hello\n\033]fel4;exit=3\033\\'
exec sleep 100
END
    status 3 fel4 -C p simulate --no-build
    [ "$(cat out)" = hello ]
    [ ! -s err ]
}

test_simulate_leaves_other_escapes_alone() {
    project
    machine <<'END'
printf 'a\033[1mb\033[0m\033]x\033\033]fel4;no\033]fel4;exit=0\033\\'
exec sleep 100
END
    status 0 fel4 -C p simulate --no-build
    printf 'a\033[1mb\033[0m\033]x\033\033]fel4;no' | cmp - out
}

test_simulate_marker_in_pieces() {
    project
    machine <<'END'
for piece in 'x\033' ']fe' 'l4;ex' 'it=' '1' '2\033' '\\'; do printf "$piece"; sleep 0.02; done
exec sleep 100
END
    status 12 fel4 -C p simulate --no-build
    [ "$(cat out)" = x ]
}

test_simulate_passes_input_on() {
    project
    machine <<'END'
echo ready
read -r line
echo "got $line"
sleep 0.3
printf '\033]fel4;exit=0\033\\'
exec sleep 100
END
    echo hi >input
    got=0
    fel4 -C p simulate --no-build <input >out || got=$?
    [ "$got" = 0 ]
    has out "got hi"
}

test_simulate_timeout() {
    project
    machine <<'END'
echo $$ >pid
exec sleep 100
END
    status 124 fel4 -C p simulate --no-build --timeout 3
    has err "did not end within 3 seconds"
    soon dead "$(cat p/artifacts/pid)"
}

test_simulate_leaves_no_machine_behind() {
    project
    machine <<'END'
echo $$ >pid
exec sleep 100
END
    for signal in INT TERM HUP KILL; do
        rm -f p/artifacts/pid
        env --default-signal=INT "$fel4" -C p simulate --no-build </dev/null >out 2>err &
        pid=$!
        soon test -s p/artifacts/pid
        kill -s "$signal" $pid
        wait $pid || true
        soon dead "$(cat p/artifacts/pid)"
    done
}

test_simulate_ignores_no_termination() {
    project
    machine <<'END'
trap '' TERM
printf '\033]fel4;exit=0\033\\'
while :; do sleep 0.1; done
END
    status 0 fel4 -C p simulate --no-build
}

test_simulate_machine_that_fails() {
    project
    machine <<'END'
exit 9
END
    status 6 fel4 -C p simulate --no-build
    has err "ended with status 9 before the program did"
}

test_simulate_expect() {
    project
    machine <<'END'
echo 'value = 42'
exec sleep 100
END
    status 0 fel4 -C p simulate --no-build --timeout 30 --expect 'value = [0-9]+'
    status 124 fel4 -C p simulate --no-build --timeout 1 --expect 'value = x'
    status 64 fel4 -C p simulate --no-build --expect '('
}

test_simulate_shows_the_program_only() {
    project
    machine <<'END'
printf 'RAM 1\nBooting all finished, dropped to user space\n[ada] one\nhalf'
printf '\033]fel4;exit=0\033\\'
exec sleep 100
END
    status 0 fel4 -C p simulate --no-build --quiet-boot --log log
    printf '[ada] one\nhalf' | cmp - out
    has p/log "RAM 1"
    status 0 fel4 -C p simulate --no-build --quiet-boot --timestamps
    grep -qE '^\[ +[0-9]+\.[0-9]{3}\] \[ada\] one$' out
    hasnt out "RAM 1"
    status 0 env -u NO_COLOR fel4 -C p simulate --no-build --color=always
    grep -qE "^$(printf '\033')\[3[1-6]m\[ada\]$(printf '\033')\[0m one$" out
    [ "$(tail -c 4 out)" = half ]
}

# What was held back comes when the program never begins.
test_simulate_shows_a_boot_that_fails() {
    project
    machine <<'END'
echo 'kernel panic: no memory'
exit 3
END
    status 6 fel4 -C p simulate --no-build --quiet-boot
    has out "kernel panic: no memory"
}

test_simulate_output_that_is_no_text() {
    project
    machine <<'END'
printf 'a\200b\302\265"\001\n[not a task\n[] x\n'
printf '\033]fel4;exit=0\033\\'
exec sleep 100
END
    status 0 fel4 -C p simulate --no-build --json
    jq -se '.[0].line == "a\ufffdb\u00b5\"\u0001" and .[-1].end == "ended"' out
    status 0 fel4 -C p simulate --no-build --color=always
    printf 'a\200b\302\265"\001\n[not a task\n[] x\n' | cmp - out
}

test_simulate_dry_run_prints_the_command() {
    project
    status 0 fel4 -C p simulate --dry-run -- -s -S
    has out "qemu-system-x86_64"
    has out "-kernel debug/kernel -initrd debug/feL4img -s -S"
    [ ! -e p/build ] && [ ! -e p/artifacts ]
    status 0 fel4 -C p simulate --dry-run --release --platform qemu-arm-virt
    has out "qemu-system-aarch64"
    has out "release/feL4img"
}

test_simulate_settings_of_the_manifest() {
    project
    printf '\n[simulate]\nmemory = "1G"\ncpu = "max"\narguments = ["-smp", "1"]\n' >p/more
    sed '/^\[simulate\]/,/^$/d' p/fel4.toml >p/less
    cat p/less p/more >p/fel4.toml
    status 0 fel4 -C p simulate --dry-run
    has out "-cpu max"
    has out "-m 1G"
    status 0 fel4 -C p simulate --dry-run --memory 2G --cpu qemu64
    has out "-cpu qemu64"
    has out "-m 2G"
    has out "-smp 1"
}

test_simulate_without_qemu() {
    project
    mkdir bin
    status 5 env PATH="$PWD/bin" "$fel4" -C p simulate
    has err "qemu-system-x86_64 is not installed"
    has err "sudo apt install qemu-system-x86"
    [ ! -e p/artifacts ]
}

test_simulate_without_a_build() {
    project
    status 8 fel4 -C p simulate --no-build
    has err "build first"
}

test_simulate_on_a_board_without_simulator() {
    project
    status 7 fel4 -C p simulate --platform tx1
    has err "tx1 platform does not support simulation"
    has err "--platform qemu-arm-virt"
}

test_test_counts_results() {
    project
    mkdir -p p/test
    echo 'int t;' >p/test/t.c
    machine <<'END'
printf 'running tests\none ... ok\ntwo ... FAILED\n\tminimal input: 3\nthree ... skipped\n'
printf 'test result: FAILED. 1 passed; 1 failed\n\033]fel4;exit=1\033\\'
exec sleep 100
END
    mkdir -p p/artifacts/test/debug
    : >p/artifacts/test/debug/feL4img
    status 1 fel4 -C p test --no-build
    has out "one ... ok"
    status 1 fel4 -C p test --no-build --format tap
    has out "not ok 2 - two"
    has out "# minimal input: 3"
    status 1 fel4 -C p test --no-build --format json
    jq -e '.passed == 1 and .failed == 1 and .skipped == 1' out
    status 1 fel4 -C p test --no-build --format junit
    has out '<failure message="failed">minimal input: 3'
    status 64 fel4 -C p test --format yaml
    status 64 fel4 -C p test simulat
}
