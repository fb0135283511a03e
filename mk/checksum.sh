# SPDX-License-Identifier: BSD-2-Clause
# checksum.sh sha256sum|md5sum FILE: the checksum as bytes, for the image's archive.
set -eu
# shellcheck disable=SC2059
printf "$("$1" "$2" | awk '{
    for (i = 1; i <= length($1); i += 2) {
        high = index("0123456789abcdef", substr($1, i, 1)) - 1
        low = index("0123456789abcdef", substr($1, i + 1, 1)) - 1
        printf "\\%03o", 16 * high + low
    }
}')"
