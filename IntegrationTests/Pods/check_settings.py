# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""What pod.toml and [tool.pharos] say of a pod holds for who calls it through its node, and is taken anew when it changes."""
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pod_peers import PodPeers  # noqa: E402
from peers import Checks, wait_until  # noqa: E402

POD = '''
import os, resource, signal, socket, threading, time
total = 0
def count():
    global total
    total += 1
    return total
def pid(): return os.getpid()
def sleeps(seconds):
    time.sleep(seconds)
    return os.getpid()
def stops_soon():
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGSTOP]).start()
    return os.getpid()
def variables(): return dict(os.environ)
def takes(size): return len(bytearray(size))
def files(): return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
def burns():
    while True: pass
def writes(path):
    with open(path, "w") as file: return file.write("x")
def reads(path):
    with open(path) as file: return len(file.read())
def connects(): socket.socket(socket.AF_INET).close()
'''


class Project:
    """A pod `set` whose settings change from check to check."""

    def __init__(self, peers):
        self.peers = peers
        peers.write("pods/set/pod.py", POD)

    def settings(self, text):
        self.peers.write("pods/set/pod.toml", text)

    def call(self, function, *arguments, code=0, **more):
        printed = self.peers.run(
            "call", f"pod:set/{function}", json.dumps(list(arguments)), timeout=60, code=code, **more)
        return printed if code else json.loads(printed)

    def together(self, count, function, *arguments):
        """Calls at the same time: what each printed and its exit code."""
        calls = [
            subprocess.Popen(
                [self.peers.pharos, "call", f"pod:set/{function}", json.dumps(list(arguments))], env=self.peers.bare,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
        ended = [(*call.communicate(timeout=60), call.returncode) for call in calls]
        return [(out or err, code) for out, err, code in ended]


def main():
    checks = Checks()
    with PodPeers() as peers:
        project = Project(peers)
        places(checks, project, peers)
        processes(checks, project, peers)
        confinement(checks, project, peers)
        faults(checks, project, peers)
    checks.finish()


def places(checks, project, peers):
    def changed():
        assert project.call("count") == 1 and project.call("count") == 2
        project.settings('state = "fresh"\n')
        assert project.call("count") == 1 and project.call("count") == 1
        project.settings('state = "kept"\n')
        assert project.call("count") == 1 and project.call("count") == 2

    def shown():
        project.settings("workers = 2\nlimits.memory = '1 GiB'\n")
        assert "settings: workers=2 limits.memory=1073741824" in peers.run("pod", "describe", "set")
        assert json.loads(peers.run("pod", "describe", "set", "--json"))["settings"] == {
            "workers": 2, "limits": {"memory": 1 << 30}}
        rows = {row["pod"]: row for row in map(json.loads, peers.run("pod", "ls", "--json").splitlines())}
        assert rows["set"]["settings"]["workers"] == 2, rows
        assert "workers=2" in peers.run("pod", "ls") and "workers=2" in peers.run("describe", "pod:set")

    def project_file():
        peers.write("pods/shared/pod.py", POD)
        path = peers.write(
            "pods/shared/pyproject.toml", '[project]\nname = "shared"\nversion = "1"\n[tool.pharos]\nstate = "fresh"\n')
        for _ in range(2):
            assert peers.run("call", "pod:shared/count", timeout=60) == "1\n"
        other = peers.write("pods/shared/pod.toml", "workers = 2\n")
        assert "both have some" in peers.run("call", "pod:shared/count", code=8)
        os.remove(other)
        # Settings alone need no package.
        with open(path, "w") as file:
            file.write('[tool.pharos]\nstate = "kept"\n')
        assert [peers.run("call", "pod:shared/count", timeout=60) for _ in range(2)] == ["1\n", "2\n"]

    checks.check("changed settings are those of the next call", changed)
    checks.check("settings are shown", shown)
    checks.check("settings in pyproject.toml", project_file)


def processes(checks, project, peers):
    def workers():
        project.settings("workers = 2\nrequests_in_flight = 1\n")
        project.call("pid")
        assert len({out for out, _ in project.together(2, "sleeps", 0.6)}) == 2
        project.settings("requests_in_flight = 1\nwaiting_calls = 1\n")
        project.call("pid")
        ended = project.together(3, "sleeps", 1)
        assert sorted(code for _, code in ended) == [0, 0, 1], ended
        assert any("calls of the pod wait already" in out for out, _ in ended), ended

    def recycled():
        project.settings("calls_per_worker = 2\n")
        pids = [project.call("pid") for _ in range(4)]
        assert pids[0] == pids[1] and pids[2] == pids[3] and pids[1] != pids[2], pids

    def idle():
        project.settings("idle_stop = 0.5\n")
        pid = project.call("pid")
        # Who is at work is not idle.
        assert project.call("sleeps", 1.2) == pid
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 5, "the end of the idle process")
        assert project.call("pid") != pid

    def health():
        project.settings("health_period = 0.3\n")
        pid = project.call("pid")
        # Neither who is at work nor who answers is replaced.
        assert project.call("sleeps", 1.5) == pid
        time.sleep(1)
        assert project.call("stops_soon") == pid
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 5, "the end of the stopped process")
        assert project.call("pid") != pid

    def deadlines():
        project.settings("call_deadline = 0.5\n")
        project.call("pid")
        started = time.monotonic()
        assert "did not end in time" in project.call("sleeps", 30, code=6)
        assert time.monotonic() - started < 5
        project.settings("start_deadline = 0.5\n")
        peers.write("pods/set/pod.py", "import time\ntime.sleep(30)\n" + POD)
        assert "was not ready after 0.5 seconds" in project.call("pid", code=7)
        peers.write("pods/set/pod.py", POD)

    checks.check("processes side by side, and calls that wait", workers)
    checks.check("a process is replaced after its calls", recycled)
    checks.check("a process that nobody calls ends, and begins anew", idle)
    checks.check("an idle process that does not answer is replaced", health)
    checks.check("deadlines of calls and of starts", deadlines)


