# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Messages to bytes and back, typed and dynamic, beside roscpp's serialisation and genpy."""
import os

from figures import CPP, PHAROS, PY
from peers import PYTHON

TYPES = (("imu", "Imu"), ("odometry", "Odometry"), ("cloud", "PointCloud2 of 1 MiB"))


def run(figures):
    environment = dict(os.environ)
    for round_number in range(figures.rounds):
        print(f"messages: round {round_number + 1} of {figures.rounds}", flush=True)
        for who, command in (
                ("swift", [PHAROS, "bench", "messages"]), ("roscpp", [CPP + "/messages"]),
                ("genpy", [PYTHON, PY + "/messages.py"])):
            for key, name in TYPES:
                figures.measure(f"{name} both ways {who} ns", f"{key}_ns", command, environment, pin=True)
        for key, name in (("field", "one field of a sample"), ("view", "one field of bytes"),
                          ("dynamic", "a whole Imu, dynamic")):
            figures.measure(f"{name} swift ns", f"{key}_ns", [PHAROS, "bench", "messages"], environment, pin=True)
        figures.measure("a whole Imu, genpy ns", "dynamic_ns", [PYTHON, PY + "/messages.py"], environment, pin=True)

    for _, name in TYPES:
        figures.ratio(f"{name} both ways, typed / roscpp with allocation", [f"{name} both ways swift ns"],
                      [f"{name} both ways roscpp ns"], "≤ 1")
        figures.ratio(f"{name} both ways, typed / genpy", [f"{name} both ways swift ns"], [f"{name} both ways genpy ns"])
    figures.ratio("a whole Imu, dynamic / genpy", ["a whole Imu, dynamic swift ns"], ["a whole Imu, genpy ns"], "≤ 0.46")
