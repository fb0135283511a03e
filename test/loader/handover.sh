# SPDX-License-Identifier: BSD-2-Clause
# Sourced by test/loader/run: our loader hands over to a kernel that only says what it got, and a
# loader written from the specification alone starts our kernel. AArch64, in QEMU's virt machine.

target="--target=aarch64-none-elf -ffreestanding -nostdlib"
image=$work/qemu-arm-virt.elf

# range FILE: where our loader put it: `start end`.
range() {
    tr -d '\r' <"$work/ours.log" | sed -n "s/^  $1 0x\([0-9a-f]*\) \.\. 0x\([0-9a-f]*\)$/0x\1 0x\2/p"
}

# said NAME: the value that the foreign kernel printed.
said() {
    tr -d '\r' <"$log" | sed -n "s/^$1=0*\([0-9a-f]\)/0x\1/p"
}

# is NAME VALUE WHAT: what the foreign kernel got is this.
is() {
    [ "$(($(said "$1")))" = "$(($2))" ]
    verdict "$level: $3: $1 is $(printf 0x%x $(($2)))" "$log"
}

# lowest ELF: the lowest virtual address of its segments.
lowest() {
    llvm-readelf-19 -lW "$1" | awk '$1 == "LOAD" { print $3 }' | sort | head -n 1
}

entry_of() {
    llvm-readelf-19 -hW "$1" | sed -n 's/.*Entry point address: *//p'
}

# At EL1 and from EL2, where the loader starts on most boards.
foreign_kernel() {
    level=$1
    log=$work/foreign-kernel-$level.log
    shift
    # shellcheck disable=SC2086
    shows "$log" "^done=" qemu-system-aarch64 -cpu cortex-a53 -m 1024 -display none \
        -serial "file:$log" -kernel "$work/demo/artifacts/debug/feL4img" "$@"
    verdict "$level: our loader starts another kernel" "$log"
    cp "$log" "$work/ours.log"
    user=$(range rootserver) tree=$(range kernel.dtb)
    program=$work/demo/build/qemu-arm-virt-sel4-debug/program.elf
    is user-start "${user% *}" "X0, where the loader said it put the root task"
    is user-end "${user#* }" "X1"
    is offset "${user% *} - $(lowest "$program")" "X2"
    is entry "$(entry_of "$program")" "X3"
    is dtb "${tree% *}" "X4"
    is dtb-size "${tree#* } - ${tree% *}" "X5"
    is tree-magic 0xd00dfeed "a device tree is there"
    is level 4 "EL1"
    is masked 0x3c0 "interrupts masked"
    is stack-pointer 1 "EL1h"
    is mmu-caches 0x1005 "MMU and caches on"
    is tcr 0x1285100510 "4 KiB granules, 48 bits, write-back walks, 16-bit ASIDs"
    is mair 0x0000aaff440c0400 "memory types"
    is identity-map 0 "TTBR0 maps the loader where it is"
    is identity-memory 0xff "write-back memory"
    is end-of-gib 0x7ffff000 "TTBR1 maps the kernel up to the end of its GiB"
    is kernel-memory 0xff "write-back memory"
    headers=$(llvm-readelf-19 -hW "$program" | sed -n 's/.*Number of program headers: *//p')
    is headers "$headers" "program headers follow the root task"
    is header-size 56 "their size"
    is bss 0 "the kernel's BSS is zero"
}

foreign_loader() {
    user=$(range rootserver) tree=$(range kernel.dtb)
    program=$work/demo/build/qemu-arm-virt-debug/program.elf
    kernel=$work/demo/build/qemu-arm-virt-debug/kernel/kernel.elf
    "$here/flatten.py" "$kernel" "$work/kernel.bin"
    "$here/flatten.py" "$program" "$work/user.bin"
    cp "$work/demo/build/qemu-arm-virt-debug/config/kernel.dtb" "$work/"
    # shellcheck disable=SC2086
    (cd "$work" && clang-19 $target -DIMAGE=0x60000000 -DDTB="${tree% *}" \
        -DDTB_SIZE="(${tree#* } - ${tree% *})" -DUSER="${user% *}" -DUSER_END="${user#* }" \
        -DOFFSET="(${user% *} - $(lowest "$program"))" -DENTRY="$(entry_of "$program")" \
        -c -o loader.o "$here/foreign-loader.S" &&
        ld.lld-19 -Ttext=0x60000000 -z max-page-size=4096 -o loader.elf loader.o) \
        >"$work/build.log" 2>&1
    verdict "a foreign loader with our kernel is built" "$work/build.log"
    log=$work/foreign-loader.log
    shows "$log" "badge = 0xA !!!" qemu-system-aarch64 -machine virt -cpu cortex-a53 -m 1024 \
        -display none -serial "file:$log" -kernel "$work/loader.elf"
    verdict "another loader starts our kernel, and the demo runs" "$log"
}

log=$work/ours.log
# shellcheck disable=SC2046
shows "$log" "badge = 0xA !!!" $(machine qemu-arm-virt "$log" "$image")
verdict "our loader starts our kernel" "$log"
foreign_loader

prefix=$work/prefix
{
    "$fel4" -q kernel install --platform qemu-arm-virt --prefix "$prefix" &&
        clang-19 --target=aarch64-none-elf -c -o "$work/kernel.o" "$here/foreign-kernel.S" &&
        ld.lld-19 -T "$here/foreign-kernel.ld" -z max-page-size=4096 \
            -o "$prefix/bin/kernel.elf" "$work/kernel.o" &&
        SEL4_PREFIX=$prefix "$fel4" -q -C "$work/demo" build --platform qemu-arm-virt
} >"$work/build.log" 2>&1
verdict "an image with another kernel is built (SEL4_PREFIX)" "$work/build.log"
foreign_kernel EL1 -machine virt
foreign_kernel EL2 -machine virt,virtualization=on
