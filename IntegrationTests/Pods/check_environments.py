# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Environments of pods with the real uv, pip and PyPI, and pods that the genuine PyPods 0.2.0 made."""
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pod_peers import TAIL, TOOLS, PodPeers  # noqa: E402
from peers import Checks, wait_until  # noqa: E402

SEVEN = "requests==2.32.3\nPyYAML==6.0.2\nmsgpack==1.1.0\n"


def main():
    checks = Checks()
    with PodPeers() as peers:
        templates(checks, peers)
        outlines(checks, peers)
        with_uv(checks, peers)
        with_pip(checks, peers)
        failures(checks, peers)
        genuine(checks, peers)
    checks.finish()


def templates(checks, peers):
    def made():
        printed = peers.run("pod", "init", "hello_world")
        assert "pods/hello_world/pod.py" in printed, printed
        assert "already" not in printed and "is there already" in peers.run("pod", "init", "hello_world", code=1)
        rows = [json.loads(line) for line in peers.run("pod", "ls", "--json").splitlines()]
        assert rows == [{
            "pod": "hello_world", "folder": peers.path("hello_world"), "environment": "missing", "readable": True,
            "functions": ["foo", "greet", "count"]}], rows

    def names():
        for name in ("a-b", "../x", "class", "1a", "a b", ""):
            assert peers.run("pod", "init", name, code=64), name
        os.symlink("/etc", peers.path("out"))
        assert "symbolic link" in peers.run("pod", "describe", "out", code=64)
        os.unlink(peers.path("out"))

    checks.check("init makes a pod that is listed", made)
    checks.check("names that are none, and links that lead out, are refused", names)


def outlines(checks, peers):
    def described():
        peers.write("pods/outline/pod.py", '''
"""A pod whose needs are not there."""
import no_such_module_anywhere
from pods.outline.module_test import foo_in_module_test
from .other import *
from os.path import join
raise_at_import = no_such_module_anywhere.boom()
square = lambda x: x * x
def all_kinds(a: int, /, b: "float" = 1.5, *rest: str, c: bool, d=None, **more) -> dict[str, int]:
    """Has all kinds."""
async def later(n: int = 3):
    yield n
def documented(x, y, z):
    """Adds.

    :param int x: one
    :type y: float
    :rtype: float
    """
def google(x, n):
    """Adds.

    Args:
        x (list[int]): numbers
        n (int, optional): how many

    Returns:
        str: text
    """
def _private(): pass
class NotAFunction: pass
if __name__ == "__main__":
    def hidden(): pass
''')
        peers.write("pods/outline/module_test/__init__.py", 'def foo_in_module_test():\n    return "x"\n')
        peers.write("pods/outline/other.py", "from . import pod\ndef starred(): yield 1\ndef _not(): pass\n")
        told = json.loads(peers.run("pod", "describe", "outline", "--json"))
        functions = {entry["name"]: entry for entry in told["functions"]}
        assert list(functions) == [
            "foo_in_module_test", "starred", "square", "all_kinds", "later", "documented", "google"], list(functions)
        assert functions["all_kinds"]["signature"] == (
            "all_kinds(a: int, /, b: 'float' = 1.5, *rest: str, c: bool, d=None, **more) -> dict[str, int]"), functions
        assert functions["later"]["async"] and functions["later"]["generator"] and functions["starred"]["generator"]
        assert [p["annotation"] for p in functions["documented"]["parameters"]] == ["int", "float", None]
        assert functions["documented"]["returns"] == "float" and functions["google"]["returns"] == "str"
        assert [p["annotation"] for p in functions["google"]["parameters"]] == ["list[int]", "int"]
        assert told["documentation"] == "A pod whose needs are not there."
        assert "_private" in peers.run("pod", "describe", "outline", "_private")

    def broken():
        peers.write("pods/broken/pod.py", "def f(:\n")
        error = peers.run("pod", "describe", "broken", code=8)
        assert "pod.py:1" in error, error
        peers.write("pods/broken/pod.py", "x = " + "(" * 5000)
        assert "cannot be read" in peers.run("pod", "describe", "broken", code=8)
        peers.run("pod", "rm", "--all", "broken")
        assert not os.path.exists(peers.path("broken"))

    def stubs():
        text = peers.run("generate", "pod", "outline")
        assert "public func documented(_ x: Int, _ y: Double, _ z: Value) async throws -> Double" in text, text
        assert "public func google(_ x: [Int], _ n: Int) async throws -> String" in text, text
        assert "// all_kinds(a: int" in text and "var later: PodValues" in text, text

    checks.check("functions are described without importing anything", described)
    checks.check("what is no Python is an error with file and line", broken)
    checks.check("stubs are typed from annotations and docstrings", stubs)


