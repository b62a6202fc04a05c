# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The process boundary with genuine peers and real signals: kills, stops, slow readers, races."""
import json
import os
import signal
import subprocess
import sys
import threading
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, core = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        robot = peers.rospy("robot.py", uri, os.path.join(peers.scratch, "heard"))
        master = xmlrpc.client.ServerProxy(uri)
        wait_until(lambda: "/switch" in [name for name, _ in master.getSystemState("/test")[2][2]], 20, "the robot")

        def node():
            return [row for row in json.loads(peers.run("node", "ps", "--json")) if row["scheme"] == "ros"][0]

        def popen(*arguments, **more):
            return subprocess.Popen(
                [peers.pharos, *arguments], env=peers.bare, text=True, stdout=more.pop("stdout", subprocess.DEVNULL),
                stderr=more.pop("stderr", subprocess.PIPE))

        def lines(path):
            with open(path) as file:
                return [line for line in file if line.endswith("\n")]

        def node_killed():
            paths = [os.path.join(peers.scratch, f"watch{index}") for index in range(4)]
            watchers = [popen("watch", system + "/chatter", "--all", "1000", stdout=open(path, "w")) for path in paths]
            calls = [popen("call", system + "/slow", "--timeout", "20") for _ in range(4)]
            wait_until(lambda: all(len(lines(path)) > 3 for path in paths), 10, "the watchers")
            time.sleep(0.5)
            first = node()["pid"]
            os.kill(first, signal.SIGKILL)
            killed = time.monotonic()
            for call in calls:
                _, told = call.communicate(timeout=5)
                assert call.returncode == 7 and "nodeDied" in told, told
            # A process needs a moment to end; the error itself is there within 100 ms.
            assert time.monotonic() - killed < 0.5, time.monotonic() - killed
            before = [len(lines(path)) for path in paths]
            wait_until(
                lambda: all(len(lines(path)) > count + 5 for path, count in zip(paths, before)), 10,
                "the subscriptions to go on")
            assert node()["pid"] != first
            # Nor does a killed node leave anything at the master: the new one has its name.
            wait_until(lambda: len({name for kind in master.getSystemState("/test")[2] for _, names in kind
                                    for name in names if name.startswith("/pharos_")}) == 1, 5, "one of us at the master")
            assert len([name for name in os.listdir(peers.runtime) if name.endswith(".sock")]) == 1
            for watcher in watchers:
                watcher.terminate()
                _, told = watcher.communicate(timeout=5)
                assert "interrupted" in told, "the gap was not told"

        def clients_killed():
            peers.run("ls", system)
            pid = node()["pid"]
            steady = popen("watch", system + "/chatter")
            time.sleep(0.5)
            descriptors = len(os.listdir(f"/proc/{pid}/fd"))
            for _ in range(10):
                clients = [popen("watch", system + "/chatter") for _ in range(20)]
                time.sleep(0.15)
                for client in clients:
                    client.kill()
                    client.communicate()
            wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) == descriptors, 5, "the descriptors to be given back")
            assert node()["pid"] == pid and len(node()["clients"]) == 1
            steady.kill()
            steady.communicate()

        def provider_stopped():
            robot.send_signal(signal.SIGSTOP)
            try:
                stopped = popen("call", system + "/switch", '{"data": true}', "--timeout", "2")
                assert "/rosdistro" in peers.run("ls", system)
                peers.run("read", system + "/rosdistro?param")
                assert stopped.poll() is None, "a stopped provider held up other calls"
                _, told = stopped.communicate(timeout=5)
                assert stopped.returncode == 6, told
            finally:
                robot.send_signal(signal.SIGCONT)
            assert json.loads(peers.run("call", system + "/switch", '{"data": true}'))["success"]

        def slow_reader():
            count = 3000
            fast = peers.rospy("fast.py", uri, "1000", "1024", str(count))
            wait_until(lambda: "/fast" in [t for t, _ in master.getSystemState("/test")[2][0]], 10, "the publisher")
            paths = [os.path.join(peers.scratch, f"fast{index}") for index in range(3)]
            stopped = popen("watch", system + "/fast", "--all", "100", stdout=open(paths[0], "w"))
            time.sleep(0.4)
            stopped.send_signal(signal.SIGSTOP)
            good = [popen("watch", system + "/fast", "--all", "10000", stdout=open(path, "w")) for path in paths[1:]]
            pid = None
            most = 0
            end = time.monotonic() + 30
            while time.monotonic() < end and not all(lines(path) and '"end"' in lines(path)[-1] for path in paths[1:]):
                pid = pid or node()["pid"]
                with open(f"/proc/{pid}/statm") as statm:
                    most = max(most, int(statm.read().split()[1]) * 4096)
                time.sleep(0.2)
            for path in paths[1:]:
                numbers = [int(json.loads(line)["data"].split()[0]) for line in lines(path)[:-1]]
                assert numbers == list(range(numbers[0], count)), f"{len(numbers)} of {count}"
            assert most < 100 << 20, f"the node grew to {most >> 20} MiB"
            stopped.send_signal(signal.SIGCONT)
            wait_until(lambda: lines(paths[0]) and '"end"' in lines(paths[0])[-1] or stopped.poll() is not None
                       or len(lines(paths[0])) > 100, 10, "the stopped reader to go on")
            stopped.terminate()
            _, told = stopped.communicate(timeout=5)
            assert "were dropped" in told, "the losses were not told"
            for client in good:
                client.kill()
                client.communicate()
            fast.terminate()

        def races():
            stop = threading.Event()

            def killer():
                while not stop.is_set():
                    time.sleep(0.2)
                    try:
                        for name in os.listdir(peers.runtime):
                            if name.endswith(".node"):
                                with open(os.path.join(peers.runtime, name)) as record:
                                    pid = [int(line[4:]) for line in record if line.startswith("pid=")]
                                os.kill(pid[0], signal.SIGKILL)
                    except (FileNotFoundError, ProcessLookupError, IndexError):
                        pass

            thread = threading.Thread(target=killer)
            clients = [popen("ls", system) for _ in range(100)]
            thread.start()
            outcomes = {}
            for client in clients:
                _, told = client.communicate(timeout=60)
                assert client.returncode in (0, 7), (client.returncode, told)
                outcomes[client.returncode] = outcomes.get(client.returncode, 0) + 1
            stop.set()
            thread.join()
            assert outcomes.get(0, 0) >= 50, outcomes
            peers.run("ls", system)

        for name, body in [
            ("a killed node: calls fail at once, subscriptions go on, one restarts it", node_killed),
            ("two hundred killed clients leave nothing behind", clients_killed),
            ("a stopped provider holds up nobody", provider_stopped),
            ("a stopped reader costs the others nothing, and the node no more than its bound", slow_reader),
            ("a hundred clients while the node is killed every 200 ms", races),
        ]:
            checks.check(name, body)
        del core
    checks.finish()


main()
