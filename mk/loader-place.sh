#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# loader-place.sh KERNEL PROGRAM [DEVICE-TREE]: where the loader is linked: above what it unpacks, 2 MiB-aligned.
set -eu

# First physical address of a file's segments, and how far they reach.
measure()
{
    llvm-readelf-19 -lW "$1" | awk '$1 == "LOAD" { print $4, $6 }' | {
        first= end=0
        while read -r pa size; do
            : "${first:=$pa}"
            end=$((pa + size))
        done
        echo "$first $((end - first))"
    }
}

kernel=$(measure "$1")
program=$(measure "$2")
dtb=$([ $# -lt 3 ] || wc -c <"$3")
room=0x20000
echo $(((${kernel% *} + ${kernel#* } + ${program#* } + ${dtb:-0} + room + 0x1fffff) & ~0x1fffff))
