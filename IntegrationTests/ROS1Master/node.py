# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy node: node.py talker|listener NAME TOPIC."""
import sys
import rospy
from std_msgs.msg import String
from std_srvs.srv import Trigger, TriggerResponse

kind, name, topic = sys.argv[1:4]
rospy.init_node(name)
if kind == "listener":
    def heard(message):
        print("HEARD", message.data, flush=True)
    rospy.Subscriber(topic, String, heard)
    rospy.spin()
else:
    publisher = rospy.Publisher(topic, String, queue_size=10)
    rospy.Service("/%s_trigger" % name, Trigger, lambda _: TriggerResponse(True, "triggered"))
    rate = rospy.Rate(20)
    try:
        while not rospy.is_shutdown():
            publisher.publish("from " + name)
            rate.sleep()
    except rospy.ROSInterruptException:
        pass
