# SPDX-License-Identifier: BSD-2-Clause
# The readers of fel4.toml and of ELF files, fed with what libFuzzer makes of the bad manifests.

test_readers_survive_random_input() {
    make -s -j2 -C "$tree" BUILD="$BUILD" fuzz-cli >log 2>&1 || {
        cat log
        return 1
    }
    mkdir corpus
    cp "$tree"/test/cli/bad/*.toml "$tree/test/cli/2018.toml" corpus
    cp "$BUILD/host/cli/text.o" corpus
    # A program whose code is where the fuzzer looks, with a function that is inlined.
    cat >tiny.c <<'END'
__attribute__((always_inline)) static inline int load(volatile int *p) { return p[1]; }
void _start(void);
void _start(void) { for (;;) { load((int *)16); } }
END
    clang-19 -g -O2 -nostdlib -static -fuse-ld=lld -Wl,-Ttext=0x400000 -o corpus/tiny tiny.c
    ASAN_OPTIONS=detect_leaks=0 "$BUILD/sdk/test/fuzz-cli" -seed=1 -detect_leaks=0 -runs=4000 \
        -max_total_time=10 -rss_limit_mb=3000 -max_len=100000 corpus >log 2>&1 || {
        tail -n 40 log
        return 1
    }
}
