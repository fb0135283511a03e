# SPDX-License-Identifier: BSD-2-Clause
# What the tests of the command have in common; sourced by test/cli/run.

skip() {
    echo "$*"
    exit 77
}

# status N COMMAND...: the command must end with N. Its output goes to ./out and ./err.
status() {
    wanted=$1
    shift
    got=0
    "$@" >out 2>err || got=$?
    if [ "$got" != "$wanted" ]; then
        echo "expected status $wanted, got $got: $*"
        cat out err
        return 1
    fi
}

# has FILE TEXT: a line contains TEXT.
has() {
    grep -qF -e "$2" "$1" || {
        echo "$1 has no '$2':"
        cat "$1"
        return 1
    }
}

hasnt() {
    ! grep -qF -e "$2" "$1" || {
        echo "$1 has '$2':"
        cat "$1"
        return 1
    }
}

# project [TEMPLATE]: a new project in ./p
project() {
    fel4 -q new --name p --template "${1:-hello}" p
}

# A stand-in for QEMU, first in PATH: it runs the shell script on its standard input as the machine.
machine() {
    mkdir -p bin
    {
        echo '#!/bin/sh'
        cat
    } >bin/qemu-system-x86_64
    chmod +x bin/qemu-system-x86_64
    PATH=$PWD/bin:$PATH
    mkdir -p p/artifacts/debug
    : >p/artifacts/debug/feL4img
    : >p/artifacts/debug/kernel
}

# soon COMMAND...: it holds within half a minute, however busy this machine is.
soon() {
    for _ in $(seq 300); do
        ! "$@" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "it never came: $*"
    return 1
}

# dead PID: no such process, but perhaps one that nobody has waited for yet.
dead() {
    [ ! -e "/proc/$1/stat" ] || grep -q ') Z ' "/proc/$1/stat"
}

# Whether programs can be built here: the libraries are part of the SDK.
needs_libraries() {
    [ -d "$BUILD/sdk/share/fel4/lib" ] || skip "the SDK has no libraries"
}
