# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A client written from Docs/Wire.md and Protocol/pharos.proto alone: blocking, and able to misbehave on purpose."""
import os
import socket
import struct
import time

HELLO, WELCOME, REQUEST, REPLY, FAILURE, SAMPLE, CREDIT, CALL, RESULT, WRITE, READ = range(1, 12)
SCHEMA, EVENT, CANCEL, SERVED_CALL, SERVED_RESULT, PING, PONG, GOODBYE = range(12, 20)
LATEST, ALL, DROP_OLDEST = 1, 2, 3
ROS1, PACKED, MESSAGE_PACK = 1, 2, 3
ABOUT_SUBSCRIPTION = 1


# --- protobuf, as much of it as the control messages use -----------------------------------------------------------

def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def message(**fields):
    """A message from `f<number>=value`: integers, booleans, strings, bytes (also of messages)."""
    out = b""
    for name, value in fields.items():
        number = int(name[1:])
        if isinstance(value, (bool, int)):
            out += varint(number << 3) + varint(int(value))
        else:
            data = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def parse(data):
    """Field number → list of values; nested messages stay bytes."""
    fields, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = number()
        kind = key & 7
        if kind == 0:
            value = number()
        else:
            length = number() if kind == 2 else {1: 8, 5: 4}[kind]
            value = data[at:at + length]
            at += length
        fields.setdefault(key >> 3, []).append(value)
    return fields


def text(fields, number):
    return fields.get(number, [b""])[0].decode()


class Refused(Exception):
    """A `failure` frame of the node."""

    def __init__(self, data):
        fields = parse(data)
        self.code, self.message = text(fields, 1), text(fields, 2)
        super().__init__(f"{self.message} [{self.code}]")


class Frame:
    def __init__(self, kind, flags, encoding, stream, payload):
        self.kind, self.flags, self.encoding, self.stream, self.payload = kind, flags, encoding, stream, payload


class Sample:
    """What a `sample` or `result` frame holds."""

    def __init__(self, payload):
        self.sequence, self.time, self.schema, self.dropped, self.quality = struct.unpack_from("<QqIIB", payload)
        self.bytes = payload[28:]


def frame(kind, stream=0, payload=b"", encoding=0, flags=0):
    return struct.pack("<IBBHI", len(payload), kind, flags, encoding, stream) + payload


def sockets(directory):
    return sorted(os.path.join(directory, name) for name in os.listdir(directory) if name.endswith(".sock"))


class WireClient:
    def __init__(self, path, name="wire", versions=(1, 1), says_hello=True, timeout=20):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(path)
        except BaseException:
            self.socket.close()
            raise
        self.buffer = b""
        self.last = 0
        self.waiting = []  # frames that came while another was waited for
        self.schemas = {}
        self.welcome = None
        if says_hello:
            self.hello(name, versions)

    def hello(self, name, versions):
        body = message(f1=versions[0], f2=versions[1], f3=name, f4=os.getpid())
        self.socket.sendall(b"PHR1" + frame(HELLO, payload=body))
        self.welcome = parse(self.await_frame(lambda f: f.kind == WELCOME).payload)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- frames ------------------------------------------------------------------------------------------------

    def send(self, *arguments, **more):
        self.socket.sendall(frame(*arguments, **more))

    def read_frame(self):
        """The next frame from the socket; `None` at its end."""
        while True:
            if len(self.buffer) >= 12:
                length, kind, flags, encoding, stream = struct.unpack_from("<IBBHI", self.buffer)
                if len(self.buffer) >= 12 + length:
                    payload, self.buffer = self.buffer[12:12 + length], self.buffer[12 + length:]
                    if kind == SCHEMA:
                        fields = parse(payload)
                        self.schemas[fields[1][0]] = text(fields, 3)
                        continue
                    return Frame(kind, flags, encoding, stream, payload)
            data = self.socket.recv(1 << 20)
            if not data:
                return None
            self.buffer += data

    def next_frame(self):
        return self.waiting.pop(0) if self.waiting else self.read_frame()

    def await_frame(self, matches):
        for index, held in enumerate(self.waiting):
            if matches(held):
                return self.waiting.pop(index)
        while True:
            got = self.read_frame()
            if got is None:
                raise ConnectionError("the node closed the connection")
            if matches(got):
                return got
            if got.kind == FAILURE and got.stream == 0:
                raise Refused(got.payload)
            self.waiting.append(got)

    # --- operations ----------------------------------------------------------------------------------------------

    def number(self):
        self.last += 1
        return self.last

    def answer(self, number, kinds=(REPLY, RESULT)):
        got = self.await_frame(lambda f: f.stream == number and (
            f.kind in kinds or f.kind == FAILURE and not f.flags & ABOUT_SUBSCRIPTION))
        if got.kind == FAILURE:
            raise Refused(got.payload)
        return got

    def ask(self, **request):
        """Sends a request and does not wait."""
        number = self.number()
        self.send(REQUEST, number, message(**request))
        return number

    def request(self, field, **request):
        """Sends a request; gives the reply's field."""
        return parse(parse(self.answer(self.ask(**request)).payload)[field][0])

    def list(self, pattern=""):
        reply = self.request(1, f1=message(f1=pattern))
        return [text(parse(resource), 1) for resource in reply.get(1, [])]

    def watch_resources(self, pattern=""):
        return self.request(9, f2=message(f1=pattern))

    def subscribe(self, path, policy=ALL, limit=100, credit=100, credit_bytes=1 << 24, role=""):
        body = message(f1=path, f2=role, f3=policy, f4=limit, f5=credit, f6=credit_bytes)
        return self.request(3, f5=body).get(1, [0])[0]

    def grant(self, stream, samples, size=0):
        self.send(CREDIT, stream, struct.pack("<IQ", samples, size))

    def serve(self, path, role, kind, takes_over=False):
        return self.request(10, f11=message(f1=path, f2=role, f3=kind, f6=takes_over)).get(1, [0])[0]

    def call(self, path, value, schema=0, encoding=MESSAGE_PACK, timeout=5000, kind=CALL, role=""):
        """Sends a call and does not wait."""
        number = self.number()
        names = path.encode(), role.encode()
        header = struct.pack("<IIHH", timeout, schema, len(names[0]), len(names[1]))
        self.send(kind, number, header + names[0] + names[1] + value, encoding=encoding)
        return number

    def answer_served(self, value):
        """Waits for a call of the system and answers it with bytes."""
        got = self.await_frame(lambda f: f.kind == SERVED_CALL)
        call, schema = struct.unpack_from("<II", got.payload)
        self.send(SERVED_RESULT, call, struct.pack("<I", 0) + value, encoding=got.encoding)
        return got

    def samples(self, stream, seconds):
        """Yields the samples of a subscription that come within a time."""
        end = time.monotonic() + seconds
        while True:
            for index, held in enumerate(self.waiting):
                if held.kind == SAMPLE and held.stream == stream:
                    yield Sample(self.waiting.pop(index).payload)
                    break
            else:
                left = end - time.monotonic()
                if left <= 0:
                    return
                self.socket.settimeout(left)
                try:
                    got = self.read_frame()
                except (socket.timeout, TimeoutError):
                    return
                finally:
                    self.socket.settimeout(20)
                if got is None:
                    raise ConnectionError("the node closed the connection")
                self.waiting.append(got)
