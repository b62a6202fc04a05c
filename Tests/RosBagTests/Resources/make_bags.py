# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Makes the bags beside it with Debian's rosbag: /usr/bin/python3 make_bags.py (python3-rosbag, python3-sensor-msgs)."""
import os
import shutil

import rosbag
import rospy
from sensor_msgs.msg import Imu
from std_msgs.msg import String

HERE = os.path.dirname(os.path.abspath(__file__))


def fill(bag):
    """24 strings at 10 Hz from second 100, every third with an Imu; small chunks, so that there are several."""
    for index in range(24):
        time = rospy.Time(100 + index // 10, index % 10 * 100_000_000)
        bag.write("/chatter", String(f"hello {index} " + "x" * (index % 7)), time)
        if index % 3 == 0:
            imu = Imu()
            imu.header.seq = index
            imu.header.stamp = time
            imu.header.frame_id = "base"
            imu.linear_acceleration.z = 9.81 + index
            bag.write("/imu", imu, time)


for compression in ("none", "lz4", "bz2"):
    with rosbag.Bag(os.path.join(HERE, compression + ".bag"), "w", compression=compression, chunk_threshold=1500) as bag:
        fill(bag)

# A bag whose writer died: no index, the last chunk not ended.
path = os.path.join(HERE, "scratch.bag")
bag = rosbag.Bag(path, "w", chunk_threshold=1500)
fill(bag)
bag._file.flush()
shutil.copy(path, os.path.join(HERE, "unindexed.bag"))
bag.close()
os.remove(path)
