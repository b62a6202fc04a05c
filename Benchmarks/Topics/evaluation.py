# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Names, models and expressions beside Taurus 5.4 from PyPI, which is installed into a cache of its own."""
import os
import subprocess

from figures import PHAROS, PY
from peers import Peers

NAMES = ["tango:sys/tg_test/1/ampli", "tango:sys/tg_test/1", "eval:1+2", "eval:{eval:1}*2", "ca:XXX:m1.VAL", "tango:a/b"]


def taurus():
    """Python with Taurus, and how many of its own dependencies it needs for these schemes."""
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "pharos", "taurus")
    python = os.path.join(cache, "bin", "python")
    if not os.path.exists(python):
        subprocess.check_call(["python3", "-m", "venv", cache])
        subprocess.check_call([python, "-m", "pip", "install", "-q", "taurus==5.4.1", "pint==0.25.3", "pytango==10.3.1"])
    return python


def run(figures):
    python = taurus()
    with Peers() as peers:
        environment = dict(peers.bare, TANGO_HOST="127.0.0.1:10000")
        for round_number in range(figures.rounds):
            print(f"evaluation: round {round_number + 1} of {figures.rounds}", flush=True)

            def both(figure, key, ours, theirs):
                figures.measure(f"{figure}, Taurus", key, [python, PY + "/taurus_peer.py", *theirs], environment)
                figures.measure(f"{figure}, Pharos", key, [PHAROS, "bench", "evaluation", *ours], environment)

            both("names validated a second", "per_s", ["names", *NAMES], ["names", *NAMES])
            both("1000 eval attributes made, ms", "ms", ["create", "1000"], ["create", "1000"])
            both("reads of eval:1+2 a second", "per_s", ["read", "eval:1+2"], ["read", "eval:1+2"])
            both("reads of eval:{eval:3+4}*2 a second", "per_s", ["read", "eval:{eval:3+4}*2"],
                 ["read", "eval:{eval:3+4}*2"])
            for hops in ("1", "9"):
                both(f"event through {hops} expressions, µs", "median_us", ["chain", hops], ["chain", hops])
            subprocess.run([PHAROS, "mock", "add", "mock:/a", "--value", "1", "--period", "0.002"], env=environment,
                           capture_output=True)
            for name in ("mock:/a", "eval:{mock:/a}*2"):
                figures.measure(f"age of a sample of {name}, µs", "median_age_us",
                                [PHAROS, "bench", "evaluation", "watch", name], environment)
            subprocess.run([PHAROS, "node", "stop", "mock:"], env=environment, capture_output=True)
            figures.measure("10 000 attributes polled at 1 Hz, share of one core", "core_share",
                            [PHAROS, "bench", "evaluation", "poll", "10000"], environment)
        for who in ("Taurus", "Pharos"):
            one, nine = (figures.values.get(f"event through {hops} expressions, µs, {who}") for hops in ("1", "9"))
            for first, last in zip(one or [], nine or []):
                figures.add(f"event, each further expression, µs, {who}", (last - first) / 8)

    def ratio(title, figure, goal, inverted=False):
        ours, theirs = [f"{figure}, Pharos"], [f"{figure}, Taurus"]
        figures.ratio(title, *((theirs, ours) if inverted else (ours, theirs)), goal)

    ratio("names validated, Pharos / Taurus", "names validated a second", "≥ 50")
    ratio("attributes made, time of Taurus / Pharos", "1000 eval attributes made, ms", "≥ 10", inverted=True)
    ratio("reads of eval:1+2, Pharos / Taurus", "reads of eval:1+2 a second", "≥ 10")
    ratio("reads of a nested expression, Pharos / Taurus", "reads of eval:{eval:3+4}*2 a second", "≥ 10")
    ratio("an event's further expression, Pharos / Taurus", "event, each further expression, µs", "≤ 0.3")
    figures.ratio("age of a sample of eval:{a}*2 / of a", ["age of a sample of eval:{mock:/a}*2, µs"],
                  ["age of a sample of mock:/a, µs"])
