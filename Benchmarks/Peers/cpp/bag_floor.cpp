// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// What no library for bags can be faster than: the bytes of a bag's chunks through the kernel and the bare compressor,
// with memory that is used again and nothing else: bag_floor FILE SIZE COUNT COMPRESSION. Megabytes of messages a second of
// processor time, the kernel's included.
#include <bzlib.h>
#include <fcntl.h>
#include <lz4frame.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static double processor_time() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void check(bool holds, const char *what) {
    if (holds) return;
    perror(what);
    exit(1);
}

int main(int count_of_arguments, char **arguments) {
    check(count_of_arguments == 5, "bag_floor FILE SIZE COUNT COMPRESSION");
    const size_t size = atoll(arguments[2]), count = atoll(arguments[3]);
    const std::string compression = arguments[4];
    // The message of the other two: text that compresses somewhat.
    std::vector<char> message(size + 4);
    uint32_t state = 12345, length = size;
    memcpy(message.data(), &length, 4);
    for (size_t index = 0; index < size; index++) {
        state = state * 1103515245u + 12345u;
        message[index + 4] = 'a' + (state >> 16 & 15);
    }
    // As many messages as fill a chunk.
    const size_t messages = std::max<size_t>(1, (768 * 1024 + size + 45) / (size + 46));
    const size_t chunks = std::max<size_t>(1, count / messages);
    std::vector<char> chunk;
    std::string header("\x26\0\0\0\x09\0\0\0conn=\0\0\0\0\4\0\0\0op=\2\15\0\0\0time=\0\0\0\0\0\0\0\0", 42);
    length += 4;
    header.append(reinterpret_cast<const char *>(&length), 4);
    for (size_t index = 0; index < messages; index++) {
        chunk.insert(chunk.end(), header.begin(), header.end());
        chunk.insert(chunk.end(), message.begin(), message.end());
    }
    // The times are what makes one chunk differ from the next, and a compressor work for it.
    auto set_times = [&](size_t number) {
        for (size_t index = 0; index < messages; index++) {
            const size_t counted = number * messages + index;
            const uint32_t time[2] = {uint32_t(1000 + counted / 1000), uint32_t(counted % 1000 * 1000000)};
            memcpy(chunk.data() + index * (header.size() + message.size()) + 34, time, sizeof time);
        }
    };
    LZ4F_preferences_t preferences = LZ4F_preferences_t();
    preferences.frameInfo.blockSizeID = LZ4F_max256KB;
    preferences.frameInfo.blockMode = LZ4F_blockIndependent;
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    std::vector<char> stored(chunk.size() + chunk.size() / 50 + 65536);
    const double megabytes = double(chunks) * double(messages) * double(size + 4) / 1e6;

    double started = processor_time();
    int file = open(arguments[1], O_RDWR | O_CREAT | O_TRUNC, 0644);
    check(file >= 0, "open");
    size_t stored_size = 0;
    off_t end = 0;
    std::vector<size_t> sizes;
    for (size_t index = 0; index < chunks; index++) {
        set_times(index);
        const char *bytes = stored.data();
        if (compression == "lz4") {
            stored_size = LZ4F_compressFrame(stored.data(), stored.size(), chunk.data(), chunk.size(), &preferences);
            check(!LZ4F_isError(stored_size), "lz4");
        } else if (compression == "bz2") {
            unsigned room = stored.size();
            check(BZ2_bzBuffToBuffCompress(stored.data(), &room, chunk.data(), chunk.size(), 9, 0, 0) == BZ_OK, "bz2");
            stored_size = room;
        } else {
            stored_size = chunk.size();
            bytes = chunk.data();
        }
        check(pwrite(file, bytes, stored_size, end) == ssize_t(stored_size), "pwrite");
        sizes.push_back(stored_size);
        end += stored_size;
    }
    const double write = megabytes / (processor_time() - started);

    started = processor_time();
    LZ4F_dctx *context = nullptr;
    LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
    off_t start = 0;
    for (size_t stored_size : sizes) {
        check(pread(file, stored.data(), stored_size, start) == ssize_t(stored_size), "pread");
        start += stored_size;
        if (compression == "lz4") {
            size_t room = chunk.size(), taken = stored_size;
            check(LZ4F_decompress(context, chunk.data(), &room, stored.data(), &taken, nullptr) == 0, "lz4");
        } else if (compression == "bz2") {
            unsigned room = chunk.size();
            check(BZ2_bzBuffToBuffDecompress(chunk.data(), &room, stored.data(), stored_size, 0, 0) == BZ_OK, "bz2");
        }
    }
    const double read = megabytes / (processor_time() - started);
    LZ4F_freeDecompressionContext(context);
    close(file);
    printf("{\"write\": %f, \"read\": %f}\n", write, read);
}
