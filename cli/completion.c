/* SPDX-License-Identifier: BSD-2-Clause */
/* fel4 completion bash|zsh|fish: a completion script, made from the table of options. */
#include "call.h"

#include <stdio.h>

static char *command_names(void)
{
    struct words names = {0};
    const char *name, *summary;
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        words_add(&names, name);
    }
    return words_join(&names, " ");
}

static char *option_names(const char *command)
{
    struct words names = {0};
    const char *option, *argument, *help;
    for (size_t i = 0; (i = call_option(command, i, &option, &argument, &help)) != 0;) {
        words_addf(&names, "--%s", option);
    }
    return words_join(&names, " ");
}

static void bash(void)
{
    const char *name, *summary;
    printf(
        "_fel4() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=\n"
        "    local i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case ${COMP_WORDS[i]} in\n"
        "        -C) i=$((i + 1)) ;;\n"
        "        -*) ;;\n"
        "        *) command=${COMP_WORDS[i]}; break ;;\n"
        "        esac\n"
        "    done\n"
        "    case $before in\n"
        "    --platform)\n"
        "        COMPREPLY=($(compgen -W \"$(fel4 help boards | cut -d' ' -f1)\" -- \"$word\"))\n"
        "        return ;;\n"
        "    --template)\n"
        "        COMPREPLY=($(compgen -W \"$(fel4 new --list-templates | cut -d' ' -f1)\" -- "
        "\"$word\"))\n"
        "        return ;;\n"
        "    -C|--directory|--manifest-path|--prefix|--output)\n"
        "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "        return ;;\n"
        "    esac\n"
        "    local words=\n"
        "    case $command in\n"
        "    '') words=\"%s\" ;;\n",
        command_names());
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("    %s) words=\"%s\" ;;\n", name, option_names(name));
    }
    printf("    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "    [ -n \"$command\" ] && [[ $word != -* ]] && "
           "COMPREPLY+=($(compgen -f -- \"$word\"))\n"
           "    return 0\n"
           "}\n"
           "complete -F _fel4 fel4\n");
}

static void zsh(void)
{
    puts("#compdef fel4\nautoload -U +X bashcompinit && bashcompinit");
    bash();
}

static char *fish_text(const char *s)
{
    return text_replace(s, "'", "\\'");
}

static void fish(void)
{
    const char *name, *summary, *option, *argument, *help;
    puts("complete -c fel4 -f");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("complete -c fel4 -n __fish_use_subcommand -a %s -d '%s'\n", name,
               fish_text(summary));
        for (size_t k = 0; (k = call_option(name, k, &option, &argument, &help)) != 0;) {
            printf("complete -c fel4 -n '__fish_seen_subcommand_from %s' -l %s%s -d '%s'\n", name,
                   option, argument != NULL ? " -r" : "", fish_text(help));
        }
    }
}

int command_completion(struct call *call)
{
    if (call->json) {
        puts("[\"bash\", \"zsh\", \"fish\"]");
        return STATUS_OK;
    }
    const char *shell = call->arguments.count == 1 ? call->arguments.items[0] : "";
    if (text_equal(shell, "bash")) {
        bash();
    } else if (text_equal(shell, "zsh")) {
        zsh();
    } else if (text_equal(shell, "fish")) {
        fish();
    } else {
        diag_error(STATUS_USAGE, NULL, "write: fel4 completion bash, zsh or fish");
        return STATUS_USAGE;
    }
    return STATUS_OK;
}
