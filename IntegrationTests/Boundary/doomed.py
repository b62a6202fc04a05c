# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Clients that are made to be killed: each is a process of its own that leaves something unfinished at the node."""
import os
import signal
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Peers"))
import wire_client as wire  # noqa: E402


def fork(body):
    """Runs `body` in a child that then waits to be killed; gives its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        body()
        while True:
            signal.pause()
    except BaseException:  # noqa: BLE001 - the node may be killed under it
        pass
    finally:
        os._exit(1)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)


def some_frame(random, number):
    """A frame that means something."""
    names = b"/switch", b"service"
    return random.choice([
        wire.frame(wire.REQUEST, 1, wire.message(f1=wire.message(f1="/**"))),
        wire.frame(wire.REQUEST, 2, wire.message(f5=wire.message(f1="/chatter", f3=2, f4=9, f5=9, f6=1 << 20))),
        wire.frame(wire.REQUEST, 3, wire.message(
            f11=wire.message(f1=f"/leak/half{number}", f2="service", f3="std_srvs/SetBool"))),
        wire.frame(wire.CALL, 4, struct.pack("<IIHH", 500, 0, 7, 7) + names[0] + names[1] + b"\xc0" * 3000),
        # A frame of 8 MiB of which little will come.
        struct.pack("<IBBHI", 8 << 20, wire.WRITE, 0, 3, 5) + b"x" * 5000,
    ])


def half_frame(path, random, number):
    client = wire.WireClient(path, name="half")
    data = some_frame(random, number)
    client.socket.sendall(data[:random.randrange(1, len(data))])
    if random.random() < 0.5:
        os.kill(os.getpid(), signal.SIGKILL)


def half_hello(path, random, number):
    client = wire.WireClient(path, says_hello=False)
    data = b"PHR1" + wire.frame(wire.HELLO, 0, wire.message(f1=1, f2=1, f3="half", f4=1))
    client.socket.sendall(data[:random.randrange(1, len(data))])
    if random.random() < 0.5:
        os.kill(os.getpid(), signal.SIGKILL)


def reader(path, random, number):
    """Takes samples, or leaves them in the socket and in the node's queue."""
    client = wire.WireClient(path, name="reader")
    stream = client.subscribe(
        random.choice(["/chatter", "/pose"]), policy=random.choice([1, 2, 3]), limit=50, credit=random.choice([0, 2, 50]))
    if random.random() < 0.5:
        for _ in client.samples(stream, 5):
            client.grant(stream, 1, 100)


def provider(path, random, number):
    """Serves a service and a topic; half of them do not wait for the answer."""
    client = wire.WireClient(path, name="provider")
    # A master keeps the type of every topic there ever was; a few names, then, or its growth would be measured.
    offers = [(f"/leak/service{number}", "service", "std_srvs/SetBool"),
              (f"/leak/topic{number % 50}", "topic", "std_msgs/String")]
    if random.random() < 0.5:
        for offer, role, kind in offers:
            client.ask(f11=wire.message(f1=offer, f2=role, f3=kind))
        if random.random() < 0.5:
            os.kill(os.getpid(), signal.SIGKILL)
    else:
        for offer in offers:
            client.serve(*offer)


def caller(path, random, number):
    """Leaves calls, reads and writes in flight."""
    client = wire.WireClient(path, name="caller")
    for _ in range(random.randrange(1, 4)):
        client.call("/slow", b"\x80", timeout=20_000)
        client.call("/nobody", b"", kind=wire.READ, timeout=20_000)
        client.ask(f4=wire.message(f1="/chatter", f3=20_000))
    client.call("/cmd", b"\x81\xa4data\xa1x", kind=wire.WRITE)


def watcher(path, random, number):
    client = wire.WireClient(path, name="watcher")
    client.watch_resources(random.choice(["", "/leak/**", "/chatter"]))


KINDS = [half_frame, half_hello, reader, provider, caller, watcher]
