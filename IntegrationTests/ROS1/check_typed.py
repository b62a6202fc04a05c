# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Typed messages beside genpy, byte for byte, and typed nodes and clients beside rospy and roscpp."""
import io
import json
import os
import random
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, wait_until  # noqa: E402

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import genpy  # noqa: E402
import genpy.dynamic  # noqa: E402
import genpy.generator  # noqa: E402
import genpy.message  # noqa: E402

BIN = os.path.dirname(os.environ["PHAROS"])
LIMITS = {"int8": 8, "byte": 8, "int16": 16, "int32": 32, "int64": 64}
UNSIGNED = {"uint8": 8, "char": 8, "uint16": 16, "uint32": 32, "uint64": 64}


def installed(name):
    """genpy's class of a type; `None` where Debian has none."""
    return genpy.message.get_message_class(name) or service_half(name)


def service_half(name):
    for suffix in ("Request", "Response"):
        if name.endswith(suffix):
            service = genpy.message.get_service_class(name[:-len(suffix)])
            return service and getattr(service, f"_{suffix.lower()}_class")
    return None


def fill(message, chance, depth=0):
    """Random values in every field."""
    for name, kind in zip(message.__slots__, message._slot_types):
        base, brackets, count = kind.partition("[")
        if not brackets:
            setattr(message, name, value(base, chance, depth))
            continue
        count = int(count[:-1]) if count != "]" else chance.randint(0, 4 if depth < 2 else 1)
        if base in ("uint8", "char"):
            setattr(message, name, bytes(chance.randrange(256) for _ in range(count)))
        else:
            setattr(message, name, [value(base, chance, depth) for _ in range(count)])
    return message


def value(kind, chance, depth):
    if kind == "bool":
        return chance.random() < 0.5
    if kind in LIMITS:
        return chance.randint(-(1 << LIMITS[kind] - 1), (1 << LIMITS[kind] - 1) - 1)
    if kind in UNSIGNED:
        return chance.randrange(1 << UNSIGNED[kind])
    if kind == "float32":
        return struct.unpack("<f", struct.pack("<f", chance.uniform(-1e9, 1e9)))[0]
    if kind == "float64":
        return chance.choice([chance.uniform(-1e9, 1e9), float("nan"), float("inf"), -0.0])
    if kind == "string":
        return "".join(chance.choice("abc é€😀\n\"") for _ in range(chance.randint(0, 20)))
    if kind == "time":
        return genpy.Time(chance.randrange(1 << 32), chance.randrange(10 ** 9))
    if kind == "duration":
        return genpy.Duration(chance.randint(-(1 << 31), (1 << 31) - 1), chance.randrange(10 ** 9))
    return fill(installed(kind if "/" in kind else "std_msgs/" + kind)(), chance, depth + 1)


def serialized(message):
    buffer = io.BytesIO()
    message.serialize(buffer)
    return buffer.getvalue()


