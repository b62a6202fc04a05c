# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A reconfigurable node /tunable of dynamic_reconfigure's own server; `speed` above 7 becomes 7."""
import math

import rospy
from dynamic_reconfigure.server import Server


def parameter(name, kind, level, text):
    return {"name": name, "type": kind, "level": level, "description": text, "edit_method": ""}


class Tunable:
    defaults = {"count": 3, "speed": 1.5, "label": "hello", "enabled": True, "inner": 0.25, "free": 0.0}
    min = {"count": 0, "speed": 0.0, "label": "", "enabled": False, "inner": -1.0, "free": -math.inf}
    max = {"count": 10, "speed": 9.5, "label": "", "enabled": True, "inner": 1.0, "free": math.inf}
    config_description = {
        "name": "Default", "id": 0, "parent": 0, "type": "", "state": True, "upper": "DEFAULT",
        "parameters": [
            parameter("count", "int", 1, "how many"), parameter("speed", "double", 2, "how fast"),
            parameter("label", "str", 4, "what to say"), parameter("enabled", "bool", 8, "whether"),
            parameter("free", "double", 0, "without limits"),
        ],
        "groups": [{
            "name": "Deep", "id": 1, "parent": 0, "type": "hide", "state": True, "upper": "DEEP", "groups": [],
            "parameters": [parameter("inner", "double", 16, "deep inside")],
        }],
    }


def changed(config, level):
    config["speed"] = min(config["speed"], 7.0)
    return config


rospy.init_node("tunable")
Server(Tunable, changed)
rospy.spin()
