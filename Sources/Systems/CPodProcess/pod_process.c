// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
#define _GNU_SOURCE
#include "pod_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include "sandbox.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// With ThreadSanitizer vfork is fork: memory is not shared, and the parent does not wait by itself.
#if defined(__linux__) && defined(__has_feature)
#if !__has_feature(thread_sanitizer)
#define POD_HAS_VFORK 1
#endif
#elif defined(__linux__)
#define POD_HAS_VFORK 1
#endif

// What the child tells the parent, in memory that both see even where fork copies all other.
struct start {
    struct pod_spawn spawn;
    int failure;
};

static int limit(int resource, uint64_t value) {
    if (value == POD_UNLIMITED) return POD_NOT_ASKED;
    struct rlimit both = {(rlim_t)value, (rlim_t)value};
    return setrlimit(resource, &both) == 0 ? POD_APPLIED : errno;
}

static void close_from(int first) {
#ifdef __linux__
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
    long last = sysconf(_SC_OPEN_MAX);
    if (last < 0 || last > 65536) last = 65536;
    for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

// Between fork and exec only what is safe in a signal handler may be called; the parent's memory may be shared, its thread
// waits, where it must until `report` is closed. Returns an errno only when the program cannot be started.
static int become(struct pod_spawn *spawn, int rules, int report, pid_t parent) {
    if (setpgid(0, 0) != 0) return errno;
    // Lifted out of the way first, so that no source is overwritten as another's target.
    int lifted[4];
    for (int target = 0; target < 4; target++) {
        int source = spawn->descriptors[target];
        if (source < 0 && target < 3) {
            source = open("/dev/null", O_RDWR | O_CLOEXEC);
            if (source < 0) return errno;
        }
        lifted[target] = source < 0 ? -1 : fcntl(source, F_DUPFD_CLOEXEC, 16);
        if (source >= 0 && lifted[target] < 0) return errno;
    }
    if (rules >= 0 && (rules = fcntl(rules, F_DUPFD_CLOEXEC, 16)) < 0) return errno;
    if (report >= 0 && (report = fcntl(report, F_DUPFD_CLOEXEC, 16)) < 0) return errno;
    for (int target = 0; target < 4; target++) {
        if (lifted[target] >= 0 && dup2(lifted[target], target) < 0) return errno;
    }
    if (spawn->directory && chdir(spawn->directory) != 0) return errno;
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    spawn->processor_outcome = limit(RLIMIT_CPU, spawn->processor_seconds);
    spawn->processes_outcome = limit(RLIMIT_NPROC, spawn->processes);
    // The kernel counts no processes for the superuser.
    if (spawn->processes_outcome == POD_APPLIED && geteuid() == 0) spawn->processes_outcome = EPERM;
#ifdef __linux__
    spawn->parent_death_outcome = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ? POD_APPLIED : errno;
    // A parent that died before the line above sends nothing.
    if (getppid() != parent) return ESRCH;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (rules >= 0) spawn->files_outcome = syscall(SYS_landlock_restrict_self, rules, 0) == 0 ? POD_APPLIED : errno;
    if (spawn->sandbox & POD_SANDBOX_NETWORK) spawn->network_outcome = pod_deny_network();
#else
    (void)parent;
    spawn->parent_death_outcome = ENOTSUP;
#endif
    if (spawn->requires_sandbox && (spawn->files_outcome > 0 || spawn->network_outcome > 0)) return POD_NO_SANDBOX;
    int first = lifted[3] >= 0 ? 4 : 3;
    if (report >= 0) {
        // It stays open until the program begins.
        if (dup2(report, first) < 0 || fcntl(first, F_SETFD, FD_CLOEXEC) != 0) return errno;
        first++;
    }
    close_from(first);
    spawn->open_files_outcome = limit(RLIMIT_NOFILE, spawn->open_files);
    spawn->memory_outcome = limit(RLIMIT_AS, spawn->memory);
    for (int signal = 1; signal < NSIG; signal++) {
        struct sigaction standard = {.sa_handler = SIG_DFL};
        sigaction(signal, &standard, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(spawn->path, spawn->arguments, spawn->environment);
    return errno;
}

int pod_spawn(struct pod_spawn *spawn, pid_t *pid) {
    spawn->memory_outcome = spawn->processor_outcome = spawn->open_files_outcome = spawn->processes_outcome =
        spawn->files_outcome = spawn->network_outcome = POD_NOT_ASKED;
    int rules = -1;
    if (spawn->sandbox & POD_SANDBOX_FILES) {
#ifdef __linux__
        rules = pod_file_rules(spawn->writable, spawn->readable);
        if (rules < 0) spawn->files_outcome = -rules;
#else
        spawn->files_outcome = ENOTSUP;
#endif
    }
#ifndef __linux__
    if (spawn->sandbox & POD_SANDBOX_NETWORK) spawn->network_outcome = ENOTSUP;
#endif
    int report[2] = {-1, -1};
    struct start *start = mmap(NULL, sizeof *start, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int error = start == MAP_FAILED ? errno : 0;
#ifndef POD_HAS_VFORK
    if (!error) error = pod_pipe(report);
#endif
    if (error) {
        if (start != MAP_FAILED) munmap(start, sizeof *start);
        if (rules >= 0) close(rules);
        return error;
    }
    *start = (struct start){*spawn, 0};
    sigset_t all, before;
    sigfillset(&all);
    // A handler that ran in the child would run in the parent's memory.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
#ifdef POD_HAS_VFORK
    // The parent's pages are not copied, however large it is.
    pid_t child = vfork();
#else
    pid_t child = fork();
#endif
    if (child == 0) {
        start->failure = become(&start->spawn, rules, report[1], parent);
        _exit(127);
    }
    int failed_to_fork = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rules >= 0) close(rules);
    if (report[1] >= 0) {
        close(report[1]);
        char nothing;
        // The other end is closed when the program begins or the child ends.
        while (read(report[0], &nothing, 1) < 0 && errno == EINTR) continue;
        close(report[0]);
    }
    int failure = start->failure;
    *spawn = start->spawn;
    munmap(start, sizeof *start);
    if (failed_to_fork) return failed_to_fork;
    if (failure) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
        return failure;
    }
    *pid = child;
    return 0;
}

int pod_wait(pid_t pid) {
    siginfo_t info;
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR) return errno;
    }
    return 0;
}

