/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runtime of a root task. Before main it sets up a stack, thread-local storage, the IPC buffer,
 * the console behind stdio, the heap behind malloc, and a thread that reports faults. When main
 * returns, or exit() is called, the program's status goes to whoever runs the machine.
 */
#pragma once

#include <fel4/alloc.h>
#include <fel4/fault.h>
#include <fel4/irq.h>
#include <fel4/thread.h>
#include <fel4/timer.h>
#include <fel4/vspace.h>

/* Ends the program with a status at once, without running atexit functions. */
_Noreturn void fel4_exit(int status);
/* Ends the program with status 134, and says why and who called. The text is one line. */
_Noreturn void fel4_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* One character to the console, and one from it; the latter -1 if there is none now. */
void fel4_console_put(char c);
int fel4_console_get(void);