def with_uv(checks, peers):
    peers.write("pods/seven/pod.py", "import requests, yaml, msgpack\ndef versions():\n    return requests.__version__\n")
    requirements = peers.write("pods/seven/requirements.txt", SEVEN)

    def sync(*options, code=0, environment=None):
        printed = peers.run("pod", "sync", "seven", *options, *([] if code else ["--json"]), timeout=120, code=code,
                            environment=environment)
        return printed if code else json.loads(printed)

    def locked():
        told = sync()
        assert told["new"] and len(told["packages"]) == 7, told
        with open(peers.path("seven", "requirements.lock")) as lock:
            text = lock.read()
        assert text.count("--hash=sha256:") >= 7 and "idna==" in text, text[:400]
        assert not sync()["new"]
        assert peers.run("pod", "shell", "seven", "-c", "import yaml; print(yaml.__version__)") == "6.0.2\n"
        # Scripts know where they are, not where they were made.
        script = os.path.join(told["path"], "bin", "normalizer")
        assert subprocess.run([script, "--version"], capture_output=True).returncode == 0
        assert ".building" not in open(script).read()

    def offline():
        away = {**peers.bare, "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
        started = time.monotonic()
        assert sync("--rebuild", environment=away)["new"]
        took = time.monotonic() - started
        assert took < 10, f"{took} s"
        assert sync("--rebuild", "--offline")["new"]

    def changed():
        with open(requirements, "a") as file:
            file.write("tabulate==0.9.0\n")
        rows = {row["pod"]: row for row in map(json.loads, peers.run("pod", "ls", "--json").splitlines())}
        assert rows["seven"]["environment"] == "outdated", rows
        told = sync()
        assert told["new"] and "tabulate==0.9.0" in told["packages"], told
        assert len(peers.environments()) == 2, peers.environments()

        # The first is nobody's now.
        before = peers.environments()
        assert "used by no pod any more" in peers.run("pod", "sync", "seven")
        assert "removed" in peers.run("pod", "rm", "--outdated") and len(peers.environments()) == 1, before
        assert os.path.basename(told["path"]) in peers.environments() and not sync()["new"]
        assert "no environment is outdated" in peers.run("pod", "rm", "--outdated")
        peers.run("pod", "rm", "--outdated", "seven", code=64)
        peers.run("pod", "rm", code=64)

    def wrong_hash():
        path = peers.path("seven", "requirements.lock")
        with open(path) as lock:
            text = lock.read()
        with open(path, "w") as lock:
            lock.write(re.sub(r"(?m)^(msgpack==1.1.0(?:.|\n)*?)(?=^\S)",
                              "msgpack==1.1.0 \\\\\n    --hash=sha256:" + "0" * 64 + "\n", text, count=1))
        error = sync("--rebuild", code=1)
        assert "hash" in error.lower() and "msgpack" in error, error
        with open(path, "w") as lock:
            lock.write(text)
        assert sync()["packages"]

    def at_once():
        peers.run("pod", "rm", "seven")
        before = len(peers.environments())
        runs = [subprocess.Popen([peers.pharos, "pod", "sync", "seven", "--json"], env=peers.bare, stdout=subprocess.PIPE)
                for _ in range(4)]
        told = [json.loads(run.communicate(timeout=120)[0]) for run in runs]
        assert len({entry["path"] for entry in told}) == 1, told
        assert len(peers.environments()) == before + 1
        folder = os.path.dirname(told[0]["path"])
        assert not [name for name in os.listdir(folder) if name.startswith(".building")], os.listdir(folder)

    def project_file():
        peers.write("pods/project/pod.py", "def f(): pass\n")
        peers.write("pods/project/pyproject.toml",
                    '[project]\nname = "x"\nversion = "1"\ndependencies = ["tabulate==0.9.0"]\n')
        told = json.loads(peers.run("pod", "sync", "project", "--json", timeout=60))
        assert told["packages"] == ["tabulate==0.9.0"], told

    checks.check("uv: a lock with hashes, an environment from it, at once when it is there", locked)
    checks.check("uv: made again without the network from a warm cache", offline)
    checks.check("uv: another environment when the requirements change", changed)
    checks.check("uv: a wrong hash in the lock is refused", wrong_hash)
    checks.check("uv: four builders at once make one environment", at_once)
    checks.check("uv: the dependencies of a pyproject.toml", project_file)


def with_pip(checks, peers):
    def run(*arguments, code=0):
        return peers.run(*arguments, environment=peers.with_pip, timeout=120, code=code)

    def locked():
        peers.write("pods/pipped/pod.py", "def f(): pass\n")
        peers.write("pods/pipped/requirements.txt", "requests==2.32.3\n")
        assert "there is no uv" in run("pod", "sync", "pipped", "--builder", "uv", code=1)
        told = json.loads(run("pod", "sync", "pipped", "--json"))
        assert told["new"] and len(told["packages"]) == 5, told
        with open(peers.path("pipped", "requirements.lock")) as lock:
            text = lock.read()
        assert text.count("--hash=sha256:") == 5 and "this platform alone" in text, text
        assert not json.loads(run("pod", "sync", "pipped", "--json", "--offline"))["new"]
        assert "only uv can" in run("pod", "sync", "pipped", "--rebuild", "--offline", code=1)

    def project_file():
        run("pod", "rm", "project")
        os.unlink(peers.path("project", "requirements.lock"))
        told = json.loads(run("pod", "sync", "project", "--json"))
        assert told["packages"] == ["tabulate==0.9.0"], told

    def local_package():
        # Each pod has a library of its own under the same relative name.
        for pod, value in (("left", 1), ("right", 2)):
            peers.write(f"pods/{pod}/pod.py", "import own_library\ndef f(): return own_library.value\n")
            peers.write(f"pods/{pod}/requirements.txt", "-e ./library\ntabulate==0.9.0\n")
            peers.write(f"pods/{pod}/library/own_library.py", f"value = {value}\n")
            peers.write(f"pods/{pod}/library/pyproject.toml", '[project]\nname = "own-library"\nversion = "1"\n'
                        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n')
        for pod, value in (("left", "1\n"), ("right", "2\n")):
            for environment in (peers.bare, peers.with_pip):
                told = json.loads(peers.run("pod", "sync", pod, "--upgrade", "--json", timeout=120, environment=environment))
                assert len(told["packages"]) == 2, told
                assert peers.run("pod", "shell", pod, "-c", "import own_library; print(own_library.value)",
                                 environment=environment) == value

    checks.check("uv and pip: packages of the pod's own folder", local_package)
    checks.check("pip: a lock with hashes from its report, an environment from it", locked)
    checks.check("pip: the dependencies of a pyproject.toml", project_file)


def failures(checks, peers):
    def no_package():
        peers.write("pods/failing/pod.py", "def f(): pass\n")
        peers.write("pods/failing/requirements.txt", "no-such-package-of-pharos==1\n")
        for environment in (peers.bare, peers.with_pip):
            error = peers.run("pod", "sync", "failing", environment=environment, timeout=120, code=1)
            assert "no-such-package-of-pharos" in error and "'failing'" in error, error
        peers.write("pods/failing/requirements.txt", "this is no requirement\n")
        assert "requirement" in peers.run("pod", "sync", "failing", code=1)

    def ended_by(number):
        # A build that hangs, with a child of its own: both are gone when the command is interrupted, or killed.
        word = f"sleep {4711 + number + os.getpid() / 1e7}"
        tool = peers.write("slow_uv", f"#!/bin/sh\n{word} &\nwait\n")
        os.chmod(tool, 0o755)
        run = subprocess.Popen([peers.pharos, "pod", "sync", "failing"], env={**peers.bare, "PHAROS_UV": tool})
        running = lambda: subprocess.run(["pgrep", "-f", word], capture_output=True).returncode == 0
        wait_until(running, 10, "the tool")
        run.send_signal(number)
        run.wait(10)
        wait_until(lambda: not running(), 10, "the end of what the tool started")

    def other_python():
        peers.write("pods/failing/.python-version", "3.99\n")
        unnamed = {name: value for name, value in peers.bare.items() if name != "PHAROS_PYTHON"}
        assert "3.99" in peers.run("pod", "sync", "failing", environment=unnamed, code=1)
        os.unlink(peers.path("failing", ".python-version"))

    checks.check("a package that is not there is an error with the tool's last lines", no_package)
    checks.check("an interrupted build leaves no process", lambda: ended_by(signal.SIGINT))
    checks.check("the build of a killed program leaves no process", lambda: ended_by(signal.SIGKILL))
    checks.check("a Python that is not there is named", other_python)
    peers.run("pod", "rm", "--all", "failing")


def genuine(checks, peers):
    """A tree that the genuine PyPods made: its client makes it, and its own environment."""
    client = "import sys; from pypods.pods import PodLoader; PodLoader('hello_world_pod', globals()).load_pod(); "

    def theirs(code):
        done = subprocess.run([TOOLS + "/python", "-c", client + code], cwd=peers.project, env=peers.bare,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def readme():
        theirs("")
        pod = peers.path("hello_world_pod", "pod.py")
        with open(pod) as file:
            text = file.read()
        functions = '''from pods.hello_world_pod.module_test import foo_in_module_test

def foo(x, y):
    return x + y

def noisy(x):
    import warnings
    print("said")
    warnings.warn("warned")
    return [x, {"k": None, "b": b"\\x00\\x01"}]

def fails():
    raise KeyError("k")

def dies():
    import os
    os._exit(3)

def hangs():
    import time
    time.sleep(4713.5)

'''
        with open(pod, "w") as file:
            file.write(text.replace("# Don't change anything here!", functions + "# Don't change anything here!"))
        peers.write("pods/hello_world_pod/module_test/__init__.py",
                    'def foo_in_module_test():\n    return "foo_in_module_test"\n')
        assert "3 foo_in_module_test" in theirs("print(hello_world_pod.foo(1, 2), hello_world_pod.foo_in_module_test())")
        assert TAIL.split("pl = ")[0].strip().splitlines()[-1] in text

    def call(*arguments, code=0):
        return peers.run("pod", "call", "--pypods", *arguments, code=code, timeout=60)

    def unchanged():
        rows = {row["pod"]: row for row in map(json.loads, peers.run("pod", "ls", "--json").splitlines())}
        assert rows["hello_world_pod"]["environment"] == "pypods", rows
        assert {"foo", "foo_in_module_test"} <= set(rows["hello_world_pod"]["functions"])
        assert call("hello_world_pod", "foo", "1", "2") == "3\n"
        assert call("hello_world_pod", "foo", "1", "--y=2.5") == "3.5\n"
        assert call("hello_world_pod", "foo_in_module_test") == '"foo_in_module_test"\n'
        assert call("hello_world_pod", "foo", '"a"', '"ü"') == '"aü"\n'

    def odd():
        # Each of these is an "Unknown error" or a hang with PyPods' own client.
        assert json.loads(call("hello_world_pod", "noisy", "7")) == [7, {"k": None, "b": "AAE="}]
        assert "'k'" in call("hello_world_pod", "fails", code=1)
        assert "does not exist" in call("hello_world_pod", "nothing", code=1)
        error = call("hello_world_pod", "dies", code=1)
        assert "exited with 3" in error, error
        started = time.monotonic()
        call("--timeout", "1", "hello_world_pod", "hangs", code=6)
        assert time.monotonic() - started < 5

    def adopted():
        told = json.loads(peers.run("pod", "sync", "hello_world_pod", "--json", timeout=120))
        assert any(package.startswith("pypods") for package in told["packages"]), told
        assert call("hello_world_pod", "foo", "1", "2") == "3\n"
        assert os.path.isdir(peers.path("hello_world_pod", "venv"))

    checks.check("PyPods' README example works with PyPods itself", readme)
    checks.check("PyPods' tree runs unchanged in its own environment", unchanged)
    checks.check("prints, warnings, exceptions, deaths and hangs of a PyPods pod", odd)
    checks.check("sync takes a PyPods pod over into a locked environment", adopted)


main()
