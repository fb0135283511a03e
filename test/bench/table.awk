# SPDX-License-Identifier: BSD-2-Clause
# reference.txt, then the benchmark's output: a table, or JSON if format is "--json". A row that is
# a sum shows the total; each visit of the kernel must keep the bound by itself.

function total(text, parts, n, i, sum) {
    n = split(text, parts, "+")
    for (i = 1; i <= n; i++)
        sum += parts[i]
    return sum
}

# The largest ratio of corresponding visits, both ordered by size: time slices may end at others.
function largest_ratio(ours, theirs, a, b, n, i, ratio, max) {
    n = split(ours, a, "+")
    split(theirs, b, "+")
    sort(a, n)
    sort(b, n)
    for (i = 1; i <= n; i++) {
        ratio = a[i] / b[i]
        if (ratio > max)
            max = ratio
    }
    return max
}

function sort(a, n, i, j, t) {
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) {
            t = a[j]; a[j] = a[j - 1]; a[j - 1] = t
        }
}

BEGIN {
    if (format != "--json")
        printf "%4s  %-36s %7s %10s %6s\n", "id", "operation", "ours", "reference", "ratio"
}

FNR == NR {
    if ($1 ~ /^[0-9]+$/) {
        name[$1] = $2
        reference[$1] = $column
    }
    next
}

$1 == "row" {
    id = $2
    if (!(id in name)) {
        print "bench: reference.txt has no row " id > "/dev/stderr"
        bad++
        next
    }
    has = reference[id] != "-"
    ratio = has ? largest_ratio($3, reference[id]) : 0
    good = !has || (id >= 10 && id <= 27 ? ratio <= 0.75 : ratio < 1)
    bad += !good
    rows++
    if (format == "--json") {
        visits = $3
        gsub(/\+/, ", ", visits)
        lines = lines sprintf("%s  {\"id\": %d, \"name\": \"%s\", \"instructions\": %d, " \
            "\"visits\": [%s], \"reference\": %s, \"ok\": %s}", lines == "" ? "" : ",\n", id,
            name[id], total($3), visits, has ? total(reference[id]) : "null", good ? "true" : "false")
    } else {
        printf "%4d  %-36s %7d %10s %6s %s\n", id, name[id], total($3),
            has ? total(reference[id]) : "-", has ? sprintf("%.2f", ratio) : "-", good ? "" : "*"
    }
}

END {
    if (format == "--json")
        print "[\n" lines "\n]"
    else
        printf "%d rows, %d above their bound (*)\n", rows, bad
    exit rows == 0 || bad > 0
}
