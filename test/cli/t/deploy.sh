# SPDX-License-Identifier: BSD-2-Clause
# fel4 deploy, as far as it goes without a board.

test_deploy_tx1_by_dfu() {
    project
    status 0 fel4 -C p deploy --platform tx1 --dry-run
    has out "dfu-util --device 0955:701a -a kernel -D"
    has out "artifacts/debug/feL4img"
}

test_deploy_without_a_board() {
    project
    mkdir -p p/artifacts/debug
    : >p/artifacts/debug/feL4img
    command -v dfu-util >/dev/null || skip "dfu-util is not installed"
    status 6 fel4 -C p deploy --platform tx1 --no-build
    has err "is in DFU mode"
}

# A stand-in for dfu-util: what it lists, and how sending ends.
dfu() {
    mkdir -p bin p/artifacts/debug
    printf '#!/bin/sh\ncase $1 in\n-l) echo "%s" ;;\n*) echo "$*" >>sent; echo "%s" >&2; exit %s ;;\nesac\n' \
        "$1" "$2" "$3" >bin/dfu-util
    chmod +x bin/dfu-util
    echo image >p/artifacts/debug/feL4img
    PATH=$PWD/bin:$PATH
}

test_deploy_sends_the_image() {
    project
    dfu 'Found DFU: [0955:701a] alt=0, name="kernel"' 'Done!' 0
    status 0 fel4 -C p deploy --platform tx1 --no-build --json
    jq -e '.method == "dfu"' out
    has p/sent "--device 0955:701a -a kernel -D $PWD/p/artifacts/debug/feL4img"
}

test_deploy_that_is_not_permitted() {
    project
    dfu 'Found DFU: [0955:701a]' 'Cannot open device: LIBUSB_ERROR_ACCESS' 74
    status 6 fel4 -C p deploy --platform tx1 --no-build
    has err "LIBUSB_ERROR_ACCESS"
    has err "dfu-util ended with status 74"
    has err "udev rule"
}

test_deploy_to_another_board() {
    project
    dfu 'Found DFU: [1234:5678]' 'x' 0
    status 6 fel4 -C p deploy --platform tx1 --no-build
    has err "no board with the USB number 0955:701a is in DFU mode, but one with 1234:5678"
    [ ! -e p/sent ]
    status 7 fel4 -C p deploy --platform raspi3b
}

test_deploy_on_a_board_that_has_no_way() {
    project
    status 7 fel4 -C p deploy --platform qemu-arm-virt
    has err "does not support deployment"
}

test_deploy_dry_runs_print_what_would_be_run() {
    project
    status 0 fel4 -C p deploy --dry-run
    has out "grub-mkrescue"
    status 0 fel4 -C p deploy --dry-run --platform sabre
    has out "mkimage -O linux -T kernel"
    [ ! -e p/artifacts ]
}

test_debug_dry_run() {
    project
    status 0 fel4 -C p debug --dry-run --batch -ex "info registers" -- -smp 1
    has out "'info registers'"
    has out "-smp 1"
    has out "gdb-multiarch"
    has out "thbreak main"
}

test_debug_writes_a_launch_file() {
    project
    status 0 fel4 -C p debug --vscode
    jq -e '.configurations[0].miDebuggerPath == "gdb-multiarch"' p/.vscode/launch.json
    status 3 fel4 -C p debug --vscode
}
