# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The library ROS1 alone, as the demonstration's robot uses it, against the genuine master, rospy, roscpp and tools."""
import os
import signal
import socket
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, free_port, wait_until  # noqa: E402

ROBOT = os.path.join(os.path.dirname(os.environ["PHAROS"]), "DemoRobot")


def field(text):
    return len(text).to_bytes(4, "little") + text.encode()


def frame(**fields):
    body = b"".join(field(f"{name}={value}") for name, value in fields.items())
    return len(body).to_bytes(4, "little") + body


def main():
    checks = Checks()
    with Peers() as peers:
        port = free_port()
        uri = f"http://localhost:{port}"
        environment = peers.ros_environment(uri)
        # The robot is started first: a master that is not there yet is waited for.
        robot = peers.start([ROBOT, uri], environment)
        _, core = peers.roscore(port)
        master = xmlrpc.client.ServerProxy(uri)

        def registered():
            state = master.getSystemState("/test")[2]
            return "/lamp" in [service for service, _ in state[2]] and "/chatter" in [topic for topic, _ in state[0]]

        def tool(*command, seconds=15, code=0):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
            assert code is None or done.returncode == code, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
            return done.stdout + done.stderr

        def rospy(text, seconds=20):
            program = "import rospy, sys\nrospy.init_node('probe', anonymous=True)\n" + text
            return tool(PYTHON, "-c", program, seconds=seconds)

        def place(topic):
            slave = xmlrpc.client.ServerProxy(master.lookupNode("/test", "/demo_robot")[2])
            _, _, (_, host, tcp) = slave.requestTopic("/test", topic, [["UDPROS", "x", 1], ["TCPROS"]])
            return socket.create_connection((host, tcp), 3)

        def late_master():
            wait_until(registered, 10, "the robot's registration")

        def topics():
            assert "step" in tool("rostopic", "echo", "-n", "1", "/chatter")
            assert "std_msgs/Float64" in tool("rostopic", "type", "/temperature")
            assert "/demo_robot" in tool("rostopic", "info", "/chatter")
            tool("rostopic", "pub", "-1", "/cmd", "std_msgs/String", "data: told", seconds=20)
            assert "told" in tool("rostopic", "echo", "-n", "1", "/heard"), "the latched topic gave nothing"

        def rospy_receives_all():
            output = rospy(
                "from std_msgs.msg import String\nimport time\nseen = []\n"
                "rospy.Subscriber('/chatter', String, lambda m: seen.append(int(m.data.split()[1])))\n"
                "time.sleep(3)\nprint(len(seen), seen == list(range(seen[0], seen[0] + len(seen))))\n")
            count, complete = output.split()[-2:]
            assert int(count) > 15 and complete == "True", output

        def services():
            assert "std_srvs/SetBool" in tool("rosservice", "type", "/lamp")
            assert "success: True" in tool("rosservice", "call", "/lamp", "true")
            assert "the lamp stays on" in tool("rosservice", "call", "/lamp", "false", code=None)
            assert "/demo_robot" in tool("rosservice", "node", "/lamp")
            output = rospy(
                "from std_srvs.srv import SetBool\nproxy = rospy.ServiceProxy('/lamp', SetBool, persistent=True)\n"
                "print(all(proxy(True).success for _ in range(200)))\n")
            assert "True" in output, output

        def nodes():
            information = tool("rosnode", "info", "/demo_robot")
            assert "/chatter [std_msgs/String]" in information and "/lamp" in information, information
            assert "get_loggers" in information
            assert "xmlrpc reply" in tool("rosnode", "ping", "-c", "1", "/demo_robot")

        def slave():
            node = xmlrpc.client.ServerProxy(master.lookupNode("/test", "/demo_robot")[2])
            assert node.getPid("/test")[2] == robot.pid
            assert node.getMasterUri("/test")[2].rstrip("/") == uri
            assert ["/chatter", "std_msgs/String"] in node.getPublications("/test")[2]
            assert ["/cmd", "std_msgs/String"] in node.getSubscriptions("/test")[2]
            assert node.getBusStats("/test")[0] == 1
            assert node.requestTopic("/test", "/nothing", [["TCPROS"]])[0] != 1
            assert node.requestTopic("/test", "/chatter", [["UDPROS", "x"]])[0] == 0
            try:
                node.noSuchMethod("/test")
                raise AssertionError("an unknown method was answered")
            except xmlrpc.client.Fault:
                pass

        def headers():
            md5 = "992ce8a1687cec8c8bd883ec73ca41d1"
            good = place("/chatter")
            for byte in frame(callerid="/raw", topic="/chatter", md5sum=md5, type="std_msgs/String"):
                good.send(bytes([byte]))
            reply = good.recv(4096)
            assert b"message_definition" in reply and b"latching=0" in reply, reply
            assert good.recv(4096), "no message came"
            for wrong in [
                frame(callerid="/raw", topic="/chatter", md5sum="0" * 32, type="std_msgs/String"),
                frame(callerid="/raw", topic="/nothing", md5sum="*"),
                frame(callerid="/raw", md5sum="*"),
            ]:
                refused = place("/chatter")
                refused.settimeout(3)
                refused.send(wrong)
                answer = b""
                while chunk := refused.recv(4096):
                    answer += chunk
                assert b"error=" in answer, answer
            for garbage in [b"\xff\xff\xff\xff", b"\x05\x00\x00\x00\xff\xff\xff\xffx", os.urandom(64)]:
                broken = place("/chatter")
                broken.send(garbage)
                broken.close()
            assert "step" in tool("rostopic", "echo", "-n", "1", "/chatter")

        def frozen_subscriber():
            frozen = place("/chatter")
            frozen.send(frame(callerid="/frozen", topic="/chatter", md5sum="*", type="*"))
            rospy_receives_all()
            frozen.close()

        def logger_level():
            output = rospy(
                "from roscpp.srv import GetLoggers\n"
                "print(rospy.ServiceProxy('/demo_robot/get_loggers', GetLoggers)())\n")
            assert "level" in output, output

        def master_returns():
            peers.start([PYTHON, "-c", (
                "import rospy\nfrom std_msgs.msg import String\nrospy.init_node('ticker', disable_rostime=True)\n"
                "publisher = rospy.Publisher('/cmd', String, queue_size=1)\nimport time\n"
                "while not rospy.is_shutdown():\n    publisher.publish('tick')\n    time.sleep(0.1)\n")], environment)
            wait_until(lambda: "tick" in tool("rostopic", "echo", "-n", "1", "/heard"), 10, "rospy's messages")
            core.send_signal(signal.SIGINT)
            core.wait(15)
            watched = place_before[0]
            peers.roscore(port)
            wait_until(registered, 4, "the robot's registration with the new master")
            watched.settimeout(3)
            assert watched.recv(65536), "the data connection did not survive the master"
            # rospy does not register again, but what it publishes by the connection it had still arrives.
            heard = place("/heard")
            heard.settimeout(3)
            heard.send(frame(callerid="/raw", topic="/heard", md5sum="*", type="*"))
            received = b""
            while received.count(b"tick") < 5:
                chunk = heard.recv(65536)
                assert chunk, "/heard was closed"
                received += chunk

        def killed():
            tool("rosnode", "kill", "/demo_robot")

        checks.check("a node that was there before the master registers", late_master)
        place_before = [place("/chatter")]
        place_before[0].send(frame(callerid="/early", topic="/chatter", md5sum="*", type="*"))
        for name, body in [
            ("rostopic echo, type, info, pub; latching", topics),
            ("rospy receives every message", rospy_receives_all),
            ("rosservice and rospy call our service, persistent too; failures have words", services),
            ("rosnode info and ping", nodes),
            ("the slave API answers every call", slave),
            ("TCPROS headers: byte by byte, refusals, garbage", headers),
            ("a frozen subscriber holds up nobody", frozen_subscriber),
            ("logger services", logger_level),
            ("a new master gets all registrations, data connections survive", master_returns),
            ("rosnode kill is answered", killed),
        ]:
            checks.check(name, body)
    checks.finish()


main()
