# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""`pharos doctor` against genuine masters and nodes with genuine troubles."""
import json
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, free_port, wait_until  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        robot = peers.rospy("robot.py", uri, os.path.join(peers.scratch, "heard"))
        master = xmlrpc.client.ServerProxy(uri)
        wait_until(lambda: "/switch" in [name for name, _ in master.getSystemState("/test")[2][2]], 20, "the robot")

        def doctor(*arguments, code, **variables):
            text = peers.run("doctor", *arguments, "--json", environment=dict(peers.bare, **variables), code=None)
            findings = [json.loads(line) for line in text.splitlines()]
            problems = [finding for finding in findings if finding["severity"] == "problem"]
            assert bool(problems) == (code == 1), findings
            return findings

        def told(findings, subject, severity, words):
            for finding in findings:
                if finding["subject"] == subject and finding["severity"] == severity and words in finding["text"]:
                    assert severity == "fine" or finding["advice"] or "is removed" in finding["text"], finding
                    return
            raise AssertionError(f"no {severity} of {subject} with '{words}' in {findings}")

        def healthy():
            findings = doctor(system, code=0)
            for subject in ("runtime directory", "own address", "master", "clock", "nodes", "types"):
                told(findings, subject, "fine", "")
            assert "0 problems, 0 warnings" in peers.run("doctor", environment=dict(peers.bare, ROS_MASTER_URI=uri))
            # It registers nothing.
            assert not [n for kind in master.getSystemState("/t")[2] for _, nodes in kind for n in nodes if "doctor" in n]

        def unreachable():
            told(doctor(f"ros://localhost:{free_port()}", code=1), "master", "problem", "no master answers")
            told(doctor("ros://nowhere.invalid", code=1), "name resolution", "problem", "does not resolve")
            told(doctor(code=1, ROS_MASTER_URI="localhost:11311"), "environment", "problem", "http://host:port")
            with open(os.path.join(peers.scratch, "web"), "w") as _:
                port = free_port()
                web = peers.start(["/usr/bin/python3", "-m", "http.server", "-b", "127.0.0.1", str(port)])
            time.sleep(1)
            told(doctor(f"ros://localhost:{port}", code=1), "master", "problem", "")
            web.terminate()

        def addresses():
            told(doctor(system, code=1, ROS_IP="10.255.255.1"), "own address", "problem", "no address of this machine")
            told(doctor(system, code=1, ROS_HOSTNAME="nowhere.invalid"), "own address", "problem", "does not resolve")
            told(doctor(system, code=1, ROS_HOSTNAME="http://robot"), "environment", "problem", "bare host name")
            told(doctor(system, code=0, ROS_HOSTNAME="localhost", ROS_IP="127.0.0.1"), "environment", "warning", "both")

        def clocks():
            port = free_port()
            late = peers.start(
                ["faketime", "-f", "-90s", "rosmaster", "--core", "-p", str(port)], peers.ros_environment(f"http://localhost:{port}"))
            shifted = xmlrpc.client.ServerProxy(f"http://localhost:{port}")

            def answers():
                try:
                    return shifted.getPid("/test")[0] == 1
                except OSError:
                    return False

            wait_until(answers, 20, "the master with the wrong clock")
            told(doctor(f"ros://localhost:{port}", code=1), "clock", "problem", "behind")
            late.terminate()
            master.setParam("/test", "/use_sim_time", True)
            told(doctor(system, code=1), "clock", "problem", "nobody publishes /clock")
            master.deleteParam("/test", "/use_sim_time")

        def types():
            odd = peers.rospy("odd_types.py", uri)
            wait_until(lambda: "/odd" in [name for name, _ in master.getSystemState("/test")[2][2]], 20, "the odd service")
            findings = doctor(system, code=1)
            told(findings, "/odd", "problem", "nowhere_msgs/Odd is not known here")
            told(findings, "/changed", "problem", "differs from the one installed")
            told(findings, "/wanted", "warning", "nowhere_msgs/Text")
            odd.terminate()
            odd.wait()

        def gone():
            robot.send_signal(signal.SIGSTOP)
            try:
                findings = doctor(system, code=1)
                told(findings, "/robot", "problem", "does not answer")
                told(findings, "/switch", "problem", "its provider does not answer")
            finally:
                robot.send_signal(signal.SIGCONT)
            robot.kill()
            robot.wait()
            told(doctor(system, code=1), "/robot", "problem", "does not answer there")
            subprocess.run(["rosnode", "cleanup"], input="y\n", text=True, capture_output=True, timeout=30,
                           env=peers.ros_environment(uri))
            doctor(system, code=0)

        def own_nodes():
            peers.run("mock", "add", "mock:/x")
            pid = json.loads(peers.run("node", "ps", "--json"))[0]["pid"]
            os.kill(pid, signal.SIGSTOP)
            told(doctor(code=1), "node mock:", "problem", "does not answer")
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 5, "the node's end")
            told(doctor(code=0), "node mock:", "warning", "left its socket")
            assert [name for name in os.listdir(peers.runtime) if name.endswith(".sock") and name.startswith("mock")]
            told(doctor("--fix", code=0), "node mock:", "warning", "is removed")
            assert not [name for name in os.listdir(peers.runtime) if name.endswith(".sock") and name.startswith("mock")]
            os.chmod(peers.runtime, 0o755)
            try:
                told(doctor(code=1), "runtime directory", "problem", "chmod 700")
            finally:
                os.chmod(peers.runtime, 0o700)

        for name, body in [
            ("a healthy graph has nothing but fine findings", healthy),
            ("masters that are not there, names that do not resolve", unreachable),
            ("addresses that others cannot reach", addresses),
            ("clocks: a master of another time, simulated time without a clock", clocks),
            ("types that are not known here", types),
            ("nodes that are stopped, nodes that are gone", gone),
            ("stale sockets, frozen nodes, an open runtime directory", own_nodes),
        ]:
            checks.check(name, body)
    checks.finish()


main()
