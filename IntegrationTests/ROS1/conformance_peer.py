# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy node in which things happen when a service is called."""
import rospy
from std_msgs.msg import Float64
from std_srvs.srv import Trigger, TriggerResponse


def main():
    rospy.init_node("conformance_peer")
    number = rospy.Publisher("/number", Float64, queue_size=10, latch=True)
    rospy.Publisher("/silent", Float64, queue_size=10)
    rospy.set_param("/setting", 0)
    state = {"value": 1.0, "extra": None}
    number.publish(state["value"])

    def appear(_):
        if not state["extra"]:
            state["extra"] = rospy.Publisher("/extra", Float64, queue_size=10, latch=True)
            state["extra"].publish(7.0)
        return TriggerResponse(True, "")

    def vanish(_):
        if state["extra"]:
            state["extra"].unregister()
            state["extra"] = None
        return TriggerResponse(True, "")

    def stir(_):
        state["value"] += 1
        number.publish(state["value"])
        return TriggerResponse(True, "")

    rospy.Service("/control/appear", Trigger, appear)
    rospy.Service("/control/vanish", Trigger, vanish)
    rospy.Service("/control/stir", Trigger, stir)
    rospy.Service("/ask", Trigger, lambda _: TriggerResponse(True, "yes"))
    rospy.spin()


main()
