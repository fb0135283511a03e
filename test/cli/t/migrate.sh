# SPDX-License-Identifier: BSD-2-Clause
# fel4 migrate: files of older tools.

test_migrate_a_file_of_2018() {
    status 0 fel4 migrate "$tree/test/cli/2018.toml"
    cp out fel4.toml
    has out '# KernelFPUMaxRestoresSinceSwitch = 64 # no effect: '
    has out 'KernelSel4Arch = "x86_64"'
    hasnt out "KernelX86Sel4Arch"
    has err "keys of an older seL4"
    [ "$(wc -l <out)" = "$(wc -l <"$tree/test/cli/2018.toml")" ]
    for board in pc99 sabre tx1; do
        status 0 fel4 config check --platform $board
        hasnt err "today"
        hasnt err "no effect: "
    done
    fel4 migrate fel4.toml 2>err | cmp - fel4.toml
    has err "0 keys"
    status 3 fel4 migrate fel4.toml --output fel4.toml
    status 0 fel4 migrate fel4.toml --output fresh.toml
    cmp fresh.toml fel4.toml
    fel4 migrate --json | jq -e '.text | length > 1000'
}

test_migrate_keeps_the_newer_of_two_keys() {
    printf '[fel4]\r\nplatform = "pc99"\r\n[x86_64-sel4-fel4]\r\nKernelX86Sel4Arch = "x86_64"\r\nKernelSel4Arch = "x86_64"\r\n' >fel4.toml
    status 0 fel4 migrate --output new.toml
    grep -q "^# KernelX86Sel4Arch = \"x86_64\" # KernelSel4Arch is here already$(printf '\r')\$" new.toml
    status 0 fel4 config check new.toml
}

test_migrate_a_file_of_selfe() {
    cat >sel4.toml <<'END'
[sel4]
kernel = { git = "nowhere", rev = "1" }
[sel4.config]
KernelRetypeFanOutLimit = 128
KernelNoSuchThing = 3
[sel4.config.x86]
KernelFPU = "FXSAVE"
[sel4.config.arm]
KernelTimeSlice = 9
[sel4.config.debug]
KernelPrinting = true
[sel4.config.release]
KernelPrinting = false
[sel4.config.pc99]
KernelHugePage = false
[build.pc99]
cross_compiler_prefix = ""
END
    status 0 fel4 migrate sel4.toml
    has err "sel4.toml:5:1: note: KernelNoSuchThing is left out"
    cp out fel4.toml
    status 0 fel4 config check
    [ "$(fel4 config get KernelRetypeFanOutLimit)" = 128 ]
    [ "$(fel4 config get KernelHugePage)" = false ]
    [ "$(fel4 config get KernelPrinting --release)" = false ]
    [ "$(fel4 config get KernelTimeSlice)" = 5 ]
    fel4 migrate sel4.toml --platform sabre >fel4.toml
    [ "$(fel4 config get KernelTimeSlice)" = 9 ]
    sed -i '/build/,$d' sel4.toml
    status 2 fel4 migrate sel4.toml
    has err "--platform"
    status 8 fel4 migrate nowhere.toml
    printf '[sel4\n' >sel4.toml
    status 2 fel4 migrate sel4.toml
    has err "sel4.toml:1:"
}
