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

# completes SHELL LINE WORD: what the shell offers at the end of the line contains the word.
bash_offers() {
    bash -c '. ./script.bash
        COMP_WORDS=($1); case $1 in *" ") COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _fel4; printf "%s\n" "${COMPREPLY[@]}"' bash "$1" >out
    has out "$2"
}

fish_offers() {
    fish -c "source script.fish; complete -C '$1'" >out
    has out "$2"
}

# In an interactive zsh: after a tab the word is in the line.
zsh_offers() {
    cat >drive.zsh <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; PS1=; echo RE""ADY'
zpty -r -m z seen '*READY*'
zpty -w -n z "$1"$'\t'
zpty -r -m z seen "*$2*"
print -r -- "$seen"
zpty -d z
END
    timeout 60 zsh -f drive.zsh "$1" "$2" >out 2>&1
    has out "$2"
}

each_shell_offers() {
    for shell in $shells; do
        "${shell}_offers" "$1" "$2"
    done
}

test_shells_complete() {
    shells=
    for shell in bash fish zsh; do
        command -v $shell >/dev/null || continue
        shells="$shells $shell"
        fel4 completion $shell >script.$shell
        case $shell in
        zsh) cp script.zsh _fel4 && zsh -n _fel4 ;;
        *) $shell -n script.$shell ;;
        esac
    done
    each_shell_offers "fel4 simu" simulate
    each_shell_offers "fel4 build --rel" --release
    each_shell_offers "fel4 build --platform sab" sabre
    each_shell_offers "fel4 new --template prop" property-tests
    each_shell_offers "fel4 test --format jun" junit
    each_shell_offers "fel4 config expl" explain
    each_shell_offers "fel4 config get KernelTimerT" KernelTimerTickMS
    each_shell_offers "fel4 completion f" fish
    each_shell_offers "fel4 help exi" exit-status
    case $shells in
    *fish*zsh) ;;
    *) skip "only$shells is installed" ;;
    esac
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
