# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The client of babashka pods beside a bare pipe in Python to the same pod, both ends pinned to one core."""
import json
import os
import subprocess

from figures import PHAROS, PY, ROOT
from peers import PYTHON

POD = os.path.join(PY, "babashka_pipe.py")
SCRATCH = os.path.dirname(os.path.dirname(PHAROS))
NUMBERS = "[%s]" % " ".join(str(index + 0.5) for index in range(1000))
SUBJECTS = [("add(1, 2)", "call", "bench/add", "[1 2]", 5000), ("1000 floats", "list", "bench/echo", f"[{NUMBERS}]", 500)]


def run(figures):
    subprocess.check_call(["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "babashka-pods-driver",
                           "--scratch-path", SCRATCH], cwd=ROOT)
    driver = os.path.join(SCRATCH, "release", "babashka-pods-driver")

    def client(name, function, arguments, count):
        def request(calls):
            return json.dumps({"do": "time", "function": function, "arguments": arguments, "count": calls})
        # The first line warms up.
        done = subprocess.run(
            ["taskset", "-c", "1", driver, json.dumps({"command": [PYTHON, POD, "pod"]})], capture_output=True, text=True,
            input=request(count // 10) + "\n" + request(count) + "\n", timeout=120)
        answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if len(answers) < 2 or "value" not in answers[-1]:
            return print(f"{name}: no figure: {done.stdout[-300:]} {done.stderr[-300:]}", flush=True)
        return figures.add(name, answers[-1]["value"])

    for round_number in range(figures.rounds):
        print(f"babashka: round {round_number + 1} of {figures.rounds}", flush=True)
        for title, what, function, arguments, count in SUBJECTS:
            figures.measure(f"{title} babashka pod, bare pipe, µs", "mean_us", [PYTHON, POD, what, str(count)],
                            dict(os.environ), pin=True)
            client(f"{title} babashka pod, client, µs", function, arguments, count)
    for title, *_ in SUBJECTS:
        figures.ratio(f"{title} of a babashka pod, client / bare pipe in Python",
                      [f"{title} babashka pod, client, µs"], [f"{title} babashka pod, bare pipe, µs"])
