# SPDX-License-Identifier: BSD-2-Clause
# --json: every subcommand answers a program, with data or with its messages.

test_every_subcommand_takes_json() {
    for name in $(fel4 help --json | jq -r '.subcommands[].name'); do
        fel4 help "$name" --json | jq -e '.options | map(.name) | index("json") != null'
    done
    fel4 help --json | jq -e '.topics | map(.name) | index("exit-status") != null'
    fel4 help exit-status --json | jq -e '.text | contains("124")'
    fel4 help boards --json | jq -e 'map(.name) | index("sabre") != null'
    fel4 completion --json | jq -e '. == ["bash", "zsh", "fish"]'
}

test_messages_as_json() {
    printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\nKernelFastpaht = true\n' >fel4.toml
    for command in "config check" "config resolve" build "simulate --no-build" "test build" deploy \
        "debug --dry-run" clean sbom; do
        # clean and sbom do not look at the keys, so they may succeed
        # shellcheck disable=SC2086
        fel4 $command --json >out 2>err || true
        jq -e . out
    done
    status 2 fel4 build --json
    jq -e '.status == 2 and .errors == 1' out
    jq -e '.messages[0] | .kind == "error" and .file == "fel4.toml" and .line == 4' out
    jq -e '.messages[1].message == "did you mean KernelFastpath?"' out
    rm fel4.toml
    status 8 fel4 build --json
    jq -e '.status == 8 and (.messages[0] | has("line") | not)' out
}

test_results_as_json() {
    status 0 fel4 new --json --name p p
    jq -e '.name == "p" and .template == "hello" and (.path | endswith("/p"))' out
    status 0 fel4 -C p config check --json
    jq -e '.errors == 0 and .messages == []' out
    status 0 fel4 -C p config explain --json
    jq -e 'length > 100 and all(.key and .help and .type)' out
    status 0 fel4 -C p simulate --dry-run --json
    jq -e '.command[0] == "qemu-system-x86_64" and (.directory | endswith("p/artifacts"))' out
    status 0 fel4 -C p debug --dry-run --json -ex bt
    jq -se 'length == 2 and (.[1].command | index("bt") != null)' out
    status 0 fel4 -C p deploy --dry-run --json --platform tx1
    jq -e '.command[0] == "dfu-util"' out
    status 0 fel4 -C p debug --vscode --json
    jq -e '.file | endswith(".vscode/launch.json")' out
}

test_builds_as_json() {
    needs_libraries
    project
    status 0 fel4 -v -C p build --json
    jq -e '.platform == "pc99" and .profile == "debug" and .size > 1000' out
    [ -s "$(jq -r .feL4img out)" ] && [ -s "$(jq -r .kernel out)" ]
    status 0 fel4 -C p simulate --json --timeout 60 </dev/null
    jq -se '.[-1] | .end == "ended" and .status == 0' out
    jq -se 'map(.line) | index("hello from a feL4 app!") != null' out
    status 0 fel4 -C p test --json </dev/null
    jq -e '.failed == 0 and .passed == 2' out
    status 0 fel4 -C p deploy --json --platform sabre
    jq -e '.method == "uimage"' out
    status 0 fel4 -C p clean --json
    jq -e '.removed | length == 3' out
    status 0 fel4 kernel install --platform pc99 --prefix sel4 --json
    [ -s "$(jq -r .kernel out)" ]
}
