# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Run by hand: babashka's own client library and pods of others, as far as they are at hand on this machine.

    PHAROS=.build/debug/pharos against_upstream.py [--classpath PATH] [--fswatcher PROGRAM] [--go-sqlite3 PROGRAM]

PATH is a Java class path on which Clojure finds `babashka.pods` with what that needs, and, for the client's side, the
library's `pod.test-pod`. The programs are the pods of these names. What is not given is not run, and not counted.
"""
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
sys.path.insert(0, HERE)
from driver import EXAMPLE, Driver  # noqa: E402
from peers import Checks, Peers  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classpath")
    parser.add_argument("--fswatcher")
    parser.add_argument("--go-sqlite3")
    options = parser.parse_args()
    checks = Checks()
    with Peers() as peers:

        def client(format, transport):
            done = subprocess.run(
                ["java", "-cp", options.classpath, "clojure.main", os.path.join(HERE, "upstream.clj"), EXAMPLE, format,
                 transport], capture_output=True, text=True, timeout=120, cwd=peers.scratch)
            lines = done.stdout.splitlines()
            failed = [line for line in lines if line.startswith("FAILED")]
            assert not failed and lines[-1] == "ok unloaded", failed or done.stdout + done.stderr
            assert done.returncode == 0, done.stderr
            assert {"out: hello"} < set(lines) and "err: hello" in done.stderr.splitlines(), lines
            print(*[line for line in lines if line.startswith("figure")])

        def test_pod(format, transport):
            space = "pod.test-pod"
            driver = Driver(
                peers, ["java", "-cp", options.classpath, "clojure.main", "-m", space, *format], transport=transport,
                folder=peers.scratch, restarts=100)
            assert driver.value("add-sync", "[1 2 3]", space=space, seconds=30) == "6"
            json = "json" in format
            failed = driver.error("failed", "error", "[1 {:a #{2}}]", space=space)
            assert failed["data"] == ('{"args" [1 {"a" [2]}]}' if json else "{:args (1 {:a #{2}})}"), failed
            answer = driver.ask(do="stream", function=f"{space}/range-stream", arguments="[1 5]")
            assert answer["value"] == ["1", "2", "3", "4"], answer
            assert driver.value("print", '["hello"]', space=space) == "nil"
            assert driver.value("print-err", '["hello"]', space=space) == "nil"
            said = [(line["output"], line["error"]) for line in driver.outputs if line["message"]]
            assert said == [('("hello")\n', False), ('("hello")\n', True)], said
            answer = driver.value("assoc", "[{:a 1} :b [2 {:c 3}]]", space=space)
            assert answer == ('{"a" 1, "b" [2 {"c" 3}]}' if json else "{:a 1, :b [2 {:c 3}]}"), answer
            assert driver.value("return-nil", space=space) == "nil"
            assert driver.ask(do="load", namespace=f"{space}.loaded")["value"] == ["loaded"]
            driver.error("notFound", "do-twice", "[1]", space=space)
            if not format:
                assert driver.value("reader-tag", space=space) == "#my/tag [1 2 3]"
                driver.error("malformed", "incorrect-edn", space=space)
            if "--transit+json" in format:
                assert driver.value("round-trip-meta", "[#with-meta [[1] {:m 1}]]", space=space) == "#with-meta [[1] {:m 1}]"
            answer = driver.error("died", "exit-1", space=space)
            assert answer["exit"] == "ended with exit code 1", answer
            assert driver.value("add-sync", "[1 2 3]", space=space, seconds=30) == "6"
            assert driver.ask(do="close")["value"] == "ended with exit code 0"
            driver.end()

        def fswatcher():
            space = "pod.babashka.fswatcher"
            driver = Driver(peers, [options.fswatcher], unlisted=True)
            folder = os.path.join(peers.scratch, "watched")
            os.mkdir(folder)
            watcher = driver.value("-create-watcher", f'["{folder}" {{"recursive" false}}]', space=space)
            writer = subprocess.Popen(["sh", "-c", f"sleep 1; echo x > {folder}/a; sleep 5"])
            peers.processes.append(writer)
            answer = driver.ask(
                do="stream", function=f"{space}/-start-watcher", arguments=f"[{watcher.split()[1].rstrip('}')}]", take=1)
            assert "create" in answer["value"][0] and "/watched/a" in answer["value"][0], answer
            driver.error("failed", "nosuch", "[1]", space=space)
            driver.end()

        def go_sqlite():
            space = "pod.babashka.go-sqlite3"
            driver = Driver(peers, [options.go_sqlite3], unlisted=True)
            base = os.path.join(peers.scratch, "x.db")
            driver.value("execute!", f'["{base}" ["create table t (n int, s text)"]]', space=space)
            for number in range(3):
                driver.value("execute!", f'["{base}" ["insert into t values (?, ?)" {number} "é{number}"]]', space=space)
            answer = driver.value("query", f'["{base}" ["select * from t order by n"]]', space=space)
            assert ":n 2" in answer and '"é2"' in answer, answer
            driver.error("failed", "query", f'["{base}" ["select * from nosuch"]]', space=space)
            driver.end()

        if options.classpath:
            for format in ["edn", "json", "transit+json"]:
                for transport in ["stdio", "socket"]:
                    checks.check(f"babashka.pods loads the pod in Swift: {format}, {transport}",
                                 lambda: client(format, transport))
            for format in [[], ["--json", "json"], ["--transit+json"]]:
                for transport in ["stdio", "socket"]:
                    checks.check(f"pod.test-pod: {' '.join(format) or 'edn'}, {transport}",
                                 lambda: test_pod(format, transport))
        if options.fswatcher:
            checks.check("pod-babashka-fswatcher", fswatcher)
        if options.go_sqlite3:
            checks.check("pod-babashka-go-sqlite3", go_sqlite)
    checks.finish()


main()
