# SPDX-License-Identifier: BSD-2-Clause
# What feL4 of 2018 had, part by part: rows a1 to a13; see test/cli/inventory.

# the command line of 2018: subcommands, their flags, help at every level, log lines
row_a1() {
    while read -r name flags; do
        status 0 fel4 "$name" -h
        status 0 fel4 "$name" --help
        status 0 fel4 help "$name"
        for flag in $flags; do
            has out "--$flag"
        done
    done <<'END'
build release tests manifest-path verbose quiet
simulate release tests manifest-path verbose quiet
deploy release tests manifest-path verbose quiet
new name verbose quiet
test release manifest-path verbose quiet
clean manifest-path verbose quiet
END
    status 0 fel4 -V
    status 0 fel4 --version
    status 0 fel4 --help
    fel4 -q new p
    for command in "build --release" "build --tests" "test build --release" clean; do
        # shellcheck disable=SC2086
        status 0 fel4 $command -v -q --manifest-path p/fel4.toml
        grep -q '^info: ' err
    done
    status 0 fel4 -C p -v build
    for line in "running: " "target build cache: $FEL4_CACHE" \
        "Output artifact path '$PWD/p/artifacts/debug'" "feL4img: '$PWD/p/artifacts/debug/feL4img'" "kernel: '$PWD/p/artifacts/debug/kernel'"; do
        has err "info: $line"
    done
    status 0 fel4 -C p -v clean
    has err "info: Removing $PWD/p/artifacts"
}

# fel4.toml of 2018: its header, its tables, its errors, each with its place
row_a2() {
    wrong() {
        printf '%b' "$1" >fel4.toml
        status 2 fel4 config check
        grep -qE "^fel4.toml:[0-9]+:[0-9]+: error: $2" err || { echo "$1"; cat err; return 1; }
    }
    status 8 fel4 config check nowhere.toml
    head='[fel4]\ntarget = "x86_64-sel4-fel4"\nplatform = "pc99"\nartifact-path = "artifacts"\ntarget-specs-path = "target_specs"\n'
    printf '%b' "$head" >fel4.toml
    status 0 fel4 config check
    wrong '[fel4\n' ''
    wrong '\n' 'the \[fel4\] table is missing'
    wrong '[fel4]\ntarget = "x86_64-sel4-fel4"\n' '\[fel4\] has no platform'
    wrong '[fel4]\nplatform = "pc99"\nartifact-path = 3\n' 'artifact-path must be a string, not a number'
    wrong '[fel4]\nplatform = "pc99"\ntarget-specs-path = true\n' 'target-specs-path must be a string'
    wrong '[fel4]\nplatform = "pc98"\n' 'unknown platform "pc98"'
    wrong '[fel4]\nplatform = "pc99"\ntarget = "i386-sel4-fel4"\n' 'unknown target'
    wrong '[fel4]\nplatform = "sabre"\ntarget = "x86_64-sel4-fel4"\n' 'the platform sabre has the target armv7'
    wrong "$head[fel4.custom]\nx = 1\n" '\[fel4\] has no key custom'
    wrong "$head[x86_64-sel4-fel4.pc99.custom]\nx = 1\n" ''
    wrong "$head[x86_64-sel4-fel4]\nKernelTimeSlice = 5\n[x86_64-sel4-fel4.debug]\nKernelTimeSlice = 5\n" \
        'KernelTimeSlice is given twice'
    wrong "$head[x86_64-sel4-fel4]\nKernelNothing = 5\n" 'unknown key KernelNothing'
    wrong "$head[x86_65-sel4-fel4]\nKernelTimeSlice = 5\n" 'unknown table'
    # Tables of other targets may be there; those of the profile not in use are checked.
    printf '%b[armv7-sel4-fel4]\nKernelTimeSlice = 5\n[x86_64-sel4-fel4.release]\nKernelTimeSlice = 6\n' "$head" >fel4.toml
    [ "$(fel4 config get KernelTimeSlice)" = 5 ] && [ "$(fel4 config get KernelTimeSlice --release)" = 6 ]
}

# new: what a project has, in C form; it refuses an existing directory
row_a3() {
    status 0 fel4 new p
    for file in fel4.toml src/main.c test/fel4_test.c .gitignore README.md .clangd; do
        [ -s p/$file ]
    done
    for target in x86_64 armv7 aarch64; do
        has p/fel4.toml "[$target-sel4-fel4]"
    done
    status 3 fel4 new p
    status 0 fel4 new --name other q
    has q/fel4.toml 'name = "other"'
    status 64 fel4 new
    fel4 -C p config set fel4.target-specs-path target_specs
    mkdir p/target_specs
    printf 'cpu = "westmere"\ncflags = ["-DSPEC"]\n' >p/target_specs/x86_64-sel4-fel4.toml
    printf '#if !defined(SPEC) || !defined(__PCLMUL__)\n#error\n#endif\nint main(void) { return 0; }\n' >p/src/main.c
    fel4 -C p build
}

