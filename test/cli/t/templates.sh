# SPDX-License-Identifier: BSD-2-Clause
# Every template builds, runs and tests, in both profiles, on every board that QEMU has.

on_board() {
    needs_libraries
    [ "$1" != sabre ] || [ -e "$tree/kernel/arch/armv7/link.ld" ] ||
        skip "the SDK has no kernel for $1"
    fel4 new --list-templates | while read -r template summary; do
        [ -n "$summary" ]
        fel4 -q new --name p --template "$template" "$template"
        for profile in "" --release; do
            echo "$template $profile"
            status 0 fel4 -C "$template" simulate --platform "$1" --timeout 60 $profile </dev/null
            [ "$(grep -c . out)" -gt 0 ]
        done
        status 0 fel4 -C "$template" test --platform "$1" </dev/null
        has out "test result: ok."
    done
}

test_templates_on_pc99() {
    on_board pc99
}

test_templates_on_qemu_arm_virt() {
    on_board qemu-arm-virt
}

test_templates_on_sabre() {
    on_board sabre
}

test_client_server_isolates() {
    needs_libraries
    fel4 -q new --name p --template client-server p
    status 0 fel4 -C p simulate --timeout 60 </dev/null
    has out "client 2 ended: write fault at address 0x10"
    has out "the server's own variable is still 0"
}
