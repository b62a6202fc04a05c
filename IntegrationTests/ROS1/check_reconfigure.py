# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The library's dynamic_reconfigure client and the genuine server."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers  # noqa: E402

from steered import Steered  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = peers.ros_environment(uri)
        client = Steered(peers, uri, "reconfigure")
        servers = []

        def nobody():
            error = client.ask("describe", "error", milliseconds=300)
            assert error["code"] == "noServer" and "/tunable" in error["text"], error

        def described():
            servers.append(peers.rospy("tunable.py", uri))
            description = client.ask("describe", "description")
            rows = {row["name"]: row for row in description["parameters"]}
            assert description["groups"] == ["Default", "Deep"], description
            assert rows["count"] == {
                "name": "count", "kind": "int", "text": "how many", "minimum": 0, "maximum": 10, "initial": 3, "level": 1,
                "group": 0}, rows
            assert (rows["inner"]["minimum"], rows["inner"]["group"]) == (-1, 1), rows
            assert (rows["label"]["minimum"], rows["label"]["initial"]) == (None, "hello"), rows

        def configured():
            now = client.ask("get", "configuration")
            assert now["values"] == {
                "count": 3, "speed": 1.5, "label": "hello", "enabled": True, "inner": 0.25, "free": 0}, now
            assert now["groups"] == {"Default": True, "Deep": True}, now

        def changes():
            after = client.ask("set", "configuration", changes={"count": 5, "speed": 2, "enabled": False})
            assert after["values"]["count"] == 5 and after["values"]["speed"] == 2, after
            assert after["values"]["enabled"] is False and after["values"]["label"] == "hello", after
            after = client.ask("set", "configuration", changes={"label": "wörld", "inner": -1, "free": 1e300})
            assert after["values"]["label"] == "wörld" and after["values"]["free"] == 1e300, after
            # The server decides.
            assert client.ask("set", "configuration", changes={"speed": 9})["values"]["speed"] == 7
            after = client.ask("set", "configuration", changes={"count": 99}, clamps=True)
            assert after["values"]["count"] == 10, after

        def refused():
            for change, code, word in [
                ({"cuont": 1}, "unknownName", "count"), ({"count": 1.5}, "invalidValue", "integer"),
                ({"count": "1"}, "invalidValue", "integer"), ({"count": True}, "invalidValue", "integer"),
                ({"count": 2**40}, "invalidValue", "32 bits"), ({"enabled": 1}, "invalidValue", "boolean"),
                ({"label": 1}, "invalidValue", "string"), ({"speed": "fast"}, "invalidValue", "number"),
                ({"count": 11}, "outOfRange", "10"), ({"speed": -0.5}, "outOfRange", "0"),
            ]:
                error = client.ask("set", "error", changes=change)
                assert error["code"] == code and word in error["text"], error
            error = client.ask("set", "error", changes={}, groups={"Nothing": False})
            assert error["code"] == "unknownName" and "Deep" in error["text"], error
            assert client.ask("get", "configuration")["values"]["count"] == 10

        def updates():
            text = (
                "import rospy\nfrom dynamic_reconfigure.client import Client\n"
                "rospy.init_node('other')\nclient = Client('/tunable', timeout=10)\n"
                "print(client.get_configuration(5)['label'])\nclient.update_configuration({'count': 1})\n")
            done = subprocess.run(
                [PYTHON, "-c", text], env=environment, capture_output=True, text=True, timeout=30,
                stdin=subprocess.DEVNULL)
            assert done.returncode == 0 and "wörld" in done.stdout, done.stdout + done.stderr
            while client.event("update")["values"]["count"] != 1:
                pass
            assert client.ask("get", "configuration")["values"]["count"] == 1

        def compiled():
            servers[0].terminate()
            servers[0].wait()
            # Built of headers, and two libraries.
            peers.start([peers.compiled("Peers/cpp_tunable.cpp", "-ldynamic_reconfigure_config_init_mutex",
                                        "-lboost_thread", "-lpthread")], environment)
            other = Steered(peers, uri, "reconfigure", "__name:=second")
            # What the genuine client in Python sees.
            text = (
                "import json, rospy\nfrom dynamic_reconfigure.client import Client\n"
                "rospy.init_node('genuine')\nclient = Client('/tunable', timeout=10)\n"
                "values = client.get_configuration(5)\nvalues.pop('groups', None)\n"
                "print(json.dumps([client.get_parameter_descriptions(5), values]))\n")
            done = subprocess.run(
                [PYTHON, "-c", text], env=environment, capture_output=True, text=True, timeout=30,
                stdin=subprocess.DEVNULL)
            assert done.returncode == 0, done.stdout + done.stderr
            descriptions, values = json.loads(done.stdout.splitlines()[-1])
            rows = {row["name"]: row for row in other.ask("describe", "description")["parameters"]}
            assert set(rows) == {wanted["name"] for wanted in descriptions} and len(rows) > 8, rows
            for wanted in descriptions:
                row = rows[wanted["name"]]
                assert (row["kind"], row["text"]) == (wanted["type"], wanted["description"]), (row, wanted)
                assert row["initial"] == wanted["default"], (row, wanted)
                if wanted["type"] == "int":
                    assert (row["minimum"], row["maximum"]) == (wanted["min"], wanted["max"]), (row, wanted)
            assert other.ask("get", "configuration")["values"] == values, values
            after = other.ask("set", "configuration", changes={"int_": 7, "str_": "mark", "bool_": True})["values"]
            assert (after["int_"], after["str_"], after["bool_"]) == (7, "marked", True), after
            limit = rows["double_"]["maximum"]
            assert other.ask("set", "error", changes={"double_": limit + 1})["code"] == "outOfRange"
            after = other.ask("set", "configuration", changes={"double_": limit + 1}, clamps=True)["values"]
            assert after["double_"] == limit, after
            other.end()

        for name, body in [
            ("no server: an error at the deadline", nobody),
            ("types, limits, defaults, texts and groups", described),
            ("what is set", configured),
            ("changes are made; the server decides", changes),
            ("wrong names, types and values are refused by name", refused),
            ("changes of others arrive", updates),
            ("a server in C++: what the genuine client sees, changes", compiled),
        ]:
            checks.check(name, body)
        client.end()
    checks.finish()


main()
