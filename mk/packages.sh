# SPDX-License-Identifier: BSD-2-Clause
# Sourced by ./demo and ./check: which Debian packages a job needs, and their installation.
#
#   need_packages PACKAGE...   installs those that are missing; asks first, unless root or in CI

BUILD_PACKAGES="make g++ clang-19 lld-19 llvm-19 libc6-dev libclang-rt-19-dev newlib-source xz-utils \
libtomlplusplus-dev libelf-dev libdw-dev libfdt-dev libjansson-dev libarchive-dev pkg-config"

X86_PACKAGES="qemu-system-x86"

ARM_PACKAGES="qemu-system-arm libgcc-12-dev-arm64-cross libgcc-12-dev-armhf-cross \
device-tree-compiler u-boot-tools cpio"

CHECK_PACKAGES="clang-format-19 libcmocka-dev gdb-multiarch scdoc jq xorriso mtools grub-pc-bin \
grub-efi-amd64-bin dfu-util python3 procps zsh fish man-db ovmf"

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

run_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

may_install() {
    if [ "$(id -u)" = 0 ] || [ -n "${CI:-}" ]; then
        return 0
    fi
    if ! [ -t 0 ]; then
        echo "Missing packages. Install them with: sudo apt-get install $*" >&2
        return 1
    fi
    printf 'Install these packages with sudo? %s[Y/n] ' "$*" >&2
    read -r answer
    case $answer in
    n* | N*) echo "Without them this cannot go on." >&2 && return 1 ;;
    esac
}

need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian system. Please install the equivalents of: $*" >&2
        return 0
    fi
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return 0
    # shellcheck disable=SC2086
    may_install $missing || return 1
    echo "Installing: $missing" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086
    if run_as_root apt-get update >"$log" 2>&1 &&
        run_as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    echo "apt-get could not install them; its whole output is in $log." >&2
    return 1
}
