# SPDX-License-Identifier: BSD-2-Clause
# fel4.toml: what is accepted, and the messages for what is not.

# Each file of test/cli/bad has its messages beside it.
test_bad_manifests_are_explained() {
    bad=0
    for file in "$tree"/test/cli/bad/*.toml; do
        cp "$file" fel4.toml
        status 2 fel4 config check || bad=1
        cmp -s err "${file%.toml}.err" || {
            echo "$file:"
            diff "${file%.toml}.err" err || bad=1
        }
        grep -qE '^fel4\.toml:[0-9]+:[0-9]+: error: ' err || bad=1
    done
    [ "$bad" = 0 ]
}

test_bad_manifests_leave_nothing_behind() {
    for file in "$tree"/test/cli/bad/*.toml; do
        cp "$file" fel4.toml
        status 2 fel4 build
        rm -f out err fel4.toml
        [ -z "$(ls)" ]
    done
}

test_no_manifest() {
    status 8 fel4 build
    has err "fel4 new PATH"
}

test_manifest_is_a_directory() {
    mkdir fel4.toml
    status 3 fel4 build
}

# What people's editors write is read; what is no file of a sensible size is not.
test_forms_of_a_manifest() {
    printf '\357\273\277[fel4]\r\nplatform = "pc99"\r\n' >fel4.toml
    status 0 fel4 config check
    printf '[fel4]\nplatform = "pc99"' >fel4.toml
    status 0 fel4 config check
    mkfifo pipe
    cat fel4.toml >pipe &
    status 0 fel4 config check pipe
    wait
    { cat fel4.toml && yes '# nothing' | head -n 200000; } >long.toml
    status 0 fel4 config check long.toml
    status 3 fel4 config check /dev/zero
    has err "too large" || has err "too big" || has err "File too large"
    status 3 fel4 config check /
}

test_many_errors_are_cut_off() {
    {
        printf '[fel4]\nplatform = "pc99"\n[x86_64-sel4-fel4]\n'
        seq -f 'Kernel%g = 1' 3000
    } >fel4.toml
    status 2 fel4 config check
    [ "$(grep -c 'error: unknown key' err)" = 100 ]
    [ "$(tail -n 1 err)" = "2900 more errors are not shown" ]
    fel4 config check --json 2>err | jq -e '.errors == 3000'
    printf '[fel4]\nplatform = "%s"\n' "$(head -c 100000 /dev/zero | tr '\0' x)" >fel4.toml
    status 2 fel4 config check
    [ "$(wc -c <err)" -lt 1000 ]
}

test_target_specs() {
    needs_libraries
    project
    cat >p/src/main.c <<'END'
#if (defined(__x86_64__) && (!defined(__AVX2__) || SPEC != 1)) || (defined(__arm__) && defined(SPEC))
#error
#endif
int main(void) { return 0; }
END
    fel4 -C p config set fel4.target-specs-path target_specs
    mkdir p/target_specs
    echo '{}' >p/target_specs/x86_64-sel4-fel4.json
    status 4 fel4 -C p build
    spec=p/target_specs/x86_64-sel4-fel4.toml
    printf 'cpu = "haswell"\ncflags = ["-DSPEC=1"]\nldflags = ["--defsym=spec=5"]\n' >$spec
    status 0 fel4 -C p build
    llvm-nm-19 p/build/pc99-debug/program.elf | grep -q '0000005 A spec'
    status 0 fel4 -C p build --platform sabre
    printf 'cpu = 3\ncflag = []\nlinker-script = "nowhere.ld"\n' >$spec
    status 2 fel4 -C p build
    has err "target_specs/x86_64-sel4-fel4.toml:1:7: error: cpu must be"
    has err "target_specs/x86_64-sel4-fel4.toml:2:1: error: unknown key cflag"
    has err "target_specs/x86_64-sel4-fel4.toml:3:17: error: there is no"
    printf 'SECTIONS { .own 0x900000 : { *(.own) } }\nINSERT AFTER .bss;\n' >p/target_specs/own.ld
    printf 'cpu = "haswell"\ncflags = ["-DSPEC=1"]\nlinker-script = "own.ld"\n' >$spec
    echo '__attribute__((section(".own"), used)) int own = 1;' >>p/src/main.c
    status 0 fel4 -C p build
    llvm-nm-19 p/build/pc99-debug/program.elf | grep -q '0000900000 . own'
}

test_missing_source() {
    mkdir p
    printf '[fel4]\nplatform = "pc99"\n[program]\nsources = ["nowhere.c"]\n' >p/fel4.toml
    status 8 fel4 -C p build
    has err "nowhere.c does not exist"
}

test_no_source_at_all() {
    mkdir p
    printf '[fel4]\nplatform = "pc99"\n' >p/fel4.toml
    status 8 fel4 -C p build
    has err "no source file matches"
    [ "$(ls p)" = fel4.toml ]
}

test_directory_names_that_make_cannot_handle() {
    mkdir -p "a b/src"
    printf '[fel4]\nplatform = "pc99"\n' >"a b/fel4.toml"
    echo 'int main(void) { return 0; }' >"a b/src/main.c"
    status 3 fel4 -C "a b" build
    has err "make cannot handle"
}

test_manifest_of_2018_is_accepted() {
    cp "$tree/test/cli/2018.toml" fel4.toml
    status 0 fel4 config check
    has err "KernelX86Sel4Arch is called KernelSel4Arch today"
    has err "KernelFPUMaxRestoresSinceSwitch has no effect"
    for pair in "armv7-sel4-fel4 sabre" "aarch64-sel4-fel4 tx1"; do
        sed "s/^target = .*/target = \"${pair% *}\"/; s/^platform = .*/platform = \"${pair#* }\"/" \
            "$tree/test/cli/2018.toml" >fel4.toml
        status 0 fel4 config check
    done
}

