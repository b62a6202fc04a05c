# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Action clients and servers of the library beside actionlib's, in Python and in C++."""
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, PYTHON, Checks, Peers, wait_until  # noqa: E402

from steered import Steered  # noqa: E402

CLIENT = """
import rospy, actionlib, sys, time
from actionlib.msg import TestAction, TestGoal
rospy.init_node('py_client', anonymous=True)
client = actionlib.SimpleActionClient('act', TestAction)
assert client.wait_for_server(rospy.Duration(10)), 'no server'
def ask(goal, cancel=0):
    told = []
    client.send_goal(TestGoal(goal), feedback_cb=lambda f: told.append(f.feedback))
    if cancel:
        time.sleep(cancel)
        client.cancel_goal()
    assert client.wait_for_result(rospy.Duration(10)), 'no result'
    state = actionlib.GoalStatus.to_string(client.get_state())
    print(goal, state, client.get_result().result, told[:3], client.get_goal_status_text(), flush=True)
"""


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = peers.ros_environment(uri)

        def python(text, seconds=30):
            done = subprocess.run(
                [PYTHON, "-c", CLIENT + text], env=environment, capture_output=True, text=True, timeout=seconds,
                stdin=subprocess.DEVNULL)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout.splitlines()

        def compiled():
            target = os.path.join(peers.scratch, "cpp_actions")
            if not os.path.exists(target):
                flags = subprocess.check_output(
                    ["pkg-config", "--cflags", "--libs", "actionlib", "roscpp"], text=True).split()
                subprocess.check_call(
                    ["g++", "-O1", "-o", target, os.path.join(HERE, "Peers", "cpp_actions.cpp"), *flags,
                     "-lboost_thread", "-lpthread"])
            return target

        def ended(client, number, status, value, text=None):
            result = client.event("result", number=number)
            assert (result["status"], result["value"]) == (status, value), result
            assert text is None or text in result["text"], result

        def states(client, number):
            return [event["state"] for event in client.events if event["event"] == "state" and event["number"] == number]

        def stop(process):
            process.terminate()
            process.wait(10)

        # --- our client ------------------------------------------------------------------------------------------

        def simple_server(command, name):
            server = peers.start(command, environment)
            client = Steered(peers, uri, "action-client")
            assert client.ask("wait", "server")["name"] == name
            client.ask("send", "sent", goal=5)
            ended(client, 0, "succeeded", 5, "counted")
            told = [event["value"] for event in client.events if event["event"] == "feedback"]
            assert told == list(range(5)), told
            client.ask("send", "sent", goal=-2)
            ended(client, 1, "aborted", -2, "gave up")
            assert states(client, 0)[-2:] == ["waitingForResult", "done"] and "active" in states(client, 0), states(client, 0)
            # Cancelled while it runs, by its number.
            client.ask("send", "sent", goal=1000)
            client.event("state", number=2, state="active")
            client.do("cancel", number=2)
            result = client.event("result", number=2)
            assert result["status"] == "preempted" and result["text"] == "stopped" and result["value"] > 0, result
            # A newer goal ends the older one.
            client.ask("send", "sent", goal=1000)
            client.event("state", number=3, state="active")
            client.ask("send", "sent", goal=2)
            assert client.event("result", number=3)["status"] == "preempted"
            ended(client, 4, "succeeded", 2)
            # All goals, then those up to a moment.
            for number, command in [(5, "cancelAll"), (6, "cancelUpTo")]:
                client.ask("send", "sent", goal=1000)
                client.event("state", number=number, state="active")
                client.do(command, number=number)
                assert client.event("result", number=number)["status"] == "preempted"
            # A server that dies with a goal in its hands.
            client.ask("send", "sent", goal=1000)
            client.event("state", number=7, state="active")
            server.kill()
            lost = client.event("lost", number=7, seconds=5)
            assert lost["code"] == "serverLost", lost
            client.end()
            return server

        def python_simple():
            simple_server([PYTHON, os.path.join(HERE, "Peers", "action_server.py"), "simple"], "/py_server")

        def cpp_simple():
            simple_server([compiled(), "server"], "/cpp_server")

        def python_plain():
            server = peers.start([PYTHON, os.path.join(HERE, "Peers", "action_server.py"), "plain"], environment)
            client = Steered(peers, uri, "action-client")
            client.ask("wait", "server")
            client.ask("send", "sent", goal=-5)
            ended(client, 0, "rejected", -5, "no")
            for number in range(1, 6):
                client.ask("send", "sent", goal=20 + number)
            for number in range(1, 6):
                ended(client, number, "succeeded", 20 + number)
            client.ask("send", "sent", goal=2000)
            client.event("state", number=6, state="pending")
            client.do("cancel", number=6)
            ended(client, 6, "recalled", 0, "ended")
            assert "recalling" in states(client, 6), states(client, 6)
            # Another server takes the name: the goal is not in its list.
            client.ask("send", "sent", goal=2000)
            client.event("state", number=7, state="pending")
            stop(server)
            again = peers.start([PYTHON, os.path.join(HERE, "Peers", "action_server.py"), "plain"], environment)
            lost = client.event("lost", number=7, seconds=10)
            assert lost["code"] in ("goalLost", "serverLost"), lost
            client.ask("send", "sent", goal=1)
            ended(client, 8, "succeeded", 1)
            stop(again)
            client.end()

        def no_server():
            client = Steered(peers, uri, "action-client")
            error = client.ask("wait", "error", milliseconds=300)
            assert "no server of /act said anything" in error["text"], error
            client.end()

        # --- our server ------------------------------------------------------------------------------------------

        def python_clients():
            server = Steered(peers, uri, "action-server")
            server.ask("serve", "serving", policy="newest")
            lines = python("ask(5); ask(-2); ask(-1); ask(500, 0.4); ask(-3, 0.3); ask(2)\n")
            assert lines[0] == "5 SUCCEEDED 5 [0, 1, 2] counted", lines
            assert lines[1] == "-2 ABORTED -2 [] the handler gave up", lines
            assert lines[2] == "-1 ABORTED 0 [] the handler threw", lines
            assert lines[3].startswith("500 PREEMPTED ") and lines[3].endswith("stopped"), lines
            assert lines[4] == "-3 SUCCEEDED 3 [] nevertheless", lines
            assert lines[5].startswith("2 SUCCEEDED 2"), lines
            # A second client's goal ends the first one's; a cancellation that is ahead of its goal recalls it.
            lines = python("""
plain = actionlib.ActionClient('act', TestAction)
assert plain.wait_for_server(rospy.Duration(10))
from actionlib_msgs.msg import GoalStatus
one = plain.send_goal(TestGoal(500))
time.sleep(0.3)
two = plain.send_goal(TestGoal(2))
time.sleep(1)
print(GoalStatus.to_string(one.get_goal_status()), GoalStatus.to_string(two.get_goal_status()))
from actionlib_msgs.msg import GoalID
from actionlib.msg import TestActionGoal
plain.pub_cancel.publish(GoalID(id='early'))
time.sleep(0.2)
results = []
plain.result_sub.impl.add_callback(lambda m: results.append((m.status.goal_id.id, m.status.status)), None)
plain.pub_goal.publish(TestActionGoal(goal_id=GoalID(id='early')))
time.sleep(0.5)
print(results)
stamp = rospy.Time.now()
plain.cancel_goals_at_and_before_time(stamp)
time.sleep(0.2)
plain.pub_goal.publish(TestActionGoal(goal_id=GoalID(id='old', stamp=stamp - rospy.Duration(1))))
plain.pub_goal.publish(TestActionGoal(goal_id=GoalID(id='', stamp=rospy.Time.now() + rospy.Duration(1))))
time.sleep(0.5)
print(results[1][0], results[1][1], results[2][0].startswith('/pharos_peer-'), results[2][1])
""")
            assert lines == ["PREEMPTED SUCCEEDED", "[('early', 8)]", "old 8 True 3"], lines
            server.ask("serve", "serving", policy="concurrent")
            lines = python("""
plain = actionlib.ActionClient('act', TestAction)
assert plain.wait_for_server(rospy.Duration(10))
from actionlib_msgs.msg import GoalStatus
goals = [plain.send_goal(TestGoal(n)) for n in (30, 31, 32)]
time.sleep(2)
print(*[GoalStatus.to_string(g.get_goal_status()) for g in goals])
print(goals[2].get_goal_status_text())
""")
            assert lines == ["SUCCEEDED SUCCEEDED REJECTED", "2 goals are being worked on already"], lines
            server.ask("serve", "serving", policy="reject")
            assert python("ask(1)\n")[0] == "1 REJECTED 77 [] refused"
            server.end()

        def status_topic():
            server = Steered(peers, uri, "action-server")
            server.ask("serve", "serving", policy="newest")
            lines = python("""
from actionlib_msgs.msg import GoalStatusArray
seen = []
first = time.time()
rospy.Subscriber('/act/status', GoalStatusArray, lambda m: seen.append((time.time(), len(m.status_list))))
ask(1)
time.sleep(7)
late = [count for at, count in seen if at > first + 6.5]
middle = [count for at, count in seen if first + 1 < at < first + 4.5]
rate = len(middle) / 3.5
print(4 < rate < 6, set(middle), set(late))
""")
            assert lines[1] == "True {1} {0}", lines
            server.end()

        def parameters():
            # actionlib's own server beside ours: what the parameters say holds for both.
            def ros_parameter(*arguments):
                subprocess.run(["rosparam", *arguments], env=environment, check=True, timeout=20)

            ros_parameter("set", "/actionlib_status_frequency", "20")
            ros_parameter("set", "/act/status_list_timeout", "1.0")

            def measured():
                return python("""
from actionlib_msgs.msg import GoalStatusArray
seen = []
rospy.Subscriber('/act/status', GoalStatusArray, lambda m: seen.append((time.time(), len(m.status_list))))
ask(1)
first = time.time()
time.sleep(3)
early = [count for at, count in seen if first + 0.1 < at < first + 0.8]
late = [count for at, count in seen if at > first + 1.5]
print(18 < len(late) / 1.5 < 22, set(early), set(late))
""")[1]

            server = Steered(peers, uri, "action-server")
            server.ask("serve", "serving", policy="newest")
            assert measured() == "True {1} {0}", measured()
            server.end()
            genuine = peers.start([PYTHON, os.path.join(HERE, "Peers", "action_server.py"), "simple"], environment)
            assert measured() == "True {1} {0}", measured()
            stop(genuine)
            ros_parameter("delete", "/actionlib_status_frequency")
            ros_parameter("delete", "/act/status_list_timeout")

        def cpp_client():
            server = Steered(peers, uri, "action-server")
            server.ask("serve", "serving", policy="newest")
            output = subprocess.run(
                [compiled(), "client"], env=environment, capture_output=True, text=True, timeout=60,
                stdin=subprocess.DEVNULL).stdout.splitlines()
            assert output[0] == "5 SUCCEEDED 5 told counted", output
            assert output[1] == "-2 ABORTED -2 silent the handler gave up", output
            assert output[2] == "-1 ABORTED 0 silent the handler threw", output
            assert output[3].startswith("500 PREEMPTED ") and output[3].endswith("told stopped"), output
            assert output[4] == "2 SUCCEEDED 2 told counted", output
            server.end()

        # --- a command of the node -------------------------------------------------------------------------------

        def command():
            act = uri.replace("http:", "ros:") + "/act"
            missing = peers.run("call", act, "{}", code=3)
            assert "/act" in missing, missing
            server = peers.start([PYTHON, os.path.join(HERE, "Peers", "action_server.py"), "simple"], environment)
            rows = wait_until(
                lambda: [line for line in peers.run("ls", uri.replace("http:", "ros:")).splitlines()
                         if "actionlib/TestAction " in line + " "], 10, "the action in the list")
            assert "/act" in rows[0] and "action" in rows[0], rows
            described = peers.run("describe", act)
            assert "int32 goal" in described and "int32 result" in described and "/act/feedback" in described, described
            assert json.loads(peers.run("call", act, '{"goal": 3}')) == {"result": 3}
            assert json.loads(peers.run("call", act + "?action", '{"goal": 4}')) == {"result": 4}
            assert "gave up" in peers.run("call", act, '{"goal": -2}', code=1)
            assert "gaol" in peers.run("call", act, '{"gaol": 1}', code=8)
            # Feedback is a topic; a call whose deadline passes cancels its goal.
            feedback = peers.start(
                [peers.pharos, "watch", act + "/feedback", "--count", "5", "--json"], stdout=subprocess.PIPE,
                stderr=None, text=True)
            peers.run("call", act, '{"goal": 100000}', "--timeout", "1.5", code=6)
            seen = [json.loads(line) for line in feedback.stdout]
            assert len(seen) == 5 and "feedback" in json.dumps(seen[0]), seen
            status = "import rospy\nfrom actionlib_msgs.msg import GoalStatusArray\n" + (
                "time.sleep(0.5)\n"
                "list = rospy.wait_for_message('/act/status', GoalStatusArray, 5).status_list\n"
                "print(list[-1].status)\n")
            assert python(status) == ["2"], python(status)
            # So does one whose caller goes away.
            caller = peers.start([peers.pharos, "call", act, '{"goal": 100000}', "--timeout", "60"])
            wait_until(lambda: python(status) == ["1"], 10, "the goal to be active")
            caller.send_signal(signal.SIGINT)
            caller.wait(10)
            assert python(status) == ["2"], python(status)
            stop(server)

        for name, body in [
            ("our client: no server", no_server),
            ("our client, actionlib's SimpleActionServer in Python", python_simple),
            ("our client, actionlib's ActionServer in Python: rejected, recalled, at the same time, restarted", python_plain),
            ("our client, actionlib's SimpleActionServer in C++", cpp_simple),
            ("our server, actionlib's clients in Python: ends, preemption, early and timed cancellation, policies", python_clients),
            ("our server's status: five times a second, goals stay listed for five seconds", status_topic),
            ("our server's status as the parameters say, like that of actionlib's", parameters),
            ("our server, actionlib's SimpleActionClient in C++", cpp_client),
            ("pharos: an action is listed, described and called; deadline and Ctrl-C cancel the goal", command),
        ]:
            checks.check(name, body)
    checks.finish()


main()
