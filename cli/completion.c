/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 completion bash|zsh|fish: a completion script, made from the table of options (options.h)
 * and from what is below about their values. Boards, templates and keys are asked of fel4 when the
 * script runs, so a script does not age.
 */
#include "call.h"

#include <stdio.h>
#include <string.h>

#define KEYS "fel4 config explain 2>/dev/null | cut -d' ' -f1"

/* What an option's argument, or a subcommand's first word, can be: words, or what a shell prints.
 */
struct values {
    const char *option, *command; /* one of them */
    const char *words, *shell;    /* one of them */
};

static const struct values values[] = {
    {"color", NULL, "auto always never", NULL},
    {"format", NULL, "plain tap junit json", NULL},
    {"cc", NULL, "clang gcc", NULL},
    {"ci", NULL, "github gitlab none", NULL},
    {"platform", NULL, NULL, "fel4 help boards | cut -d' ' -f1"},
    {"template", NULL, NULL, "fel4 new --list-templates | cut -d' ' -f1"},
    {"define", NULL, NULL, KEYS},
    {NULL, "test", "build simulate deploy", NULL},
    {NULL, "config", "check resolve explain diff get set", NULL},
    {NULL, "kernel", "install config", NULL},
    {NULL, "completion", "bash zsh fish", NULL},
    {NULL, "help", NULL, "fel4 help | sed -n 's/^  \\([a-z][^ ]*\\) .*/\\1/p'"},
};

static const struct values *values_of(const char *option, const char *command)
{
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (option != NULL ? text_equal(values[i].option, option)
                           : text_equal(values[i].command, command)) {
            return &values[i];
        }
    }
    return NULL;
}

static bool takes_file(const char *argument)
{
    return text_equal(argument, "FILE") || text_equal(argument, "PATH") ||
           text_equal(argument, "DIR");
}

/* ---- bash ---- */

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

static char *bash_words(const struct values *v)
{
    return v == NULL          ? ""
           : v->words != NULL ? text_printf("%s", v->words)
                              : text_printf("$(%s)", v->shell);
}

static void bash_values(void)
{
    puts("    case $before in");
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (values[i].option != NULL) {
            printf("    --%s%s)\n        COMPREPLY=($(compgen -W \"%s\" -- \"$word\"))\n"
                   "        return ;;\n",
                   values[i].option, text_equal(values[i].option, "define") ? "|-D" : "",
                   bash_words(&values[i]));
        }
    }
    puts("    explain|get|set)\n        if [ \"$command\" = config ]; then\n"
         "            COMPREPLY=($(compgen -W \"$(" KEYS ")\" -- \"$word\"))\n"
         "            return\n        fi ;;\n"
         "    -C|--directory|--manifest-path|--prefix|--output|--log)\n"
         "        COMPREPLY=($(compgen -f -- \"$word\"))\n        return ;;\n    esac");
}

static void bash(void)
{
    const char *name, *summary;
    puts("_fel4() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=\n"
         "    local i words=\n"
         "    if [ \"$word\" = = ]; then word=; fi\n"
         "    if [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "        case ${COMP_WORDS[i]} in\n"
         "        -C|--color) i=$((i + 1)) ;;\n"
         "        -*) ;;\n"
         "        *) command=${COMP_WORDS[i]}; break ;;\n"
         "        esac\n"
         "    done");
    bash_values();
    printf("    case $command in\n    '') words=\"%s\" ;;\n", command_names());
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("    %s) words=\"%s %s\" ;;\n", name, bash_words(values_of(NULL, name)),
               option_names(name));
    }
    puts("    esac\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    [ -n \"$command\" ] && [[ $word != -* ]] && "
         "COMPREPLY+=($(compgen -f -- \"$word\"))\n"
         "    return 0\n"
         "}\n"
         "complete -F _fel4 fel4");
}

/* ---- zsh ---- */

/* Inside single quotes, where _arguments gives : [ ] a meaning of their own. */
static char *zsh_text(const char *s)
{
    s = text_replace(text_replace(s, "[", "("), "]", ")");
    return text_replace(text_replace(s, ":", "\\:"), "'", "'\\''");
}

static char *zsh_values(const struct values *v, const char *argument)
{
    if (v != NULL && v->words != NULL) {
        return text_printf(":%s:(%s)", argument, v->words);
    }
    if (v != NULL) {
        return text_printf(":%s:_fel4_%s", argument, v->option != NULL ? v->option : v->command);
    }
    return text_printf(":%s:%s", argument,
                       text_equal(argument, "DIR") ? "_directories"
                       : takes_file(argument)      ? "_files"
                                                   : " ");
}

