# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The mock scheme from the command line: resources appear, vanish, delay and fail; nodes die and come back."""
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:

        def node():
            return json.loads(peers.run("node", "ps", "--json"))[0]

        def values():
            peers.run("mock", "add", "mock:/t", "--type", "float64", "--value", "21.5")
            assert json.loads(peers.run("read", "mock:/t")) == {"data": 21.5}
            peers.run("write", "mock:/t", "22")
            assert json.loads(peers.run("read", "mock:/t")) == {"data": 22.0}
            peers.run("mock", "add", "mock:/s", "--role", "service", "--type", "int64 a; int64 b")
            assert json.loads(peers.run("call", "mock:/s", '{"a": 1, "b": 2}')) == {"a": 1, "b": 2}
            peers.run("mock", "add", "mock:/p", "--role", "parameter", "--value", "0")
            assert peers.run("read", "mock:/p?param").strip() == "0"
            peers.run("mock", "add", "mock:/silent", "--type", "string")
            assert "noValue" in peers.run("read", "mock:/silent", code=5)

        def appear_and_vanish():
            printed = os.path.join(peers.scratch, "printed")
            watch = peers.start([peers.pharos, "ls", "mock:", "--watch"], stdout=open(printed, "w"))
            wait_until(lambda: "+ topic /t" in open(printed).read(), 5, "the list")
            peers.run("mock", "add", "mock:/new", "--value", "1")
            wait_until(lambda: "+ topic /new" in open(printed).read(), 2, "the appearance")
            reader = peers.start([peers.pharos, "watch", "mock:/new"])
            time.sleep(0.3)
            peers.run("mock", "remove", "mock:/new")
            wait_until(lambda: "- topic /new" in open(printed).read(), 2, "the disappearance")
            assert reader.wait(5) == 3, "a watch of what vanished should end with 'not found'"
            assert "notFound" in peers.run("read", "mock:/new", code=3)
            watch.terminate()

        def trouble():
            peers.run("mock", "delay", "mock:/t", "2")
            started = time.monotonic()
            assert "deadlineExceeded" in peers.run("read", "mock:/t", "--timeout", "0.5", code=6)
            assert time.monotonic() - started < 1.5
            peers.run("mock", "delay", "mock:/t", "0")
            peers.run("mock", "fail", "mock:/t", "sensor broken")
            assert "sensor broken" in peers.run("read", "mock:/t", code=1)
            peers.run("mock", "fail", "mock:/t")
            peers.run("read", "mock:/t")

        def bad_input():
            assert "nesting" in peers.run("mock", "add", "mock:/x", "--type", "nesting x; ", code=8)
            peers.run("read", "mock", code=64)
            peers.run("read", "mock:", code=64)
            peers.run("write", "mock:/t", "{" * 200, code=8)
            peers.run("write", "mock:/t", '{"nothing": 1}', code=8)
            peers.run("read", "nosuchscheme:/x", "--timeout", "1", code=7)

        def exposure():
            peers.run("mock", "add", "mock:/open", "--value", "1")
            peers.run("mock", "add", "mock:/hidden/a", "--value", "1")
            peers.run("expose", "mock:", "--deny-publishers", "/hidden/**", "--deny-subscribers", "/hidden/**")
            assert "/hidden" not in peers.run("ls", "mock:")
            assert "notExposed" in peers.run("read", "mock:/hidden/a", code=4)
            assert "notExposed" in peers.run("write", "mock:/hidden/a", "2", code=4)
            peers.run("read", "mock:/open")

        def killed_in_calls():
            peers.run("mock", "add", "mock:/slow", "--role", "service", "--type", "int64")
            peers.run("mock", "delay", "mock:/slow", "30")
            calls = [
                subprocess.Popen(
                    [peers.pharos, "call", "mock:/slow", "1", "--timeout", "20"], env=peers.bare, text=True,
                    stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(5)]
            wait_until(lambda: len(node()["clients"]) == 5, 5, "five callers")
            os.kill(node()["pid"], signal.SIGKILL)
            started = time.monotonic()
            for call in calls:
                _, told = call.communicate(timeout=5)
                assert call.returncode == 7 and "died" in told, (call.returncode, told)
            assert time.monotonic() - started < 1, "the callers heard of it too late"

        def restart_storm():
            peers.run("mock", "add", "mock:/r", "--value", "1")
            clients = [
                subprocess.Popen(
                    [peers.pharos, "ls", "mock:"], env=peers.bare, text=True, stderr=subprocess.PIPE,
                    stdout=subprocess.DEVNULL) for _ in range(30)]
            for client in clients:
                _, told = client.communicate(timeout=30)
                assert client.returncode == 0, told
            assert len(json.loads(peers.run("node", "ps", "--json"))) == 1

        def stale_files():
            peers.run("ls", "mock:")
            os.kill(node()["pid"], signal.SIGKILL)
            time.sleep(0.2)
            assert [name for name in os.listdir(peers.runtime) if name.endswith(".sock")], "nothing stale is left"
            peers.run("ls", "mock:")

        def directories():
            environment = dict(peers.bare, PHAROS_RUNTIME_DIR="/" + "x" * 120)
            assert "too long" in peers.run("ls", "mock:", code=1, environment=environment)
            loose = os.path.join(peers.scratch, "loose")
            os.mkdir(loose)
            os.chmod(loose, 0o755)
            environment = dict(peers.bare, PHAROS_RUNTIME_DIR=loose)
            assert "chmod 700" in peers.run("ls", "mock:", code=1, environment=environment)

        def logs():
            assert "node started" in peers.run("node", "logs", "mock:")
            peers.run("node", "restart", "mock:")
            peers.run("node", "stop", "mock:")
            assert "no node" in peers.run("node", "ps")

        for name, body in [
            ("topics, services and parameters have values", values),
            ("resources appear and vanish", appear_and_vanish),
            ("delays and failures", trouble),
            ("bad input has clear errors", bad_input),
            ("exposure hides and says so", exposure),
            ("a killed node fails the calls in flight at once", killed_in_calls),
            ("thirty clients start one node", restart_storm),
            ("stale sockets of a killed node are no obstacle", stale_files),
            ("runtime directories that cannot be used are refused with advice", directories),
            ("node logs, restart, stop", logs),
        ]:
            checks.check(name, body)
    checks.finish()


main()