# build: deterministic configuration, the program's macros, artifacts per profile, last good image kept
row_a4() {
    fel4 -q new p
    for profile in "" --release; do
        status 0 fel4 -C p build $profile
        status 0 fel4 -C p test build $profile
    done
    for profile in debug release test/debug test/release; do
        for file in feL4img kernel simulate; do
            [ -s p/artifacts/$profile/$file ]
        done
    done
    llvm-readelf-19 -h p/artifacts/debug/kernel | grep -q ELF32
    cp -r p/build/pc99-debug/config config
    fel4 -C p clean
    fel4 -C p build
    diff -r config p/build/pc99-debug/config
    grep -q '^#define FEL4_CFG_KernelFPU "FXSAVE"$' config/include/fel4_config.h
    grep -q '^#define CONFIG_KERNEL_X86_FPU  FXSAVE$' config/include/kernel/gen_config.h ||
        grep -q '^#define CONFIG_FXSAVE  1$' config/include/kernel/gen_config.h
    status 0 fel4 -C p build --platform tx1
    [ -s p/artifacts/debug/feL4img ] && [ ! -e p/artifacts/debug/simulate ]
    ! head -c 4 p/artifacts/debug/feL4img | grep -q ELF
    status 0 fel4 -C p build --platform sabre
    head -c 4 p/artifacts/debug/feL4img | grep -q ELF
}

