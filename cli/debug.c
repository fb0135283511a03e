/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fel4 debug: QEMU, halted, and gdb-multiarch on it with the symbols of kernel and program, run to
 * `main`. QEMU prints on our standard output and reads nothing; gdb has the terminal. With --vscode
 * it writes what Visual Studio Code needs to do the same.
 */
#include "os.h"
#include "project.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *gdb_arch(const struct project *p)
{
    const char *name = p->config->target->name;
    return text_equal(name, "x86_64")  ? "i386:x86-64"
           : text_equal(name, "armv7") ? "arm"
                                       : "aarch64";
}

/* A socket in a directory of our own: two sessions never meet, and nobody else can connect. */
static char *socket_dir(void)
{
    const char *base = getenv("TMPDIR");
    char *dir = text_printf("%s/fel4-XXXXXX", base != NULL && *base == '/' ? base : P_tmpdir);
    return mkdtemp(dir);
}

static void gdb_command(struct words *argv, const char *command)
{
    words_add(argv, "-ex");
    words_add(argv, command);
}

static void gdb_line(const struct project *p, const struct call *call, const char *socket,
                     struct words *argv)
{
    words_split(argv, "gdb-multiarch -q -nx");
    if (call->batch) {
        words_add(argv, "-batch");
    }
    words_add(argv, os_join(p->out, "program.elf"));
    gdb_command(argv, "set pagination off");
    gdb_command(argv, "set confirm off");
    gdb_command(argv, text_printf("set architecture %s", gdb_arch(p)));
    gdb_command(argv, text_printf("directory %s:%s", p->manifest->dir, p->catalog->share));
    gdb_command(argv, text_printf("add-symbol-file %s", os_join(p->out, "kernel/kernel.elf")));
    gdb_command(argv, text_printf("set $fel4_share = \"%s\"", p->catalog->share));
    gdb_command(argv, text_printf("set $fel4_kernel_load = %lld",
                                  (long long)value_int(value_get(p->config->board->table, "define"),
                                                       "BOARD_KERNEL_LOAD", 0)));
    gdb_command(argv, text_printf("source %s", os_join(p->catalog->share, "mk/gdb.py")));
    gdb_command(argv, text_printf("target remote %s", socket));
    gdb_command(argv, "thbreak main");
    gdb_command(argv, "continue");
    for (size_t i = 0; i < call->commands.count; i++) {
        gdb_command(argv, call->commands.items[i]);
    }
    if (call->batch) {
        gdb_command(argv, "fel4-end"); /* else it would run on */
    }
}

static int run(const struct project *p, const struct call *call, struct words *qemu)
{
    char *dir = socket_dir();
    if (dir == NULL) {
        return diag_file("create", "a directory for gdb's socket");
    }
    char *socket = os_join(dir, "gdb");
    struct words gdb = {0};
    words_add(qemu, "-S");
    words_add(qemu, "-gdb");
    words_addf(qemu, "unix:%s,server=on,wait=off", socket);
    gdb_line(p, call, socket, &gdb);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pid_t pid = os_start(qemu, os_dir(p->artifacts), null, STDOUT_FILENO, STDERR_FILENO);
    for (int i = 0; pid > 0 && i < 200 && !os_exists(socket); i++) {
        usleep(20000);
    }
    usleep(50000); /* the name appears before QEMU listens */
    signal(SIGINT, SIG_IGN);
    int status = pid > 0 ? os_run(&gdb, NULL, NULL) : -1;
    if (pid > 0) {
        kill(pid, SIGKILL);
        os_wait(pid);
    }
    os_remove_tree(dir);
    if (status != 0) {
        return diag_error(STATUS_MACHINE, NULL, "the debugger ended with status %d", status);
    }
    return STATUS_OK;
}

static int write_vscode(const struct project *p, bool json)
{
    static const char format[] =
        "{\n  \"version\": \"0.2.0\",\n  \"configurations\": [{\n"
        "    \"name\": \"feL4: %s\",\n    \"type\": \"cppdbg\",\n    \"request\": \"launch\",\n"
        "    \"program\": \"${workspaceFolder}/build/%s/program.elf\",\n"
        "    \"cwd\": \"${workspaceFolder}\",\n    \"MIMode\": \"gdb\",\n"
        "    \"miDebuggerPath\": \"gdb-multiarch\",\n"
        "    \"miDebuggerServerAddress\": \"localhost:1234\",\n"
        "    \"debugServerPath\": \"/bin/sh\",\n"
        "    \"debugServerArgs\": \"-c 'exec ./artifacts/%s/simulate -S -s'\",\n"
        "    \"setupCommands\": [{\"text\": \"add-symbol-file build/%s/kernel/kernel.elf\"}]\n"
        "  }]\n}\n";
    const char *out = os_base(p->out);
    char *path = os_join(p->manifest->dir, ".vscode/launch.json");
    char *text = text_printf(format, p->manifest->name, out, os_base(p->artifacts), out);
    if (os_exists(path)) {
        return diag_error(STATUS_FILE, NULL, "%s exists already", path);
    }
    if (!os_make_dirs(os_dir(path)) || !os_write(path, text, strlen(text), 0666)) {
        return diag_file("write", path);
    }
    struct buffer b = {0};
    buffer_member(&b, "{", "file", path);
    printf("%s%s\n", json ? b.data : path, json ? "}" : "");
    return STATUS_OK;
}

int command_debug(struct call *call)
{
    struct project p;
    struct words qemu = {0}, gdb = {0};
    int status = project_load(call, call->tests, &p);
    if (status == STATUS_OK && call->vscode) {
        return write_vscode(&p, call->json);
    }
    status = status == STATUS_OK ? project_qemu(&p, call, &qemu) : status;
    if (status != STATUS_OK) {
        return status;
    }
    if (call->dry_run) {
        gdb_line(&p, call, "SOCKET", &gdb);
        words_split(&qemu, "-S -gdb unix:SOCKET,server=on,wait=off");
        project_dry_run(call, os_dir(p.artifacts), &qemu);
        return project_dry_run(call, os_cwd(), &gdb);
    }
    if (os_find_program(qemu.items[0]) == NULL) {
        const struct value *s = value_get(p.config->board->table, "simulate");
        return diag_tool(qemu.items[0], value_text(s, "package", "qemu-system"));
    }
    if (os_find_program("gdb-multiarch") == NULL) {
        return diag_tool("gdb-multiarch", "gdb-multiarch");
    }
    status = call->no_build ? STATUS_OK : project_make(&p);
    return status == STATUS_OK ? run(&p, call, &qemu) : status;
}