int pod_reap(pid_t pid) {
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) < 0 && errno == EINTR) continue;
    if (ended != pid) return INT_MIN;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

#ifndef __linux__
static int close_on_exec(int pair[2]) {
    if (fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(pair[1], F_SETFD, FD_CLOEXEC) == 0) return 0;
    int error = errno;
    close(pair[0]);
    close(pair[1]);
    return error;
}
#endif

int pod_socket_pair(int pair[2]) {
#ifdef __linux__
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0 ? 0 : errno;
#else
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return errno;
    return close_on_exec(pair);
#endif
}

int pod_pipe(int pair[2]) {
#ifdef __linux__
    return pipe2(pair, O_CLOEXEC) == 0 ? 0 : errno;
#else
    if (pipe(pair) != 0) return errno;
    return close_on_exec(pair);
#endif
}

int pod_memory_create(size_t size) {
#ifdef __linux__
    int descriptor = memfd_create("pod", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -errno;
    if (ftruncate(descriptor, (off_t)size) == 0 &&
        fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) {
        return descriptor;
    }
    int error = errno;
    close(descriptor);
    return -error;
#else
    (void)size;
    return -ENOTSUP;
#endif
}

int64_t pod_memory_size(int descriptor) {
#ifdef __linux__
    int seals = fcntl(descriptor, F_GET_SEALS);
    if (seals < 0) return -errno;
    if (!(seals & F_SEAL_SHRINK)) return -EPERM;
    struct stat status;
    return fstat(descriptor, &status) == 0 ? (int64_t)status.st_size : -errno;
#else
    (void)descriptor;
    return -ENOTSUP;
#endif
}

int pod_send_descriptor(int socket, uint64_t number, int descriptor) {
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr alignment;
    } control;
    memset(&control, 0, sizeof control);
    struct iovec data = {&number, sizeof number};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
#ifdef __linux__
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
    int flags = MSG_DONTWAIT;
#endif
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, flags)) < 0 && errno == EINTR) continue;
    return sent < 0 ? errno : 0;
}

int pod_receive_descriptor(int socket, uint64_t *number, int *descriptor) {
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr alignment;
    } control;
    struct iovec data = {number, sizeof *number};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
#ifdef __linux__
    int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
#else
    int flags = MSG_DONTWAIT;
#endif
    ssize_t received;
    while ((received = recvmsg(socket, &message, flags)) < 0 && errno == EINTR) continue;
    if (received < 0) return errno;
    if (received == 0) return EPIPE;
    int found = -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < count; index++) {
            int each;
            memcpy(&each, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
            if (found >= 0) close(each); else found = each;
        }
    }
    if (received != sizeof *number || found < 0 || message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        if (found >= 0) close(found);
        return EBADMSG;
    }
    *descriptor = found;
    return 0;
}
