# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""`pharos up` on a genuine roscore: start order, exposure, limits, restarts, give-up, drain."""
import json
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


class Up:
    """A running `pharos up --json` with the events that it printed."""

    def __init__(self, peers, text, **variables):
        self.path = os.path.join(peers.scratch, f"up{len(peers.processes)}.toml")
        with open(self.path, "w") as file:
            file.write(text)
        self.output = self.path + ".out"
        self.process = peers.start(
            [peers.pharos, "up", self.path, "--json"], dict(peers.bare, **variables), stdout=open(self.output, "w"),
            stderr=open(self.path + ".err", "w"))

    def events(self):
        with open(self.output) as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def kinds(self, label):
        return [event["event"] for event in self.events() if event["node"] == label]

    def wait(self, label, kind, seconds=15, count=1):
        wait_until(lambda: self.kinds(label).count(kind) >= count, seconds, f"{label} {kind} in {self.events()}")
        return [event for event in self.events() if event["node"] == label and event["event"] == kind][-1]

    def end(self, seconds=15):
        self.process.terminate()
        return self.process.wait(seconds)


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        peers.rospy("robot.py", uri, os.path.join(peers.scratch, "heard"))
        master = xmlrpc.client.ServerProxy(uri)
        wait_until(lambda: "/switch" in [name for name, _ in master.getSystemState("/test")[2][2]], 20, "the robot")

        def ours():
            return [name for name, nodes in master.getSystemState("/test")[2][2] if any("pharos" in n for n in nodes)]

        def refused():
            for text, words in [
                ("[node.a]\nname = \n", ":2:"),
                ("[node.a]\nnom = 'mock:'\n", "node.a.nom: there is no such key"),
                ("[node.a]\nname = 'mock:'\nafter = ['b']\n", "node.a.after names 'b'"),
                ("[node.a]\nname='mock:'\nafter=['b']\n[node.b]\nname='mock:'\nprofile='x'\nafter=['a']\n",
                 "a after b after a"),
                ("[node.a]\nname='mock:'\n[node.b]\nname='mock:'\n", "are both the node"),
                ("[node.a]\nname='ros:/chatter'\n", "whole authority"),
                ("[node.a]\nname='mock:'\n[node.a.limits]\nmemory='much'\n", "node.a.limits.memory"),
                ("[node.a]\nname='mock:'\n[node.a.expose]\nservices=['~(']\n", "node.a.expose.services"),
                ("[node.a]\nname='mock:'\nrestart='maybe'\n", "\"on-failure\""),
                ("", "declares no node"),
            ]:
                path = os.path.join(peers.scratch, "wrong.toml")
                with open(path, "w") as file:
                    file.write(text)
                told = peers.run("up", path, "--check", code=8 if "whole" not in words else 64)
                assert words in told, (text, told)
            assert "pharos up --help" in peers.run("up", "/nowhere.toml", code=1)
            # The file that the documentation shows is a good one.
            example = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Examples/Deployment/pharos.toml")
            assert "512 MiB" in peers.run("up", example, "--check")

        def declared():
            up = Up(peers, f"""
                [node.robot]
                name = "{system}"
                environment = {{ FROM_UP = "yes" }}
                [node.robot.expose]
                publishers = ["/chatter"]
                services = {{ allow = ["/**"], deny = ["~.*logger.*"] }}
                subscribers = []
                parameters = ["/rosdistro"]
                [node.robot.limits]
                memory = "700 MiB"
                open_files = 333
                [node.guests]
                name = "{system}"
                profile = "guests"
                after = ["robot"]
                [node.guests.expose]
                services = []
                """)
            up.wait("guests", "ready")
            assert up.events()[0]["node"] == "robot" and up.kinds("robot")[:2] == ["started", "ready"]
            order = [(event["node"], event["event"]) for event in up.events()]
            assert order.index(("robot", "ready")) < order.index(("guests", "started")), order
            pid = up.wait("robot", "ready")["pid"]
            with open(f"/proc/{pid}/limits") as limits:
                text = limits.read()
            assert str(700 << 20) in text and " 333 " in text, text
            with open(f"/proc/{pid}/environ") as environ:
                assert "FROM_UP=yes" in environ.read()
            listed = peers.run("ls", system)
            assert "/chatter" in listed and "/switch" in listed and "logger" not in listed, listed
            assert "/run_id" not in listed
            guests = peers.run("ls", system, "--profile", "guests")
            assert "/run_id" in guests and "/switch" not in guests, guests
            assert "notExposed" in peers.run("read", system + "/run_id?param", code=4)
            # Killed under clients that would each start a node: only the supervisor does, exposure and limits stay.
            for _ in range(3):
                clients = [
                    subprocess.Popen([peers.pharos, "ls", system], env=peers.bare, stdout=subprocess.PIPE, text=True)
                    for _ in range(10)
                ]
                pid = up.wait("robot", "ready")["pid"]
                count = up.kinds("robot").count("ready")
                os.kill(pid, signal.SIGKILL)
                for client in clients:
                    out, _ = client.communicate(timeout=20)
                    assert "/run_id" not in out, "a client's own node took the place of the declared one"
                told = up.wait("robot", "restarting")["text"]
                assert "signal 9" in told, told
                up.wait("robot", "ready", count=count + 1)
            assert "/run_id" not in peers.run("ls", system)
            # SIGTERM drains: a call in flight ends well, then everything is gone.
            call = subprocess.Popen(
                [peers.pharos, "call", system + "/slow", "--timeout", "20"], env=peers.bare, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True)
            time.sleep(0.7)
            started = time.monotonic()
            assert up.end() == 0
            out, told = call.communicate(timeout=10)
            assert call.returncode == 0, (call.returncode, out, told, time.monotonic() - started)
            assert [name for name in os.listdir(peers.runtime) if name.endswith(".sock")] == []
            stopped = [event["node"] for event in up.events() if event["event"] == "stopped"]
            assert stopped == ["guests", "robot"], stopped

        def policies():
            up = Up(peers, """
                [node.starved]
                name = "mock://starved"
                max_restarts = 2
                start_timeout = 5
                [node.starved.limits]
                memory = "1 MiB"
                [node.waiting]
                name = "mock://waiting"
                after = ["starved"]
                [node.once]
                name = "mock://once"
                restart = "never"
                [node.faulty]
                name = "mock://faulty"
                restart = "on-failure"
                [node.frozen]
                name = "mock://frozen"
                health_period = 0.3
                """)
            for label in ("once", "faulty", "frozen"):
                up.wait(label, "ready")
            told = up.wait("starved", "failed")["text"]
            assert "given up after 2 restarts" in told, told
            assert "starts after 'starved'" in up.wait("waiting", "failed")["text"]
            os.kill(up.wait("once", "ready")["pid"], signal.SIGKILL)
            assert "signal 9" in up.wait("once", "ended")["text"]
            os.kill(up.wait("faulty", "ready")["pid"], signal.SIGKILL)
            up.wait("faulty", "ready", count=2)
            os.kill(up.wait("faulty", "ready")["pid"], signal.SIGTERM)
            up.wait("faulty", "ended")
            os.kill(up.wait("frozen", "ready")["pid"], signal.SIGSTOP)
            assert "did not answer" in up.wait("frozen", "restarting", 20)["text"]
            up.wait("frozen", "ready", count=2)
            assert up.end() == 0

        def none_left():
            up = Up(peers, "[node.x]\nname = 'mock://x'\nmax_restarts = 1\n[node.x.limits]\nmemory = '1 MiB'\n")
            assert up.process.wait(20) == 7
            with open(up.path + ".err") as told:
                assert "no node is left running" in told.read()

        def followed():
            path = os.path.join(peers.scratch, "followed.toml")
            with open(path, "w") as file:
                file.write("[node.m]\nname = 'mock://followed'\n")
            output = path + ".out"
            up = peers.start([peers.pharos, "up", path, "--follow"], peers.bare, stdout=open(output, "w"))

            def text():
                with open(output) as file:
                    return file.read()

            wait_until(lambda: "m | " in text() and "node started" in text(), 15, f"the node's log in {text()}")
            up.terminate()
            assert up.wait(15) == 0
            assert "node ended" in text(), text()

        def taken_over():
            peers.run("mock", "add", "mock:/from_a_client")
            before = json.loads(peers.run("node", "ps", "--json"))[0]["pid"]
            text = "[node.m]\nname = 'mock:'\n[node.m.expose]\npublishers = ['/nothing']\n"
            up = Up(peers, text)
            assert up.wait("m", "ready")["pid"] != before
            second = Up(peers, text)
            assert "looks after the node" in second.wait("m", "failed")["text"]
            assert second.process.wait(10) != 0
            # The supervisor itself is killed: the node serves on; a new supervisor takes it over.
            pid = up.wait("m", "ready")["pid"]
            up.process.kill()
            up.process.wait()
            assert json.loads(peers.run("node", "ps", "--json"))[0]["pid"] == pid
            third = Up(peers, text)
            assert third.wait("m", "ready")["pid"] != pid
            assert third.end() == 0

        for name, body in [
            ("a wrong pharos.toml is refused with line or key", refused),
            ("declared nodes: order, exposure, limits, environment, restart, drain", declared),
            ("restart policies, giving up, nodes that wait for others, frozen nodes", policies),
            ("a supervisor without nodes ends", none_left),
            ("--follow hands on what the nodes log", followed),
            ("nodes of clients and of killed supervisors are taken over", taken_over),
        ]:
            checks.check(name, body)
        assert ours() == []
    checks.finish()


main()
