# SPDX-License-Identifier: BSD-2-Clause
# make install and uninstall: an SDK that works wherever it is moved to.

installed() {
    make -s -C "$tree" BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/opt/fel4 "$1" >log 2>&1 || {
        cat log
        return 1
    }
}

test_installed_sdk_can_be_moved() {
    needs_libraries
    installed install
    for file in bin/fel4 share/fel4/kernel share/man/man1/fel4.1 share/man/man5/fel4.toml.5 \
        share/bash-completion/completions/fel4 share/zsh/site-functions/_fel4 \
        share/fish/vendor_completions.d/fel4.fish; do
        [ -e root/opt/fel4/$file ]
    done
    [ -z "$(find root -type l)" ]
    ! grep -rIlF "$tree" root/opt/fel4
    cp -r root moved
    mv moved/opt/fel4 "$PWD/elsewhere"
    project
    cp -r p q
    mkdir empty
    # The installed one has what it needs, but for the programs of doctor.
    env -i HOME=/nowhere PATH="$PWD/elsewhere/bin:/usr/bin:/bin" FEL4_CACHE="$PWD/empty" \
        sh -euc 'fel4 doctor >out; fel4 -C q build; fel4 new r; fel4 help >help'
    fel4 -C p build
    cmp p/artifacts/debug/feL4img q/artifacts/debug/feL4img
    cmp p/artifacts/debug/kernel q/artifacts/debug/kernel
    ! grep -qaF "$PWD" q/artifacts/debug/feL4img q/artifacts/debug/kernel
    [ -z "$(find empty -name 'newlib-*')" ]
    installed uninstall
    [ -z "$(find root ! -type d)" ]
}
