# SPDX-License-Identifier: BSD-2-Clause
# What the rows have in common.

# Makes ./p with the source given on standard input as main.c.
program() {
    fel4 -q new --name p p
    cat >p/src/main.c
}
