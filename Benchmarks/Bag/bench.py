#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Writing and reading bags: this library and Debian's python rosbag in turn, medians and ratios. Megabytes a second of
processor time, the kernel's included: on a busy machine the clock says little. Beside it the floor: the kernel and the bare
compressor with the same bytes, by cpp/bag_floor.cpp. The last column is the ratio by the clock: compressed chunks are worked
on by several cores, which processor time does not show.

    swift build -c release --product pharos && PHAROS=.build/release/pharos Benchmarks/Bag/bench.py [ROUNDS]
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = ["/usr/bin/python3", os.path.join(HERE, "..", "Peers", "py", "bag.py")]
OURS = [os.environ.get("PHAROS", os.path.join(HERE, "..", "..", ".build", "release", "pharos")), "bench", "bag"]
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
CASES = [  # bytes of a message, messages, compression
    (100, 100_000, "none"), (1000, 100_000, "none"), (100_000, 4000, "none"), (1 << 20, 400, "none"),
    (1000, 50_000, "lz4"), (100_000, 1000, "lz4"), (1000, 10_000, "bz2"),
]


FLOOR = os.path.join(HERE, "..", "Peers", "bin", "bag_floor")


def measure(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    subprocess.check_call(["make", "-s", "-C", os.path.join(HERE, "..", "Peers"), "bin/bag_floor"])
    # In memory where there is such a place: the disk is not what is measured.
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="pharos-bench-", dir=base)
    figures = {}
    try:
        for _ in range(ROUNDS):
            for size, count, compression in CASES:
                for name, program in (("pharos", OURS), ("python", PEER)):
                    path = os.path.join(folder, name + ".bag")
                    key = (size, compression)
                    # To give back the pages of an old file is not what is measured.
                    if os.path.exists(path):
                        os.remove(path)
                    written = measure([*program, "write", path, str(size), str(count), compression])
                    figures.setdefault((*key, "write", name), []).append(written["mb_per_s"])
                    figures.setdefault((*key, "write", name + " clock"), []).append(written["mb_per_clock_s"])
                for name, program in (("pharos", OURS), ("python", PEER)):
                    # Each reads what the other wrote.
                    path = os.path.join(folder, ("python" if name == "pharos" else "pharos") + ".bag")
                    read = measure([*program, "read", path])
                    assert read["messages"] == count, (name, size, compression, read)
                    figures.setdefault((*key, "read", name), []).append(read["mb_per_s"])
                    figures.setdefault((*key, "read", name + " clock"), []).append(read["mb_per_clock_s"])
                floor = measure([FLOOR, os.path.join(folder, "floor"), str(size), str(count), compression])
                os.remove(os.path.join(folder, "floor"))
                for what in ("write", "read"):
                    figures.setdefault((*key, what, "floor"), []).append(floor[what])
    finally:
        shutil.rmtree(folder)
    print(f"{'bytes':>8} {'chunks':7} {'':6} {'pharos MB/s':>12} {'python MB/s':>12} {'floor MB/s':>12} {'ratio':>7} "
          f"{'by clock':>9}   medians of {ROUNDS}")
    for size, _, compression in CASES:
        for what in ("write", "read"):
            def median(name):
                return statistics.median(figures[size, compression, what, name])
            ours, theirs = median("pharos"), median("python")
            clock = median("pharos clock") / median("python clock")
            print(f"{size:8} {compression:7} {what:6} {ours:12.1f} {theirs:12.1f} {median('floor'):12.1f} "
                  f"{ours / theirs:7.2f} {clock:9.2f}")


main()
