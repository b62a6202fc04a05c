// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// What a pod's process needs of the system and Swift cannot reach: fork and exec with limits and a sandbox between them,
// sealed memory without a name, and descriptors sent over a socket.
#ifndef POD_PROCESS_H
#define POD_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A limit that is not set.
#define POD_UNLIMITED UINT64_MAX

/// The parts of a sandbox that can be asked for.
enum pod_sandbox_part { POD_SANDBOX_FILES = 1, POD_SANDBOX_NETWORK = 2 };

/// Nothing was run, for the sandbox does not hold; the outcomes say why.
#define POD_NO_SANDBOX (-2)

/// What became of a part: not asked for, done, or refused by the system with an errno (positive).
enum pod_outcome { POD_NOT_ASKED = -1, POD_APPLIED = 0 };

/// A program to start. All pointers must live until `pod_spawn` returns.
struct pod_spawn {
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// The working directory, or NULL for the parent's.
    const char *directory;
    /// What becomes descriptors 0 to 3; −1 for /dev/null (0 to 2) or none (3). All others are closed.
    int descriptors[4];
    /// Address space in bytes, processor time in seconds, open files, processes of the user.
    uint64_t memory, processor_seconds, open_files, processes;
    /// A combination of `pod_sandbox_part`.
    int sandbox;
    /// Not 0: nothing is run when a part of the sandbox cannot be had.
    int requires_sandbox;
    /// Where may be written and what may be read with POD_SANDBOX_FILES; each ends with NULL, or is NULL for everything.
    const char *const *writable, *const *readable;
    /// Results, each an errno or a `pod_outcome`.
    int memory_outcome, processor_outcome, open_files_outcome, processes_outcome, files_outcome, network_outcome,
        parent_death_outcome;
};

/// Starts a program as the leader of a process group of its own, killed when the calling *thread* ends, without privileges
/// to gain, core dumps or inherited descriptors. Returns 0 and the process id, errno, or POD_NO_SANDBOX.
int pod_spawn(struct pod_spawn *spawn, pid_t *pid);

/// Waits until a child ended, and leaves it to be reaped: 0, or errno.
int pod_wait(pid_t pid);

/// Reaps a child that ended: the exit code, minus the signal that ended it, or INT32_MIN when it cannot be known.
int pod_reap(pid_t pid);

/// Opens a pair of connected stream sockets, closed on exec. 0, or errno.
int pod_socket_pair(int pair[2]);

/// Opens a pipe, closed on exec. 0, or errno.
int pod_pipe(int pair[2]);

/// Creates memory without a name that can never shrink or grow: a descriptor, or minus errno.
int pod_memory_create(size_t size);

/// The size of memory that can never shrink, or minus errno; −EPERM when it could shrink under its reader's feet.
int64_t pod_memory_size(int descriptor);

/// Sends a number with a descriptor, without waiting: 0, or errno.
int pod_send_descriptor(int socket, uint64_t number, int descriptor);

/// Receives a number with a descriptor, without waiting: 0, or errno; EPIPE at the end of the stream, EBADMSG for a
/// message of another form.
int pod_receive_descriptor(int socket, uint64_t *number, int *descriptor);

#endif
