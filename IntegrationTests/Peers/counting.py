# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""rospy: publishes a counter on /number (Float64), a pose on /pose, 20 times a second, and takes /target (Float64)."""
import rospy
from geometry_msgs.msg import PoseStamped
from std_msgs.msg import Float64

rospy.init_node("counting")
number = rospy.Publisher("/number", Float64, queue_size=10)
pose = rospy.Publisher("/pose", PoseStamped, queue_size=10)
rospy.set_param("/scale", 10)
count = 0
rate = rospy.Rate(20)
while not rospy.is_shutdown():
    number.publish(Float64(count))
    message = PoseStamped()
    message.header.stamp = rospy.Time.now()
    message.pose.position.x = count / 2.0
    pose.publish(message)
    count += 1
    rate.sleep()
