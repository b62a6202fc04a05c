# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy node that publishes one topic or answers one service: <name> <path> <String|Int32|PoseStamped|service>."""
import sys

import rospy
from geometry_msgs.msg import PoseStamped
from std_msgs.msg import Int32, String
from std_srvs.srv import SetBool, SetBoolResponse

name, path, kind = sys.argv[1:4]
rospy.init_node(name, disable_signals=False)
if kind == "service":
    rospy.Service(path, SetBool, lambda request: SetBoolResponse(request.data, name))
    rospy.spin()
else:
    message = {"String": String, "Int32": Int32, "PoseStamped": PoseStamped}[kind]
    publisher = rospy.Publisher(path, message, queue_size=10)
    ticks = rospy.Rate(20)
    count = 0
    while not rospy.is_shutdown():
        count += 1
        publisher.publish(PoseStamped() if kind == "PoseStamped" else message(str(count) if kind == "String" else count))
        ticks.sleep()
