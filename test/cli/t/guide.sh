# SPDX-License-Identifier: BSD-2-Clause
# The pages of docs/guide that show a session are executed: each line "$ COMMAND" of a console block
# is run, and the lines below it must be its output, where … is any text, or any lines.

# Runs the session of a page in this directory and compares; see above.
session() {
    awk '/^```console$/ { on = 1; next } /^```$/ { on = 0 } on' "$1" >session
    awk '/^\$ / { n++; print "s=$?; echo @@ " n "; (exit $s)"; print substr($0, 3) }' session \
        >script.sh
    sh script.sh </dev/null >actual 2>&1 || true
    awk '/^\$ / { n++; print "@@ " n; next } { print }' session >expected
    compare expected actual
}

# Each expected line must come, in order; "…" alone stands for any lines, inside a line for any text.
compare() {
    awk '
        function pattern(s) {
            gsub(/[][\\.*^$+?(){}|]/, "\\\\&", s)
            gsub(/…/, ".*", s)
            return "^" s "$"
        }
        NR == FNR { want[++count] = $0; next }
        { got[++lines] = $0 }
        END {
            at = 1
            for (i = 1; i <= count; i++) {
                if (want[i] == "…") {
                    skip = 1
                    continue
                }
                if (skip) {
                    while (at <= lines && got[at] !~ pattern(want[i])) at++
                }
                if (at > lines || got[at] !~ pattern(want[i])) {
                    print "expected: " want[i]
                    print "but got:  " got[at]
                    exit 1
                }
                at++
                skip = 0
            }
        }' "$1" "$2"
}

test_first_ten_minutes_as_written() {
    needs_libraries
    command -v gdb-multiarch >/dev/null || skip "no gdb-multiarch"
    session "$tree/docs/guide/first-ten-minutes.md"
}
