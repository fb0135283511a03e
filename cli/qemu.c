/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's command line, from the board's [simulate] table and the configuration. */
#include "board.h"
#include "os.h"
#include "project.h"

#include <stdio.h>
#include <string.h>

/* The processor QEMU shows: what the kernel was told to expect, no more. */
static const char *cpu(const struct project *p)
{
    const struct value *simulate = value_get(p->config->board->table, "simulate");
    if (p->cpu != NULL || p->manifest->cpu != NULL) {
        return p->cpu != NULL ? p->cpu : p->manifest->cpu;
    }
    const struct value *models = value_get(simulate, "cpu"), *features;
    const char *key = value_text(models, "key", NULL);
    const char *model = key != NULL ? config_value(p->config, key) : NULL;
    struct buffer b = {0};
    buffer_text(&b, model != NULL ? value_text(models, model, model) : "max");
    features = value_get(simulate, "features");
    for (size_t i = 0; features != NULL && i < features->count; i++) {
        const struct value *f = &features->items[i];
        buffer_printf(&b, ",%c%s", config_holds(p->config, f->text) ? '+' : '-', f->key);
    }
    buffer_text(&b, value_text(models, "always", ""));
    return b.data;
}

static const char *expand(const struct project *p, const char *word)
{
    const char *dir = os_base(p->artifacts);
    word = strstr(word, "@cpu@") != NULL ? text_replace(word, "@cpu@", cpu(p)) : word;
    word = text_replace(word, "@kernel@", text_printf("%s/kernel", dir));
    return text_replace(word, "@image@", text_printf("%s/feL4img", dir));
}

static void expand_all(const struct project *p, const struct value *simulate, const char *key,
                       const char *flag, struct words *argv)
{
    struct words words = {0};
    value_words(simulate, key, &words);
    for (size_t i = 0; i < words.count; i++) {
        if (flag != NULL) {
            words_add(argv, flag);
        }
        words_add(argv, expand(p, words.items[i]));
    }
}

struct more {
    const struct project *p;
    struct words *argv;
};

static void expand_more(const struct value *simulate, void *data)
{
    struct more *more = data;
    expand_all(more->p, simulate, "more", NULL, more->argv);
}

/* Another board runs the same program, if it is of the same target. */
static void help_without_machine(const struct config *c)
{
    const char *other = "";
    for (size_t i = 0; i < c->catalog->board_count && *other == '\0'; i++) {
        const struct board *b = &c->catalog->boards[i];
        if (b->target == c->target && value_get(b->table, "simulate") != NULL) {
            other = text_printf("; `--platform %s` simulates %s", b->name, b->help);
        }
    }
    diag_help("QEMU has no such machine: `fel4 deploy` brings the image to the board%s", other);
}

int project_qemu(const struct project *p, const struct call *call, struct words *argv)
{
    const struct board *board = p->config->board;
    const struct value *simulate = value_get(board->table, "simulate");
    if (simulate == NULL) {
        diag_error(STATUS_UNSUPPORTED, NULL, "the %s platform does not support simulation",
                   board->name);
        help_without_machine(p->config);
        return STATUS_UNSUPPORTED;
    }
    const char *memory = p->memory != NULL ? p->memory : p->manifest->memory;
    words_add(argv, value_text(simulate, "program", "qemu-system-x86_64"));
    expand_all(p, simulate, "arguments", NULL, argv);
    board_each(p->config, "simulate", expand_more, &(struct more){p, argv});
    words_add(argv, "-m");
    words_add(argv, memory != NULL ? memory : value_text(simulate, "memory", "512M"));
    expand_all(p, simulate, "serial", "-serial", argv);
    expand_all(p, simulate, "boot", NULL, argv);
    words_append(argv, &p->manifest->qemu_arguments);
    if (call != NULL) {
        words_append(argv, &call->rest);
    }
    return STATUS_OK;
}

int project_dry_run(const struct call *call, const char *dir, const struct words *argv)
{
    struct buffer b = {0};
    if (!call->json) {
        printf("%s\n", words_shell(argv));
        return STATUS_OK;
    }
    buffer_member(&b, "{", "directory", dir);
    buffer_text(&b, ", \"command\": ");
    words_json(argv, &b);
    printf("%s}\n", b.data);
    return STATUS_OK;
}
