# SPDX-License-Identifier: BSD-2-Clause
# Sourced by tests that look at a machine's console. They set n=0 and status=0 first.

# shows LOG PATTERN QEMU-COMMAND...: the console comes to show the pattern; then QEMU ends.
shows() {
    log=$1 pattern=$2
    shift 2
    : >"$log"
    "$@" >"$log.qemu" 2>&1 </dev/null &
    qemu=$!
    tries=0
    while [ $tries -lt 200 ] && ! grep -qa "$pattern" "$log" && kill -0 $qemu 2>/dev/null; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill $qemu 2>/dev/null
    wait $qemu 2>/dev/null
    cat "$log.qemu" >>"$log"
    grep -qa "$pattern" "$log"
}

# verdict NAME LOG: of the command before.
verdict() {
    if [ $? = 0 ]; then
        n=$((n + 1))
        echo "ok $n - $1"
    else
        n=$((n + 1))
        echo "not ok $n - $1"
        tail -n 12 "$2" | tr -d '\r' | sed 's/^/# /'
        status=1
    fi
}
