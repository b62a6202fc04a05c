# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Babashka pods, both sides: pods that behave and pods that do not, and other people's libraries for the encodings."""
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
sys.path.insert(0, HERE)
from driver import EXAMPLE, Driver  # noqa: E402
from peers import PYTHON, Checks, Peers, wait_until  # noqa: E402

POD = os.path.join(HERE, "pod.py")


def gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def main():
    checks = Checks()
    with Peers() as peers:

        def pod(*arguments, **options):
            return Driver(peers, [PYTHON, POD, *arguments], **options)

        def whole_protocol():
            driver = pod("json")
            described = driver.ask(do="describe")["value"]
            assert "6:format4:json" in described and "14:pod.test.later" in described, described
            assert driver.value("add", "[1 2 39]") == "42"
            assert driver.value("echo", '[1 "a" nil true 2.5 [:k] {:x 1}]') == '[1 "a" nil true 2.5 ["k"] {"x" 1}]'
            failed = driver.error("failed", "fail", "[7]")
            assert failed["data"] == '{"args" [7]}' and "it is broken" in failed["message"], failed
            assert driver.ask(do="stream", function="pod.test/count-to", arguments="[3]")["value"] == ["0", "1", "2"]
            assert driver.ask(do="load", namespace="pod.test.later")["value"] == ["loaded"]
            driver.error("notFound", "client-side", "[1]")
            assert "pod.test/add" in driver.error("notFound", "nosuch")["message"]
            driver.error("misuse", "", space="")
            pid = driver.ask(do="describe")["pid"]
            assert driver.ask(do="close")["value"] == "ended with exit code 0"
            assert gone(pid)
            driver.error("closed", "add", "[1]")
            driver.end()

        def deferred():
            driver = pod("json")
            assert driver.value("loaded", space="pod.test.later") == '"loaded"'
            driver.end()

        def output():
            driver = pod("json")
            assert driver.value("say") == "1"
            # Messages come before the result; the process's own stderr as soon as it is read.
            said = [(line["output"], line["error"]) for line in driver.outputs if line["message"]]
            assert said == [("to out\n", False), ("to err\n", True)], driver.outputs
            wait_until(lambda: any(line["output"] == "to stderr" for line in driver.outputs), 2, "the line")
            driver.end()

        def environment():
            driver = pod("json")
            variables = driver.value("env")
            assert '"BABASHKA_POD" "true"' in variables and "SECRET_TOKEN" not in variables, variables
            driver.end()

        def cached():
            driver = pod("json")
            described = driver.ask(do="describe")["value"]
            driver.end()
            # With the answer kept, the pod is not asked: this one would not answer.
            driver = pod("json", "silent", metadata=described, deadline=5)
            assert driver.value("add", "[1 2]") == "3"
            driver.end()

        def sockets():
            driver = pod("json", "port-slow", transport="socket", folder=peers.scratch)
            assert driver.value("add", "[1 2]") == "3"
            pid = int(driver.value("pid"))
            name = os.path.join(peers.scratch, f".babashka-pod-{pid}.port")
            assert os.path.exists(name)
            wait_until(lambda: any(line["output"] == "a line on standard output" for line in driver.outputs), 2, "the line")
            answer = driver.error("died", "leave", "[5]")
            assert answer["exit"] == "ended with exit code 5" and not os.path.exists(name), answer
            assert driver.value("add", "[1 2]") == "3"
            driver.end()
            assert not [left for left in os.listdir(peers.scratch) if left.endswith(".port")]

        def socket_troubles():
            for trouble, text in [
                ("port-none", "did not open its socket"), ("port-exit", "ended with exit code 9"), ("port-text", "many")]:
                driver = pod("json", trouble, transport="socket", folder=peers.scratch, startDeadline=1)
                started = time.monotonic()
                answer = driver.error("cannotStart", "add")
                assert text in answer["message"] and time.monotonic() - started < 4, answer
                driver.end()

        def start_troubles():
            for trouble, code, text in [
                ("noise", "protocolViolation", "Welcome"), ("exit", "cannotStart", "no licence"),
                ("format", "protocolViolation", "yaml"), ("silent", "cannotStart", "did not answer describe"),
                ("text", "protocolViolation", "a string")]:
                driver = pod("json", trouble, startDeadline=1)
                answer = driver.error(code, "add")
                assert text in answer["message"], answer
                driver.end()
            driver = Driver(peers, ["/no/such/program"])
            assert "/no/such/program" in driver.error("cannotStart", "add")["message"]
            driver.end()
            driver = Driver(peers, ["/bin/cat"], startDeadline=1)
            driver.error("protocolViolation", "add")
            driver.end()

        def harmless():
            driver = pod("json")
            pid = driver.value("pid")
            for name in ["outid", "status-text", "unknown-id", "no-done", "stray"]:
                assert driver.value(name) == "1", name
                assert driver.value("add", "[1 2]") == "3", name
            assert driver.value("done-alone") == "nil"
            assert "alone" in driver.error("failed", "error-alone")["message"]
            assert "{not json" in driver.error("malformed", "unparsable")["message"]
            driver.error("limitExceeded", "deep-payload")
            assert driver.value("pid") == pid, "it need not have been started again"
            assert any("987654" in reason for reason in driver.ignored), driver.ignored
            driver.end()

        def fatal():
            driver = pod("json", deadline=1.5, restarts=100)
            pids = set()
            for name, code, text in [
                ("noise", "protocolViolation", "here I am"), ("silent", "deadlineExceeded", "in time"),
                ("no-status", "deadlineExceeded", "in time"), ("leave", "died", "about to leave"),
                ("signal", "died", "SIGSEGV"), ("half", "died", "in the middle of a message"),
                ("half-hang", "deadlineExceeded", "in time"), ("giant", "limitExceeded", "1073741824"),
                ("deep", "limitExceeded", "nested"), ("scalar", "protocolViolation", "an integer"),
                ("close-out", "protocolViolation", "did not end")]:
                pids.add(driver.value("pid"))
                started = time.monotonic()
                answer = driver.error(code, name)
                assert text in answer["message"], (name, answer)
                assert time.monotonic() - started < 3, name
                assert driver.value("add", "[1 2]") == "3", name
            assert len(pids) == 11, "each must have cost the pod its process"
            answer = driver.error("died", "leave", "[3]")
            assert answer["exit"] == "ended with exit code 3" and answer["lines"] == ["about to leave"], answer
            driver.end()

        def budget():
            driver = pod("json", restarts=2)
            for _ in range(3):
                driver.error("died", "leave")
            answer = driver.error("restartsExhausted", "add")
            assert "exit code 3" in answer["message"], answer
            driver.end()

        def shutdown_ignored():
            driver = pod("json", "ignores-shutdown")
            pid = int(driver.value("pid"))
            started = time.monotonic()
            assert "SIGKILL" in driver.ask(do="close")["value"]
            assert gone(pid) and time.monotonic() - started < 3
            driver.end()
            driver = pod("json", "ignores-shutdown-once")
            driver.value("pid")
            assert "SIGTERM" in driver.ask(do="close")["value"]
            driver.end()

        def streams():
            driver = pod("json", deadline=10)
            answer = driver.ask(do="stream", function="pod.test/forever", take=5)
            assert answer["value"] == ["0", "1", "2", "3", "4"], answer
            # Given up, it goes on in the pod and disturbs nobody.
            assert driver.value("add", "[1 2]") == "3"
            answer = driver.ask(do="stream", function="pod.test/flood", holding=10, pause=0.2)
            assert answer["error"] == "overflow", answer
            assert driver.value("add", "[1 2]") == "3"
            answer = driver.ask(do="stream", function="pod.test/leave", arguments="[6]")
            assert answer["error"] == "died" and answer["exit"] == "ended with exit code 6", answer
            answer = driver.ask(do="stream", function="pod.test/fail", arguments="[1]")
            assert answer["error"] == "failed", answer
            driver.end()

        def side_by_side():
            driver = pod("json", limit=20)
            started = time.monotonic()
            answer = driver.ask(do="together", function="pod.test/slow", count=20)
            assert answer["value"] == [f"[{number}]" for number in range(20)], answer
            assert time.monotonic() - started < 3, "they should run at once"
            driver.end()
            driver = pod("json")
            started = time.monotonic()
            answer = driver.ask(do="together", function="pod.test/slow", count=4)
            assert answer["value"] == ["[0]", "[1]", "[2]", "[3]"] and time.monotonic() - started > 1.1, answer
            driver.end()

        def cancelled():
            driver = pod("json", deadline=5)
            pid = driver.value("pid")
            assert driver.ask(do="cancel", function="pod.test/slow")["error"] == "cancelled"
            assert driver.value("add", "[1 2]") == "3" and driver.value("pid") == pid
            assert driver.ask(do="cancel", function="pod.test/silent")["error"] == "cancelled"
            assert driver.value("add", "[1 2]", seconds=6) == "3"
            assert driver.value("pid") != pid
            driver.end()

        def killed():
            driver = pod("json", restarts=100)
            # What a pod says last counts, even when it is gone before that is read.
            for _ in range(20):
                answer = driver.invoke("last-words")
                assert answer.get("value", "").endswith("19999]"), {**answer, "value": answer.get("value", "")[:20]}
                time.sleep(0.1)
            driver.end()
            driver = pod("json")
            pid = int(driver.value("pid"))
            os.kill(pid, 9)
            # A call that is sent before the end is seen fails; it may have been done, so it is not sent again.
            answer = driver.invoke("add", "[1 2]")
            assert answer.get("value") == "3" or answer["exit"] == "was ended by SIGKILL", answer
            assert driver.value("add", "[1 2]") == "3"
            # A client that is killed takes its pod along.
            pid = int(driver.value("pid"))
            driver.process.kill()
            wait_until(lambda: gone(pid), 3, "the pod's end")

        def ours():
            for format in ["edn", "json", "transit+json"]:
                for transport in ["stdio", "socket"]:
                    driver = Driver(
                        peers, [EXAMPLE, format], limit=8, transport=transport, folder=peers.scratch)
                    space = "pod.pharos.example"
                    assert driver.value("add", "[1 2 3]", space=space) == "6"
                    expected = {
                        "edn": "[:a #{1} (2) 1/2 nil {[1] \\c}]", "transit+json": "[:a #{1} (2) 1/2 nil {[1] \\c}]",
                        "json": '["a" [1] [2] 0.5 nil {"[1]" "c"}]'}[format]
                    answer = driver.value("echo", "[:a #{1} (2) 1/2 nil {[1] \\c}]", space=space)
                    assert answer == expected, answer
                    answer = driver.ask(do="stream", function=f"{space}/count-to", arguments="[3]")
                    assert answer["value"] == ["1", "2", "3"], answer
                    answer = driver.error("failed", "add", "[1 nil]", space=space)
                    assert "expected whole numbers" in answer["message"], answer
                    assert driver.value("say", '["hello"]', space=space) == "nil"
                    assert [line["output"] for line in driver.outputs if line["message"]] == ["out: hello\n", "err: hello\n"]
                    wait_until(
                        lambda: any(line["output"] == "printed: hello" for line in driver.outputs), 2, "what was printed")
                    assert driver.value("later", space=space + ".more") == '"loaded when it was wanted"'
                    driver.error("notFound", "twice", "[1]", space=space)
                    started = time.monotonic()
                    answer = driver.ask(do="together", function=f"{space}/wait", count=50)
                    assert len(answer["value"]) == 50 and time.monotonic() - started < 3, answer
                    assert driver.ask(do="close")["value"] == "ended with exit code 0"
                    driver.end()
            assert not [left for left in os.listdir(peers.scratch) if left.endswith(".port")]

        for name, body in [
            ("describe, invoke, errors with data, streams, load-ns, shutdown", whole_protocol),
            ("a deferred namespace is loaded by its first call", deferred),
            ("output comes as lines, before the result", output),
            ("the environment is scrubbed", environment),
            ("a kept description spares the question", cached),
            ("socket transport, with restart and without files left", sockets),
            ("a socket that never opens is an error in time", socket_troubles),
            ("pods that fail at the start say why", start_troubles),
            ("misbehaviour that does no harm is tolerated", harmless),
            ("misbehaviour that does harm costs one call, never the next", fatal),
            ("the restart budget ends", budget),
            ("a pod that ignores shutdown is ended", shutdown_ignored),
            ("streams end, overflow and are given up", streams),
            ("in-flight limits", side_by_side),
            ("cancelled calls", cancelled),
            ("killed pods and killed clients", killed),
            ("a pod in Swift: three formats, two transports", ours),
        ]:
            checks.check(name, body)
    checks.finish()


main()
