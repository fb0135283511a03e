/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and directories; processes are in process.c. See os.h. */
#include "os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *os_read(const char *path, size_t *size)
{
    return os_read_most(path, SIZE_MAX, size);
}

char *os_read_most(const char *path, size_t most, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    struct buffer all = {0};
    char chunk[65536];
    ssize_t got;
    buffer_text(&all, "");
    while ((got = read(fd, chunk, sizeof chunk)) > 0 && all.size <= most) {
        buffer_add(&all, chunk, (size_t)got);
    }
    int error = got > 0 ? EFBIG : errno;
    close(fd);
    if (got != 0) {
        errno = error;
        return NULL;
    }
    if (size != NULL) {
        *size = all.size;
    }
    return all.data;
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, data, size);
        if (done < 0) {
            return false;
        }
        data += done;
        size -= (size_t)done;
    }
    return true;
}

bool os_write(const char *path, const void *data, size_t size, unsigned mode)
{
    char *temporary = text_printf("%s.%ld.tmp", path, (long)getpid());
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) {
        return false;
    }
    bool done = write_all(fd, data, size);
    done = close(fd) == 0 && done;
    if (done && rename(temporary, path) == 0) {
        return true;
    }
    int error = errno;
    unlink(temporary);
    errno = error;
    return false;
}

bool os_write_changed(const char *path, const struct buffer *b)
{
    size_t size;
    char *old = os_read(path, &size);
    if (old != NULL && size == b->size && memcmp(old, b->data, size) == 0) {
        return true;
    }
    return os_write(path, b->data, b->size, 0666);
}

bool os_copy(const char *from, const char *to)
{
    struct stat info;
    size_t size;
    char *data = os_read(from, &size);
    if (data == NULL || stat(from, &info) != 0 || !os_write(to, data, size, info.st_mode & 0777)) {
        return false;
    }
    struct timespec times[2] = {info.st_atim, info.st_mtim};
    return utimensat(AT_FDCWD, to, times, 0) == 0;
}

bool os_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool os_is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

long long os_size(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : 0;
}

bool os_make_dirs(const char *path)
{
    if (os_is_dir(path)) {
        return true;
    }
    char *parent = os_dir(path);
    if (!text_equal(parent, path) && !os_make_dirs(parent)) {
        return false;
    }
    return mkdir(path, 0777) == 0 || (errno == EEXIST && os_is_dir(path));
}

bool os_remove_tree(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return errno == ENOENT;
    }
    if (!S_ISDIR(info.st_mode)) {
        return unlink(path) == 0;
    }
    struct words names = {0};
    if (!os_list(path, true, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        if (!os_remove_tree(os_join(path, names.items[i]))) {
            return false;
        }
    }
    return rmdir(path) == 0;
}

bool os_same_file(const char *a, const char *b)
{
    struct stat sa, sb;
    return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
           sa.st_ino == sb.st_ino;
}

bool os_list(const char *dir, bool hidden, struct words *out)
{
    DIR *d = opendir(dir);
    if (d == NULL) {
        return false;
    }
    struct words names = {0};
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        bool dots = text_equal(e->d_name, ".") || text_equal(e->d_name, "..");
        if (!dots && (hidden || e->d_name[0] != '.')) {
            words_add(&names, e->d_name);
        }
    }
    closedir(d);
    words_sort(&names);
    words_append(out, &names);
    return true;
}

/* Matches the rest of a pattern, part by part, below base/dir ("" is base itself). */
static void glob_below(const char *base, const char *dir, const char *pattern, struct words *out)
{
    size_t size = strcspn(pattern, "/");
    char *part = text_copy(pattern, size);
    const char *rest = pattern[size] == '/' ? pattern + size + 1 : NULL;
    bool any_depth = text_equal(part, "**") && rest != NULL;
    struct words names = {0};
    if (any_depth) {
        glob_below(base, dir, rest, out);
    }
    os_list(*dir == '\0' ? base : os_join(base, dir), false, &names);
    for (size_t i = 0; i < names.count; i++) {
        char *path = *dir == '\0' ? names.items[i] : os_join(dir, names.items[i]);
        bool is_dir = os_is_dir(os_join(base, path));
        if (any_depth && is_dir) {
            glob_below(base, path, pattern, out);
        } else if (!any_depth && fnmatch(part, names.items[i], FNM_PERIOD) == 0) {
            if (rest != NULL && is_dir) {
                glob_below(base, path, rest, out);
            } else if (rest == NULL && !is_dir) {
                words_add(out, path);
            }
        }
    }
}

void os_glob_in(const char *base, const char *pattern, struct words *out)
{
    if (strpbrk(pattern, "*?[") != NULL) {
        struct words found = {0};
        glob_below(base, "", pattern, &found);
        words_sort(&found);
        words_append(out, &found);
    } else if (os_exists(os_join(base, pattern))) {
        words_add(out, pattern);
    }
}

char *os_cwd(void)
{
    char *cwd = getcwd(NULL, 0);
    return cwd != NULL ? cwd : text_copy(".", 1);
}

char *os_absolute(const char *path)
{
    char *real = realpath(path, NULL);
    return real != NULL ? real : os_join(os_cwd(), path);
}

char *os_join(const char *dir, const char *name)
{
    if (name[0] == '/' || text_equal(dir, ".")) {
        return text_copy(name, strlen(name));
    }
    return text_printf("%s%s%s", dir, text_ends(dir, "/") ? "" : "/", name);
}

char *os_relative(const char *path, const char *base)
{
    size_t size = strlen(base);
    bool below = strncmp(path, base, size) == 0 && path[size] == '/';
    return text_printf("%s", below ? path + size + 1 : path);
}

const char *os_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

char *os_dir(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return text_copy(".", 1);
    }
    return slash == path ? text_copy("/", 1) : text_copy(path, (size_t)(slash - path));
}

char *os_find_program(const char *name)
{
    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0 ? text_printf("%s", name) : NULL;
    }
    const char *path = getenv("PATH");
    for (const char *p = path != NULL ? path : ""; *p != '\0';) {
        size_t size = strcspn(p, ":");
        char *file = os_join(size == 0 ? "." : text_copy(p, size), name);
        if (access(file, X_OK) == 0 && !os_is_dir(file)) {
            return file;
        }
        p += size + (p[size] == ':');
    }
    return NULL;
}

char *os_share_dir(void)
{
    char self[PATH_MAX + 1] = "";
    if (readlink("/proc/self/exe", self, PATH_MAX) < 0) {
        return NULL;
    }
    char *share = os_join(os_dir(os_dir(self)), "share/fel4");
    return os_is_dir(share) ? share : NULL;
}

char *os_cache_dir(void)
{
    const char *own = getenv("FEL4_CACHE"), *cache = getenv("XDG_CACHE_HOME");
    if (own != NULL && *own != '\0') {
        return os_absolute(own);
    }
    if (cache != NULL && *cache == '/') {
        return os_join(cache, "fel4");
    }
    const char *home = getenv("HOME");
    return os_join(home != NULL && *home == '/' ? home : "/", ".cache/fel4");
}

unsigned os_cpu_count(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}
