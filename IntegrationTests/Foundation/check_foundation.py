# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The command line against the genuine roscore, rospy and roscpp, from an environment without any ROS in it."""
import json
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


def lines(text):
    return [line for line in text.splitlines() if line]


def main():
    checks = Checks()
    with Peers() as peers:
        uri, core = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        heard = os.path.join(peers.scratch, "heard")
        robot = peers.rospy("robot.py", uri, heard)
        peers.start([peers.compiled("Peers/cpp_robot.cpp")], peers.ros_environment(uri))
        master = xmlrpc.client.ServerProxy(uri)
        wait_until(
            lambda: {"/switch", "/cpp_switch"} <= {name for name, _ in master.getSystemState("/test")[2][2]}, 20,
            "the robots")

        def ours():
            state = master.getSystemState("/test")[2]
            return {node for kind in state for _, nodes in kind for node in nodes if node.startswith("/pharos")}

        def ls():
            rows = json.loads(peers.run("ls", system, "--json"))
            found = {(row["role"], row["path"]): row for row in rows}
            assert found["topic", "/chatter"]["type"] == "std_msgs/String"
            assert found["topic", "/chatter"]["publishers"] == ["/robot"]
            assert found["topic", "/cpp_chatter"]["publishers"] == ["/cpp_robot"]
            assert found["topic", "/cmd"]["writable"]
            assert found["service", "/switch"]["type"] == "std_srvs/SetBool"
            assert found["service", "/cpp_switch"]["type"] == "std_srvs/SetBool"
            assert ("parameter", "/rosdistro") in found and ("node", "/cpp_robot") in found
            assert not any(path.startswith("/pharos") for _, path in found), "the node shows itself"
            assert "/chatter" in peers.run("ls", system)
            assert "std_srvs/SetBool" in peers.run("ls", system + "/**switch")

        def ls_watch():
            printed = os.path.join(peers.scratch, "printed")
            watch = peers.start([peers.pharos, "ls", system, "--watch"], stdout=open(printed, "w"))

            def shows(text):
                return text in open(printed).read()

            wait_until(lambda: shows("+ topic /chatter"), 10, "the first list")
            master.setParam("/test", "/appears", 1)
            asked = time.monotonic()
            wait_until(lambda: shows("+ parameter /appears"), 5, "the appearance")
            assert time.monotonic() - asked < 1, "an appearance took more than a second"
            master.deleteParam("/test", "/appears")
            wait_until(lambda: shows("- parameter /appears"), 5, "the disappearance")
            watch.terminate()

        def watch():
            values = [json.loads(line)["data"] for line in lines(peers.run("watch", system + "/chatter", "--count", "5"))]
            numbers = [int(value.split()[1]) for value in values]
            assert numbers == list(range(numbers[0], numbers[0] + 5)), numbers
            rows = [json.loads(line) for line in lines(peers.run("watch", system + "/cpp_chatter", "--count", "3", "--json"))]
            assert [row["sequence"] for row in rows] == list(range(rows[0]["sequence"], rows[0]["sequence"] + 3))
            assert rows[0]["value"]["data"].startswith("cpp ") and abs(rows[0]["timestamp"] - time.time()) < 5
            started = time.monotonic()
            peers.run("watch", system + "/chatter", "--rate", "4", "--count", "4")
            assert 0.7 < time.monotonic() - started < 2, "--rate 4 --count 4 should take about a second"

        def read():
            assert json.loads(peers.run("read", system + "/chatter"))["data"].startswith("hello")
            assert json.loads(peers.run("read", system + "/latched"))["data"] == "kept"
            assert "noValue" in peers.run("read", system + "/cmd", "--timeout", "0.5", code=5)
            assert "notFound" in peers.run("read", system + "/chattr", code=3)
            assert "/chatter" in peers.run("read", system + "/chattr", code=3), "no similar name"

        def write():
            peers.run("write", system + "/cmd", '{"data": "hi"}')
            wait_until(lambda: "hi\n" in open(heard).read(), 5, "the rospy subscriber")
            peers.run("write", system + "/cpp_cmd", '{"data": "to roscpp"}')
            assert json.loads(peers.run("read", system + "/cpp_heard"))["data"] == "to roscpp"
            assert "has no field 'dat'" in peers.run("write", system + "/cmd", '{"dat": 1}', code=8)
            assert "string" in peers.run("write", system + "/cmd", '{"data": 1}', code=8)
            peers.run("write", system + "/cmd", '{"data": ', code=8)

        def call():
            assert json.loads(peers.run("call", system + "/switch", '{"data": true}')) == {
                "success": True, "message": "was True"}
            assert json.loads(peers.run("call", system + "/cpp_switch", '{"data": false}')) == {
                "success": False, "message": "cpp"}
            assert "broken on purpose" in peers.run("call", system + "/broken", code=1)
            assert "notFound" in peers.run("call", system + "/nothing", code=3)

        def deadline():
            started = time.monotonic()
            slow = peers.start([peers.pharos, "call", system + "/slow", "--timeout", "2"])
            peers.run("call", system + "/switch", '{"data": true}')
            assert slow.poll() is None, "a slow call held up another one"
            assert slow.wait(10) == 6
            assert time.monotonic() - started > 2

        def parameters():
            assert peers.run("read", system + "/rosdistro?param").strip()
            for text in ["0", "false", '""', "[]", "{}", "1.5", '"x"', "[1,2,3]", '{"a":{"b":1}}']:
                peers.run("write", system + "/x?param", text)
                assert json.loads(peers.run("read", system + "/x?param")) == json.loads(text), text
            assert master.getParam("/test", "/x/a/b")[2] == 1
            assert "32 bits" in peers.run("write", system + "/x?param", "3000000000", code=8)
            peers.run("write", system + "/x?param", "null")
            assert "notFound" in peers.run("read", system + "/x?param", code=3)

        def describe():
            row = json.loads(peers.run("describe", system + "/chatter", "--json"))
            assert row["schema"]["md5"] == "992ce8a1687cec8c8bd883ec73ca41d1", row
            assert row["schema"]["definition"].strip() == "string data" and row["publishers"] == ["/robot"]
            row = json.loads(peers.run("describe", system + "/switch", "--json"))
            assert row["type"] == "std_srvs/SetBool" and row["md5"] == "09fb03525b03e7ea1fd3992bafd87e16"
            assert "geometry_msgs/PoseStamped" in peers.run("describe", system + "/pose")

        def meters():
            figures = json.loads(lines(peers.run("meter", "hz", system + "/chatter", "--count", "2", "--json"))[-1])
            assert 17 < figures["rate_hz"] < 23, figures
            figures = json.loads(lines(peers.run("meter", "bw", system + "/chatter", "--count", "1", "--json"))[-1])
            assert figures["mean_bytes"] > 10, figures
            figures = json.loads(lines(peers.run("meter", "delay", system + "/pose", "--count", "1", "--json"))[-1])
            assert -0.01 < figures["delay_s"] < 0.5, figures

        def twenty_clients():
            peers.run("node", "stop", system)
            wait_until(lambda: not ours(), 5, "the earlier node to leave")
            clients = [
                peers.start([peers.pharos, "watch", system + "/chatter", "--count", "40"], stdout=subprocess.PIPE, text=True)
                for _ in range(20)]
            wait_until(lambda: len(ours()) >= 1, 15, "a node")
            received = []
            for client in clients:
                output, _ = client.communicate(timeout=30)
                assert client.returncode == 0
                numbers = [int(json.loads(line)["data"].split()[1]) for line in lines(output)]
                assert numbers == list(range(numbers[0], numbers[0] + 40)), "messages are missing"
                received.append(numbers)
                assert len(ours()) == 1, f"{len(ours())} nodes are registered"
            assert len(received) == 20

        def leaves():
            # The grace time is ten seconds; the master then lists nothing of ours.
            wait_until(lambda: not ours(), 14, "the node to leave after its grace time")
            wait_until(lambda: "no node" in peers.run("node", "ps"), 3, "the process to end")
            left = [name for name in os.listdir(peers.runtime) if name.endswith(".sock")]
            assert not left, left

        def master_restart():
            watch = peers.start([peers.pharos, "watch", system + "/chatter"], stdout=subprocess.PIPE, text=True)
            wait_until(lambda: ours(), 10, "a node")
            core.send_signal(signal.SIGINT)
            core.wait(15)
            peers.roscore(int(uri.rsplit(":", 1)[1]))
            asked = time.monotonic()
            wait_until(lambda: "/chatter" in [t for t, _ in master.getSystemState("/test")[2][1]], 6, "re-registration")
            assert time.monotonic() - asked < 3.5, "registering again took too long"
            watch.terminate()

        for name, body in [
            ("ls lists topics, services, parameters and nodes with types", ls),
            ("ls --watch prints appearances and disappearances", ls_watch),
            ("watch: --count, --json, --rate", watch),
            ("read tells no value, not found, similar names", read),
            ("write reaches rospy and roscpp; wrong values are refused", write),
            ("call: rospy and roscpp services, failures", call),
            ("a slow call ends at its deadline and holds up no other", deadline),
            ("parameters, falsy values too", parameters),
            ("describe: type, definition, md5, publishers", describe),
            ("meter hz, bw, delay", meters),
            ("twenty clients at once: one node, everything received", twenty_clients),
            ("the node leaves after its grace time", leaves),
            ("everything is registered again when the master comes back", master_restart),
        ]:
            checks.check(name, body)
        del robot
    checks.finish()


main()
