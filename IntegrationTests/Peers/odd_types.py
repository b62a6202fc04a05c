#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Services and topics of types that are installed nowhere, or differently."""
import rospy
import std_msgs.msg
import std_srvs.srv


def service(name, md5):
    class Request(std_srvs.srv.EmptyRequest):
        _type = name + "Request"

    class Response(std_srvs.srv.EmptyResponse):
        _type = name + "Response"

    class Service:
        _type = name
        _md5sum = md5
        _request_class = Request
        _response_class = Response

    return Service


class Text(std_msgs.msg.String):
    _type = "nowhere_msgs/Text"


rospy.init_node("odd")
rospy.Service("/changed", service("std_srvs/Empty", "0123456789abcdef0123456789abcdef"), lambda _: [])
rospy.Subscriber("/wanted", Text, lambda _: None)
rospy.Service("/odd", service("nowhere_msgs/Odd", "fedcba9876543210fedcba9876543210"), lambda _: [])
rospy.spin()
