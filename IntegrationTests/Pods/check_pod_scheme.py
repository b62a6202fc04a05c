# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The scheme pod from the command line and from Swift: calls, streams, failures, and what each leaves behind."""
import json
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pod_peers import TAIL, PodPeers  # noqa: E402
from peers import Checks, wait_until  # noqa: E402

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Examples", "Pods")
POD = '''
"""A pod for checks."""
import dataclasses, os, sys, time, warnings
total = 0
def add(n=1):
    global total
    total += n
    return total
def noisy():
    print("said on stdout")
    warnings.warn("warned here")
    os.write(1, b"written by C\\n")
    return "quiet"
def fails():
    try:
        {}["k"]
    except KeyError as error:
        raise ValueError("no good") from error
def dies(): os._exit(3)
def sleeps(seconds): time.sleep(seconds); return seconds
def three():
    for number in range(3):
        yield number
def upto(n):
    yield from range(n)
async def later(x): return x
@dataclasses.dataclass
class Point:
    x: float
    y: float
def point(): return Point(1.5, 2)
def pid(): return os.getpid()
'''


def main():
    checks = Checks()
    with PodPeers() as peers:
        template(checks, peers)
        peers.write("pods/check/pod.py", POD)
        calls(checks, peers)
        streams(checks, peers)
        failures(checks, peers)
        lives(checks, peers)
        others(checks, peers)
        swift(checks, peers)
        conformance(checks, peers)
    checks.finish()


def template(checks, peers):
    def readme():
        peers.run("pod", "init", "hello_world")
        with open(peers.path("hello_world", "README.md")) as file:
            text = file.read()
        printed = {}
        for line in re.search(r"```sh\n(.*?)```", text, re.S)[1].splitlines():
            words = line.split()
            assert words[0] == "pharos", line
            printed[" ".join(words[1:3])] = peers.run(*words[1:], timeout=60) + printed.get(" ".join(words[1:3]), "")
        assert "3\n" in printed["pod call"] and '["Hi, Ada!","Hi, Ada!"]' in printed["pod call"], printed
        assert printed["watch pod:hello_world/count"].count("\n") == 3, printed

    checks.check("the commands in a new pod's README", readme)


def call(peers, function, request=None, **more):
    printed = peers.run("call", f"pod:check/{function}", *([request] if request else []), timeout=60, **more)
    return printed if more.get("code") else json.loads(printed)


def calls(checks, peers):
    def forms():
        assert call(peers, "add", "[5]") == 5
        assert call(peers, "add", '{"n": 2}') == 7
        assert call(peers, "add", '{"args": [], "kwargs": {"n": 1}}') == 8
        assert call(peers, "add") == 9, "the state is kept, from program to program"
        assert call(peers, "later", "[[1, null]]") == [1, None]
        assert call(peers, "point") == {"x": 1.5, "y": 2}
        assert call(peers, "upto", "[4]") == [0, 1, 2, 3]
        assert peers.run("pod", "call", "check", "add", "--n=-9") == "0\n"

    def listed():
        rows = {row["path"]: row for row in json.loads(peers.run("ls", "pod:check/*", "--json"))}
        assert rows["check/add"]["kind"] == "command" and rows["check/three"]["kind"] == "attribute", rows
        assert rows["check/upto"]["kind"] == "command" and "hello_world/foo" not in rows, rows
        assert json.loads(peers.run("describe", "pod:check/sleeps", "--json"))["signature"] == "sleeps(seconds)"

    def logs():
        assert call(peers, "noisy") == "quiet"
        wait_until(lambda: all(words in peers.run("pod", "logs", "check") for words in (
            "said on stdout", "warned here", "written by C")), 5, lambda: peers.run("pod", "logs", "check"))
        assert "pod=check" in peers.run("pod", "logs", "check") and "said" not in peers.run("pod", "logs", "hello_world")

    checks.check("arguments by place, by name and both; results of all kinds; state is kept", forms)
    checks.check("functions are listed with their signatures", listed)
    checks.check("prints, warnings and what C writes are in the log", logs)


def streams(checks, peers):
    def watched():
        assert peers.run("watch", "pod:check/three", "--all", "100").split() == ["0", "1", "2"]
        assert peers.run("read", "pod:check/three") == "0\n"
        assert "cannot be called" in call(peers, "three", code=1)
        assert peers.run("watch", "pod:hello_world/count", "--count", "5").count("\n") == 5

    checks.check("a generator is watched to its end, and read", watched)


def failures(checks, peers):
    def raised():
        error = call(peers, "fails", code=1)
        assert "ValueError" in error and "no good" in error, error
        assert "missing" in call(peers, "sleeps", code=1)
        assert "has no function 'nothing'" in call(peers, "nothing", code=3)
        assert "no pod 'nowhere'" in peers.run("call", "pod:nowhere/f", code=3)

    def died():
        before = call(peers, "pid")
        error = call(peers, "dies", code=1)
        assert "3" in error and "exit" in error, error
        assert call(peers, "pid") != before

    def late():
        started = time.monotonic()
        peers.run("call", "pod:check/sleeps", "[30]", "--timeout", "1", code=6)
        assert call(peers, "sleeps", "[0]") == 0
        assert time.monotonic() - started < 6

    def needs():
        peers.write("pods/needing/pod.py", "import tabulate\ndef version(): return tabulate.__version__\n")
        requirements = peers.write("pods/needing/requirements.txt", "no-such-package-of-pharos==1\n")
        error = peers.run("call", "pod:needing/version", "--timeout", "60", timeout=70, code=1)
        assert "no-such-package-of-pharos" in error, error
        with open(requirements, "w") as file:
            file.write("tabulate==0.9.0\n")
        assert peers.run("call", "pod:needing/version", "--timeout", "60", timeout=70) == '"0.9.0"\n'
        peers.write("pods/needing/pod.py", "import no_such_module\ndef version(): return 1\n")
        error = peers.run("call", "pod:needing/version", "--timeout", "60", timeout=70, code=7)
        assert "no_such_module" in error, error

    checks.check("what is raised, and what is not there", raised)
    checks.check("a pod that dies in a call says how, and the next call works", died)
    checks.check("a call that takes too long ends, and the next works", late)
    checks.check("an environment that cannot be made is the call's error, and mended when the files are", needs)


