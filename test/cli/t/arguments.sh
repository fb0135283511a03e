# SPDX-License-Identifier: BSD-2-Clause
# The command line itself.

test_help_goes_to_stdout() {
    status 0 fel4 -h
    has out "simulate"
    [ ! -s err ]
    status 0 fel4 build --help
    has out "--release"
}

test_version() {
    status 0 fel4 -V
    has out "fel4 "
}

test_no_subcommand_is_a_usage_error() {
    status 64 fel4
    [ ! -s out ]
}

test_unknown_subcommand_is_corrected() {
    status 64 fel4 simulat
    has err "did you mean simulate?"
}

test_unknown_option_is_a_usage_error() {
    status 64 fel4 build --relase
    [ ! -s out ]
}

test_every_subcommand_has_help() {
    for name in new build simulate test debug deploy clean config kernel doctor completion help; do
        status 0 fel4 "$name" -h
        status 0 fel4 help "$name"
    done
}

test_help_topics() {
    for topic in fel4.toml exit-status environment boards; do
        status 0 fel4 help "$topic"
    done
    status 64 fel4 help nonsense
}

test_completions_are_scripts() {
    status 0 fel4 completion bash
    bash -n out
    status 0 fel4 completion zsh
    status 0 fel4 completion fish
    status 64 fel4 completion csh
}

test_bash_completes() {
    fel4 completion bash >script
    bash -c '. ./script; COMP_WORDS=(fel4 sim); COMP_CWORD=1; _fel4; echo "${COMPREPLY[*]}"' >out
    has out simulate
    bash -c '. ./script; COMP_WORDS=(fel4 build --rel); COMP_CWORD=2; _fel4
             echo "${COMPREPLY[*]}"' >out
    has out --release
}

test_colour_only_when_wanted() {
    status 64 fel4 --color=never nonsense
    hasnt err "$(printf '\033')"
    status 64 env -u NO_COLOR fel4 --color=always nonsense
    has err "$(printf '\033')"
    status 64 env -u NO_COLOR fel4 nonsense
    hasnt err "$(printf '\033')"
}

test_full_disk_is_reported() {
    [ -c /dev/full ] || skip "no /dev/full"
    got=0
    fel4 help >/dev/full 2>err || got=$?
    [ "$got" = 3 ]
}

test_doctor() {
    status 0 fel4 doctor
    has out clang-19
    fel4 doctor --json | jq -e '.checks | length > 5'
}

test_doctor_names_what_is_missing() {
    mkdir bin
    status 5 env PATH="$PWD/bin" "$fel4" doctor
    has err "sudo apt install"
}

test_words_too_many_are_mistakes() {
    for command in "build x" "clean x" "new a b" "doctor x" "help a b" "build -- x" "kernel a b"; do
        # shellcheck disable=SC2086
        status 64 fel4 $command
    done
    [ ! -e a ]
}

test_numbers_are_checked() {
    for number in -1 x 1x "" 99999999999999999999; do
        status 64 fel4 simulate --timeout "$number"
    done
}
