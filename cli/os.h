/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that the command asks of the operating system. Paths are plain strings; a function that can
 * fail returns false with errno set, and its caller says what it was trying to do (diag.h). Files
 * are written beside their place and renamed, so nobody ever sees half of one.
 */
#pragma once

#include "text.h"

#include <sys/types.h>

char *os_read(const char *path, size_t *size); /* NULL on failure; NUL-terminated */
char *os_read_most(const char *path, size_t most, size_t *size); /* the same; EFBIG beyond `most` */
bool os_write(const char *path, const void *data, size_t size, unsigned mode);
bool os_write_changed(const char *path, const struct buffer *b); /* leaves an equal file alone */
bool os_copy(const char *from, const char *to);                  /* contents, mode and time */
bool os_exists(const char *path);
bool os_is_dir(const char *path);
long long os_size(const char *path); /* in bytes; 0 when there is none */
bool os_make_dirs(const char *path);
bool os_remove_tree(const char *path); /* true when there is nothing left (or never was) */
bool os_same_file(const char *a, const char *b);

/* Names in a directory, sorted, without those that start with a dot when `hidden` is false. */
bool os_list(const char *dir, bool hidden, struct words *out);

/* Paths relative to `base` that match a shell pattern, in which `**` is any depth; sorted. */
void os_glob_in(const char *base, const char *pattern, struct words *out);

char *os_cwd(void);
char *os_absolute(const char *path);                   /* resolves links when the path exists */
char *os_join(const char *dir, const char *name);      /* name alone when it is absolute */
char *os_relative(const char *path, const char *base); /* path below base, else path itself */
const char *os_base(const char *path);
char *os_dir(const char *path);
char *os_find_program(const char *name); /* through PATH; NULL when there is none */
char *os_share_dir(void);                /* share/fel4 beside this program's bin/ */
char *os_cache_dir(void);                /* FEL4_CACHE, or fel4 in the user's cache directory */
unsigned os_cpu_count(void);

/*
 * Runs argv in `cwd` (NULL: here). Returns its exit status, 128 + signal when one ended it, or -1
 * when it could not be started. With `output`, what it prints goes there, errors included.
 */
int os_run(const struct words *argv, const char *cwd, struct buffer *output);

/* Starts argv with the given descriptors as its stdin, stdout and stderr; it dies when we die. */
pid_t os_start(const struct words *argv, const char *cwd, int in, int out, int err);
int os_wait(pid_t pid); /* status as os_run gives it */
