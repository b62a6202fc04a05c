# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The client–node boundary alone, on the mock: calls, big samples, fan-out, start-up, memory; beside C and ZeroMQ."""
import json
import subprocess
import time

from figures import CPP, PHAROS, PY
from peers import PYTHON, Peers, wait_until


def run(figures):
    with Peers() as peers:
        environment = dict(peers.bare)

        def pharos(*arguments):
            return subprocess.run([PHAROS, *arguments], env=environment, capture_output=True, text=True, timeout=60)

        def resident(pid):
            with open(f"/proc/{pid}/statm") as statm:
                return int(statm.read().split()[1]) * 4096

        for round_number in range(figures.rounds):
            print(f"boundary: round {round_number + 1} of {figures.rounds}", flush=True)
            for pin in (True, False):
                p = "pinned" if pin else "free"
                pharos("node", "stop", "mock:")
                prefix = ["taskset", "-c", "1"] if pin else []
                subprocess.run(prefix + [PHAROS, "mock", "add", "mock:/echo", "--role", "service", "--type", "uint8[]"],
                               env=environment, capture_output=True)
                arguments = ["16", "20000", "2000", "x"]
                figures.measure(f"call raw unix {p}", "rtt_median_us", [CPP + "/rawpp", "uds", *arguments], environment,
                                pin=pin)
                figures.measure(f"call pyzmq {p}", "rtt_median_us", [PYTHON, PY + "/zmqpp.py", *arguments, "reuse"],
                                environment, pin=pin)
                figures.measure(f"call as Pyros makes it {p}", "rtt_median_us",
                                [PYTHON, PY + "/zmqpp.py", "16", "1000", "100", "x", "fresh"], environment, pin=pin)
                figures.measure(f"call client-node {p}", "median_us",
                                [PHAROS, "bench", "call", "mock:/echo", '{"data": [1,2,3,4,5,6,7,8,9,10,11,12]}',
                                 "--count", "20000"], environment, pin=pin)
            pharos("node", "stop", "mock:")
            # The value is larger than an argument may be: it is written, and from then on published flat out.
            pharos("mock", "add", "mock:/big", "--type", "string", "--period", "0.001", "--burst", "8", "--no-setpoint")
            subprocess.run([PHAROS, "bench", "write", "mock:/big", str(1 << 20), "--seconds", "0.1", "--in-flight", "1"],
                           env=environment, capture_output=True)
            figures.measure("1 MiB samples, node → client, MB/s", "mb_per_s",
                            [PHAROS, "bench", "receive", "mock:/big", "--newest"], environment)
            figures.measure("1 MiB frames, C → C, MB/s", "mb_per_s", [CPP + "/fan", "stream", str(1 << 20), "3"], environment)
            pharos("node", "stop", "mock:")
            for count in (20, 100):
                fan_out(figures, environment, count)
            start_up(figures, peers, environment)
        memory(figures, environment, resident, pharos)

    for p, raw, zmq in (("pinned", "≤ 1.6", "≤ 0.5"), ("free", "≤ 1.4", "≤ 0.9")):
        figures.ratio(f"call client-node / C Unix-socket ping-pong, {p}", [f"call client-node {p}"],
                      [f"call raw unix {p}"], raw)
        figures.ratio(f"call client-node / pyzmq REQ/REP, {p}", [f"call client-node {p}"], [f"call pyzmq {p}"], zmq)
        figures.ratio(f"call client-node / as Pyros makes a call, {p}", [f"call client-node {p}"],
                      [f"call as Pyros makes it {p}"], "≤ 0.12")
    figures.ratio("1 MiB samples, node → client / C socket loop", ["1 MiB samples, node → client, MB/s"],
                  ["1 MiB frames, C → C, MB/s"], "≥ 0.8")
    for count in (20, 100):
        figures.ratio(f"1 KiB to {count} processes / zmq.proxy", [f"1 KiB to {count} processes, node, deliveries/s"],
                      [f"1 KiB to {count} processes, zmq.proxy, deliveries/s"], "≥ 2")
        figures.ratio(f"1 KiB to {count} processes / C epoll relay", [f"1 KiB to {count} processes, node, deliveries/s"],
                      [f"1 KiB to {count} processes, C epoll, deliveries/s"], "≥ 0.4")
    figures.ratio("start → first sample, node running / rospy", ["start → first sample, node running, ms"],
                  ["start → first message, rospy, ms"], "≤ 0.1")
    figures.ratio("start → first sample, node not running / rospy", ["start → first sample, node not running, ms"],
                  ["start → first message, rospy, ms"], "≤ 0.35")


