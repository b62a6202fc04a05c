# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Figures of one run: interleaved rounds, medians, ratios. Never a test: machines differ, ratios of one run carry over."""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
CPP = os.path.join(HERE, "Peers", "bin")
PY = os.path.join(HERE, "Peers", "py")
PHAROS = os.environ.setdefault("PHAROS", os.path.join(ROOT, ".build", "release", "pharos"))
sys.path.insert(0, os.path.join(ROOT, "IntegrationTests"))


class Figures:
    def __init__(self, rounds):
        self.rounds = rounds
        self.values = {}
        self.ratios = []

    def add(self, name, value):
        self.values.setdefault(name, []).append(float(value))

    def measure(self, name, key, command, environment, server=None, pin=False, seconds=120, after=None):
        """Runs `command`, beside `server` when there is one, and keeps `key` of the last JSON object it prints."""
        prefix = ["taskset", "-c", "1"] if pin else []
        running = None
        if server:
            running = subprocess.Popen(
                prefix + server, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            done = subprocess.run(prefix + command, env=environment, capture_output=True, text=True, timeout=seconds)
            lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
            if not lines:
                print(f"{name}: no figure ({done.returncode}): {done.stderr[-300:]}", flush=True)
                return None
            value = json.loads(lines[-1])[key]
            self.add(name, value)
            return value
        except subprocess.TimeoutExpired:
            print(f"{name}: no figure in {seconds} s", flush=True)
            return None
        finally:
            if running:
                running.terminate()
                running.wait(10)
            if after:
                after()

    def ratio(self, title, above, below, goal="", minus=None):
        """The sum of some medians over the sum of others, kept for the report."""
        self.ratios.append((title, above, below, goal))

    def report(self):
        medians = {name: statistics.median(values) for name, values in self.values.items()}
        print(f"\n{'figure':52} {'median':>14}   [least .. greatest] of {self.rounds} rounds")
        for name, values in self.values.items():
            print(f"{name:52} {medians[name]:14.2f}   [{min(values):.2f} .. {max(values):.2f}]")
        print("\nratios of medians")
        for title, above, below, goal in self.ratios:
            if all(name in medians for name in above + below):
                value = sum(medians[name] for name in above) / sum(medians[name] for name in below)
                print(f"{title:82} {value:8.3f}   {goal}")
