# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Statistics beside rospy's own, the node commands beside rosnode, nodes that share a name, and datagrams."""
import json
import os
import subprocess
import sys
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, free_port, wait_until  # noqa: E402

from steered import Steered  # noqa: E402

TALKER = """
import rospy
from geometry_msgs.msg import PoseStamped
rospy.init_node('poser')
publisher = rospy.Publisher('/pose', PoseStamped, queue_size=10)
rate = rospy.Rate(50)
while not rospy.is_shutdown():
    message = PoseStamped()
    message.header.stamp = rospy.Time.now() - rospy.Duration(0.5)
    publisher.publish(message)
    rate.sleep()
"""
LISTENER = """
import rospy
from geometry_msgs.msg import PoseStamped
rospy.init_node('hearer')
rospy.Subscriber('/pose', PoseStamped, lambda m: None)
rospy.spin()
"""


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = peers.ros_environment(uri)

        def tool(*command, code=0, seconds=20):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
            assert code is None or done.returncode == code, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
            return done.stdout + done.stderr

        def ros(*arguments, **more):
            return peers.run("ros", *arguments, "--master", uri, **more)

        def silent():
            peer = Steered(peers, uri, "statistics")
            peer.ask("subscribe", "subscribed", topic="/pose")
            assert "/statistics" not in [
                topic for topic, _ in xmlrpc.client.ServerProxy(uri).getSystemState("/t")[2][0]]
            peer.end()

        def measured():
            tool("rosparam", "set", "/enable_statistics", "true")
            peers.start([PYTHON, "-c", TALKER], environment)
            peers.start([PYTHON, "-c", LISTENER], environment)
            peer = Steered(peers, uri, "statistics")
            peer.ask("subscribe", "subscribed", topic="/pose")
            for subscriber in ["/pharos_peer", "/hearer"]:
                told = peer.event("statistics", topic="/pose", publisher="/poser", subscriber=subscriber, dropped=0)
                while told["delivered"] < 20:
                    told = peer.event("statistics", topic="/pose", subscriber=subscriber)
                assert 40 <= told["delivered"] <= 120, told
                assert abs(told["period"] / 20e6 - 1) < 0.1 and abs(told["age"] / 0.5e9 - 1) < 0.05, told
                # rospy counts the bytes of a connection's beginning too.
                assert abs(told["traffic"] / told["delivered"] / 80 - 1) < 0.2, told
            echoed = tool(PYTHON, "-c", (
                "import rospy\nfrom rosgraph_msgs.msg import TopicStatistics\nrospy.init_node('x', anonymous=True)\n"
                "seen = []\nrospy.Subscriber('/statistics', TopicStatistics, lambda m: seen.append(m))\n"
                "import time\ntime.sleep(3)\n"
                "own = [m for m in seen if m.node_sub == '/pharos_peer' and m.delivered_msgs > 20]\n"
                "print('rate', round(1 / own[0].period_mean.to_sec()), own[0].stamp_age_max.to_sec() > 0.4)\n"))
            assert "rate 50 True" in echoed, echoed
            peer.end()
            tool("rosparam", "delete", "/enable_statistics")

        def commands():
            rows = {row["name"]: row for row in map(json.loads, ros("nodes", "--json").splitlines())}
            assert rows["/poser"]["publishes"] >= 2 and rows["/hearer"]["subscribes"] == 1, rows
            listed = set(tool("rosnode", "list").split())
            assert listed == set(rows), (listed, rows)
            info = json.loads(ros("info", "poser", "--json"))
            assert {"name": "/pose", "type": "geometry_msgs/PoseStamped"} in info["publishes"], info
            assert {"name": "/poser/get_loggers"} in info["serves"] and info["pid"] > 0, info
            assert any(row["topic"] == "/pose" and row["direction"] == "outbound" and row["transport"] == "TCPROS"
                       for row in info["connections"]), info
            text = ros("info", "/hearer")
            assert "subscribes\n  /pose  geometry_msgs/PoseStamped" in text and "inbound" in text, text
            assert " ms" in ros("ping", "/poser")
            assert ros("ping").count(" ms") == len(listed)
            assert "/nobody" in ros("ping", "/nobody", code=3)
            assert "/nobody" in ros("info", "/nobody", code=3)
            peers.run("ros", "nodes", "--master", f"http://localhost:{free_port()}", code=7)

        def killed():
            assert "told to end" in ros("kill", "/hearer")
            wait_until(lambda: "/hearer" not in tool("rosnode", "list"), 10, "the node's end")
            # One that was killed stays listed, and does not answer.
            victim = peers.start([PYTHON, "-c", LISTENER.replace("hearer", "victim")], environment)
            wait_until(lambda: "/victim" in tool("rosnode", "list"), 10, "the victim")
            victim.kill()
            victim.wait()
            assert "does not answer" in peers.run(
                "ros", "ping", "/victim", "--master", uri, code=None), "the victim answered"
            assert "does not answer" in ros("info", "/victim")
            assert "does not answer" in ros("kill", "/victim", code=1)
            own = Steered(peers, uri, "statistics")
            own.ask("subscribe", "subscribed", topic="/pose")
            tool("rosnode", "kill", "/pharos_peer")
            assert own.event("shutdown")["reason"], own.events
            own.end()

        def clashing():
            first = Steered(peers, uri, "statistics")
            first.ask("subscribe", "subscribed", topic="/pose")
            second = Steered(peers, uri, "statistics")
            second.ask("subscribe", "subscribed", topic="/pose")
            reason = first.event("shutdown")["reason"]
            assert "pharos_peer" in reason, reason
            # The older one's end takes nothing from the newer one.
            first.end()
            assert "/pharos_peer" in tool("rosnode", "info", "/poser")
            assert " ms" in ros("ping", "/pharos_peer")
            # Nor does a genuine node of that name leave it in doubt.
            genuine = peers.start([PYTHON, "-c", LISTENER.replace("hearer", "pharos_peer")], environment)
            assert "pharos_peer" in second.event("shutdown")["reason"]
            second.end()
            wait_until(lambda: "/pose" in tool("rosnode", "info", "/pharos_peer"), 10, "the genuine node's topic")
            assert genuine.poll() is None
            # It ends when ours comes, and leaves that alone.
            third = Steered(peers, uri, "statistics")
            third.ask("subscribe", "subscribed", topic="/pose", told=True)
            genuine.wait(10)
            third.event("message")
            assert json.loads(ros("info", "/pharos_peer", "--json"))["pid"] == third.process.pid
            assert not [event for event in third.events if event["event"] == "shutdown"], third.events
            third.end()

        def datagrams():
            peers.start([peers.compiled("Peers/cpp_datagrams.cpp")], environment)
            wait_until(lambda: "/cpp_datagrams" in tool("rosnode", "list"), 10, "the roscpp node")
            peer = Steered(peers, uri, "statistics", "__name:=udp_peer")
            peer.ask("subscribe", "subscribed", topic="/datagrams", datagrams=True, told=True)
            seen = [peer.event("message") for _ in range(50)]
            # Three datagrams each: the number at the beginning is that at the end.
            for message in seen:
                assert message["bytes"] == 3016 and message["text"][:8] == message["text"][8:], message
            numbers = [int(message["text"][:8]) for message in seen]
            assert numbers == list(range(numbers[0], numbers[0] + 50)), numbers
            rows = json.loads(ros("info", "/udp_peer", "--json"))["connections"]
            assert any(row["topic"] == "/datagrams" and row["transport"] == "UDPROS" and row["connected"]
                       for row in rows), rows
            # rospy has no UDPROS: TCP then.
            peer.ask("subscribe", "subscribed", topic="/rosout", datagrams=True)
            wait_until(lambda: any(
                row["topic"] == "/rosout" and row["transport"] == "TCPROS" and row["connected"]
                for row in json.loads(ros("info", "/udp_peer", "--json"))["connections"]), 10, "the TCP connection")
            peer.end()

        def offered():
            source = peers.compiled("Peers/cpp_datagram_listener.cpp")
            peer = Steered(peers, uri, "network", "__name:=udp_peer")
            peer.ask("publish", "done", name="/ours", bytes=20000)
            for life in range(2):
                place = os.path.join(peers.scratch, f"datagrams{life}")
                with open(place, "w") as output:
                    listener = peers.start([source], environment, stdout=output)
                lines = lambda: [line.split() for line in open(place).read().splitlines()]  # noqa: E731
                # Fourteen datagrams each: the number at the beginning is that at the end.
                wait_until(lambda: len(lines()) > 50, 15, "the messages at the roscpp node")
                seen = lines()[:50]
                assert all(size == "20000" and first == last for size, first, last in seen), seen
                numbers = [int(first) for _, first, _ in seen]
                assert numbers == list(range(numbers[0], numbers[0] + 50)), numbers
                rows = [row for row in json.loads(ros("info", "/udp_peer", "--json"))["connections"]
                        if row["topic"] == "/ours"]
                assert [row["transport"] for row in rows] == ["UDPROS"], rows
                assert rows[0]["other"] == "/cpp_datagram_listener", rows
                assert "UDPROS" in tool("rosnode", "info", "/udp_peer")
                # Killed: it says no farewell, and is forgotten.
                listener.kill()
                listener.wait()
                wait_until(lambda: not any(
                    row["topic"] == "/ours" for row in json.loads(ros("info", "/udp_peer", "--json"))["connections"]),
                    10, "the end of the connection")
            peer.end()

        for name, body in [
            ("nothing is measured unless that is wanted", silent),
            ("connections are measured as rospy measures them; rospy reads ours, we read rospy's", measured),
            ("pharos ros nodes, info and ping say what rosnode says", commands),
            ("pharos ros kill; nodes that were killed do not answer; rosnode kill", killed),
            ("of two nodes of one name the older is shut down, and takes nothing along", clashing),
            ("roscpp's messages by UDP, rospy's by TCP", datagrams),
            ("our messages by UDP to roscpp, before and after it was killed", offered),
        ]:
            checks.check(name, body)
    checks.finish()


main()
