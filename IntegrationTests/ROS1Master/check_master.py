#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Drives the ROS 1 nodes and tools of this machine against the master at ROS_MASTER_URI.

One line a check; the exit status is the number of failures (at most 1). --bench prints latencies only.
"""
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from xmlrpc.client import ServerProxy
from xmlrpc.server import SimpleXMLRPCServer

HERE = os.path.dirname(os.path.abspath(__file__))
URI = os.environ["ROS_MASTER_URI"]
ENVIRONMENT = dict(os.environ, ROS_HOSTNAME="localhost", PYTHONUNBUFFERED="1")
DEADLINE = time.time() + 88
socket.setdefaulttimeout(5)
master = ServerProxy(URI)
failures, children, scratch = [], [], tempfile.mkdtemp()


def check(name, ok, detail=""):
    print("%s %s%s" % ("ok  " if ok else "FAIL", name, "" if ok else " : " + str(detail)[-300:]), flush=True)
    if not ok:
        failures.append(name)


def spawn(*command):
    log = open(os.path.join(scratch, "%d.log" % len(children)), "w+")
    child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT, start_new_session=True)
    child.log = log.name
    children.append(child)
    return child


def stop(child, number=signal.SIGINT):
    for attempt in (number, signal.SIGKILL):
        if child.poll() is None:
            try:
                os.killpg(child.pid, attempt)
                child.wait(4)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass


def run(*command, limit=8, text=None):
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             env=ENVIRONMENT, start_new_session=True)
    children.append(child)
    try:
        output, _ = child.communicate(text, min(limit, max(1, DEADLINE - time.time())))
    except subprocess.TimeoutExpired:
        stop(child)
        output, _ = child.communicate()
    return child.returncode, output.decode(errors="replace")


def tool(command, pattern, limit=8, text=None, status=0):
    code, output = run(*command, limit=limit, text=text)
    check(" ".join(command[:3]), (status is None or code == status) and re.search(pattern, output),
          "status %s: %s" % (code, output))


def until(condition, limit):
    end = time.time() + limit
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def logged(child, pattern, limit=8):
    return until(lambda: re.search(pattern, open(child.log).read()), limit)


class Slave:
    """A node's slave API that notes what it is told."""

    def __init__(self):
        self.calls, self.event = [], threading.Event()
        self.server = SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False, allow_none=True)
        self.server.register_instance(self)
        self.uri = "http://127.0.0.1:%d/" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _dispatch(self, method, parameters):
        self.calls.append((method,) + tuple(parameters[1:]))
        self.at = time.perf_counter()
        self.event.set()
        return [1, "", 0]