# the root task starts: argv, environment, bootinfo, constructors; returning from main ends it
row_a5() {
    cat >main.c <<'END'
#include <fel4/fel4.h>
#include <stdio.h>
#include <string.h>
static int constructed;
__attribute__((constructor)) static void construct(void)
{
    constructed = 1;
}
int main(int argc, char **argv)
{
    seL4_BootInfo *info = seL4_GetBootInfo();
    if (argc != 1 || strcmp(argv[0], "p") != 0 || !constructed || info == NULL ||
        info->untyped.start >= info->untyped.end || seL4_GetIPCBuffer() != info->ipcBuffer) {
        return 1;
    }
    return 0;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        status 0 fel4 -C p simulate --platform $platform --timeout 60
    done
}

# simulate: QEMU's command lines of 2018, the processor's features after the keys; tx1 is refused
row_a6() {
    fel4 -q new p
    fel4 -C p simulate --dry-run >out
    for part in qemu-system-x86_64 "-cpu Nehalem" -vme +pdpe1gb -xsave -fsgsbase -invpcid "-m 512" \
        "-serial mon:stdio" "-kernel debug/kernel" "-initrd debug/feL4img"; do
        has out "$part"
    done
    fel4 -C p simulate --dry-run -D KernelFPU=XSAVE -D KernelHugePage=false -D KernelFSGSBase=inst >out
    for part in +xsave +fsgsbase -pdpe1gb; do
        has out "$part"
    done
    for pair in generic:qemu64 westmere:Westmere sandy:SandyBridge ivy:IvyBridge haswell:Haswell \
        broadwell:Broadwell skylake:Skylake; do
        fel4 -C p simulate --dry-run -D KernelX86MicroArch=${pair%:*} | grep -q -e "-cpu ${pair#*:}"
    done
    fel4 -C p simulate --dry-run --platform sabre >out
    for part in "qemu-system-arm" "-machine sabrelite" "1024M" "-serial null -serial mon:stdio" \
        "-kernel debug/feL4img"; do
        has out "$part"
    done
    status 7 fel4 -C p simulate --platform tx1
    has err "The tx1 platform does not support simulation" || has err "the tx1 platform does not support simulation"
}

# the harness's output of 2018: running, NAME ... ok, FAILED with the least input, test result
row_a7() {
    fel4 -q new p
    status 0 fel4 -C p test
    for name in test_message_info_predictability test_cap_rights_predictability; do
        grep -qx "$name ... ok" out
    done
    grep -qx 'test result: ok. 2 passed; 0 failed' out
    printf '#include <fel4/test.h>\nPROPERTY(bad) { ANY(n, 50); CHECK(n < 9); }\n' >p/test/bad.c
    status 1 fel4 -C p test
    grep -qx 'bad ... FAILED' out
    grep -q "^$(printf '\t').*n = 9" out
    grep -qx 'test result: FAILED. 2 passed; 1 failed' out
    status 1 fel4 -C p test --release -D KernelPrinting=false
    grep -qx 'test result: FAILED. 2 passed; 1 failed' out
}

# deploy to the TX1 by dfu-util, with what to type in its U-Boot; other boards say that they cannot
row_a8() {
    fel4 -q new p
    status 0 fel4 -C p deploy --dry-run --platform tx1 --release
    has out "dfu-util --device 0955:701a -a kernel -D $PWD/p/artifacts/release/feL4img"
    status 6 fel4 -C p deploy --platform tx1
    has err 'setenv dfu_alt_info "kernel ram 0x83000000 0x1000000"'
    has err 'dfu 0 ram 0; go 0x83000000'
    status 7 fel4 -C p deploy --platform qemu-arm-virt
    has err "does not support deployment"
}

# clean removes what was built and nothing else
row_a9() {
    fel4 -q new p
    find p -type f ! -path '*/.git/*' -exec sha256sum {} + | sort >before
    fel4 -C p build
    fel4 clean --manifest-path p/fel4.toml
    find p -type f ! -path '*/.git/*' -exec sha256sum {} + | sort | diff before -
    status 0 fel4 -C p clean
}

# libsel4: the headers and names of 2018's bindings compile, and its assertion ends the program
row_a10() {
    cat >main.c <<'END'
#include <sel4/types.h>
#include <sel4/macros.h>
#include <sel4/syscalls.h>
#include <sel4/invocation.h>
#include <sel4/bootinfo.h>
#include <sel4/faults.h>
#include <sel4/deprecated.h>
#include <sel4/constants.h>
#include <sel4/sel4.h>
#include <assert.h>
#include <string.h>
_Static_assert(seL4_WordBits == 8 * sizeof(seL4_Word) && seL4_MsgMaxLength == 120, "words");
int main(void)
{
    char text[8];
    seL4_DebugPutString("out by the kernel\n");
    if (*stpcpy(text, "abc") != 0 || strcmp(strcpy(text, "xy"), "xy") != 0) {
        return 1;
    }
    assert(text[0] == 'z');
    return 0;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        status 134 fel4 -C p simulate --platform $platform --timeout 60
        has out "out by the kernel"
        has out 'assertion "text[0] == '
        has out 'file "src/main.c", line 20'
    done
}

# the reference application: bootinfo printed, two threads, ten messages, faults told by badge
row_a11() {
    cp -r "$tree/examples/thread-demo" demo
    rm -rf demo/build demo/artifacts
    for platform in sabre pc99 qemu-arm-virt; do
        fel4 -C demo simulate --platform $platform --timeout 60 >out || true
        for line in "bootinfo.empty.start = " "bootinfo.empty.end = " "bootinfo.userImageFrames.start = " \
            "bootinfo.untypedList" "  length = " "thread_a::run()" "thread_a::ep_cap = 0x" \
            "thread_b::run()" "thread_b::done" "thread_a::done" "!!! thread faulted - badge = 0xA !!!" \
            "!!! thread faulted - badge = 0xB !!!" "Dumping all tcbs!"; do
            has out "$line"
        done
        [ "$(grep -c 'thread_b::got msg from A, sending reply' out)" = 10 ]
        grep -qE '\[0 \| [0-9]+\] paddr = 0x[0-9a-f]+ - size_bits = [0-9]+ - is_device = [01]' out
    done
}

# cargo-fel4's own tests: new, build, test build, clean, on all targets
row_a12() {
    for platform in pc99 sabre tx1; do
        fel4 -q new --name p $platform
        sed -i "s/^platform = \"pc99\"/platform = \"$platform\"/" $platform/fel4.toml
        fel4 -C $platform build
        fel4 -C $platform test build
        for profile in debug test/debug; do
            [ -s $platform/artifacts/$profile/feL4img ] && [ -s $platform/artifacts/$profile/kernel ]
            [ $platform = tx1 ] || [ -x $platform/artifacts/$profile/simulate ]
        done
        fel4 -C $platform clean
        [ ! -e $platform/artifacts ]
    done
}

# the defects of 2018 are not there: status, stderr, release builds, stacks, faults, ends, AArch64
row_a13() {
    status 8 fel4 build
    [ ! -s out ] && [ -s err ]
    status 8 fel4 -q build
    [ -s err ]
    fel4 -q new p
    status 0 fel4 -C p simulate --release --timeout 60
    status 0 fel4 -C p test --release
    status 0 fel4 -C p simulate --platform qemu-arm-virt --timeout 60
    printf '#include <fel4/test.h>\nTEST(bad) { CHECK(0); }\n' >p/test/bad.c
    status 1 fel4 -C p test
    (cd p/src && status 0 fel4 build && rm -f out err)
    fel4 clean --manifest-path p/fel4.toml
    [ ! -e p/build ]
    printf '_Static_assert(sizeof(long) == sizeof(void *), "long");\nint main(void) { return 0; }\n' >p/src/main.c
    status 0 fel4 -C p build
    status 0 fel4 -C p build --platform sabre
}
