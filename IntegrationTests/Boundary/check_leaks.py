# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A thousand clients killed in a row leave nothing behind: no descriptor, no thread, no memory, no registration."""
import contextlib
import json
import os
import random
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, resources_of, wait_until  # noqa: E402
import doomed  # noqa: E402

WARM_UP, CLIENTS, AT_ONCE = 1500, 1000, 40
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 20260101


def main():
    checks = Checks()
    print(f"seed {SEED}", flush=True)
    with Peers() as peers:
        uri, core = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        robot = peers.rospy("robot.py", uri, os.path.join(peers.scratch, "heard"))
        master = xmlrpc.client.ServerProxy(uri)
        wait_until(lambda: "/switch" in [name for name, _ in master.getSystemState("/test")[2][2]], 20, "the robot")
        # Holds the node and the sources that the doomed read, so that what is counted is always the same.
        for topic in ("/chatter", "/pose"):
            peers.start([peers.pharos, "watch", system + topic], stdout=subprocess.DEVNULL)
        node = wait_until(lambda: peers.node("ros"), 20, "the node")
        path = os.path.join(peers.runtime, [name for name in os.listdir(peers.runtime) if name.endswith(".sock")][0])
        wait_until(lambda: len(peers.node("ros")["clients"]) == 2, 10, "the steady clients")
        dice = random.Random(SEED)

        def client(number):
            if dice.random() < 0.06:
                arguments = dice.choice([
                    ["watch", system + "/chatter", "--all", "10"], ["call", system + "/slow"], ["ls", system, "--watch"]])
                return subprocess.Popen(
                    [peers.pharos, *arguments], env=peers.bare, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            kind, own = dice.choice(doomed.KINDS), random.Random(dice.random())
            return doomed.fork(lambda: kind(path, own, number))

        def wave(first, count):
            """Starts clients, `AT_ONCE` at a time, and kills each at a moment of its own."""
            for start in range(first, first + count, AT_ONCE):
                running = []
                begun = time.monotonic()
                for number in range(start, min(start + AT_ONCE, first + count)):
                    running.append((time.monotonic() - begun + dice.uniform(0, 0.3), client(number)))
                for due, process in sorted(running, key=lambda one: one[0]):
                    time.sleep(max(0, due - (time.monotonic() - begun)))
                    if isinstance(process, int):
                        doomed.kill(process)
                    else:
                        process.kill()
                        process.wait()

        def registered():
            return {name for kind in master.getSystemState("/test")[2] for name, _ in kind if name.startswith("/leak/")}

        def quiet():
            """Waits until the dead are forgotten; gives what the node holds then."""
            wait_until(lambda: not registered(), 15, lambda: f"{sorted(registered())} to be unregistered")
            wait_until(lambda: len(peers.node("ros")["clients"]) == 2, 5, lambda: f"two clients: {peers.node('ros')}")
            # Sources without readers end after two seconds, memory goes back after three, idle connections after five.
            time.sleep(5)
            least = resources_of(node["pid"])
            for _ in range(20):
                time.sleep(0.3)
                least = [min(pair) for pair in zip(least, resources_of(node["pid"]))]
            return least

        levels = {}

        def warm_up():
            wave(0, WARM_UP)
            levels["before"] = quiet()
            assert peers.node("ros")["pid"] == node["pid"], "the node is another one"

        def nothing_left():
            wave(WARM_UP, CLIENTS)
            quiet()
            # A connection that is on its way out on a busy machine is given the time.
            with contextlib.suppress(AssertionError):
                wait_until(lambda: resources_of(node["pid"])[0] <= levels["before"][0], 30, "the descriptors")
            levels["after"] = quiet()
            assert peers.node("ros")["pid"] == node["pid"], "the node is another one"
            before, after = levels["before"], levels["after"]
            print(f"        descriptors {before[0]} → {after[0]}, threads {before[1]} → {after[1]}, "
                  f"memory {before[2]} → {after[2]} KiB ({100 * (after[2] - before[2]) / before[2]:+.2f} %)", flush=True)
            assert after[0] <= before[0], f"descriptors: {before[0]}, then {after[0]}"
            # The dispatch library keeps two or three threads of its own, which come and go.
            assert after[1] <= before[1] + 2, f"threads: {before[1]}, then {after[1]}"
            assert after[2] <= before[2] * 1.01, f"memory: {before[2]} KiB, then {after[2]} KiB"

        def still_well():
            assert json.loads(peers.run("call", system + "/switch", '{"data": true}'))["success"]
            assert json.loads(peers.run("read", system + "/chatter"))["data"].startswith("hello")
            # A name that a dead client served is free.
            with doomed.wire.WireClient(path) as client:
                assert client.serve("/leak/again", "service", "std_srvs/SetBool")
                assert "/leak/again" in registered()
            wait_until(lambda: not registered(), 5, "the last service to be unregistered")

        for name, body in [
            (f"{WARM_UP} killed clients are forgotten", warm_up),
            (f"{CLIENTS} more leave no descriptor, no thread, no memory, no registration", nothing_left),
            ("the node serves as before", still_well),
        ]:
            checks.check(name, body)
        del core, robot
    checks.finish()


main()
