# SPDX-License-Identifier: BSD-2-Clause
# Rows 70-78 of the table of features; see test/cli/inventory.

# doctor: what is missing, how to get it, versions
row_70() {
    fel4 doctor --json | jq -e '.version and .sdk and
        (.checks | all(.present and (.version | length > 0) or (.package | length > 0)))'
    fel4 doctor --json | jq -e '.checks[] | select(.name == "clang-19") | .version | test("19")'
    status 5 env PATH=/nowhere "$fel4" doctor
    has err "sudo apt install"
    has err "clang-19"
}

# completions for bash, zsh and fish, which load
row_71() {
    for shell in bash zsh fish; do
        fel4 completion $shell >script
        has script simulate
        $shell -n script
    done
}

# man pages that man renders, all options in them; help TOPIC
row_72() {
    mkdir -p man1 man5
    for page in "$tree"/docs/man/*.scd; do
        name=$(basename "$page" .scd)
        scdoc <"$page" >"man${name##*.}/$name"
        MANWIDTH=100 man -l "man${name##*.}/$name" 2>warnings | col -b >text
        [ ! -s warnings ] && grep -q '^NAME' text && grep -q "${name%.*} - " text
    done
    for command in new build simulate test debug deploy config kernel migrate; do
        MANWIDTH=100 man -l man1/fel4-$command.1 | col -b >text
        MANWIDTH=100 man -l man1/fel4.1 | col -b >>text
        [ $command != simulate ] || MANWIDTH=100 man -l man1/fel4-build.1 | col -b >>text
        MANWIDTH=100 man -l man1/fel4-build.1 | col -b >>text
        for option in $(fel4 help $command --json | jq -r '.options[].name'); do
            grep -q -e "--$option" text || { echo "fel4-$command(1) has no --$option"; exit 1; }
        done
    done
    for topic in fel4.toml exit-status environment boards build; do
        [ "$(fel4 help $topic | wc -l)" -gt 3 ]
    done
}

# compile_commands.json, .clangd, a VS Code launch file
row_73() {
    fel4 -q new p
    fel4 -C p build
    jq -e '.[0] | (.file | endswith("src/main.c")) and .arguments[0]' p/compile_commands.json
    [ -f p/.clangd ]
    fel4 -C p debug --vscode
    jq -e '.configurations[0] | .program and .miDebuggerPath == "gdb-multiarch"' p/.vscode/launch.json
    program=$(jq -r '.configurations[0].program' p/.vscode/launch.json | sed "s,\${workspaceFolder},p,")
    [ -f "$program" ]
}

# CI files for GitHub and GitLab
row_74() {
    for service in github gitlab; do
        fel4 -q new --ci $service $service
    done
    has github/.github/workflows/ci.yml "fel4 test"
    has gitlab/.gitlab-ci.yml "fel4 test"
}

# a list of components (SPDX) and licences
row_75() {
    fel4 -q new p
    fel4 -C p sbom >out
    jq -e '.spdxVersion | startswith("SPDX-2")' out
    jq -e '.packages | length >= 3 and all(.name and .versionInfo and .licenseConcluded)' out
    jq -e '.relationships | length >= 3' out
    jq -e '.packages | map(.name) | any(test("newlib"))' out
}

# the same image from two directories, umasks and caches
row_76() {
    fel4 -q new --name p a
    fel4 -q new --name p elsewhere/b
    mkdir cache
    ln -s "$FEL4_CACHE"/newlib-* cache/
    for platform in pc99 sabre; do
        fel4 -C elsewhere/b build --platform $platform
        (umask 077 && FEL4_CACHE=$PWD/cache fel4 -C a build --platform $platform)
        cmp a/artifacts/debug/feL4img elsewhere/b/artifacts/debug/feL4img
        cmp a/artifacts/debug/kernel elsewhere/b/artifacts/debug/kernel
    done
}

# no build path in images
row_77() {
    fel4 -q new p
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 -C p build --platform $platform
        for path in "$PWD" "$tree" "$FEL4_CACHE" "$HOME/"; do
            ! grep -qaF "$path" p/artifacts/debug/feL4img p/artifacts/debug/kernel
        done
    done
}

# deployment: DFU, ISO, uImage with SD card and TFTP; --dry-run
row_78() {
    fel4 -q new p
    status 0 fel4 -C p deploy --dry-run --platform tx1
    has out "dfu-util --device 0955:701a -a kernel -D"
    [ ! -e p/artifacts ]
    status 0 fel4 -C p deploy --platform sabre
    has err "fatload mmc"
    has err "tftpboot"
    dumpimage -l p/artifacts/debug/feL4.uimage | grep -q 'ARM Linux Kernel Image'
    fel4 -C p deploy
    xorriso -indev p/artifacts/debug/feL4.iso -find /boot 2>/dev/null | grep -q feL4img
}
