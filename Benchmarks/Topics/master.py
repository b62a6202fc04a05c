# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The embedded ROS 1 master beside the genuine rosmaster: the same calls over one kept connection.

What Python's own client needs to read an answer, more than either master needs to give it, is a figure of its own: beside
it the time until the answer's last byte is there, which is the masters' and the sockets' alone.
"""
import queue
import socket
import statistics
import subprocess
import threading
import time
import xmlrpc.client
import xmlrpc.server

from figures import PHAROS
from peers import Peers, free_port, wait_until

TOPICS = 50


def timed(call, count):
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def bytes_alone(uri, method, *parameters):
    """A call over a kept connection that reads the answer's bytes and makes nothing of them."""
    host, port = uri.split("//")[1].rstrip("/").rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=5)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    body = xmlrpc.client.dumps(parameters, method).encode()
    head = f"POST /RPC2 HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    request = head.encode() + body

    def call():
        connection.sendall(request)
        answer = b""
        while True:
            head, end, rest = answer.partition(b"\r\n\r\n")
            if end and len(rest) >= int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
                return rest
            piece = connection.recv(1 << 20)
            if not piece:
                raise OSError("the connection ended within an answer")
            answer += piece
    return call


def measure(figures, who, uri):
    master = xmlrpc.client.ServerProxy(uri)
    wait_until(lambda: answers(master), 20, who)
    for index in range(TOPICS):
        master.registerPublisher("/bench", f"/bench/t{index}", "std_msgs/String", "http://127.0.0.1:1/")
    timed(lambda: master.getSystemState("/bench"), 20)
    figures.add(f"getSystemState of {TOPICS} topics, {who}, ms", timed(lambda: master.getSystemState("/bench"), 300))

    told = queue.Queue()
    slave = xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False)
    slave.register_function(lambda *_: told.put(time.perf_counter()) or [1, "", 0], "publisherUpdate")
    threading.Thread(target=slave.serve_forever, daemon=True).start()
    own = f"http://127.0.0.1:{slave.server_address[1]}/"
    master.registerSubscriber("/heard", "/bench/news", "std_msgs/String", own)
    times = []
    for _ in range(30):
        begun = time.perf_counter()
        master.registerPublisher("/says", "/bench/news", "std_msgs/String", "http://127.0.0.1:1/")
        times.append((told.get(timeout=5) - begun) * 1e3)
        master.unregisterPublisher("/says", "/bench/news", "http://127.0.0.1:1/")
        told.get(timeout=5)
    figures.add(f"registerPublisher → publisherUpdate, {who}, ms", statistics.median(times))
    slave.shutdown()

    # Last: a pause before the measure above would change how soon Linux acknowledges what rosmaster sends in two pieces.
    call = bytes_alone(uri, "getSystemState", "/bench")
    figures.add(f"getSystemState of {TOPICS} topics, bytes alone, {who}, ms", timed(call, 1000))
    answer = call()
    figures.add(f"getSystemState of {TOPICS} topics, Python's reading of it, {who}, ms",
                timed(lambda: xmlrpc.client.loads(answer), 300))


def answers(master):
    try:
        return master.getPid("/bench")[0] == 1
    except OSError:
        return False


def run(figures):
    for round_number in range(figures.rounds):
        print(f"master: round {round_number + 1} of {figures.rounds}", flush=True)
        with Peers() as peers:
            uri, _ = peers.roscore()
            measure(figures, "rosmaster", uri)
            port = free_port()
            ours = subprocess.Popen([PHAROS, "master", "--port", str(port)], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
            try:
                measure(figures, "pharos master", f"http://127.0.0.1:{port}")
            finally:
                ours.terminate()
                ours.wait(10)
    for figure, goal in ((f"getSystemState of {TOPICS} topics", ""),
                         (f"getSystemState of {TOPICS} topics, bytes alone", "≤ 0.3"),
                         ("registerPublisher → publisherUpdate", "≤ 0.05")):
        figures.ratio(f"{figure}, pharos master / rosmaster", [f"{figure}, pharos master, ms"],
                      [f"{figure}, rosmaster, ms"], goal)
