# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A pod's environment of seven packages, made from its lock with a warm uv, beside `python -m venv` and pip by hand."""
import json
import os
import shutil
import subprocess
import sys
import time

from figures import PHAROS, ROOT

sys.path.insert(0, os.path.join(ROOT, "IntegrationTests", "Pods"))
from pod_peers import PYTHON, TOOLS, PodPeers  # noqa: E402

REQUIREMENTS = "requests==2.32.3\nPyYAML==6.0.2\nmsgpack==1.1.0\n"


def by_hand(peers):
    """What a user does without any of us; PyPods' first load does the same."""
    place = os.path.join(peers.scratch, "byhand")
    begun = time.perf_counter()
    subprocess.check_call([PYTHON, "-m", "venv", place], env=peers.with_pip)
    subprocess.check_call([place + "/bin/pip", "install", "-q", "--disable-pip-version-check", "-r",
                           peers.path("seven", "requirements.txt")], env=peers.with_pip, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    shutil.rmtree(place)
    return took


def uv_alone(peers):
    """The same lock with uv alone: what we cannot be faster than."""
    place = os.path.join(peers.scratch, "uvalone")
    begun = time.perf_counter()
    subprocess.check_call([TOOLS + "/uv", "venv", "-q", "--python", PYTHON, place], env=peers.bare)
    subprocess.check_call([TOOLS + "/uv", "pip", "install", "-q", "--offline", "--no-deps", "--require-hashes", "--python",
                           place + "/bin/python", "-r", peers.path("seven", "requirements.lock")], env=peers.bare)
    took = time.perf_counter() - begun
    shutil.rmtree(place)
    return took


def pharos(peers, *options):
    begun = time.perf_counter()
    printed = subprocess.check_output([PHAROS, "pod", "sync", "seven", "--json", *options], env=peers.bare)
    took = time.perf_counter() - begun
    return took, json.loads(printed)


def run(figures):
    with PodPeers() as peers:
        peers.write("pods/seven/pod.py", "def f(): pass\n")
        peers.write("pods/seven/requirements.txt", REQUIREMENTS)
        # Fills uv's cache; pip's is as warm after the first round.
        _, told = pharos(peers)
        assert len(told["packages"]) == 7, told
        for round_number in range(figures.rounds):
            print(f"pod_environments: round {round_number + 1} of {figures.rounds}", flush=True)
            peers.run("pod", "rm", "seven")
            took, told = pharos(peers)
            assert told["new"], told
            figures.add("seven packages, pharos pod sync, warm uv, s", took)
            figures.add("seven packages, there already, s", pharos(peers)[0])
            figures.add("seven packages, uv alone, s", uv_alone(peers))
            figures.add("seven packages, venv + pip, s", by_hand(peers))
    ours = ["seven packages, pharos pod sync, warm uv, s"]
    figures.ratio("seven packages, pharos / venv + pip", ours, ["seven packages, venv + pip, s"], "≤ 0.05, and ≤ 0.3 s")
    figures.ratio("seven packages, pharos / uv alone", ours, ["seven packages, uv alone, s"], "≤ 1.5")
