# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Expressions and models over a genuine ROS graph and a mock: values, units, events, deaths, aliases, names."""
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        system = "ros://" + uri[len("http://"):]
        peers.rospy("counting.py", uri)
        wait_until(lambda: "/number" in peers.run("ls", system), 20, "the publisher")
        run = peers.run

        def follow(*arguments):
            path = os.path.join(peers.scratch, f"follow{len(peers.processes)}")
            process = peers.start([peers.pharos, *arguments], peers.bare, stdout=open(path, "w"),
                                  stderr=open(path + ".err", "w"))

            def lines():
                with open(path) as file:
                    return [line.strip() for line in file if line.endswith("\n")]

            return process, lines

        def values():
            number = float(run("read", f"eval:{{{system}/number}}*2+1"))
            assert number % 2 == 1, number
            both = json.loads(run("read", f"eval:{{{system}/number}}-2*{{{system}/pose#rvalue.pose.position.x}}"))
            assert abs(both) <= 4, both
            assert float(run("read", f"eval:{{{system}/scale?param}}/4")) == 2.5
            assert float(run("read", f"eval:x={{{system}/scale?param}};y=3;x*y")) == 30
            told = run("read", f"eval:{{{system}/pose}}+1", code=8)
            assert "#rvalue.header" in told and "pose" in told, told
            told = run("read", f"eval:{{{system}/nosuch}}+1", code=3)
            assert "/nosuch" in told, told

        def without_processes():
            for name, value in [("eval:1+2", 3), ("eval:sum(arange(5))", 10), ("eval:Q(5,'mm')#rvalue.to('m')", 0.005)]:
                told = run("read", name)
                assert float(told.split()[0]) == value, told
            assert not any(row["scheme"] in ("eval", "res") for row in json.loads(run("node", "ps", "--json")))

        def events():
            process, lines = follow("watch", f"eval:{{{system}/number}}*10", "--all", "1000")
            wait_until(lambda: len(lines()) >= 30, 15, "thirty values")
            process.terminate()
            numbers = [float(line) for line in lines()]
            assert all(b - a == 10 for a, b in zip(numbers, numbers[1:])), numbers

        def death():
            process, lines = follow("watch", f"eval:{{{system}/number}}+0", "--all", "1000")
            wait_until(lambda: len(lines()) >= 5, 15, "values")
            pid = [row for row in json.loads(run("node", "ps", "--json")) if row["scheme"] == "ros"][0]["pid"]
            os.kill(pid, signal.SIGKILL)
            count = len(lines())
            wait_until(lambda: len(lines()) >= count + 10, 15, "values after the node's death")
            assert process.poll() is None
            process.terminate()

        def units():
            run("mock", "add", "mock:/length", "--value", "3.5", "--configuration",
                '{"unit": "mm", "label": "Length", "range": [0, 100], "warnings": [null, 40], "alarms": [null, 50]}')
            assert run("read", "mock:/length").strip() == "3.5 mm"
            run("write", "mock:/length", "2 cm")
            full = json.loads(run("read", "mock:/length", "--full"))
            assert full["value"] == {"data": 20.0} and full["unit"] == "mm" and full["setpoint"] == {"data": 20.0}, full
            assert "cannot be converted" in run("write", "mock:/length", "2 s", code=8)
            assert "range" in run("write", "mock:/length", "200", code=8)
            assert run("read", "eval:{mock:/length}+Q(1,'m')").strip() == "1020.0 mm"
            assert run("read", "mock:/length#rvalue.to('cm')").strip() == "2.0 cm"
            assert json.loads(run("read", "mock:/length#range", "--json")) == [0, 100]
            described = json.loads(run("describe", "mock:/length", "--json"))
            assert described["configuration"]["label"] == "Length", described
            run("write", "mock:/length", "45")
            assert json.loads(run("read", "eval:{mock:/length}*2", "--full"))["quality"] == "warning"

        def configuration_events():
            process, lines = follow("watch", "mock:/length", "--events", "--json")
            wait_until(lambda: len(lines()) >= 2, 10, "configuration and value")
            run("mock", "configure", "mock:/length", '{"unit": "cm"}')
            wait_until(lambda: any('"unit":"cm"' in line and "configuration" in line for line in lines()), 10, "the unit")
            run("mock", "fail", "mock:/length", "unplugged")
            run("mock", "fail", "mock:/length")
            process.terminate()
            kinds = [json.loads(line)["event"] for line in lines()]
            assert kinds[:2] == ["configuration", "change"], kinds

        def publishers():
            process, lines = follow("watch", system + "/number", "--events", "--json")
            wait_until(lambda: len(lines()) >= 5, 15, "values")
            second = peers.start(["rostopic", "pub", "-r", "5", "/number", "std_msgs/Float64", "data: -1.0"],
                                 peers.ros_environment(uri))

            def told():
                changes = [json.loads(line) for line in lines() if '"event":"configuration"' in line]
                return changes and len(changes[-1]["resource"]["publishers"]) == 2

            wait_until(told, 15, "the second publisher")
            second.terminate()
            wait_until(lambda: not told(), 20, "its end")
            process.terminate()

        def polled():
            run("mock", "add", "mock:/polled", "--value", "1", "--polled")
            followers = [follow("watch", "mock:/polled", "--events", "--poll", "0.1", "--json") for _ in range(5)]
            for _, lines in followers:
                wait_until(lambda: len(lines()) >= 10, 15, "ten events")
            kinds = {json.loads(line)["event"] for _, lines in followers for line in lines()}
            assert "periodic" in kinds, kinds
            before = [row for row in json.loads(run("node", "ps", "--json")) if row["scheme"] == "mock"][0]
            time.sleep(2)
            after = [row for row in json.loads(run("node", "ps", "--json")) if row["scheme"] == "mock"][0]
            asked = after["samples_in"] - before["samples_in"]
            assert 10 <= asked <= 30, f"{asked} reads in 2 s for five listeners at 10 Hz"
            run("mock", "fail", "mock:/polled", "unplugged")
            for _, lines in followers:
                wait_until(lambda: any("unplugged" in line for line in lines()), 10, "the error")
            run("mock", "fail", "mock:/polled")
            for process, lines in followers:
                count = len(lines())
                wait_until(lambda: len(lines()) > count, 10, "values after the error")
                process.terminate()

        def aliases():
            table = os.path.join(peers.scratch, "resources.json")
            with open(table, "w") as file:
                json.dump({"n": f"{system}/number", "double": "eval:{res:n}*2", "a": "eval:{res:b}+1",
                           "b": "eval:{res:a}+1"}, file)
            environment = dict(peers.bare, PHAROS_RESOURCES=table)

            def read(name):
                return subprocess.run([peers.pharos, "read", name], env=environment, capture_output=True, text=True,
                                      timeout=30)

            assert float(json.loads(read("res:n").stdout)["data"]) >= 0
            assert float(read("res:double").stdout) % 2 == 0
            told = read("res:a")
            assert told.returncode != 0 and "res:a -> res:b -> res:a" in told.stderr, told.stderr
            assert read("res:none").returncode != 0
            listed = subprocess.run([peers.pharos, "ls", "res:"], env=environment, capture_output=True, text=True, timeout=30)
            assert "double" in listed.stdout, listed.stdout

        def names():
            parsed = json.loads(run("name", "tango://foo:10000/a/b/c/d#label", "--json"))
            assert parsed["kinds"] == ["attribute", "configuration"] and parsed["device"] == "a/b/c", parsed
            assert "write eval:1+2" in run("name", "eval://1+2")
            for wrong in ("eval:}{", "tango://foo:99999/a/b/c", "eval:" + "{eval:" * 1000 + "1" + "}" * 1000,
                          "ros:/a\n", "nosuch:/a"):
                begun = time.monotonic()
                told = run("name", wrong, code=64)
                assert "at byte" in told and time.monotonic() - begun < 5, told[:300]

        for name, body in [
            ("expressions over topics, fields and parameters of a ROS graph", values),
            ("eval and res start no process", without_processes),
            ("every message of a topic gives one value", events),
            ("a killed node under an expression: it goes on", death),
            ("units: conversion, limits, set point, quality", units),
            ("a changed unit and errors are events", configuration_events),
            ("a changed set of publishers is an event", publishers),
            ("a system without events: one read for all listeners, errors told", polled),
            ("aliases, and a circle of them named", aliases),
            ("names of any scheme, without any system", names),
        ]:
            checks.check(name, body)
    checks.finish()


main()
