# SPDX-License-Identifier: BSD-2-Clause
# fel4 new.

test_new_makes_a_project() {
    status 0 fel4 new hello
    for file in fel4.toml src/main.c .gitignore README.md .clangd .github/workflows/ci.yml; do
        [ -f "hello/$file" ]
    done
    has hello/fel4.toml 'name = "hello"'
    ! grep -rq '@name@' hello
    [ "$(ls)" = "$(printf 'err\nhello\nout')" ]
}

test_new_with_another_name() {
    status 0 fel4 new --name thing there
    has there/fel4.toml 'name = "thing"'
}

test_new_refuses_to_overwrite() {
    mkdir p
    echo mine >p/file
    status 3 fel4 new p
    [ "$(cat p/file)" = mine ]
    [ "$(ls -A p)" = file ]
    echo x >q
    status 3 fel4 new q
}

test_new_into_an_empty_directory() {
    mkdir p
    status 0 fel4 new p
    [ -f p/fel4.toml ]
    mkdir q
    (cd q && fel4 new --name q .)
    [ -f q/fel4.toml ]
}

test_new_force_adds_but_never_replaces() {
    mkdir p
    echo mine >p/notes
    status 0 fel4 new --force p
    [ -f p/src/main.c ] && [ "$(cat p/notes)" = mine ]
    mkdir q
    echo mine >q/README.md
    status 3 fel4 new --force q
    [ "$(ls -A q)" = README.md ]
}

test_new_for_a_ci_service() {
    status 0 fel4 new --ci gitlab lab
    [ -f lab/.gitlab-ci.yml ] && [ ! -e lab/.github ]
    python3 -c 'import re, sys; assert "\t" not in sys.stdin.read()' <lab/.gitlab-ci.yml
    has lab/.gitlab-ci.yml "fel4 test --format junit"
    status 0 fel4 new --ci none alone
    [ ! -e alone/.gitlab-ci.yml ] && [ ! -e alone/.github ]
    status 64 fel4 new --ci nonsense p
    [ ! -e p ]
}

test_new_refuses_bad_names() {
    status 64 fel4 new --name '9 lives' p
    status 64 fel4 new
    status 8 fel4 new --template nonsense p
    has err "hello"
    [ ! -e p ]
}

test_new_where_nothing_can_be_written() {
    [ "$(id -u)" != 0 ] || skip "root may write anywhere"
    mkdir p
    chmod 555 p
    status 3 fel4 new p/q
}

test_templates_are_listed() {
    status 0 fel4 new --list-templates
    grep -q '^hello ' out
    fel4 new --list-templates --json | jq -e 'map(.name) | index("hello") != null'
}
