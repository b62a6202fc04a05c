# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The ROS 1 library in process, and a robot's service through a node, beside roscpp, rospy and raw sockets."""
import subprocess

from figures import CPP, PHAROS, PY
from peers import PYTHON, Peers


def run(figures):
    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = dict(peers.ros_environment(uri), PHAROS_RUNTIME_DIR=peers.runtime)
        system = "ros://" + uri[len("http://"):]
        swift = [PHAROS, "bench", "ros"]

        def measure(name, key, command, server=None, pin=False):
            def clean():
                # What the peers left registered would be connected to by the next pair.
                subprocess.run(["rosnode", "cleanup"], input="y\n", env=environment, text=True, capture_output=True,
                               timeout=30)

            figures.measure(name, key, command, environment, server, pin, after=clean if server else None)

        for round_number in range(figures.rounds):
            print(f"library: round {round_number + 1} of {figures.rounds}", flush=True)
            for pin in (True, False):
                p = "pinned" if pin else "free"
                for size, count in ((16, 20000), (65536, 4000)):
                    arguments = [str(size), str(count), "1000"]
                    measure(f"raw tcp {size} {p}", "rtt_median_us", [CPP + "/rawpp", "tcp", *arguments, "x"], pin=pin)
                    measure(f"raw unix {size} {p}", "rtt_median_us", [CPP + "/rawpp", "uds", *arguments, "x"], pin=pin)
                    measure(f"ping roscpp {size} {p}", "rtt_median_us", [CPP + "/pinger", *arguments, "x"],
                            [CPP + "/echo"], pin)
                    measure(f"ping rospy {size} {p}", "rtt_median_us",
                            [PYTHON, PY + "/pinger.py", *arguments, "x", "none"], [PYTHON, PY + "/echo.py", "none"], pin)
                    measure(f"ping swift {size} {p}", "rtt_median_us", swift + ["ping", *arguments], swift + ["echo"], pin)
                measure(f"service roscpp {p}", "rtt_median_us", [CPP + "/srv_client", "1", "10000", "1000", "x"],
                        [CPP + "/srv_server"], pin)
                measure(f"service roscpp, a connection each call, {p}", "rtt_median_us",
                        [CPP + "/srv_client", "0", "3000", "300", "x"], [CPP + "/srv_server"], pin)
                measure(f"service swift {p}", "rtt_median_us", swift + ["client", "10000", "1000"],
                        swift + ["server"], pin)
                # client process → node process → roscpp service → node → client
                measure(f"service through node {p}", "median_us",
                        [PHAROS, "bench", "call", system + "/bench_srv", '{"data": true}', "--count", "10000"],
                        [CPP + "/srv_server"], pin)
                subprocess.run([PHAROS, "node", "stop", system], env=environment, capture_output=True)
            for size, count in ((16, 300000), (1024, 300000), (1 << 20, 3000)):
                window = 2000 if size < 65536 else 16
                every = str(window // 4)
                measure(f"throughput roscpp {size}", "msgs_per_s", [CPP + "/sub", str(size), str(count), every, "x"],
                        [CPP + "/pub", str(size), str(count), str(window)])
                measure(f"throughput swift {size}", "msgs_per_s", swift + ["subscribe", str(size), str(count), every],
                        swift + ["publish", str(size), str(count), str(window)])

    for p in ("pinned", "free"):
        figures.ratio(f"ping-pong 16 B, library / roscpp, {p}", [f"ping swift 16 {p}"], [f"ping roscpp 16 {p}"], "≤ 0.65")
        figures.ratio(f"ping-pong 16 B, library / rospy, {p}", [f"ping swift 16 {p}"], [f"ping rospy 16 {p}"])
        figures.ratio(f"ping-pong 16 B, library / raw TCP, {p}", [f"ping swift 16 {p}"], [f"raw tcp 16 {p}"], "≤ 1.3")
        figures.ratio(f"ping-pong 64 KiB, library / roscpp, {p}", [f"ping swift 65536 {p}"], [f"ping roscpp 65536 {p}"],
                      "≤ 0.85")
        figures.ratio(f"service calls, library / roscpp persistent, {p}", [f"service swift {p}"], [f"service roscpp {p}"],
                      "≤ 0.9")
        figures.ratio(f"service calls, library / roscpp ordinary, {p}", [f"service swift {p}"],
                      [f"service roscpp, a connection each call, {p}"], "≤ 0.6")
        figures.ratio(f"client-node-robot-node-client / (raw Unix + raw TCP), {p}", [f"service through node {p}"],
                      [f"raw unix 16 {p}", f"raw tcp 16 {p}"], "≤ 1.4")
        figures.ratio(f"client-node-robot-node-client / roscpp service direct, {p}", [f"service through node {p}"],
                      [f"service roscpp {p}"], "≤ 1.25")
    for size, goal in ((16, "≥ 2"), (1024, "≥ 2"), (1 << 20, "≥ 1")):
        figures.ratio(f"throughput {size} B, library / roscpp", [f"throughput swift {size}"],
                      [f"throughput roscpp {size}"], goal)
