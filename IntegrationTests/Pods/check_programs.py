# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Babashka pods behind the scheme pod, beside Python pods: a pod written in Python, well-behaved and not, and ours in Swift."""
import json
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from pod_peers import PYTHON, PodPeers  # noqa: E402
from peers import Checks, wait_until  # noqa: E402

with open(os.path.join(HERE, "..", "BabashkaPods", "pod.py")) as file:
    PROGRAM = file.read()
SPACE = "pod.pharos.example"


def toml(command, more=""):
    return f"{more}\n[babashka]\ncommand = {json.dumps(command)}\n"


def main():
    checks = Checks()
    with PodPeers() as peers:
        peers.example = os.path.join(os.path.dirname(os.path.realpath(peers.pharos)), "pod-pharos-example")
        peers.write("pods/foreign/program.py", PROGRAM)
        peers.write("pods/foreign/pod.toml", toml([PYTHON, "program.py"]))
        peers.write("pods/ours/pod.toml", toml([peers.example], "requests_in_flight = 8"))
        peers.write("pods/python/pod.py", "def add(x, y): return x + y\n")
        shown(checks, peers)
        calls(checks, peers)
        failures(checks, peers)
        lives(checks, peers)
    checks.finish()


def call(peers, name, *arguments, code=0, **more):
    printed = peers.run("call", f"pod:{name}", json.dumps(list(arguments)), timeout=60, code=code, **more)
    return printed if code else json.loads(printed)


def shown(checks, peers):
    def listed():
        rows = {row["pod"]: row for row in map(json.loads, peers.run("pod", "ls", "--json", timeout=60).splitlines())}
        assert rows["python"]["functions"] == ["add"] and rows["python"]["environment"] == "missing", rows
        assert rows["ours"]["environment"] == "program" and f"{SPACE}/add" in rows["ours"]["functions"], rows
        assert "pod.test/add" in rows["foreign"]["functions"] and "pod.test/client-side" not in rows["foreign"]["functions"]
        rows = {row["path"]: row for row in json.loads(peers.run("ls", "pod:", "--json"))}
        assert rows["python/add"]["kind"] == rows[f"ours/{SPACE}/add"]["kind"] == "command", rows
        assert rows["foreign/pod.test/ticks"]["kind"] == "attribute", rows
        assert rows[f"ours/{SPACE}/count-to"]["kind"] == "command", "it needs an argument"

    def described():
        text = peers.run("pod", "describe", "ours")
        assert f"{SPACE}/add (add [& numbers])\n    Adds whole numbers." in text and "requests_in_flight=8" in text, text
        found = json.loads(peers.run("pod", "describe", "foreign", "pod.test/add", "--json"))["functions"][0]
        assert found["signature"] == "(add [a b] [a b & more])" and found["documentation"] == "adds the arguments", found
        whole = json.loads(peers.run("describe", "pod:ours", "--json"))
        assert whole["format"] == "edn" and f"{SPACE}.more (on demand)" in whole["namespaces"], whole

    def only_python():
        for command in [["pod", "sync", "ours"], ["pod", "shell", "ours"], ["generate", "pod", "ours"]]:
            assert "has no pod.py" in peers.run(*command, code=1), command
        assert "ours" not in peers.run("pod", "sync", timeout=60)

    checks.check("programs are listed beside Python pods", listed)
    checks.check("programs are described with what they say of themselves", described)
    checks.check("what only Python pods have is refused", only_python)