class Hung:
    """Accepts and never answers."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(20)
        self.socket.settimeout(None)
        self.uri = "http://127.0.0.1:%d/" % self.socket.getsockname()[1]
        self.accepted = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            self.accepted.append(self.socket.accept())


def topics():
    listener = spawn("/usr/bin/python3", HERE + "/node.py", "listener", "py_listener", "/py_chatter")
    talker = spawn("/usr/bin/python3", HERE + "/node.py", "talker", "py_talker", "/py_chatter")
    check("rospy listener hears rospy talker", logged(listener, "HEARD from py_talker"), open(listener.log).read())
    binary = os.path.join(scratch, "talker")
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "roscpp"]).decode().split()
    code, output = run("g++", "-O0", "-o", binary, HERE + "/talker.cpp", *flags, limit=40)
    check("roscpp program compiles", code == 0, output)
    if code == 0:
        cpp = spawn(binary)
        check("roscpp hears rospy and reads back its parameter", logged(cpp, "HEARD 42"), open(cpp.log).read())
        tool(["rostopic", "echo", "-n1", "/cpp_chatter"], "from cpp")
    tool(["rostopic", "list"], "/py_chatter")
    tool(["rostopic", "info", "/py_chatter"], r"Type: std_msgs/String[\s\S]*py_talker[\s\S]*py_listener")
    tool(["rostopic", "type", "/py_chatter"], "std_msgs/String")
    tool(["rostopic", "echo", "-n1", "/py_chatter"], "from py_talker")
    tool(["rostopic", "hz", "/py_chatter"], r"average rate: (1\d|2\d)", limit=4, status=None)
    tool(["rosservice", "list"], "/py_talker_trigger")
    tool(["rosservice", "info", "/py_talker_trigger"], "Type: std_srvs/Trigger")
    tool(["rosservice", "call", "/py_talker_trigger"], "triggered")
    tool(["rosnode", "list"], "/py_talker")
    tool(["rosnode", "info", "/py_talker"], r"Publications:[\s\S]*/py_chatter[\s\S]*Pid")
    tool(["rosnode", "ping", "-c1", "/py_talker"], "reply from")
    stop(talker, signal.SIGKILL)
    tool(["rosnode", "cleanup"], "py_talker", text=b"y\n")
    check("cleanup removed the dead node", master.lookupNode("/check", "/py_talker")[0] == -1)
    second = spawn("/usr/bin/python3", HERE + "/node.py", "listener", "py_listener", "/other")
    check("name clash shuts the old node down", until(lambda: listener.poll() is not None, 6),
          open(listener.log).read())
    check("with rosmaster's text", logged(listener, "new node registered with same name", 1), open(listener.log).read())
    check("the new node stays", second.poll() is None)


def parameters():
    tool(["rosparam", "set", "/check/a", "5"], "")
    tool(["rosparam", "get", "/check/a"], r"^5\s")
    tool(["rosparam", "list"], "/check/a")
    path = os.path.join(scratch, "p.yaml")
    with open(path, "w") as file:
        file.write("load: {list: [1, 2.5, true, text], empty: {}}\n")
    tool(["rosparam", "load", path, "/check"], "")
    tool(["rosparam", "dump", path, "/check"], "")
    check("rosparam dump holds what was loaded", "2.5" in open(path).read(), open(path).read())
    tool(["rosparam", "delete", "/check/a"], "")
    check("deleted", master.hasParam("/check", "/check/a") == [1, "/check/a", False])
    check("run_id, rosdistro, rosversion", all(master.getParam("/c", k)[0] == 1 for k in
                                             ("/run_id", "/rosdistro", "/rosversion")))
    slave = Slave()
    check("subscribeParam of an unset key", master.subscribeParam("/s", slave.uri, "/w")[2] == {})

    def told(action, expected):
        del slave.calls[:]
        action()
        until(lambda: slave.calls, 0.5)
        return slave.calls == expected or print(slave.calls) or False
    check("paramUpdate with a slash", told(lambda: master.setParam("/x", "/w", 1), [("paramUpdate", "/w/", 1)]))
    check("paramUpdate below", told(lambda: master.setParam("/x", "/w/x", 2), [("paramUpdate", "/w/x/", 2)]))
    check("deletion is {}", told(lambda: master.deleteParam("/x", "/w"), [("paramUpdate", "/w/", {})]))
    check("the setter is not told", told(lambda: master.setParam("/s", "/w", 3), []))
    check("private key", master.setParam("/n/x", "~p", 1)[1] == "parameter /n/x/p set")
    check("relative key", master.getParam("/n/x", "x/p/")[2] == 1)
    check("searchParam", master.searchParam("/n/x/y", "p/q")[2] == "/n/x/p/q")
    master.unsubscribeParam("/s", slave.uri, "/w")


def hung():
    healthy, slaves = Slave(), [Hung() for _ in range(6)]
    for index, slave in enumerate(slaves):
        master.registerSubscriber("/hung%d" % index, "/shared", "std_msgs/String", slave.uri)
    master.registerSubscriber("/healthy", "/shared", "std_msgs/String", healthy.uri)
    start = time.time()
    for index in range(3):
        healthy.event.clear()
        master.registerPublisher("/p%d" % index, "/shared", "std_msgs/String", "http://127.0.0.1:%d/" % (index + 1))
        told = healthy.event.wait(1)
        check("6 hung slaves: healthy one is told within 1 s (%d)" % index, told)
    check("and the hung ones were really called", until(lambda: all(slave.accepted for slave in slaves), 1))
    print("     3 notifications beside 6 hung slaves: %.1f ms" % ((time.time() - start) * 1000))
    for index, slave in enumerate(slaves):
        master.unregisterSubscriber("/hung%d" % index, "/shared", slave.uri)
    master.unregisterSubscriber("/healthy", "/shared", healthy.uri)
    for index in range(3):
        master.unregisterPublisher("/p%d" % index, "/shared", "http://127.0.0.1:%d/" % (index + 1))


def bench():
    slave = "http://127.0.0.1:1/"
    for index in range(50):
        master.registerPublisher("/mb", "/mb/t%d" % index, "std_msgs/String", slave)

    def report(name, values):
        values.sort()
        print("     %s: median %.3f ms, p99 %.3f ms, n %d" % (
            name, statistics.median(values), values[int(len(values) * 0.99)], len(values)), flush=True)

    def timed(function):
        start = time.perf_counter()
        function()
        return (time.perf_counter() - start) * 1000
    for name, function in (("getPid", lambda: master.getPid("/b")),
                           ("getSystemState, 50 topics", lambda: master.getSystemState("/b"))):
        for _ in range(10):
            function()
        report(name, [timed(function) for _ in range(200)])
    listener, values = Slave(), []
    master.registerSubscriber("/mbn", "/mbn/t", "std_msgs/String", listener.uri)
    for _ in range(30):
        listener.event.clear()
        start = time.perf_counter()
        master.registerPublisher("/mbp", "/mbn/t", "std_msgs/String", slave)
        if listener.event.wait(3):
            values.append((listener.at - start) * 1000)
        listener.event.clear()
        master.unregisterPublisher("/mbp", "/mbn/t", slave)
        listener.event.wait(3)
        time.sleep(0.02)
    report("registerPublisher to publisherUpdate", values or [float("nan")])
    master.unregisterSubscriber("/mbn", "/mbn/t", listener.uri)
    for index in range(50):
        master.unregisterPublisher("/mb", "/mb/t%d" % index, slave)


try:
    for part in (bench,) if "--bench" in sys.argv else (hung, parameters, topics, bench):
        try:
            part()
        except Exception as error:  # one broken part must not hide the others
            check(part.__name__, False, repr(error))
finally:
    for child in children:
        stop(child, signal.SIGKILL)
shutil.rmtree(scratch, ignore_errors=True)
print("%d failures" % len(failures), flush=True)
sys.stdout.flush()
os._exit(1 if failures else 0)
