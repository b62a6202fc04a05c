// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// The few system calls that Swift cannot reach: macros, GNU extensions and variadic functions.
#ifndef PHAROS_SYSTEM_H
#define PHAROS_SYSTEM_H

#include <stdint.h>
#include <sys/types.h>

/// The credentials of a Unix socket's peer, laid out as Linux' `struct ucred`.
struct pharos_peer {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

/// The socket option that yields `struct pharos_peer`, and its level.
int pharos_so_peercred(void);
int pharos_sol_socket(void);

/// Takes an advisory lock on an open file without waiting: 0 when taken, EWOULDBLOCK when another holds it, else errno.
int pharos_try_lock(int descriptor);

/// Starts a program in a session of its own, with standard input from /dev/null, standard output to `output`, standard
/// error to `errors`, and no other descriptor inherited. Returns 0 and the process id, or errno.
int pharos_spawn_detached(
    const char *path, char *const arguments[], char *const environment[], int output, int errors, pid_t *pid);

/// A child's end without waiting for it: 1 and the status when it ended, 0 while it runs, -1 when it is no child of ours.
int pharos_reap(pid_t pid, int *status);

/// How a wait status ended: the exit code, or minus the signal.
int pharos_status_code(int status);

/// What a process may use; the values of RLIMIT_DATA, RLIMIT_NOFILE, RLIMIT_CPU and RLIMIT_CORE.
extern const int PHAROS_LIMIT_MEMORY, PHAROS_LIMIT_OPEN_FILES, PHAROS_LIMIT_CPU, PHAROS_LIMIT_CORE;

/// Lets the allocator keep that much freed memory for what comes next, instead of giving it back and having every page
/// of it made again: buffers of samples come and go all the time.
void pharos_keep_memory(int bytes);

/// Gives memory that was freed back to the system, where the allocator can.
void pharos_give_back_memory(void);

/// Limits a running process: 0, or errno. Only Linux can limit another process; elsewhere ENOTSUP.
int pharos_limit(pid_t pid, int limit, uint64_t value);

/// Lets every job of Swift's global executor be handed to `enqueue` instead, from now on; once, before the first task.
/// Returns -1 when the runtime has no such hook. The symbol is looked up by the linker, so that it is found whether the
/// standard library is linked dynamically or statically (`dlsym` does not see it in a static one).
int pharos_take_over_global_executor(void (*enqueue)(void *job));

/// Runs a job that `enqueue` was given, on this thread, as one of the global executor: code without an isolation of its
/// own that it calls then goes on at once instead of being enqueued again.
void pharos_run_global_job(void *job);

#endif
