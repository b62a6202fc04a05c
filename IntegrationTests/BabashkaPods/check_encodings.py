# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The encodings of babashka pods against others': Clojure's own reader and printer, PyPI's transit and bcoding."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
sys.path.insert(0, HERE)
from driver import DRIVER, EXAMPLE, Driver  # noqa: E402
from peers import Checks, Peers  # noqa: E402

# Where Scripts/install-peers puts what comes from PyPI.
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "pharos", "pod-encodings")
PODS_PYTHON = os.path.join(CACHE, "bin", "python")
JARS = ":".join(f"/usr/share/java/{name}.jar" for name in ["clojure", "spec.alpha", "core.specs.alpha"])
CLOJURE = ["java", "-cp", JARS, "clojure.main", os.path.join(HERE, "values.clj")]
TRANSIT = [PODS_PYTHON, os.path.join(HERE, "transit_values.py")]


def run(command, text="", seconds=120):
    environment = dict(os.environ, PYTHONIOENCODING="utf-8", LC_ALL="C.UTF-8", JAVA_TOOL_OPTIONS="-Dfile.encoding=UTF-8")
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", timeout=seconds, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def converted(texts, *formats):
    """Each text read and written by the library in Swift, through the formats."""
    for source, target in zip(formats, formats[1:]):
        asked = "".join(json.dumps({"do": "convert", "from": source, "to": target, "text": text}) + "\n" for text in texts)
        answers = [json.loads(line) for line in run([DRIVER, "{}"], asked).splitlines()]
        assert len(answers) == len(texts)
        wrong = [(text, answer) for text, answer in zip(texts, answers) if "value" not in answer]
        assert not wrong, wrong[:3]
        texts = [answer["value"] for answer in answers]
    return texts


def same(command, texts, others):
    pairs = "".join(f"{text}\n{other}\n" for text, other in zip(texts, others))
    answers = run([*command, "compare"], pairs).splitlines()
    wrong = [answer for answer in answers if answer != "true"]
    assert len(answers) == len(texts) and not wrong, wrong[:3]


def main():
    checks = Checks()
    with Peers() as peers:

        def edn():
            texts = run([*CLOJURE, "print"]).split("\n")[:-1]
            assert len(texts) == 3000
            same(CLOJURE, texts, converted(texts, "edn", "edn"))
            same(CLOJURE, texts, converted(texts, "edn", "transit", "edn"))

        def transit():
            texts = run([*TRANSIT, "print"]).split("\n")[:-1]
            assert len(texts) == 3000
            same(TRANSIT, texts, converted(texts, "transit", "transit"))
            # As EDN and back, where all its kinds of values have a place, too.
            same(TRANSIT, texts, converted(texts, "transit", "edn", "transit"))

        def python_pod():
            driver = Driver(peers, [PODS_PYTHON, os.path.join(HERE, "sqlite_pod.py")])
            space = "pod.example.sqlite"
            for number in range(3):
                driver.value("execute!", f'["create table t{number} (n int, s text)"]', space=space)
                driver.value("execute!", f'["insert into t{number} values (?, ?)" [{number} "é"]]', space=space)
            assert driver.value("execute!", '["select n, s from t2"]', space=space) == '[[2 "é"]]'
            failed = driver.error("died", "execute!", '["select * from nosuch"]', space=space)
            assert "no such table" in failed["message"] and failed["exit"] == "ended with exit code 1", failed
            assert driver.value("execute!", '["select 1"]', space=space) == "[[1]]"
            driver.end()

        def python_client():
            """bcoding on the client's side of the pod in Swift."""
            program = f"""
import json, subprocess, sys
from bcoding import bdecode, bencode
pod = subprocess.Popen([{EXAMPLE!r}, "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
def send(**message):
    pod.stdin.write(bencode(message)); pod.stdin.flush()
send(op="describe")
described = bdecode(pod.stdout)
assert described["format"] == "json" and described["namespaces"][0]["name"] == "pod.pharos.example", described
for number in range(100):
    send(op="invoke", id=str(number), var="pod.pharos.example/add", args=json.dumps([number, 1]))
answers = [bdecode(pod.stdout) for _ in range(100)]
assert sorted((int(a["id"]), int(a["value"])) for a in answers) == [(n, n + 1) for n in range(100)]
send(op="invoke", id="s", var="pod.pharos.example/count-to", args="[3]")
stream = [bdecode(pod.stdout) for _ in range(4)]
assert [a.get("value") for a in stream] == ["1", "2", "3", None] and stream[-1]["status"] == ["done"], stream
send(op="shutdown", id="x")
assert pod.wait(5) == 0
print("well")
"""
            assert run([PODS_PYTHON, "-c", program]).strip() == "well"

        for name, body in [
            ("EDN: 3000 values of Clojure's, read and written, and through transit", edn),
            ("transit: 3000 values of PyPI's transit, read and written, and through EDN", transit),
            ("a pod in Python with bcoding and sqlite3, which dies of a wrong statement", python_pod),
            ("a client in Python with bcoding drives the pod in Swift, a hundred calls at once", python_client),
        ]:
            checks.check(name, body)
    checks.finish()


main()
