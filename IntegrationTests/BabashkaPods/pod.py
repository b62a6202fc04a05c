# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A babashka pod in plain Python with functions that behave and functions that do not.

    pod.py [FORMAT] [TROUBLE]

FORMAT is json; TROUBLE is what goes wrong at the start: noise, silent, exit, format, text, port-text, port-none.
"""
import json
import os
import signal
import socket
import sys
import threading
import time


def encode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, str):
        return encode(value.encode())
    if isinstance(value, list):
        return b"l" + b"".join(encode(item) for item in value) + b"e"
    return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


def decode(stream):
    """One value, or None at the end."""
    first = stream.read(1)
    if first in (b"", b"e"):
        return None
    if first == b"i":
        digits = b""
        while (byte := stream.read(1)) != b"e":
            digits += byte
        return int(digits)
    if first == b"l":
        items = []
        while (item := decode(stream)) is not None:
            items.append(item)
        return items
    if first == b"d":
        entries = {}
        while (key := decode(stream)) is not None:
            entries[key] = decode(stream)
        return entries
    while (byte := stream.read(1)) != b":":
        first += byte
    return stream.read(int(first)).decode()


NAMES = [
    "add", "echo", "fail", "count-to", "forever", "say", "pid", "env", "noise", "outid", "status-text", "unknown-id",
    "unparsable", "no-done", "error-alone", "silent", "leave", "half", "half-hang", "giant", "deep", "stray", "close-out",
    "scalar", "signal", "flood", "slow", "deep-payload", "done-alone", "no-status", "last-words",
]
VARS = [{"name": name} for name in NAMES]
VARS[0]["meta"] = '{:doc "adds the arguments" :arglists ([a b] [a b & more])}'
VARS.append({"name": "ticks", "async": "true"})
VARS.append({"name": "ready?"})
VARS.append({"name": "client-side", "code": "(defn client-side [x] x)"})


class Pod:
    def __init__(self, source, sink):
        self.source, self.sink, self.lock = source, sink, threading.Lock()

    def send(self, message):
        self.raw(encode(message))

    def raw(self, data):
        with self.lock:
            self.sink.write(data)
            self.sink.flush()

    def describe(self, trouble):
        if trouble == "noise":
            self.raw(b"Welcome to the pod!\n")
        if trouble == "exit":
            print("no licence", file=sys.stderr)
            os._exit(7)
        if trouble == "silent":
            time.sleep(60)
        if trouble == "text":
            self.raw(b"5:hello")
        self.send({
            "format": "yaml" if trouble == "format" else "json", "ops": {"shutdown": {}}, "stray": [1, {"a": 2}],
            "namespaces": [
                {"name": "pod.test", "vars": VARS}, {"name": "pod.test.later", "defer": "true", "vars": []}],
        })

    def run(self, trouble):
        while (message := decode(self.source)) is not None:
            operation = message["op"]
            if operation == "describe":
                self.describe(trouble)
            elif operation == "load-ns":
                self.send({"id": message["id"], "name": message["ns"], "vars": [{"name": "loaded"}], "status": ["done"]})
            elif operation == "shutdown":
                if trouble == "ignores-shutdown":
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    time.sleep(60)
                if trouble != "ignores-shutdown-once":
                    return
            else:
                self.invoke(message["id"], message["var"].split("/", 1)[1], json.loads(message["args"]))

    def value(self, number, value, **more):
        self.send({"id": number, "value": json.dumps(value), "status": ["done"], **more})

    def invoke(self, number, name, arguments):
        if name == "add":
            self.value(number, sum(arguments))
        elif name == "echo":
            self.value(number, arguments)
        elif name == "loaded":
            self.value(number, "loaded")
        elif name == "pid":
            self.value(number, os.getpid())
        elif name == "env":
            self.value(number, dict(os.environ))
        elif name == "fail":
            self.send({
                "id": number, "status": ["done", "error"], "ex-message": "it is broken",
                "ex-data": json.dumps({"args": arguments})})
        elif name == "count-to":
            for place in range(arguments[0]):
                self.send({"id": number, "value": json.dumps(place)})
            self.send({"id": number, "status": ["done"]})
        elif name == "ready?":
            self.value(number, True)
        elif name == "ticks":
            for place in range(3):
                self.send({"id": number, "value": json.dumps(place)})
                time.sleep(0.02)
            self.send({"id": number, "status": ["done"]})
        elif name == "forever":
            def work():
                place = 0
                while True:
                    self.send({"id": number, "value": json.dumps(place)})
                    place += 1
                    time.sleep(0.02)
            threading.Thread(target=work, daemon=True).start()
        elif name == "flood":
            for place in range(20000):
                self.send({"id": number, "value": json.dumps(place)})
        elif name == "slow":
            def answer():
                time.sleep(0.3)
                self.value(number, arguments)
            threading.Thread(target=answer, daemon=True).start()
        elif name == "say":
            self.send({"id": number, "out": "to out\n"})
            print("to stderr", file=sys.stderr, flush=True)
            self.send({"id": number, "err": "to err\n", "value": "1", "status": ["done"]})
        # What follows misbehaves.
        elif name == "noise":
            self.raw(b"debug: here I am\n")
            self.value(number, 1)
        elif name == "outid":
            self.send({"out": "nobody's text"})
            self.value(number, 1)
        elif name == "status-text":
            self.send({"id": number, "value": "1", "status": '["done"]'})
        elif name == "unknown-id":
            self.send({"id": "nobody", "value": "5", "status": ["done"]})
            self.send({"id": "987654", "value": "6", "status": ["done"]})
            self.value(number, 1)
        elif name == "unparsable":
            self.send({"id": number, "value": "{not json", "status": ["done"]})
        elif name == "deep-payload":
            self.send({"id": number, "value": "[" * 100000, "status": ["done"]})
        elif name == "no-done":
            self.send({"id": number, "value": "1"})
        elif name == "no-status":
            self.send({"id": number})
        elif name == "done-alone":
            self.send({"id": number, "status": ["done"]})
        elif name == "error-alone":
            self.send({"id": number, "status": ["error"], "ex-message": "alone", "ex-data": ""})
        elif name == "silent":
            pass
        elif name == "leave":
            print("about to leave", file=sys.stderr, flush=True)
            os._exit(arguments[0] if arguments else 3)
        elif name == "last-words":
            self.value(number, list(range(20000)))
            os._exit(0)
        elif name == "signal":
            os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(10)
        elif name == "half":
            self.raw(b"d2:id" + encode(number) + b"5:value10:[1,")
            os._exit(4)
        elif name == "half-hang":
            self.raw(b"d2:id" + encode(number) + b"5:value10:[1,")
        elif name == "giant":
            self.raw(b"d2:id" + encode(number) + b"5:value1073741824:")
        elif name == "deep":
            self.raw(b"l" * 100000)
        elif name == "scalar":
            self.raw(b"i42e")
        elif name == "stray":
            self.value(number, 1, **{"ex-data,omitempty": "", "x": [1, {"y": 2}], "time": 5})
        elif name == "close-out":
            os.close(1)
            time.sleep(60)


def main():
    trouble = sys.argv[2] if len(sys.argv) > 2 else ""
    if os.environ.get("BABASHKA_POD_TRANSPORT") == "socket":
        name = f".babashka-pod-{os.getpid()}.port"
        if trouble == "port-none":
            time.sleep(60)
        if trouble == "port-exit":
            sys.exit(9)
        listener = socket.create_server(("127.0.0.1", 0))
        text = f"{listener.getsockname()[1]}\n" if trouble != "port-text" else "many\n"
        if trouble == "port-slow":
            with open(name, "w") as file:
                file.write(text[:2])
                file.flush()
                time.sleep(0.3)
                file.write(text[2:])
        else:
            with open(name, "w") as file:
                file.write(text)
        connection, _ = listener.accept()
        stream = connection.makefile("rwb")
        print("a line on standard output", flush=True)
        Pod(stream, stream).run(trouble)
    else:
        Pod(sys.stdin.buffer, sys.stdout.buffer).run(trouble)


main()