static void zsh_command(const char *name)
{
    const char *option, *argument, *help;
    const struct values *v = values_of(NULL, name);
    printf("        %s)\n            _arguments -s", name);
    for (size_t k = 0; (k = call_option(name, k, &option, &argument, &help)) != 0;) {
        printf(" \\\n                '--%s%s[%s]%s'", option, argument != NULL ? "=" : "",
               zsh_text(help),
               argument != NULL ? zsh_values(values_of(option, NULL), argument) : "");
    }
    if (text_equal(name, "config")) {
        printf(" \\\n                '1:verb:(%s)' '*:key:_fel4_define'", v->words);
    } else if (v != NULL) {
        printf(" \\\n                '1%s'", zsh_values(v, "what"));
    } else {
        printf(" \\\n                '*:file:_files'");
    }
    puts(" ;;");
}

static void zsh(void)
{
    const char *name, *summary;
    puts("#compdef fel4");
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (values[i].shell != NULL) {
            printf("_fel4_%s() { local -a found; found=(${(f)\"$(%s)\"}); compadd -a found; }\n",
                   values[i].option != NULL ? values[i].option : values[i].command,
                   values[i].shell);
        }
    }
    puts("_fel4() {\n"
         "    local context state state_descr line curcontext=\"$curcontext\"\n"
         "    local -a commands\n    commands=(");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("        '%s:%s'\n", name, zsh_text(summary));
    }
    puts(
        "    )\n"
        "    _arguments -C '-C[Work in DIR]:DIR:_directories' '--color[Colour messages]:WHEN:(auto "
        "always never)' \\\n"
        "        '-v[Say what is done]' '-q[Say errors only]' '-h[Show help]' '-V[Show the "
        "version]' \\\n"
        "        '1:subcommand:->command' '*::argument:->rest'\n"
        "    case $state in\n"
        "    command) _describe -t commands subcommand commands ;;\n"
        "    rest)\n        case $words[1] in");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        zsh_command(name);
    }
    puts("        esac ;;\n    esac\n}\n"
         "if [ \"$funcstack[1]\" = _fel4 ]; then _fel4 \"$@\"; else compdef _fel4 fel4; fi");
}

/* ---- fish ---- */

static char *fish_text(const char *s)
{
    return text_replace(text_replace(s, "\\", "\\\\"), "'", "\\'");
}

static char *fish_values(const struct values *v, const char *argument)
{
    if (v != NULL) {
        return text_printf(" -x -a '%s'", v->words != NULL
                                              ? fish_text(v->words)
                                              : text_printf("(%s)", fish_text(v->shell)));
    }
    return argument == NULL ? "" : takes_file(argument) ? " -r -F" : " -x";
}

static void fish_command(const char *name)
{
    const char *option, *argument, *help;
    const struct values *v = values_of(NULL, name);
    for (size_t k = 0; (k = call_option(name, k, &option, &argument, &help)) != 0;) {
        printf("complete -c fel4 -n '__fish_seen_subcommand_from %s' -l %s%s -d '%s'\n", name,
               option, fish_values(values_of(option, NULL), argument), fish_text(help));
    }
    if (v != NULL) {
        printf("complete -c fel4 -n '__fish_seen_subcommand_from %s' -f%s\n", name,
               strstr(fish_values(v, NULL), " -a"));
    } else if (text_equal(name, "new") || text_equal(name, "migrate")) {
        printf("complete -c fel4 -n '__fish_seen_subcommand_from %s' -F\n", name);
    }
}

static void fish(void)
{
    const char *name, *summary;
    puts("complete -c fel4 -f");
    for (size_t i = 0; (name = call_command(i, &summary)) != NULL; i++) {
        printf("complete -c fel4 -n __fish_use_subcommand -a %s -d '%s'\n", name,
               fish_text(summary));
        fish_command(name);
    }
    puts("complete -c fel4 -n '__fish_seen_subcommand_from config; and "
         "__fish_seen_subcommand_from explain get set' -f -a '("
         "fel4 config explain 2>/dev/null | cut -d\" \" -f1)'");
}

int command_completion(struct call *call)
{
    const char *shell = call->arguments.count == 1 ? call->arguments.items[0] : "";
    if (call->json) {
        puts("[\"bash\", \"zsh\", \"fish\"]");
    } else if (text_equal(shell, "bash")) {
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
