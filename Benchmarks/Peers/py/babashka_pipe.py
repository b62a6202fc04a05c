# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A babashka pod in plain Python (bencode with JSON payloads), and the plainest host that calls it over two bare pipes.

    babashka_pipe.py call|list COUNT        the host, which starts `babashka_pipe.py pod`
"""
import json
import os
import subprocess
import sys
import time


def encode(value):
    if isinstance(value, str):
        data = value.encode()
        return b"%d:%s" % (len(data), data)
    if isinstance(value, list):
        return b"l" + b"".join(map(encode, value)) + b"e"
    return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


class Stream:
    """Messages of a descriptor: what is read at once is read at once."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.buffer = b""
        self.at = 0

    def more(self):
        part = os.read(self.descriptor, 1 << 20)
        if not part:
            sys.exit()
        self.buffer = self.buffer[self.at:] + part
        self.at = 0

    def byte(self):
        while self.at == len(self.buffer):
            self.more()
        self.at += 1
        return self.buffer[self.at - 1]

    def value(self):
        """A text, list or dict; None where one ends."""
        first = self.byte()
        if first == 0x65:
            return None
        if first == 0x6c:
            items = []
            while (item := self.value()) is not None:
                items.append(item)
            return items
        if first == 0x64:
            entries = {}
            while (key := self.value()) is not None:
                entries[key] = self.value()
            return entries
        size = first - 0x30
        while (digit := self.byte()) != 0x3a:
            size = size * 10 + digit - 0x30
        while len(self.buffer) - self.at < size:
            self.more()
        self.at += size
        return self.buffer[self.at - size:self.at].decode()


def send(descriptor, message):
    data = memoryview(encode(message))
    while data:
        data = data[os.write(descriptor, data):]


def pod():
    functions = {"bench/add": lambda x, y: x + y, "bench/echo": lambda value: value}
    stream = Stream(0)
    while True:
        message = stream.value()
        if message["op"] == "describe":
            send(1, {"format": "json", "ops": {"shutdown": {}},
                     "namespaces": [{"name": "bench", "vars": [{"name": "add"}, {"name": "echo"}]}]})
        elif message["op"] == "shutdown":
            return
        else:
            value = functions[message["var"]](*json.loads(message["args"]))
            send(1, {"id": message["id"], "value": json.dumps(value), "status": ["done"]})


def main():
    what, count = sys.argv[1], int(sys.argv[2])
    process = subprocess.Popen([sys.executable, __file__, "pod"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    to, stream = process.stdin.fileno(), Stream(process.stdout.fileno())
    send(to, {"op": "describe", "id": "0"})
    stream.value()
    function, arguments = {"call": ("bench/add", [1, 2]), "list": ("bench/echo", [[i + 0.5 for i in range(1000)]])}[what]
    start = time.perf_counter()
    for index in range(count + count // 10):
        if index == count // 10:
            start = time.perf_counter()
        send(to, {"op": "invoke", "id": str(index), "var": function, "args": json.dumps(arguments)})
        answer = stream.value()
        assert answer["id"] == str(index) and json.loads(answer["value"])
    print(json.dumps({"mean_us": (time.perf_counter() - start) / count * 1e6}))
    process.stdin.close()
    process.wait(10)


pod() if sys.argv[1] == "pod" else main()
