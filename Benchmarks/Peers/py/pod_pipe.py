# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A call of a Python process over two bare pipes with the C msgpack: the floor under every pod.

    pod_pipe.py call|bytes|list COUNT [SIZE]        the host, which starts `pod_pipe.py worker`
"""
import json
import os
import subprocess
import sys
import time

import msgpack

LENGTH = 4


def read_exactly(descriptor, size):
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            sys.exit()
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def receive(descriptor):
    return msgpack.unpackb(read_exactly(descriptor, int.from_bytes(read_exactly(descriptor, LENGTH), "big")))


def send(descriptor, value):
    body = msgpack.packb(value)
    frame = memoryview(len(body).to_bytes(LENGTH, "big") + body)
    while frame:
        frame = frame[os.write(descriptor, frame):]


def worker():
    functions = {"foo": lambda x, y: x + y, "echo": lambda value: value}
    while True:
        name, arguments = receive(0)
        send(1, functions[name](*arguments))


def main():
    what, count = sys.argv[1], int(sys.argv[2])
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 20
    process = subprocess.Popen([sys.executable, __file__, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    to, back = process.stdin.fileno(), process.stdout.fileno()
    request = {"call": lambda: ["foo", [1, 2]], "bytes": lambda: ["echo", [b"\7" * size]],
               "list": lambda: ["echo", [[float(i) for i in range(size)]]]}[what]()
    times = []
    for index in range(count + min(count, 200)):
        start = time.perf_counter()
        send(to, request)
        receive(back)
        if index >= min(count, 200):
            times.append((time.perf_counter() - start) * 1e6)
    process.stdin.close()
    process.wait(10)
    times.sort()
    print(json.dumps({"median_us": times[len(times) // 2], "min_us": times[0], "count": count}))


worker() if sys.argv[1] == "worker" else main()
