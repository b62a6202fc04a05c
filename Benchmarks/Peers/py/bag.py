# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Debian's rosbag, measured like `pharos bench bag` in processor time and by the clock: bag.py write FILE SIZE COUNT COMPRESSION | read FILE."""
import json
import sys
import time

import rosbag
import rospy
from std_msgs.msg import String


def text(size):
    """The text that the other side writes, which compresses somewhat."""
    letters = []
    state = 12345
    for _ in range(size):
        state = (state * 1103515245 + 12345) & 0xFFFFFFFF
        letters.append(chr(97 + (state >> 16 & 15)))
    return "".join(letters)


def now():
    return time.process_time(), time.perf_counter()


def report(messages, size, started):
    elapsed, clock = (end - start for end, start in zip(now(), started))
    print(json.dumps({"messages": messages, "msgs_per_s": messages / elapsed, "mb_per_s": size / elapsed / 1e6,
                      "mb_per_clock_s": size / clock / 1e6}))


if sys.argv[1] == "write":
    path, size, count, compression = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    message = String(text(size))
    started = now()
    with rosbag.Bag(path, "w", compression=compression) as bag:
        for index in range(count):
            bag.write("/data", message, rospy.Time(1000 + index // 1000, index % 1000 * 1_000_000))
    report(count, count * (size + 4), started)
else:
    started = now()
    count = total = 0
    with rosbag.Bag(sys.argv[2]) as bag:
        # Raw: the bytes only, as the other side has them; decoding would cost Python much more.
        for _, raw, _ in bag.read_messages(raw=True):
            count += 1
            total += len(raw[1])
    report(count, total, started)
