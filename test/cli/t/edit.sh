# SPDX-License-Identifier: BSD-2-Clause
# fel4 config get and set: one value changes, and all else in fel4.toml stays.

test_config_get_shows_what_is_in_force() {
    project
    [ "$(fel4 -C p config get KernelTimeSlice)" = 5 ]
    [ "$(fel4 -C p config get KernelDebugBuild --release)" = false ]
    [ "$(fel4 -C p config get program.stack)" = 64K ]
    [ "$(fel4 -C p config get program.sources)" = 'src/**/*.c' ]
    fel4 -C p config get KernelTimeSlice --json | jq -e '.value == "5"'
    status 8 fel4 -C p config get simulate.memory
    status 64 fel4 -C p config get KernelTimeSlize
    has err "did you mean KernelTimeSlice?"
    status 64 fel4 -C p config get program.stak
    has err "did you mean program.stack?"
    status 64 fel4 -C p config get
    status 64 fel4 -C p config set KernelTimeSlice
}

test_config_set_changes_one_line() {
    project
    cp p/fel4.toml before
    status 0 fel4 -C p config set program.stack 128K
    [ "$(diff before p/fel4.toml | grep -c '^[<>]')" = 2 ]
    has p/fel4.toml 'stack = "128K"'
    cp p/fel4.toml before
    (cd p/src && fel4 config set KernelTimeSlice 7)
    [ "$(diff before p/fel4.toml)" = "$(printf '17a18\n> KernelTimeSlice = 7')" ]
    fel4 -C p config set KernelPrinting off --release || true
    status 0 fel4 -C p config set KernelPrinting OFF --release
    fel4 -C p config resolve --release --json | jq -e '.KernelPrinting.value == false'
    fel4 -C p config resolve --json | jq -e '.KernelPrinting.value'
    status 0 fel4 -C p config set simulate.memory 1G
    status 0 fel4 -C p config set program.cflags -- '-O3 -DX=1'
    [ "$(fel4 -C p config get program.cflags)" = "$(printf -- '-O3\n-DX=1')" ]
    status 0 fel4 -C p config set program.cflags '[]'
    status 0 fel4 -C p config check
}

# Comments, order, line ends, a byte order mark and other people's layout stay.
test_config_set_keeps_the_rest() {
    {
        printf '\357\273\277[fel4] # h\303\251ad\r\n'
        printf 'platform   =  "pc99"   # the "board"\r\n'
        printf '[program]\r\nsources = [ # two\r\n  "src/*.c", # ] no end\r\n  "b.c" ]\r\n\r\n# end\r\n'
    } >fel4.toml
    status 0 fel4 config set fel4.platform sabre
    status 0 fel4 config set program.heap 2M
    status 0 fel4 config set program.sources "a.c b.c"
    {
        printf '\357\273\277[fel4] # h\303\251ad\r\n'
        printf 'platform   =  "sabre"   # the "board"\r\n'
        printf '[program]\r\nsources = ["a.c", "b.c"]\r\nheap = "2M"\r\n\r\n# end\r\n'
    } | cmp - fel4.toml
    printf 'fel4.platform = "pc99"\n[x86_64-sel4-fel4.pc99]\nKernelHugePage = true' >fel4.toml
    status 0 fel4 config set KernelHugePage false
    status 0 fel4 config set KernelTimeSlice 3
    printf 'fel4.platform = "pc99"\n[x86_64-sel4-fel4.pc99]\nKernelHugePage = false\n\n' >wanted
    printf '[x86_64-sel4-fel4]\nKernelTimeSlice = 3\n' >>wanted
    cmp wanted fel4.toml
}

test_config_set_refuses_what_is_wrong() {
    project
    cp p/fel4.toml before
    for change in "KernelFPU foo" "KernelTimeSlice x" "KernelNumDomains 0" "fel4.platform pc98" \
        "program.stack much" "fel4.artifact-path ../x" "KernelX86Sel4Arch ia32" "nonsense 1"; do
        # shellcheck disable=SC2086
        if fel4 -C p config set $change 2>err; then
            echo "accepted: $change"
            return 1
        fi
        cmp before p/fel4.toml
    done
    fel4 -C p config set KernelFPU foo 2>err || true
    has err 'KernelFPU = "foo"'
    has err "fel4.toml was not changed"
    # a table that no line can be added to
    printf 'fel4 = { platform = "pc99" }\n' >fel4.toml
    cp fel4.toml before
    status 2 fel4 config set fel4.artifact-path out
    cmp before fel4.toml
    status 0 fel4 config set fel4.platform sabre
    [ "$(cat fel4.toml)" = 'fel4 = { platform = "sabre" }' ]
}