def lives(checks, peers):
    def edited():
        peers.write("pods/edited/pod.py", "def f(): return 1\n")
        assert peers.run("call", "pod:edited/f") == "1\n"
        peers.write("pods/edited/pod.py", "def f(): return 22\ndef g(): return 3\n")
        assert peers.run("call", "pod:edited/f") == "22\n"
        assert peers.run("call", "pod:edited/g") == "3\n"
        shutil.rmtree(peers.path("edited"))
        peers.run("call", "pod:edited/f", code=3)

    def two_projects():
        other = os.path.join(peers.scratch, "other", "pods")
        os.makedirs(os.path.join(other, "check"))
        with open(os.path.join(other, "check", "pod.py"), "w") as file:
            file.write("def add(): return 'other'\n")
        elsewhere = {**peers.bare, "PHAROS_PODS": other}
        assert peers.run("call", "pod:check/add", environment=elsewhere) == '"other"\n'
        assert isinstance(call(peers, "add"), int)
        rows = [row for row in json.loads(peers.run("node", "ps", "--json")) if row["scheme"] == "pod"]
        assert len(rows) == 2 and {row["profile"] for row in rows} == {other, peers.path()}, rows
        peers.run("node", "stop", "pod:", environment=elsewhere)
        # The working directory decides where no variable does, from below too.
        bare = {name: value for name, value in peers.bare.items() if name != "PHAROS_PODS"}
        done = subprocess.run([peers.pharos, "pod", "ls", "--json"], cwd=os.path.join(other, "check"), env=bare,
                              capture_output=True, text=True)
        assert json.loads(done.stdout.splitlines()[0])["folder"] == os.path.join(other, "check"), done
        done = subprocess.run([peers.pharos, "call", "pod:check/add"], cwd="/", env=bare, capture_output=True, text=True)
        assert done.returncode == 3 and "pod init" in done.stderr, done

    def ended():
        pid = call(peers, "pid")
        peers.run("node", "stop", "pod:")
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 10, "the pod's end with its node")

    checks.check("a changed pod.py is what the next call runs", edited)
    checks.check("each folder of pods has a node of its own", two_projects)
    checks.check("pods end with their node", ended)


def others(checks, peers):
    def pypods():
        peers.write("pods/theirs/pod.py", "def foo(x, y):\n    return x + y\n" + TAIL)
        peers.write("pods/theirs/requirements.txt", "pypods")
        assert peers.run("pod", "call", "theirs", "foo", "1", "2", timeout=120) == "3\n"
        assert peers.run("pod", "call", "--pypods", "theirs", "foo", "1", "2", timeout=60) == "3\n"

    checks.check("a pod.py of PyPods runs in a lasting process, unchanged", pypods)


def swift(checks, peers):
    def example():
        folder = os.path.join(peers.scratch, "example")
        shutil.copytree(os.path.join(EXAMPLE, "pods"), os.path.join(folder, "pods"))
        environment = {**peers.bare, "PHAROS_EXECUTABLE": peers.pharos}
        del environment["PHAROS_PODS"]
        generated = subprocess.run([peers.pharos, "generate", "pod", "numbers"], cwd=folder, env=environment,
                                   capture_output=True, text=True, timeout=30)
        with open(os.path.join(EXAMPLE, "Sources", "NumbersPod.swift")) as file:
            assert file.read() == generated.stdout, "Examples/Pods/Sources/NumbersPod.swift has to be generated again"
        subprocess.run([peers.pharos, "pod", "sync"], cwd=folder, env=environment, check=True, timeout=60, capture_output=True)
        program = os.path.join(os.path.dirname(os.path.realpath(peers.pharos)), "PodsExample")
        done = subprocess.run([program], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
        expected = ["mean: 2.5", "countdown: 3", "countdown: 0", 'anything: [1, 2] ["colour": "red"]', "raised: statistics.StatisticsError"]
        assert done.returncode == 0 and all(line in done.stdout for line in expected), done.stdout + done.stderr

    checks.check("the example in Swift, with stubs that are what the generator writes", example)


def conformance(checks, peers):
    program = os.path.join(os.path.dirname(os.path.realpath(peers.pharos)), "pod-conformance")

    def run(*arguments):
        project = os.path.join(peers.scratch, "conformance" + str(len(arguments)))
        done = subprocess.run([program, project, *arguments], env=peers.bare, capture_output=True, text=True, timeout=170)
        report = done.stdout + done.stderr
        assert done.returncode == 0, report
        print(report.splitlines()[-1], flush=True)

    def prepared(*arguments):
        os.makedirs(os.path.join(peers.scratch, "conformance" + str(len(arguments)), "pods"), exist_ok=True)
        run(*arguments)

    checks.check("the scheme pod conforms within a program", prepared)
    checks.check("the scheme pod conforms in a node", lambda: prepared(peers.pharos))


main()
