# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A Python pod beside a bare pipe, PyPods, execnet and Pyro5, both ends pinned to one core.

The peers come from PyPI into an environment of their own, made in the cache folder when it is not there.
"""
import os
import subprocess
import tempfile

from figures import PHAROS, PY
from peers import PYTHON, Peers

POD = '''
def foo(x, y): return x + y
def echo(value): return value
def scale(array):
    array *= 2
    return array
def last(array): return array[-1].item()
'''
PACKAGES = ["pypods==0.2.0", "execnet==2.1.2", "Pyro5==5.17", "msgpack==1.1.0"]


def peers_python():
    place = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "pharos", "pod-peers")
    if not os.path.exists(os.path.join(place, "complete")):
        subprocess.check_call([PYTHON, "-m", "venv", "--clear", place])
        subprocess.check_call([place + "/bin/pip", "install", "-q", "--disable-pip-version-check", *PACKAGES])
        open(os.path.join(place, "complete"), "w").close()
    return place + "/bin/python"


def run(figures):
    peers = peers_python()
    with tempfile.TemporaryDirectory(prefix="pharos-bench-pods-") as root, Peers() as boundary:
        os.makedirs(os.path.join(root, "pods", "bench"))
        with open(os.path.join(root, "pods", "bench", "pod.py"), "w") as file:
            file.write(POD)
        environment = dict(os.environ)
        # The node of the scheme `pod` runs it with the C msgpack too.
        with open(os.path.join(root, "pods", "bench", "requirements.txt"), "w") as file:
            file.write("msgpack\n")
        subprocess.check_call([PYTHON, "-m", "venv", "--without-pip", "--system-site-packages",
                               os.path.join(root, "pods", "bench", "venv")])
        with_node = {**boundary.bare, "PHAROS_PODS": os.path.join(root, "pods"), "PHAROS_PYTHON": PYTHON}

        def pharos(name, subject, count, *options, key="median_us"):
            figures.measure(name, key, [PHAROS, "bench", "pod", subject, root, "bench", "--interpreter", PYTHON,
                                        "--count", str(count), *options], environment, pin=True)

        def peer(name, program, *arguments):
            here = os.getcwd()
            os.chdir(root)
            try:
                figures.measure(name, "median_us", [peers, f"{PY}/{program}.py", *arguments], environment, pin=True)
            finally:
                os.chdir(here)

        for round_number in range(figures.rounds):
            print(f"pods: round {round_number + 1} of {figures.rounds}", flush=True)
            peer("foo(1, 2) bare pipe, C msgpack, µs", "pod_pipe", "call", "5000")
            pharos("foo(1, 2) pod, µs", "call", 5000)
            subprocess.run(["taskset", "-c", "1", PHAROS, "call", "pod:bench/foo", "[1, 2]"], env=with_node, timeout=60,
                           capture_output=True)
            figures.measure("foo(1, 2) client → node → pod, µs", "median_us",
                            [PHAROS, "bench", "call", "pod:bench/foo", "[1, 2]", "--count", "5000"], with_node, pin=True)
            pharos("foo(1, 2) pod, 64 tasks, µs each", "concurrent", 20000)
            peer("foo(1, 2) PyPods, µs", "pod_peers", "pypods", "call", "5")
            peer("foo(1, 2) execnet, µs", "pod_peers", "execnet", "call", "2000")
            peer("foo(1, 2) Pyro5 msgpack, µs", "pod_peers", "pyro", "call", "2000")
            peer("1 MiB bytes bare pipe, µs", "pod_pipe", "bytes", "200")
            pharos("1 MiB bytes pod, µs", "bytes", 300)
            peer("1 MiB bytes execnet, µs", "pod_peers", "execnet", "bytes", "200")
            peer("1 MiB bytes Pyro5 msgpack, µs", "pod_peers", "pyro", "bytes", "200")
            peer("131072 floats bare pipe, µs", "pod_pipe", "list", "20", "131072")
            pharos("131072 floats pod, µs", "list", 20, "--size", "131072")
            pharos("1 MiB array in, scaled, out, µs", "scale", 500)
            pharos("64 MiB array handed over, µs", "handover", 20, "--size", str(64 << 20))
            pharos("spawn to first answer, µs", "start", 10)

    figures.ratio("foo(1, 2), pod / bare pipe with C msgpack", ["foo(1, 2) pod, µs"],
                  ["foo(1, 2) bare pipe, C msgpack, µs"], "≤ 2.2")
    figures.ratio("foo(1, 2), pod / PyPods", ["foo(1, 2) pod, µs"], ["foo(1, 2) PyPods, µs"], "≤ 0.002")
    figures.ratio("foo(1, 2), client → node → pod / bare pipe with C msgpack", ["foo(1, 2) client → node → pod, µs"],
                  ["foo(1, 2) bare pipe, C msgpack, µs"])
    figures.ratio("foo(1, 2), client → node → pod / pod", ["foo(1, 2) client → node → pod, µs"], ["foo(1, 2) pod, µs"])
    for other in ("execnet", "Pyro5 msgpack"):
        figures.ratio(f"foo(1, 2), pod / {other}", ["foo(1, 2) pod, µs"], [f"foo(1, 2) {other}, µs"])
    for other in ("bare pipe", "execnet", "Pyro5 msgpack"):
        figures.ratio(f"1 MiB bytes, pod / {other}", ["1 MiB bytes pod, µs"], [f"1 MiB bytes {other}, µs"], "≤ 1")
    figures.ratio("131072 floats, pod / bare pipe", ["131072 floats pod, µs"], ["131072 floats bare pipe, µs"], "≤ 1")
