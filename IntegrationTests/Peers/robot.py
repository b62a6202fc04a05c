# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy robot: /chatter at a rate, a latched topic, services, and a file with what it heard on /cmd."""
import sys

import rospy
from geometry_msgs.msg import PoseStamped
from std_msgs.msg import String
from std_srvs.srv import SetBool, SetBoolResponse, Trigger

heard = open(sys.argv[1], "a", buffering=1)
rate = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0

rospy.init_node("robot")
chatter = rospy.Publisher("/chatter", String, queue_size=100)
pose = rospy.Publisher("/pose", PoseStamped, queue_size=10)
latched = rospy.Publisher("/latched", String, queue_size=1, latch=True)
latched.publish("kept")
rospy.Subscriber("/cmd", String, lambda message: heard.write(message.data + "\n"))


def switch(request):
    return SetBoolResponse(request.data, "was %s" % request.data)


def slow(_):
    rospy.sleep(3)
    return True, "slept"


def broken(_):
    raise RuntimeError("broken on purpose")


rospy.Service("/switch", SetBool, switch)
rospy.Service("/slow", Trigger, slow)
rospy.Service("/broken", Trigger, broken)
count = 0
ticks = rospy.Rate(rate)
while not rospy.is_shutdown():
    chatter.publish("hello %d" % count)
    message = PoseStamped()
    message.header.stamp = rospy.Time.now()
    message.pose.position.x = count
    pose.publish(message)
    count += 1
    ticks.sleep()
