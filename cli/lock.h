/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of fel4 at a time in a directory: the others wait, and say so after a second. A lock goes
 * with its process, whatever ends that.
 */
#pragma once

#include "text.h"

/* Waits for `dir`'s lock, making the directory; -1 after an error. */
int lock_take(const char *dir);
void lock_release(int *lock); /* again, or of -1, is nothing */