def fan_out(figures, environment, count):
    """A publisher process, something in the middle, `count` subscriber processes; what all of them got in 3 s."""
    subprocess.run([PHAROS, "mock", "add", "mock:/fan", "--type", "string", "--no-setpoint"], env=environment,
                   capture_output=True)
    clients = [subprocess.Popen([PHAROS, "bench", "receive", "mock:/fan", "--seconds", "3"], env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(count)]
    time.sleep(1 + count / 40)
    writer = subprocess.Popen([PHAROS, "bench", "write", "mock:/fan", "1024", "--seconds", "6"], env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rates = [json.loads(client.communicate(timeout=60)[0].splitlines()[-1])["per_s"] for client in clients]
    writer.wait(30)
    figures.add(f"1 KiB to {count} processes, node, deliveries/s", sum(rates))
    subprocess.run([PHAROS, "node", "stop", "mock:"], env=environment, capture_output=True)
    for kind, title in (("epoll", "C epoll"), ("zmq", "zmq.proxy")):
        figures.measure(f"1 KiB to {count} processes, {title}, deliveries/s", "deliveries_per_s",
                        [CPP + "/fan", kind, "1024", "3", str(count)], environment)


def start_up(figures, peers, environment):
    """From the start of a process to its first value; rospy's to its first message received."""
    subprocess.run([PHAROS, "mock", "add", "mock:/x", "--value", "1", "--role", "parameter"], env=environment,
                   capture_output=True)

    def timed(command, **more):
        begun = time.perf_counter()
        subprocess.run(command, env=more.get("env", environment), capture_output=True, timeout=30, check=True)
        return (time.perf_counter() - begun) * 1e3

    for _ in range(10):
        figures.add("start → first sample, node running, ms", timed([PHAROS, "read", "mock:/x"]))
    uri, core = peers.roscore()
    system = "ros://" + uri[len("http://"):]
    ros = dict(peers.ros_environment(uri), PHAROS_RUNTIME_DIR=environment["PHAROS_RUNTIME_DIR"])
    talker = subprocess.Popen([PYTHON, PY + "/latched.py"], env=ros, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: subprocess.run([PHAROS, "read", system + "/latched"], env=ros, capture_output=True,
                                      timeout=30).returncode == 0, 20, "the latched topic")
    for _ in range(5):
        subprocess.run([PHAROS, "node", "stop", system], env=ros, capture_output=True)
        figures.add("start → first sample, node not running, ms", timed([PHAROS, "read", system + "/latched"], env=ros))
        figures.add("start → first message, rospy, ms", timed([PYTHON, PY + "/first.py"], env=ros))
    subprocess.run([PHAROS, "node", "stop", system], env=ros, capture_output=True)
    talker.terminate()
    talker.wait(10)
    core.terminate()
    core.wait(10)


def memory(figures, environment, resident, pharos):
    """A node's memory: idle, a client, a subscription, and after ten million samples."""
    pharos("node", "stop", "mock:")
    pharos("mock", "add", "mock:/x", "--value", "1", "--period", "0.001", "--burst", "200")
    keeper = subprocess.Popen([PHAROS, "bench", "receive", "mock:/x", "--seconds", "600"], env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    pid = json.loads(pharos("node", "ps", "--json").stdout)[0]["pid"]

    def samples():
        return json.loads(pharos("node", "ps", "--json").stdout)[0]["samples_out"]

    before = resident(pid)
    figures.add("node with one client, MiB", before / (1 << 20))
    clients = [subprocess.Popen([PHAROS, "watch", "mock:/none"], env=environment, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL) for _ in range(50)]
    for client in clients:
        client.kill()
        client.wait(10)
    idle = [subprocess.Popen([PHAROS, "ls", "mock:", "--watch"], env=environment, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for _ in range(50)]
    time.sleep(3)
    figures.add("a client more, KiB", (resident(pid) - before) / 50 / 1024)
    for client in idle:
        client.kill()
        client.wait(10)
    time.sleep(1)
    begun, least = samples(), resident(pid)
    end = time.monotonic() + 180
    while samples() - begun < 10_000_000 and time.monotonic() < end:
        time.sleep(2)
    figures.add("samples sent, millions", (samples() - begun) / 1e6)
    figures.add("growth over them, KiB", (resident(pid) - least) / 1024)
    keeper.kill()
    keeper.wait(10)
    pharos("node", "stop", "mock:")