def calls(checks, peers):
    def values():
        for form in ["edn", "json", "transit+json"]:
            for transport in ["stdio", "socket"]:
                peers.write("pods/ours/pod.toml", toml([peers.example, form]) + f'transport = "{transport}"\n')
                given = [1, -2.5, "ä", None, True, [], {"a": [1, {"b": None}]}, 1 << 62]
                assert call(peers, f"ours/{SPACE}/echo", *given) == given, (form, transport)
                assert call(peers, f"ours/{SPACE}/add", 1, 2, 39) == 42
                assert call(peers, f"ours/{SPACE}/count-to", 3) == [1, 2, 3]
                assert call(peers, f"ours/{SPACE}.more/later") == "loaded when it was wanted"
        rows = {row["path"] for row in json.loads(peers.run("ls", "pod:ours/**", "--json"))}
        assert f"ours/{SPACE}.more/later" in rows, "known since it was loaded"

    def forms():
        name = f"pod:ours/{SPACE}/echo"
        assert json.loads(peers.run("call", name, '{"x": 1}')) == [{"x": 1}]
        assert json.loads(peers.run("call", name, '{"args": [1], "kwargs": {"as-map": true}}')) == [1, {"as-map": True}]
        assert json.loads(peers.run("call", name)) == []
        printed = peers.run("pod", "call", "ours", f"{SPACE}/echo", "1", "two", "--as-map=true")
        assert json.loads(printed) == [1, "two", {"as-map": True}]
        assert peers.run("pod", "call", "foreign", "pod.test/ready?") == "true\n"
        assert peers.run("call", "pod:foreign/pod.test/ready%3F") == "true\n"
        assert peers.run("pod", "call", "python", "add", "1", "2", timeout=60) == "3\n"

    def keys():
        peers.write("pods/ours/pod.toml", toml([peers.example]))
        # EDN tells keywords from strings: the error shows what came.
        assert "{:found {:k 1}}" in call(peers, f"ours/{SPACE}/add", {"k": 1}, code=1)
        peers.write("pods/ours/pod.toml", toml([peers.example]) + 'keys = "strings"\n')
        assert '{:found {"k" 1}}' in call(peers, f"ours/{SPACE}/add", {"k": 1}, code=1)

    def streams():
        assert peers.run("watch", "pod:foreign/pod.test/ticks", "--all", "100").split() == ["0", "1", "2"]
        assert peers.run("read", "pod:foreign/pod.test/ticks") == "0\n"
        assert call(peers, "foreign/pod.test/ticks") == [0, 1, 2]

    def output():
        call(peers, "foreign/pod.test/say")
        wait_until(lambda: all(words in peers.run("pod", "logs", "foreign") for words in (
            "to out", "to stderr", "to err")), 5, lambda: peers.run("pod", "logs", "foreign"))
        assert "to out" not in peers.run("pod", "logs", "ours")

    checks.check("values and streams in three formats over both transports", values)
    checks.check("arguments by place, by name and both", forms)
    checks.check("names in arguments are keywords or strings", keys)
    checks.check("an async var is watched to its end, read, and called", streams)
    checks.check("what programs print is in the log", output)


def failures(checks, peers):
    def told():
        error = call(peers, "foreign/pod.test/fail", 7, code=1)
        assert "it is broken" in error and '{"args" [7]}' in error, error
        assert "has no function 'pod.test/nothing'" in call(peers, "foreign/pod.test/nothing", code=3)
        assert "only a Clojure program" in call(peers, "foreign/pod.test/client-side", code=1)
        assert "exit code 5" in call(peers, "foreign/pod.test/leave", 5, code=1)
        assert "here I am" in call(peers, "foreign/pod.test/noise", code=1)
        assert call(peers, "foreign/pod.test/add", 1, 2) == 3

    def killed():
        pid = call(peers, "foreign/pod.test/pid")
        waiting = subprocess.Popen(
            [peers.pharos, "call", "pod:foreign/pod.test/silent", "--timeout", "20"], env=peers.bare,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.5)
        os.kill(pid, signal.SIGKILL)
        _, error = waiting.communicate(timeout=10)
        assert waiting.returncode == 1 and "SIGKILL" in error, error
        assert call(peers, "foreign/pod.test/pid") != pid

    def late():
        started = time.monotonic()
        peers.run("call", "pod:foreign/pod.test/silent", "--timeout", "1", code=6)
        assert call(peers, "foreign/pod.test/add", 1, 2) == 3
        assert time.monotonic() - started < 8

    def missing():
        peers.write("pods/missing/pod.toml", toml(["no-such-program-of-pharos"]))
        assert "no-such-program-of-pharos" in call(peers, "missing/a/b", code=7)
        assert "no-such-program-of-pharos" in peers.run("pod", "ls", timeout=60)
        assert call(peers, "python/add", 1, 2) == 3
        peers.write("pods/missing/pod.toml", "workers = 1\n")
        assert "babashka: a table with the command is expected" in call(peers, "missing/a/b", code=8)
        peers.write("pods/missing/pod.toml", toml([peers.example]))
        assert call(peers, f"missing/{SPACE}/add", 1, 2) == 3

    checks.check("errors with their data, and what is not there", told)
    checks.check("a program that is killed is in the error of its call, and started again", killed)
    checks.check("a program that never answers ends with the deadline", late)
    checks.check("a program that is not there, and one that appears", missing)


def lives(checks, peers):
    def edited():
        pid = call(peers, "foreign/pod.test/pid")
        peers.write("pods/foreign/program.py", PROGRAM.replace("sum(arguments)", "sum(arguments) + 100"))
        assert call(peers, "foreign/pod.test/add", 1, 2) == 103
        assert call(peers, "foreign/pod.test/pid") != pid

    def settings():
        peers.write("pods/foreign/pod.toml", toml([PYTHON, "program.py"], (
            'idle_stop = 0.5\nenvironment = { MODE = "set" }\n[sandbox]\nreadable = []\nnetwork = false\n')))
        pid = call(peers, "foreign/pod.test/pid")
        assert call(peers, "foreign/pod.test/env")["MODE"] == "set"
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 5, "the end of the idle program")
        assert call(peers, "foreign/pod.test/pid") != pid

    def ended():
        pid = call(peers, "foreign/pod.test/pid")
        peers.run("node", "stop", "pod:")
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 10, "the program's end with its node")

    checks.check("a changed program is what the next call runs", edited)
    checks.check("settings hold for programs", settings)
    checks.check("programs end with their node", ended)


main()
