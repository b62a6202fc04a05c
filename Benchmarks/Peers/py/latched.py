#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Publishes one latched message and stays."""
import rospy
from std_msgs.msg import String

rospy.init_node("latched")
publisher = rospy.Publisher("/latched", String, queue_size=1, latch=True)
publisher.publish(String("x"))
rospy.spin()
