# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Taurus' side of the evaluation benchmark: names | create | read | chain, one JSON object each."""
import json
import statistics
import sys
import time

import taurus

taurus.setLogLevel(taurus.Critical)
what, arguments = sys.argv[1], sys.argv[2:]
taurus.isValidName("eval:1")


def names():
    rounds = 20000
    begun = time.perf_counter()
    valid = sum(taurus.isValidName(arguments[index % len(arguments)], strict=True) for index in range(rounds))
    return {"per_s": rounds / (time.perf_counter() - begun), "valid": valid}


def create():
    begun = time.perf_counter()
    kept = [taurus.Attribute(f"eval:{index}+2") for index in range(int(arguments[0]))]
    return {"ms": (time.perf_counter() - begun) * 1e3, "made": len(kept)}


def read():
    attribute = taurus.Attribute(arguments[0])
    rounds = 20000
    begun = time.perf_counter()
    for _ in range(rounds):
        attribute.read(cache=False)
    return {"per_s": rounds / (time.perf_counter() - begun)}


def chain():
    from taurus.core import TaurusEventType
    name = "eval:@c/1.0"
    source = taurus.Attribute(name)
    for _ in range(int(arguments[0])):
        name = f"eval:{{{name}}}+1"
    last = taurus.Attribute(name)
    seen = []

    # Taurus holds its listeners weakly: it must have a name.
    def heard(*_):
        seen.append(time.perf_counter())

    last.addListener(heard)
    time.sleep(1)
    value = source.read(cache=False)
    times = []
    for _ in range(3000):
        del seen[:]
        begun = time.perf_counter()
        source.fireEvent(TaurusEventType.Change, value)
        if seen:
            times.append((seen[-1] - begun) * 1e6)
    return {"median_us": statistics.median(times), "count": len(times)}


print(json.dumps({"names": names, "create": create, "read": read, "chain": chain}[what]()), flush=True)
import os

os._exit(0)