def main():
    checks = Checks()
    chance = random.Random(11)
    echo = subprocess.Popen([os.path.join(BIN, "ros1-typed-echo")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(line):
        echo.stdin.write(line + "\n")
        echo.stdin.flush()

    ask("types")
    types = []
    while (line := echo.stdout.readline().strip()) != "end":
        types.append(json.loads(line))
    messages = [entry for entry in types if entry[2] or entry[0].endswith(("Request", "Response", "Empty"))]
    classes = {name: installed(name) for name, _, _ in types}

    def fingerprints():
        known = 0
        for name, md5, _ in types:
            kind = classes[name] or genpy.message.get_service_class(name)
            if kind is None:
                assert name.partition("/")[0].endswith("tutorials"), f"Debian has no {name}"
                continue
            assert kind._md5sum == md5, f"{name}: {md5} instead of {kind._md5sum}"
            known += 1
        assert known > 150, known

    def random_messages():
        count = 0
        for name, _, _ in messages:
            if classes[name] is None:
                continue
            for _ in range(20):
                body = serialized(fill(classes[name](), chance))
                ask(f"{name} {body.hex()}")
                answer = echo.stdout.readline().split()
                assert answer == ["ok", body.hex()] or (answer == ["ok"] and not body), f"{name}: {answer} for {body.hex()}"
                classes[name]().deserialize(bytes.fromhex("".join(answer[1:])))
                count += 1
        assert count > 2500, count

    def definitions():
        for name, md5, definition in messages:
            if name.startswith("roscpp_tutorials") or name.startswith("rospy_tutorials"):
                continue
            if classes[name] is None or name.endswith(("Request", "Response")):
                continue
            # genpy reads our definition and means the same type and bytes by it.
            made = genpy.dynamic.generate_dynamic(name, definition)[name]
            assert made._md5sum == md5, f"{name}: {made._md5sum} instead of {md5}"
            body = serialized(fill(classes[name](), chance))
            assert serialized(made().deserialize(body)) == body, name

    def truncated():
        for name, _, _ in messages:
            if classes[name] is None:
                continue
            body = serialized(fill(classes[name](), chance))
            if not body:
                continue
            ask(f"{name} {body[:-1].hex()}")
            answer = echo.stdout.readline()
            assert answer.startswith("error " + name), f"{name}: {answer}"

    def command():
        with Peers() as peers:
            text = peers.run("generate", "messages", "nav_msgs/Odometry", "std_srvs/SetBool", "tf2_msgs", "--standalone")
            for what in ("cd5e73d190d741a2f92e81eda573aca7", "public enum SetBool: ROSMessages.ROSService",
                         "public enum GeometryMsgs", "public struct LookupTransformAction"):
                assert what in text, what
            assert "import StandardMessages" not in text
            folder = os.path.join(peers.scratch, "my_msgs", "msg")
            os.makedirs(folder)
            with open(os.path.join(folder, "Pair.msg"), "w") as file:
                file.write("geometry_msgs/Pose[2] poses # two of them\n")
            written = peers.run("generate", "messages", os.path.join(folder, "Pair.msg"), "--output", peers.scratch)
            assert written.strip() == peers.scratch + "/my_msgs.swift", written
            with open(peers.scratch + "/my_msgs.swift") as file:
                text = file.read()
            assert "public import StandardMessages" in text and "InlineArray<2, GeometryMsgs.Pose>" in text, text
            problem = peers.run("generate", "messages", "no_msgs/Thing", code=1)
            assert "no_msgs/Thing" in problem and "/usr/share" in problem, problem

    checks.check("fingerprints of all standard types are genpy's", fingerprints)
    checks.check("random messages of all types are read and written as genpy does", random_messages)
    checks.check("genpy reads the definitions", definitions)
    checks.check("messages that lack a byte are refused by name", truncated)
    checks.check("pharos generate messages", command)
    echo.stdin.close()
    echo.wait(10)

    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = peers.ros_environment(uri)
        system = "ros://" + uri[len("http://"):]
        peers.start([os.path.join(BIN, "typed-messages"), "node", uri], environment)
        driver = peers.start([peers.compiled("Peers/typed_imu.cpp")], environment, stdout=subprocess.PIPE, text=True)

        def roscpp_calls():
            answer = driver.stdout.readline().split()
            assert answer == ["1", "1", "on"], answer

        def rospy_receives():
            # rospy has no class of this type: what it knows of it comes with the connection.
            program = (
                "import rospy, genpy.dynamic, sys\nrospy.init_node('probe', anonymous=True)\n"
                "raw = rospy.wait_for_message('/tilt', rospy.AnyMsg, 10)\n"
                "header = raw._connection_header\n"
                "made = genpy.dynamic.generate_dynamic(header['type'], header['message_definition'])[header['type']]\n"
                "assert made._md5sum == header['md5sum'], header\n"
                "rospy.Subscriber('/tilt', made, lambda tilt: print(tilt.angle, tilt.is_leaning,\n"
                "    [a.x for a in tilt.accelerations], tilt.header.frame_id, tilt.LIMIT, flush=True))\n"
                "rospy.sleep(1)\n")
            done = subprocess.run([PYTHON, "-c", program], env=environment, capture_output=True, text=True, timeout=30)
            lines = done.stdout.splitlines()
            assert done.returncode == 0 and len(lines) > 5, done.stdout + done.stderr
            angle, rest = lines[-1].split(" ", 1)
            leaning, accelerations = rest.split(" ", 1)
            first = float(accelerations[1:].split(",")[0])
            assert abs(float(angle) - first * 0.01) < 1e-6 or first > 314, lines[-1]
            assert accelerations.startswith(f"[{first}, {first - 1}, {first - 2}] imu_link 0.3"), lines[-1]
            assert leaning == str(float(angle) > 0.3), lines[-1]

        def client():
            done = subprocess.run([os.path.join(BIN, "typed-messages"), "client", system], env=peers.bare,
                                  capture_output=True, text=True, timeout=60)
            lines = done.stdout.splitlines()
            assert done.returncode == 0 and lines[0] == "switched on" and len(lines) > 1, done.stdout + done.stderr
            angle, third = float(lines[-1].split()[1]), float(lines[-1].split()[3])
            assert abs(angle - (third + 2) * 0.01) < 1e-6 or third > 312, lines[-1]

        def rospy_switches():
            program = ("import rospy\nfrom std_srvs.srv import SetBool\nrospy.init_node('probe', anonymous=True)\n"
                       "print(rospy.ServiceProxy('/switch', SetBool)(False))\n")
            done = subprocess.run([PYTHON, "-c", program], env=environment, capture_output=True, text=True, timeout=30)
            assert "success: True" in done.stdout and "off" in done.stdout, done.stdout + done.stderr

        def generated_from_the_graph():
            text = peers.run("generate", "messages", "--topic", system + "/tilt", "--topic", system + "/switch")
            for what in ("public enum ExampleMsgs", "public struct Tilt", "InlineArray<3, GeometryMsgs.Vector3>",
                         "LIMIT: Swift.Double { 0.3 }", "import StandardMessages", "SetBool: ROSMessages.ROSService"):
                assert what in text, what + " is not in " + text

        def rospy_uses_what_a_client_offers():
            peers.start([os.path.join(BIN, "typed-messages"), "offer", system])
            program = ("import rospy\nfrom std_srvs.srv import Trigger\nfrom std_msgs.msg import Float64\n"
                       "rospy.init_node('probe', anonymous=True)\nrospy.wait_for_service('/report', 20)\n"
                       "print(rospy.wait_for_message('/limit', Float64, 20).data)\n"
                       "answer = rospy.ServiceProxy('/report', Trigger)()\nprint(answer.success, answer.message)\n")
            done = subprocess.run([PYTHON, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
            lines = done.stdout.split()
            assert lines[:1] == ["0.3"] and lines[2:] == ["imu_link"], done.stdout + done.stderr

        checks.check("roscpp calls a typed service", roscpp_calls)
        checks.check("rospy receives typed messages that roscpp's caused", rospy_receives)
        checks.check("a client watches and calls typed", client)
        checks.check("types of a running graph are generated", generated_from_the_graph)
        checks.check("rospy uses what a client offers typed", rospy_uses_what_a_client_offers)
        checks.check("rospy calls a typed service", rospy_switches)
    checks.finish()


main()
