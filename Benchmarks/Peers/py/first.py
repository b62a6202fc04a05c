#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""What a script does that wants one value: import, init_node, the first message of a latched topic."""
import os

import rospy
from std_msgs.msg import String

rospy.init_node("first", anonymous=True, disable_signals=True)
rospy.wait_for_message("/latched", String, 10)
os._exit(0)