test_keys_that_one_architecture_cannot_have() {
    printf '[fel4]\nplatform = "pc99"\n[armv7-sel4-fel4]\nKernelArmExportPCNTUser = true\n' >fel4.toml
    status 2 fel4 config check
    has err "fel4.toml:4:27: error: KernelArmExportPCNTUser = true is not supported"
    sed -i 's/armv7/aarch64/' fel4.toml
    status 0 fel4 config check
    status 0 fel4 config resolve -D KernelArmExportPCNTUser=true --platform qemu-arm-virt
    status 2 fel4 config resolve -D KernelArmExportPCNTUser=true --platform sabre
    fel4 config explain KernelArmExportPCNTUser | grep -q 'but not   true on armv7'
}

test_values_come_from_the_right_table() {
    project
    cat >p/fel4.toml <<'END'
[fel4]
platform = "pc99"
[x86_64-sel4-fel4]
KernelTimeSlice = 7
[x86_64-sel4-fel4.debug]
KernelNumDomains = 2
[x86_64-sel4-fel4.release]
KernelNumDomains = 4
[x86_64-sel4-fel4.pc99]
KernelHugePage = false
[armv7-sel4-fel4]
KernelTimeSlice = 9
END
    fel4 -C p config resolve --json >debug.json
    jq -e '.KernelTimeSlice.value == 7 and .KernelNumDomains.value == 2' debug.json
    jq -e '.KernelHugePage.value == false and .KernelPrinting.value' debug.json
    jq -e '.KernelHugePage.from == "[x86_64-sel4-fel4.pc99]"' debug.json
    fel4 -C p config resolve --json --release >release.json
    jq -e '.KernelNumDomains.value == 4 and .KernelPrinting.value == false' release.json
    fel4 -C p config resolve --json --platform sabre >sabre.json
    jq -e '.KernelTimeSlice.value == 9 and (has("KernelHugePage") | not)' sabre.json
    fel4 -C p config resolve --json -D KernelTimeSlice=3 -D KernelFastpath=OFF >define.json
    jq -e '.KernelTimeSlice.value == 3 and .KernelFastpath.value == false' define.json
}

test_config_diff_shows_what_was_changed() {
    project
    echo '[x86_64-sel4-fel4.pc99]
KernelTimeSlice = 6' >>p/fel4.toml
    status 0 fel4 -C p config diff
    has out "KernelTimeSlice = 6"
    hasnt out KernelFastpath
}

test_config_explain() {
    status 0 fel4 config explain KernelFPU
    has out "FXSAVE"
    has out "CONFIG_KERNEL_X86_FPU"
    status 64 fel4 config explain KernelFPV
    has err "did you mean KernelFPU?"
}

test_every_key_is_explained() {
    fel4 config explain | while read -r key help; do
        [ -n "$help" ]
        fel4 config explain "$key" >/dev/null
    done
}

# The kernel's configuration is seL4's own, for each of its stock configurations.
test_stock_configurations_equal_sel4s() {
    abi=$tree/../shared/abi
    [ -d "$abi" ] || skip "the recorded configurations are not here"
    equal() {
        fel4 kernel config --platform "$2" ${3:-} |
            jq -S 'with_entries(select(.value != false))' >ours
        jq -S .config "$abi/$1.json" >theirs
        diff theirs ours
    }
    equal x86_64-pc99-debug pc99
    equal x86_64-pc99-release pc99 --release
    equal aarch64-qemu-virt qemu-arm-virt
    equal aarch64-tx1 tx1
    equal armv7-sabre sabre
}

test_bad_defines_are_explained() {
    project
    status 2 fel4 -C p config resolve -D KernelTimeSlce=3
    has err "did you mean KernelTimeSlice?"
    status 2 fel4 -C p config resolve -D KernelTimeSlice=x
    has err "must be a number"
    status 64 fel4 -C p config resolve --platform pc98
}

# A stand-in for an installed seL4: the configuration of one.
prefix() {
    mkdir -p sel4/bin sel4/libsel4/include/kernel sel4/libsel4/include/sel4 sel4/libsel4/src
    fel4 kernel config --platform "$@" >sel4/libsel4/include/kernel/gen_config.json
    echo '{"LIB_SEL4_USE_THREAD_LOCALS": true}' >sel4/libsel4/include/sel4/gen_config.json
    export SEL4_PREFIX=$PWD/sel4
}

test_sel4_prefix_gives_the_values() {
    project
    prefix pc99 --release
    printf '\n[x86_64-sel4-fel4.pc99]\nKernelTimeSlice = 9\n' >>p/fel4.toml
    fel4 -C p build 2>err || true
    has err "KernelTimeSlice = 9 has no effect: this seL4 was built with 5"
    has p/build/pc99-sel4-debug/config/include/fel4_config.h "FEL4_CFG_KernelPrinting 0"
    [ ! -e p/build/pc99-sel4-debug/config/include/autoconf.h ]
}

test_sel4_prefix_of_another_board() {
    project
    prefix sabre
    status 2 fel4 -C p build
    has err "CONFIG_PLAT = imx6; pc99 needs pc99"
}

test_sel4_prefix_without_sel4() {
    project
    SEL4_PREFIX=$PWD/nowhere
    export SEL4_PREFIX
    status 8 fel4 -C p build
    has err "there is no seL4 in"
    prefix pc99
    echo '{' >sel4/libsel4/include/kernel/gen_config.json
    status 2 fel4 -C p build
    has err "gen_config.json:2:"
}
