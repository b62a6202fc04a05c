# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A rospy action server of actionlib/Test on /act: `simple` (SimpleActionServer) or `plain` (ActionServer)."""
import sys
import threading
import time

import actionlib
import rospy
from actionlib.msg import TestAction, TestFeedback, TestResult

rospy.init_node("py_server")


def simple():
    def execute(goal):
        for number in range(goal.goal):
            if server.is_preempt_requested():
                return server.set_preempted(TestResult(number), "stopped")
            server.publish_feedback(TestFeedback(number))
            time.sleep(0.02)
        if goal.goal == -1:
            raise ValueError("the handler threw")
        if goal.goal == -2:
            return server.set_aborted(TestResult(-2), "gave up")
        server.set_succeeded(TestResult(goal.goal), "counted")

    server = actionlib.SimpleActionServer("act", TestAction, execute, auto_start=False)
    server.start()


def plain():
    """Rejects what is negative; leaves what is above 1000 pending until it is cancelled; works on all others at once."""
    def work(handle):
        handle.set_accepted("begun")
        goal = handle.get_goal().goal
        for number in range(goal):
            handle.publish_feedback(TestFeedback(number))
            time.sleep(0.02)
        handle.set_succeeded(TestResult(goal), "counted")

    held = []

    def on_goal(handle):
        goal = handle.get_goal().goal
        if goal < 0:
            handle.set_rejected(TestResult(goal), "no")
        elif goal > 1000:
            held.append(handle)
        else:
            threading.Thread(target=work, args=(handle,), daemon=True).start()

    server = actionlib.ActionServer(
        "act", TestAction, on_goal, lambda handle: handle.set_canceled(TestResult(0), "ended"), auto_start=False)
    server.start()


simple() if sys.argv[1] == "simple" else plain()
rospy.spin()
