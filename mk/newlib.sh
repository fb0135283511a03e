#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Builds newlib for one target: newlib.sh ARCH TRIPLE ARCHIVE DIRECTORY. The directory appears whole
# or not at all; a second builder waits for the first.
set -eu
arch=$1 triple=$2 archive=$3 directory=$4

if [ -z "$archive" ]; then
    echo "error: no newlib sources below /usr/src/newlib" >&2
    echo "help: sudo apt-get install newlib-source" >&2
    exit 1
fi
mkdir -p "$(dirname "$directory")"
exec 9>"$directory.lock"
flock 9
[ -e "$directory/lib/libc.a" ] && exit 0

work=$(mktemp -d "$directory.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
echo "building the C library for $arch, once for all projects (about a minute)" >&2

case $arch in
x86_64) host=x86_64-none-elf flags=-mno-red-zone ;;
aarch64) host=aarch64-none-elf flags= ;;
# The portable C versions: newlib's ARM assembly is for another assembler.
armv7) host=arm-none-eabi flags="-mcpu=cortex-a9 -mfpu=vfpv3-d16 -marm -DPREFER_SIZE_OVER_SPEED -D__OPTIMIZE_SIZE__" ;;
esac

# Of the AArch64 assembly, these files are for another assembler.
portable_strings() {
    for name in memchr strchr strchrnul strrchr; do
        : >"$1/$name.S"
        echo "#include \"../../string/$name.c\"" >"$1/$name-stub.c"
    done
}

# Each thread has a struct _reent, with errno in it (lib/libc/glue.c); the files are shared.
reentrancy="-D__DYNAMIC_REENT__ -DGETREENT_PROVIDED"

# build: configures and compiles; the library ends up below $work/done.
build() (
    mkdir "$work/source" "$work/objects"
    tar -xf "$archive" -C "$work/source" --strip-components=1
    [ $arch != aarch64 ] || portable_strings "$work/source/newlib/libc/machine/aarch64"
    cd "$work/objects"
    export CC="clang-19 --target=$triple -ffreestanding -Wno-implicit-function-declaration"
    export AS="clang-19 --target=$triple -c"
    export AR=llvm-ar-19 RANLIB=llvm-ranlib-19
    export CFLAGS="-O2 -w -fno-omit-frame-pointer -ffunction-sections -fdata-sections $flags $reentrancy \
        -ffile-prefix-map=$work/source=newlib -fdebug-compilation-dir=."
    ../source/newlib/configure --host=$host --prefix="$work/done" --disable-multilib \
        --disable-newlib-supplied-syscalls --enable-newlib-nano-malloc \
        --enable-newlib-retargetable-locking --enable-newlib-io-c99-formats \
        --enable-newlib-io-long-long --enable-newlib-global-stdio-streams --disable-nls
    make -j"$(nproc)"
    make install
)

if ! build >"$directory.log" 2>&1; then
    tail -n 20 "$directory.log" >&2
    echo "error: the C library did not build; the whole log is $directory.log" >&2
    exit 1
fi
rm -rf "$directory"
mv "$work/done/$host" "$directory"
rm -f "$directory.log"
