/* SPDX-License-Identifier: BSD-2-Clause */
/* From crt0 to main, and from main's return to the end of the machine. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

extern int main(int argc, char **argv, char **environment);

typedef void (*initialiser)(void);
extern initialiser __preinit_array_start[] __attribute__((weak));
extern initialiser __preinit_array_end[] __attribute__((weak));
extern initialiser __init_array_start[] __attribute__((weak));
extern initialiser __init_array_end[] __attribute__((weak));

static void run(initialiser *from, initialiser *to)
{
    for (; from < to; from++) {
        (*from)();
    }
}

/* ---- arguments: `fel4 simulate -- …` writes them into this section of the image ---- */

enum { ARGUMENTS_SIZE = 1024, ARGUMENTS_MAX = 64 };

static char arguments[ARGUMENTS_SIZE] __attribute__((section(".fel4_args"), used, retain)) = "";
static char *argv[ARGUMENTS_MAX + 2];

/* Words separated by NUL, ended by an empty one. */
static int split_arguments(void)
{
    int count = 0;
    argv[count++] = (char *)fel4_program_name;
    for (volatile char *at = arguments; *at != '\0' && count <= ARGUMENTS_MAX;) {
        argv[count++] = (char *)at;
        at += strlen((char *)at) + 1;
    }
    return count;
}

/* ---- start and end ---- */

/* For a libsel4 that leaves it to the runtime. */
__thread __attribute__((weak)) seL4_IPCBuffer *__sel4_ipc_buffer;

static char tls_memory[4096] __attribute__((aligned(64)));

struct fel4_thread fel4_main_thread = {.name = "main"};

/* The page below the initial stack: without it, a stack that overflows faults. */
static void unmap_guard(const seL4_BootInfo *info)
{
    seL4_Word image = (seL4_Word)&__ehdr_start & ~(seL4_Word)(PAGE_SIZE - 1);
    fel4_unmap(info->userImageFrames.start + ((seL4_Word)fel4_stack_guard - image) / PAGE_SIZE);
}

void fel4_start(seL4_BootInfo *info, char *stack, size_t stack_size)
{
    seL4_InitBootInfo(info);
    fel4_arch_set_tls(fel4_tls_init(tls_memory, NULL));
    seL4_SetIPCBuffer(info->ipcBuffer);
    fel4_self = &fel4_main_thread;
    fel4_main_thread.tcb = seL4_CapInitThreadTCB;
    fel4_main_thread.stack = stack;
    fel4_main_thread.stack_size = stack_size;
    fel4_main_thread.ipc_buffer = info->ipcBuffer;
    unmap_guard(info);
    fel4_alloc_init();
    fel4_vspace_init();
    fel4_main_thread.lock_wakeup = fel4_object(seL4_NotificationObject, 0);
    fel4_main_thread.alarm.own = fel4_object(seL4_NotificationObject, 0);
    fel4_console_init();
    fel4_fault_init();
    run(__preinit_array_start, __preinit_array_end);
    run(__init_array_start, __init_array_end);
    exit(main(split_arguments(), argv, (char *[]){NULL}));
}

static void put_text(const char *text)
{
    while (*text != '\0') {
        fel4_console_put(*text++);
    }
}

void fel4_exit(int status)
{
    char digits[12];
    unsigned at = sizeof(digits) - 1, value = (unsigned)status & 0xff;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put_text("\033]fel4;exit=");
    put_text(&digits[at]);
    put_text("\033\\");
    for (;;) {
        seL4_TCB_Suspend(seL4_CapInitThreadTCB);
        seL4_Yield();
    }
}
