# SPDX-License-Identifier: BSD-2-Clause
# Rows 61-68 of the table of features; see test/cli/inventory.

# a heap with statistics that notices exhaustion, double frees and overruns
row_61() {
    cat >main.c <<'END'
#include <errno.h>
#include <fel4/heap.h>
#include <stdlib.h>
int main(void)
{
    struct fel4_heap_stats stats;
    char *volatile p = malloc(100000);
    fel4_heap_stats(&stats);
    if (p == NULL || stats.used < 100000 || stats.size != 1 << 20) {
        return 1;
    }
    char *volatile more = malloc(2000000);
    if (more != NULL || errno != ENOMEM) {
        return 2;
    }
    free(p);
#ifdef TWICE
    free(p);
#endif
    p = malloc(7);
    p[7] = 1;
    free(p);
    return 3;
}
END
    program <main.c
    status 134 fel4 -C p simulate --timeout 60
    has out "heap: no room for 2000000 bytes"
    has out "the block of 7 bytes"
    has out "was written beyond its end, in thread"
    grep -q 'main at src/main.c:22' out
    fel4 -C p config set program.cflags -- -DTWICE
    status 134 fel4 -C p simulate --timeout 60
    has out "is freed, but it was freed already"
}

# a thread in one call: TLS, IPC buffer, fault endpoint, guard page
row_62() {
    cat >main.c <<'END'
#include <errno.h>
#include <fel4/fel4.h>
#include <stdio.h>

static __thread int own = 1;
static seL4_IPCBuffer *buffers[2];

static void run(void *argument)
{
    own = *(int *)argument;
    errno = 7;
    buffers[1] = seL4_GetIPCBuffer();
    printf("in a thread %d\n", own);
}

static int deep(volatile int n)
{
    volatile char room[512] = {(char)n};
    return n < 0 ? 0 : deep(n + 1) + room[n & 511];
}

static void overflow(void *argument)
{
    (void)argument;
    deep(1);
}

int main(void)
{
    static int answer = 42;
    struct fel4_thread *t = fel4_thread_create(run, &answer, NULL);
    errno = 5;
    fel4_thread_start(t);
    fel4_thread_join(t);
    buffers[0] = seL4_GetIPCBuffer();
    if (own != 1 || errno != 5 || buffers[0] == buffers[1] || buffers[1] == NULL) {
        return 1;
    }
    seL4_CPtr faults = fel4_object(seL4_EndpointObject, 0);
    t = fel4_thread_create(overflow, NULL, &(struct fel4_thread_options){.fault_endpoint = faults,
                                                                       .stack_size = 8192});
    fel4_thread_start(t);
    seL4_MessageInfo_t info = seL4_Recv(faults, NULL);
    return fel4_fault_overflow(info, t) == 8192 ? 0 : 2;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        status 0 fel4 -C p simulate --platform $platform --timeout 60
        has out 'in a thread 42'
    done
}

# mutexes, condition variables, semaphores, timers
row_63() {
    cat >main.c <<'END'
#include <fel4/fel4.h>
#include <fel4/sync.h>
int main(void)
{
    struct fel4_mutex m;
    struct fel4_semaphore s;
    struct fel4_condition c;
    if (!fel4_mutex_init(&m) || !fel4_semaphore_init(&s, 0) || !fel4_condition_init(&c)) {
        return 1;
    }
    fel4_mutex_lock(&m);
    uint64_t before = fel4_now();
    return fel4_sleep(FEL4_MS(30)) && fel4_now() - before >= FEL4_MS(30) &&
                   !fel4_semaphore_wait_for(&s, FEL4_MS(10)) && !fel4_mutex_lock_for(&m, 1)
               ? 0
               : 2;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        status 0 fel4 -C p simulate --platform $platform --timeout 60
    done
}

# a libc: printf with %f, qsort, setjmp
row_64() {
    cat >main.c <<'END'
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

int main(void)
{
    static jmp_buf env;
    int numbers[] = {3, 1, 2};
    qsort(numbers, 3, sizeof(int), compare);
    printf("%.3f %d %s\n", strtod("2.5", NULL), numbers[0], strchr("abc", 'b'));
    if (setjmp(env) == 0) {
        longjmp(env, 1);
    }
    return 0;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        status 0 fel4 -C p simulate --platform $platform --timeout 60
        has out "2.500 1 bc"
    done
}

# the configuration as macros, of seL4 and of fel4.toml
row_65() {
    cat >main.c <<'END'
#include <autoconf.h>
#include <fel4_config.h>
#if CONFIG_NUM_PRIORITIES != 256 || FEL4_CFG_KernelTimeSlice != 7 || CONFIG_TIME_SLICE != 7
#error
#endif
#if defined(CONFIG_KERNEL_MCS) || FEL4_CFG_KernelFastpath != 1 || !FEL4_CFG_KernelPrinting
#error
#endif
_Static_assert(sizeof(FEL4_CFG_KernelOptimisation) == 4, "-O2");
int main(void)
{
    return 0;
}
END
    program <main.c
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 -C p build --platform $platform -D KernelTimeSlice=7
        grep -q '^#define CONFIG_TIME_SLICE  7$' p/build/$platform-debug/config/include/kernel/gen_config.h
    done
}

# names for seL4's errors, and the kernel says which capability
row_66() {
    cat >main.c <<'END'
#include <fel4/error.h>
#include <stdio.h>
int main(void)
{
    seL4_Error error = seL4_CNode_Delete(seL4_CapInitThreadCNode, 1, 200);
    printf("%s: %s\n", fel4_error_name(error), fel4_strerror(error));
    error = seL4_TCB_Resume(seL4_CapIRQControl);
    printf("%s\n", fel4_error_name(error));
    for (int i = 0; i <= seL4_NotEnoughMemory; i++) {
        if (fel4_strerror(i)[0] == '\0' || fel4_error_name(i)[0] != 's') {
            return i;
        }
    }
    return 0;
}
END
    program <main.c
    status 0 fel4 -C p simulate --timeout 60
    has out "seL4_RangeError: "
    grep -q 'seL4_\(InvalidCapability\|IllegalOperation\)' out
    grep -q 'seL4(CPU 0).*\[cnode, error 4, .*"rootserver" @[0-9a-f]*\]: ' out
    grep -q 'seL4(CPU 0).*\[control, error 3, .*"rootserver" @[0-9a-f]*\]: ' out
}

# SEL4_PREFIX, on each architecture, for build, simulate and test
row_67() {
    fel4 -q new p
    for platform in pc99 qemu-arm-virt sabre; do
        fel4 kernel install --platform $platform --prefix sel4-$platform
        export SEL4_PREFIX=$PWD/sel4-$platform
        status 0 fel4 -C p simulate --platform $platform --timeout 60
        has out "hello from a feL4 app!"
        status 0 fel4 -C p test --platform $platform
        has out "test result: ok. 2 passed; 0 failed"
    done
}

# the install layout of seL4
row_68() {
    for pair in "pc99 x86_64" "qemu-arm-virt aarch64" "sabre aarch32"; do
        fel4 kernel install --platform ${pair% *} --prefix sel4
        include=sel4/libsel4/include
        for file in bin/kernel.elf libsel4/include/sel4/sel4.h libsel4/include/autoconf.h \
            libsel4/include/kernel/gen_config.json libsel4/include/kernel/gen_config.h \
            libsel4/include/sel4/gen_config.h libsel4/include/sel4/gen_config.json \
            libsel4/include/interfaces/object-api.xml libsel4/include/api/syscall.xml libsel4/src; do
            [ -e sel4/$file ]
        done
        [ "${pair% *}" = pc99 ] || [ -s sel4/support/platform_gen.yaml ]
        [ "${pair% *}" = pc99 ] || [ -s sel4/support/kernel.dtb ]
        [ "$(grep 'CONFIG_SEL4_ARCH  ' $include/kernel/gen_config.h | cut -d' ' -f4)" = "${pair#* }" ]
        jq -e 'all(type == "boolean" or type == "string")' $include/kernel/gen_config.json
        jq -e '.MAX_NUM_NODES == "1"' $include/kernel/gen_config.json
        rm -rf sel4
    done
}
