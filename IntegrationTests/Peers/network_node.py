# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy node <name>: publishes its name on /<name>/text, answers /<name>/ask with it, and prints what it hears on the
topic <topic> and gets from the service <service>, until both came; neither for -."""
import sys
import threading

import rospy
from std_msgs.msg import String
from std_srvs.srv import Trigger, TriggerResponse

name, topic, service = sys.argv[1:4]
rospy.init_node(name)
rospy.Service("~ask", Trigger, lambda _: TriggerResponse(True, name))
publisher = rospy.Publisher("~text", String, queue_size=10)


def hear():
    print("heard", rospy.wait_for_message(topic, String).data, flush=True)
    if service == "-":
        return
    rospy.wait_for_service(service)
    print("answered", rospy.ServiceProxy(service, Trigger)().message, flush=True)


if topic != "-":
    threading.Thread(target=hear, daemon=True).start()
rate = rospy.Rate(20)
while not rospy.is_shutdown():
    publisher.publish(name)
    rate.sleep()