def confinement(checks, project, peers):
    def limits():
        project.settings("[limits]\nmemory = '1 GiB'\nopen_files = 100\ncpu_seconds = 1\n")
        assert project.call("takes", 1 << 20) == 1 << 20
        assert "MemoryError" in project.call("takes", 2 << 30, code=1)
        assert project.call("files") == 100
        assert "SIGKILL" in project.call("burns", code=1)
        assert project.call("files") == 100

    def sandbox():
        os.makedirs(peers.path("set", "data"), exist_ok=True)
        inside, outside = peers.path("set", "data", "text"), os.path.join(peers.scratch, "text")
        with open(outside, "w") as file:
            file.write("secret")
        project.settings('[sandbox]\nwritable = ["data"]\nnetwork = false\n')
        assert project.call("writes", inside) == 1 and project.call("reads", outside) == 6
        assert "Permission denied" in project.call("writes", outside, code=1)
        assert "Permission denied" in project.call("connects", code=1)
        project.settings("[sandbox]\nreadable = []\n")
        assert project.call("reads", inside) == 1
        assert "Permission denied" in project.call("reads", outside, code=1)
        project.settings(f'[sandbox]\nreadable = ["{outside}"]\n')
        assert project.call("reads", outside) == 6
        project.settings('[sandbox]\nwritable = ["nowhere"]\n')
        assert "set/nowhere', which the sandbox allows, is not there" in project.call("count", code=7)

    def environment():
        project.settings('pass_environment = ["PASSED", "MISSING"]\nenvironment = { MODE = "set" }\n')
        peers.run("node", "stop", "pod:")
        found = project.call("variables", environment={**peers.bare, "PASSED": "1", "HIDDEN": "1"})
        assert found["PASSED"] == "1" and found["MODE"] == "set", found
        assert "HIDDEN" not in found and "MISSING" not in found, found

    checks.check("limits of memory, files and processor time", limits)
    checks.check("what can be written, read and reached", sandbox)
    checks.check("variables that are passed on and set", environment)


def faults(checks, project, peers):
    def named():
        peers.write("pods/sound/pod.py", "def f(): return 1\n")
        project.settings("[limits]\nmemroy = 5\n")
        error = project.call("count", code=8)
        assert "pods/set/pod.toml: limits.memroy: there is no such key" in error, error
        assert "memroy" in peers.run("describe", "pod:set") and "memroy" in peers.run("pod", "describe", "set", code=8)
        assert "memroy" in peers.run("pod", "ls")
        assert peers.run("call", "pod:sound/f") == "1\n"
        for text in ["workers =", "[.a]", "[!]", "workers = 2\n[", "\0", "[babashka]\ncommand = ['x']\n"]:
            project.settings(text)
            assert "pod.toml" in project.call("count", code=8), text
        project.settings("")
        assert project.call("count") == 1

    checks.check("what is wrong in settings is the error of the calls, and mended when the file is", named)


main()
