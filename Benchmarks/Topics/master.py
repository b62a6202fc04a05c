# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The embedded ROS 1 master beside the genuine rosmaster: the same calls over one kept connection."""
import queue
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
    for figure, goal in ((f"getSystemState of {TOPICS} topics", "≤ 0.3"), ("registerPublisher → publisherUpdate", "≤ 0.05")):
        figures.ratio(f"{figure}, pharos master / rosmaster", [f"{figure}, pharos master, ms"],
                      [f"{figure}, rosmaster, ms"], goal)
