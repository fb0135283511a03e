# SPDX-License-Identifier: BSD-2-Clause
# Profiles of a project's own.

test_profile_of_the_project() {
    needs_libraries
    project
    cat >>p/fel4.toml <<'END'
[x86_64-sel4-fel4.bench]
KernelBenchmarks = "generic"
KernelDebugBuild = true
[profile.bench]
inherits = "release"
[profile.other]
inherits = "debug"
END
    status 0 fel4 -C p config check
    [ "$(fel4 -C p config get KernelBenchmarks)" = none ]
    [ "$(fel4 -C p config get KernelBenchmarks --profile bench)" = generic ]
    [ "$(fel4 -C p config get KernelDebugBuild --profile bench)" = true ]
    [ "$(fel4 -C p config get KernelDebugBuild --release)" = false ]
    [ "$(fel4 -C p config get KernelColourPrinting --profile bench)" = true ]
    [ "$(fel4 -C p config get KernelDebugBuild --profile other)" = true ]
    fel4 -C p config set KernelTimeSlice 4 --profile bench
    [ "$(fel4 -C p config get KernelTimeSlice --profile bench)" = 4 ]
    [ "$(fel4 -C p config get KernelTimeSlice)" = 5 ]
    status 0 fel4 -C p build --profile bench
    [ -s p/artifacts/bench/feL4img ] && [ ! -e p/artifacts/debug ]
    grep -q '^#define FEL4_PROFILE "bench"' p/build/pc99-bench/config/include/fel4_config.h
    status 0 fel4 -C p simulate --profile bench --no-build --timeout 60 </dev/null
    has out "hello from a feL4 app!"
    status 0 fel4 -C p test build --profile bench
    [ -s p/artifacts/test/bench/feL4img ]
    status 0 fel4 -C p build --profile release
    [ -s p/artifacts/release/feL4img ]
    status 64 fel4 -C p build --profile bnch
    has err "there are debug, release, bench, other"
}

test_profiles_that_are_wrong() {
    wrong() {
        printf '[fel4]\nplatform = "pc99"\n%b' "$1" >fel4.toml
        status 2 fel4 config check
        grep -qE "^fel4.toml:[0-9]+:[0-9]+: error: $2" err || { cat err; return 1; }
    }
    wrong '[profile.bench]\n' 'a profile needs inherits'
    wrong '[profile.bench]\ninherits = "bench"\n' 'inherits must be "debug" or "release"'
    wrong '[profile.bench]\ninherits = "debug"\nopt = 3\n' 'a profile has no key opt'
    wrong '[profile.pc99]\ninherits = "debug"\n' '"pc99" cannot be a profile'
    wrong '[profile.test]\ninherits = "debug"\n' '"test" cannot be a profile'
    wrong '[profile."../x"]\ninherits = "debug"\n' '"../x" cannot be a profile'
    wrong '[x86_64-sel4-fel4.bench]\nKernelTimeSlice = 3\n' '.* is neither a profile nor a board'
    wrong '[profile.bench]\ninherits = "debug"\n[x86_64-sel4-fel4]\nKernelTimeSlice = 3\n[x86_64-sel4-fel4.bench]\nKernelTimeSlice = 3\n' \
        'KernelTimeSlice is given twice'
}
