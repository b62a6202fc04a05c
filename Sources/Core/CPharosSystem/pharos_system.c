// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
#define _GNU_SOURCE
#include "pharos_system.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

int pharos_so_peercred(void) {
#ifdef SO_PEERCRED
    return SO_PEERCRED;
#else
    return -1;
#endif
}

int pharos_sol_socket(void) { return SOL_SOCKET; }

int pharos_try_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno; }

int pharos_spawn_detached(
    const char *path, char *const arguments[], char *const environment[], int output, int errors, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int result = posix_spawn_file_actions_init(&actions);
    if (result != 0) return result;
    result = posix_spawnattr_init(&attributes);
    if (result != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return result;
    }
    sigemptyset(&none);
    sigfillset(&all);
    if ((result = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
        (result = posix_spawn_file_actions_adddup2(&actions, output, 1)) == 0 &&
        (result = posix_spawn_file_actions_adddup2(&actions, errors, 2)) == 0 &&
#ifdef __linux__
        (result = posix_spawn_file_actions_addclosefrom_np(&actions, 3)) == 0 &&
#endif
        (result = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (result = posix_spawnattr_setsigdefault(&attributes, &all)) == 0 &&
        (result = posix_spawnattr_setflags(
             &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0) {
        result = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

int pharos_reap(pid_t pid, int *status) {
    pid_t ended = waitpid(pid, status, WNOHANG);
    if (ended == pid) return 1;
    return ended == 0 ? 0 : -1;
}

int pharos_status_code(int status) { return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status); }

const int PHAROS_LIMIT_MEMORY = RLIMIT_DATA;
const int PHAROS_LIMIT_OPEN_FILES = RLIMIT_NOFILE;
const int PHAROS_LIMIT_CPU = RLIMIT_CPU;
const int PHAROS_LIMIT_CORE = RLIMIT_CORE;

int pharos_limit(pid_t pid, int limit, uint64_t value) {
#ifdef __linux__
    struct rlimit both = {value, value};
    return prlimit(pid, limit, &both, NULL) == 0 ? 0 : errno;
#else
    (void)pid, (void)limit, (void)value;
    return ENOTSUP;
#endif
}

void pharos_keep_memory(int bytes) {
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}

void pharos_give_back_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

// swift_task_enqueueGlobal_hook of the concurrency runtime (include/swift/Runtime/Concurrency.h).
typedef __attribute__((swiftcall)) void (*pharos_enqueue_original)(void *job);
extern __attribute__((swiftcall)) void (*swift_task_enqueueGlobal_hook)(void *job, pharos_enqueue_original original)
    __attribute__((weak));

static void (*pharos_enqueue)(void *job);

static __attribute__((swiftcall)) void pharos_enqueue_global(void *job, pharos_enqueue_original original) {
    (void)original;
    pharos_enqueue(job);
}

// swift_job_run of the concurrency runtime: a job and the executor it is to see itself on, two words, both zero for the
// global one.
extern __attribute__((swiftcall)) void swift_job_run(void *job, uintptr_t identity, uintptr_t implementation)
    __attribute__((weak));

void pharos_run_global_job(void *job) { swift_job_run(job, 0, 0); }

int pharos_take_over_global_executor(void (*enqueue)(void *job)) {
    if (&swift_task_enqueueGlobal_hook == 0 || &swift_job_run == 0) return -1;
    pharos_enqueue = enqueue;
    swift_task_enqueueGlobal_hook = pharos_enqueue_global;
    return 0;
}
