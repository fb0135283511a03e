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
