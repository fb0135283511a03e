# SPDX-License-Identifier: BSD-2-Clause
# Rows 1-14 of the table of features; see test/cli/inventory.

# new creates a project that builds at once
row_1() {
    fel4 new a
    fel4 -C a build
    [ -s a/artifacts/debug/feL4img ] && [ -s a/artifacts/debug/kernel ]
}

# at least six templates, listed; each makes a project
row_2() {
    fel4 new --list-templates --json | jq -e 'length >= 6 and all(.summary | length > 10)'
    for template in $(fel4 new --list-templates | cut -d' ' -f1); do
        fel4 -q new --template "$template" "$template"
        fel4 -q -C "$template" config check
    done
}

# new in an existing directory refuses to overwrite, also `new .`; --force adds
row_3() {
    mkdir d
    echo x >d/README.md
    status 3 fel4 new d
    (cd d && status 3 fel4 new . && rm -f out err)
    status 3 fel4 new --force d
    [ "$(cat d/README.md)" = x ] && [ "$(ls -A d)" = README.md ]
    mkdir e
    echo x >e/notes
    status 0 fel4 new --force e
    [ "$(cat e/notes)" = x ] && [ -f e/fel4.toml ]
}

# one manifest; the 66 keys of 2018 are accepted, for each of the three targets
row_4() {
    [ "$(grep -oE '^(Build|Kernel|Lib|Hardware|Link|User|Elfloader)[A-Za-z0-9]*' "$tree/test/cli/2018.toml" |
        sort -u | wc -l)" = 66 ]
    for pair in "x86_64 pc99" "armv7 sabre" "aarch64 tx1"; do
        sed "s/^target = .*/target = \"${pair% *}-sel4-fel4\"/; s/^platform = .*/platform = \"${pair#* }\"/" \
            "$tree/test/cli/2018.toml" >fel4.toml
        status 0 fel4 config check
        status 0 fel4 config resolve --release
    done
}

# values, types, ranges and dependencies of keys are checked
row_5() {
    for wrong in 'KernelFPU = "foo"' 'KernelFPU = 3' 'KernelTimeSlice = "x"' 'KernelTimeSlice = 0' \
        'KernelNumDomains = 1000' 'KernelFastpath = 1' 'KernelIPCBufferLocation = "threadID_register"' \
        'KernelPrinting = false\nKernelColourPrinting = true' 'KernelHugePage = 1979-05-27'; do
        printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\n%b\n' "$wrong" >fel4.toml
        status 2 fel4 config check
        grep -qE '^fel4.toml:[45]:[0-9]+: error: ' err
    done
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

# config get, set, explain, diff, and all that is resolved
row_8() {
    fel4 config explain KernelFPU | grep -q XSAVE
    fel4 -q new p
    fel4 -C p config resolve --json | jq -e '.KernelFPU.value == "FXSAVE"'
    fel4 -C p config set KernelTimeSlice 9
    [ "$(fel4 -C p config get KernelTimeSlice)" = 9 ]
    fel4 -C p config diff | grep -q '^KernelTimeSlice = 9 '
}

# a mismatch with the kernel's own configuration is detected
row_9() {
    printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\nKernelPlatform = "sabre"\n' >fel4.toml
    status 2 fel4 config check
    fel4 -q new p
    fel4 kernel install --platform pc99 --prefix sel4 -D KernelTimeSlice=3
    fel4 -C p config set KernelTimeSlice 9
    SEL4_PREFIX=$PWD/sel4 status 0 fel4 -C p build
    has err "KernelTimeSlice = 9 has no effect: this seL4 was built with 3"
    SEL4_PREFIX=$PWD/sel4 status 2 fel4 -C p build --platform sabre
}

# a fel4.toml of 2018 and a sel4.toml are brought up to date
row_10() {
    fel4 migrate "$tree/test/cli/2018.toml" >fel4.toml
    status 0 fel4 config check
    hasnt err "older"
    hasnt err "today"
    printf '[sel4]\n[sel4.config]\nKernelTimeSlice = 4\n[build.pc99]\n' >sel4.toml
    fel4 migrate sel4.toml >fel4.toml
    [ "$(fel4 config get KernelTimeSlice)" = 4 ]
}

# a build needs no network
row_11() {
    fel4 -q new p
    if unshare -n true 2>/dev/null; then
        unshare -n fel4 -C p build
    else
        unshare -rn fel4 -C p build
    fi
    [ -s p/artifacts/debug/feL4img ]
}

# a build needs make, clang, lld, llvm and the basic Unix tools only
row_12() {
    fel4 -q new p
    mkdir bin
    for tool in make clang-19 ld.lld-19 llvm-ar-19 llvm-objcopy-19 sh cmp sed grep; do
        ln -s "$(command -v $tool)" bin/
    done
    for tool in $(dpkg -L coreutils | grep -E '^/(usr/)?bin/'); do
        ln -sf "$tool" bin/
    done
    env -i HOME="$HOME" PATH="$PWD/bin" FEL4_CACHE="$FEL4_CACHE" "$fel4" -C p build
    [ -s p/artifacts/debug/feL4img ]
}

# gcc and clang compile programs
row_13() {
    printf '#include <stdio.h>\nint main(void) { printf("%%d\\n", __clang__ + 0); }\n' | program
    status 0 fel4 -C p simulate --cc clang --timeout 60
    has out 1
    printf '#include <stdio.h>\n#ifdef __clang__\n#error\n#endif\nint main(void) { puts(__VERSION__); }\n' >p/src/main.c
    status 0 fel4 -C p simulate --cc gcc --timeout 60
    status 4 fel4 -C p build --cc clang
}

# works from a subdirectory, with -C and with --manifest-path
row_14() {
    fel4 -q new p
    (cd p/src && fel4 config check && fel4 build)
    [ -f p/artifacts/debug/feL4img ]
    fel4 -C p clean
    fel4 -C p/src build
    [ -f p/artifacts/debug/feL4img ]
    fel4 clean --manifest-path p/fel4.toml
    fel4 build --manifest-path p/fel4.toml
    [ -f p/artifacts/debug/feL4img ]
}
