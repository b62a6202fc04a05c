// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// What a boundary may cost: one publisher process, a relay process, N subscriber processes over Unix sockets.
//   fan stream SIZE SECONDS          one process writes frames to another, flat out
//   fan epoll SIZE SECONDS COUNT     a relay in plain C with epoll; stops reading while a subscriber is full
//   fan zmq SIZE SECONDS COUNT       zmq_proxy between a PUB and SUBs over ipc://
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static double now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void writeAll(int fd, const char *bytes, size_t count) {
    while (count) {
        ssize_t done = write(fd, bytes, count);
        if (done <= 0) _exit(0);
        bytes += done;
        count -= done;
    }
}

static void publish(int fd, size_t size) {
    std::vector<char> frame(size + 4, 'x');
    uint32_t length = size;
    memcpy(frame.data(), &length, 4);
    for (;;) writeAll(fd, frame.data(), frame.size());
}

// Counts whole frames for `seconds` after the first byte and sends the rate to `report`.
static void subscribe(int fd, size_t size, double seconds, int report) {
    std::vector<char> buffer(1 << 20);
    double begun = 0, last = 0;
    uint64_t bytes = 0;
    for (;;) {
        ssize_t got = read(fd, buffer.data(), buffer.size());
        if (got <= 0) break;
        last = now();
        if (begun == 0) begun = last;
        bytes += got;
        if (last - begun > seconds) break;
    }
    double rate = bytes / (size + 4) / (last - begun);
    if (write(report, &rate, sizeof rate) != sizeof rate) _exit(1);
    _exit(0);
}

struct Reader {
    int fd;
    std::vector<char> waiting;
    size_t sent = 0;
};

// Every chunk goes to all; while anybody has more than it took, nothing further is read.
static void relay(int from, std::vector<Reader> readers) {
    int poll = epoll_create1(0);
    for (auto &reader : readers) fcntl(reader.fd, F_SETFL, O_NONBLOCK);
    std::vector<char> chunk(64 << 10);
    for (;;) {
        ssize_t got = read(from, chunk.data(), chunk.size());
        if (got <= 0) _exit(0);
        size_t full = 0;
        for (size_t i = 0; i < readers.size(); i++) {
            auto &reader = readers[i];
            ssize_t done = send(reader.fd, chunk.data(), got, MSG_NOSIGNAL);
            if (done < 0) done = errno == EAGAIN ? 0 : got;
            if (done == got) continue;
            reader.waiting.assign(chunk.begin() + done, chunk.begin() + got);
            reader.sent = 0;
            epoll_event event{};
            event.events = EPOLLOUT;
            event.data.u64 = i;
            epoll_ctl(poll, EPOLL_CTL_ADD, reader.fd, &event);
            full++;
        }
        while (full) {
            epoll_event events[64];
            int count = epoll_wait(poll, events, 64, -1);
            for (int e = 0; e < count; e++) {
                auto &reader = readers[events[e].data.u64];
                ssize_t done = send(reader.fd, reader.waiting.data() + reader.sent, reader.waiting.size() - reader.sent,
                                    MSG_NOSIGNAL);
                if (done < 0) done = errno == EAGAIN ? 0 : reader.waiting.size() - reader.sent;
                reader.sent += done;
                if (reader.sent < reader.waiting.size()) continue;
                epoll_ctl(poll, EPOLL_CTL_DEL, reader.fd, nullptr);
                full--;
            }
        }
    }
}

static void zmqSubscribe(const std::string &place, double seconds, int report) {
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_SUB);
    zmq_connect(socket, place.c_str());
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
    std::vector<char> buffer(1 << 20);
    double begun = 0, last = 0;
    uint64_t frames = 0;
    for (;;) {
        if (zmq_recv(socket, buffer.data(), buffer.size(), 0) < 0) break;
        last = now();
        if (begun == 0) begun = last;
        frames++;
        if (last - begun > seconds) break;
    }
    double rate = frames / (last - begun);
    if (write(report, &rate, sizeof rate) != sizeof rate) _exit(1);
    _exit(0);
}

static std::vector<pid_t> children;

template <typename Body> static void child(Body body) {
    pid_t pid = fork();
    if (pid == 0) {
        body();
        _exit(0);
    }
    children.push_back(pid);
}

int main(int count, char **arguments) {
    std::string kind = count > 1 ? arguments[1] : "";
    if (count < 4 || (kind != "stream" && count < 5)) return 64;
    size_t size = atol(arguments[2]);
    double seconds = atof(arguments[3]);
    int subscribers = kind == "stream" ? 1 : atoi(arguments[4]);
    signal(SIGPIPE, SIG_IGN);
    int report[2];
    if (pipe(report)) return 1;
    if (kind == "stream") {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1;
        child([&] { close(pair[0]); subscribe(pair[1], size, seconds, report[1]); });
        child([&] { close(pair[1]); publish(pair[0], size); });
        close(pair[0]);
        close(pair[1]);
    } else if (kind == "epoll") {
        int in[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, in)) return 1;
        std::vector<Reader> readers;
        std::vector<int> ends;
        for (int i = 0; i < subscribers; i++) {
            int pair[2];
            if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1;
            readers.push_back({pair[0], {}, 0});
            ends.push_back(pair[1]);
        }
        for (int end : ends) child([&] { subscribe(end, size, seconds, report[1]); });
        child([&] { relay(in[1], readers); });
        usleep(300000);
        child([&] { publish(in[0], size); });
    } else if (kind == "zmq") {
        std::string base = "ipc:///tmp/pharos-fan-" + std::to_string(getpid());
        for (int i = 0; i < subscribers; i++) child([&] { zmqSubscribe(base + "-out", seconds, report[1]); });
        child([&] {
            void *context = zmq_ctx_new(), *front = zmq_socket(context, ZMQ_XSUB), *back = zmq_socket(context, ZMQ_XPUB);
            zmq_bind(front, (base + "-in").c_str());
            zmq_bind(back, (base + "-out").c_str());
            zmq_proxy(front, back, nullptr);
        });
        usleep(1000000 + subscribers * 10000);
        child([&] {
            void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_PUB);
            zmq_connect(socket, (base + "-in").c_str());
            usleep(300000);
            std::vector<char> frame(size, 'x');
            for (;;) zmq_send(socket, frame.data(), frame.size(), 0);
        });
    } else {
        return 64;
    }
    double sum = 0;
    for (int i = 0; i < subscribers; i++) {
        double rate = 0;
        if (read(report[0], &rate, sizeof rate) != sizeof rate) return 1;
        sum += rate;
    }
    for (pid_t pid : children) kill(pid, SIGKILL);
    while (wait(nullptr) > 0) {}
    printf("{\"deliveries_per_s\": %.0f, \"mb_per_s\": %.1f}\n", sum, sum * size / 1e6);
}
