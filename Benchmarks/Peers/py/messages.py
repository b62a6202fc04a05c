# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""genpy: a message into bytes and back, and bytes into a message. Nanoseconds of processor time, medians.
Argument: milliseconds for each."""
import io
import json
import statistics
import sys
import time

from nav_msgs.msg import Odometry
from sensor_msgs.msg import Imu, PointCloud2, PointField


def measure(body, milliseconds):
    times = []
    end = time.thread_time_ns() + milliseconds * 1e6
    while time.thread_time_ns() < end or len(times) < 5:
        start = time.thread_time_ns()
        for _ in range(10):
            body()
        times.append((time.thread_time_ns() - start) / 10)
    return statistics.median(times)


def both(message):
    def body():
        buffer = io.BytesIO()
        message.serialize(buffer)
        type(message)().deserialize(buffer.getvalue())
    return body


def main():
    milliseconds = float(sys.argv[1]) if len(sys.argv) > 1 else 200
    imu, odometry, cloud = Imu(), Odometry(), PointCloud2()
    imu.header.frame_id = "imu_link"
    odometry.header.frame_id, odometry.child_frame_id = "odom", "base_link"
    cloud.fields = [PointField(name, 4 * place, 7, 1) for place, name in enumerate(("x", "y", "z", "intensity"))]
    cloud.data = bytes(1 << 20)
    buffer = io.BytesIO()
    imu.serialize(buffer)
    body = buffer.getvalue()
    print(json.dumps({
        "imu_ns": measure(both(imu), milliseconds), "odometry_ns": measure(both(odometry), milliseconds),
        "cloud_ns": measure(both(cloud), milliseconds),
        "dynamic_ns": measure(lambda: Imu().deserialize(body), milliseconds)}))


main()
