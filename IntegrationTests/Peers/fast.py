# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy publisher: /fast, numbered strings of a size at a rate, for a number of messages, once somebody listens."""
import sys
import time

import rospy
from std_msgs.msg import String

rate, size, count = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
rospy.init_node("fast")
publisher = rospy.Publisher("/fast", String, queue_size=10000, tcp_nodelay=True)
while publisher.get_num_connections() < 1 and not rospy.is_shutdown():
    time.sleep(0.02)
time.sleep(0.5)
due = time.monotonic()
for number in range(count):
    if rospy.is_shutdown():
        break
    publisher.publish("%d " % number + "x" * size)
    due += 1 / rate
    time.sleep(max(0, due - time.monotonic()))
publisher.publish("end")
time.sleep(2)
