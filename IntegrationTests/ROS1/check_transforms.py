# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The library's transform buffer beside tf2's: thousands of random lookups, and both ends of /tf and /tf_static."""
import json
import math
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, free_port  # noqa: E402

import genpy  # noqa: E402
import tf2_py  # noqa: E402
from geometry_msgs.msg import TransformStamped  # noqa: E402
from steered import Steered  # noqa: E402

WORDS = {
    "LookupException": "lookup", "ConnectivityException": "connectivity", "ExtrapolationException": "extrapolation",
    "InvalidArgumentException": "invalidArgument",
}


def message(operation):
    stamped = TransformStamped()
    stamped.header.frame_id, stamped.child_frame_id = operation["parent"], operation["child"]
    stamped.header.stamp = genpy.Time(*operation["time"])
    numbers = [math.nan if number is None else number for number in operation["numbers"]]
    at, turn = stamped.transform.translation, stamped.transform.rotation
    at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w = numbers
    return stamped


def reference(core, operation):
    """What tf2 makes of an operation."""
    if operation["do"] == "insert":
        take = core.set_transform_static if operation.get("static") else core.set_transform
        take(message(operation), "test")
        return None
    try:
        if operation["do"] == "fixed":
            found = core.lookup_transform_full_core(
                operation["target"], genpy.Time(*operation["time"]), operation["source"],
                genpy.Time(*operation["sourceTime"]), operation["fixed"])
        else:
            found = core.lookup_transform_core(
                operation["target"], operation["source"], genpy.Time(*operation["time"]))
    except tf2_py.TransformException as error:
        return WORDS[type(error).__name__]
    at, turn = found.transform.translation, found.transform.rotation
    return {
        "time": [found.header.stamp.secs, found.header.stamp.nsecs],
        "numbers": [at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w],
    }


def differs(mine, theirs):
    if isinstance(mine, str) or isinstance(theirs, str):
        return mine != theirs
    if mine["time"] != theirs["time"]:
        return True
    place = max(abs(a - b) / max(1, abs(b)) for a, b in zip(mine["numbers"][:3], theirs["numbers"][:3]))
    # A rotation and its negative are the same; tf2's have the length that inexact ones in the tree give them.
    length = math.sqrt(sum(n * n for n in theirs["numbers"][3:]))
    same = abs(sum(a * b for a, b in zip(mine["numbers"][3:], theirs["numbers"][3:]))) / length
    return place > 1e-9 or abs(same - 1) > 1e-9


def rotation(rng, error=0.0):
    numbers = [rng.gauss(0, 1) for _ in range(4)]
    length = math.sqrt(sum(n * n for n in numbers)) or 1
    return [n / length * (1 + error) for n in numbers]


def scenario(rng):
    """A tree that is told of bit by bit, sometimes wrongly, and looked at all the while."""
    names = [f"f{number}" for number in range(rng.randint(2, 12))]
    if rng.random() < 0.2:
        names.append("/slash")
    parents = {name: rng.choice(names[:index] or ["root"]) for index, name in enumerate(names)}
    static = {name: rng.random() < 0.25 for name in names}
    times = {name: 100 * 10**9 for name in names}

    def stamp(nanoseconds):
        return [nanoseconds // 10**9, nanoseconds % 10**9]

    operations = []
    asked = names + ["root", "root2"] + (["nothing", "", "/f0"] if rng.random() < 0.3 else [])
    for _ in range(rng.randint(20, 120)):
        if rng.random() < 0.55:
            name = rng.choice(names)
            if rng.random() < 0.03:
                parents[name] = rng.choice(names + ["root2"])  # the tree changes, sometimes into a circle
            times[name] += rng.choice([10**8, 10**8, 3 * 10**8, 1, 0, -(10**8), 4 * 10**9, -(11 * 10**9)])
            times[name] = max(10**9, times[name])
            numbers = [rng.uniform(-10, 10) for _ in range(3)] + rotation(rng, rng.choice([0, 0, 0, 0, 0.003, 0.02]))
            if rng.random() < 0.02:
                numbers[rng.randrange(7)] = None
            operations.append({
                "do": "insert", "parent": parents[name] if rng.random() > 0.02 else rng.choice([name, ""]),
                "child": name if rng.random() > 0.01 else "", "time": stamp(times[name]), "numbers": numbers,
                "static": static[name]})
        else:
            def moment():
                kind = rng.random()
                if kind < 0.3:
                    return [0, 0]
                known = times[rng.choice(names)]
                return stamp(known if kind < 0.4 else max(1, known + rng.randint(-12 * 10**8, 2 * 10**8)))
            operation = {"do": "lookup", "target": rng.choice(asked), "source": rng.choice(asked), "time": moment()}
            if rng.random() < 0.25:
                operation.update({"do": "fixed", "sourceTime": moment(), "fixed": rng.choice(asked)})
            operations.append(operation)
    return operations


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        environment = peers.ros_environment(uri)
        peer = Steered(peers, uri, "transforms")

        def lookups():
            rng = random.Random(20260101)
            counts = {}
            for number in range(2000):
                operations = scenario(rng)
                core = tf2_py.BufferCore(genpy.Duration(10))
                theirs = [reference(core, operation) for operation in operations]
                peer.do("new")
                mine = peer.ask("batch", "answers", list=operations)["list"]
                for index, (own, other) in enumerate(zip(mine, theirs)):
                    if operations[index]["do"] == "insert":
                        continue
                    kind = other if isinstance(other, str) else "found"
                    counts[kind] = counts.get(kind, 0) + 1
                    assert not differs(own, other), (
                        f"scenario {number}, operation {index} {operations[index]}: {own} instead of {other}")
            print(f"        {sum(counts.values())} lookups: {counts}")
            assert sum(counts.values()) > 50_000 and all(counts.get(kind, 0) > 100 for kind in [
                "found", "lookup", "connectivity", "extrapolation", "invalidArgument"]), counts

        def refusals():
            good = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]
            rows = [
                ({"parent": "a", "child": "b"}, True), ({"parent": "a", "child": "b"}, "refused"),
                ({"parent": "a", "child": "a"}, "refused"), ({"parent": "", "child": "b"}, "refused"),
                ({"parent": "a", "child": ""}, "refused"), ({"parent": "a", "child": "b", "time": [80, 0]}, "refused"),
                ({"parent": "a", "child": "c", "numbers": [None] + good[1:]}, "refused"),
                ({"parent": "a", "child": "c", "numbers": [0.0] * 7}, "refused"),
                ({"parent": "/a", "child": "/c"}, True),
            ]
            peer.do("new")
            answers = peer.ask("batch", "answers", list=[
                {"do": "insert", "time": [100, 0], "numbers": good, **row} for row, _ in rows])["list"]
            assert answers == [expected for _, expected in rows], answers

        def rospy(text, seconds=30):
            done = subprocess.run(
                [PYTHON, "-c", "import rospy, tf2_ros, time, math\nfrom geometry_msgs.msg import TransformStamped\n"
                 "rospy.init_node('tf_probe', anonymous=True)\n" + text],
                env=environment, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout.splitlines()

        def listening():
            graph = Steered(peers, uri, "transforms", "__name:=graph_listener")
            peers.start([
                PYTHON, "-c", (
                    "import rospy, tf2_ros\nfrom geometry_msgs.msg import TransformStamped\n"
                    "rospy.init_node('mover')\n"
                    "fixed = tf2_ros.StaticTransformBroadcaster()\nmoving = tf2_ros.TransformBroadcaster()\n"
                    "def at(parent, child, x):\n    t = TransformStamped()\n"
                    "    t.header.stamp = rospy.Time.now()\n    t.header.frame_id, t.child_frame_id = parent, child\n"
                    "    t.transform.translation.x = x\n    t.transform.rotation.w = 1\n    return t\n"
                    "fixed.sendTransform([at('map', 'odom', 1), at('base', 'laser', 2)])\n"
                    "rate = rospy.Rate(50)\nn = 0\n"
                    "while not rospy.is_shutdown():\n    n += 1\n    moving.sendTransform(at('odom', 'base', n))\n"
                    "    rate.sleep()\n")], environment)
            graph.do("wait", target="map", source="laser", milliseconds=10_000)
            found = graph.event("found")["transform"]
            assert found["numbers"][0] > 3 and found["time"][0] > 0, found
            # A time that has not come yet is waited for.
            later = [found["time"][0] + 1, found["time"][1]]
            graph.do("wait", target="map", source="laser", time=later, milliseconds=5000)
            assert graph.event("found")["transform"]["time"] == later
            graph.do("wait", target="map", source="laser", time=[later[0] + 100, 0], milliseconds=300)
            missing = graph.event("missing")
            assert missing["code"] == "extrapolation" and "future" in missing["text"], missing
            graph.do("wait", target="map", source="nowhere", milliseconds=100)
            assert graph.event("missing")["code"] == "lookup"
            frames = {row["name"]: row for row in graph.ask("frames", "frames")["list"]}
            assert frames["laser"] == {
                "name": "laser", "parent": "base", "static": True, "authority": "/mover"}, frames
            graph.end()

        def command():
            def tf(*arguments, **more):
                return peers.run("tf", *arguments, "--master", uri, **more)

            tree = tf("tree", "--listen", "1").splitlines()
            place = tree.index("map")
            assert tree[place + 1].startswith("  odom  (static, /mover)"), tree
            assert tree[place + 2].startswith("    base  (") and " Hz, " in tree[place + 2], tree
            assert tree[place + 3].startswith("      laser  (static"), tree
            shown = json.loads(tf("echo", "map", "laser", "--count", "1", "--json"))
            assert shown["translation"]["x"] > 3 and shown["rotation"]["w"] == 1, shown
            assert "yaw" in tf("echo", "map", "laser", "--count", "2", "--rate", "10")
            assert "nowhere" in tf("echo", "map", "nowhere", "--timeout", "0.5", code=6)
            peers.run("tf", "tree", "--master", f"http://localhost:{free_port()}", code=7)

        def broadcasting():
            sender = Steered(peers, uri, "transforms", "__name:=graph_sender")
            turn = rotation(random.Random(7))
            for child, numbers in [("arm", [1.0, 2.0, 3.0] + turn), ("hand", [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])]:
                sender.do("send", static=True, parent="body" if child == "arm" else "arm", child=child, numbers=numbers)
            lines = rospy(
                "buffer = tf2_ros.Buffer()\nlistener = tf2_ros.TransformListener(buffer)\n"
                "t = buffer.lookup_transform('body', 'hand', rospy.Time(0), rospy.Duration(5)).transform\n"
                "print(t.translation.x, t.rotation.x)\n")
            # The one that came later did not push the first one out of the latched topic.
            core = tf2_py.BufferCore(genpy.Duration(10))
            core.set_transform_static(message({
                "parent": "body", "child": "arm", "time": [0, 0], "numbers": [1.0, 2.0, 3.0] + turn}), "test")
            core.set_transform_static(message({
                "parent": "arm", "child": "hand", "time": [0, 0], "numbers": [0.5, 0, 0, 0, 0, 0, 1]}), "test")
            expected = core.lookup_transform_core("body", "hand", genpy.Time(0)).transform
            x, rx = map(float, lines[-1].split())
            assert abs(x - expected.translation.x) < 1e-9 and abs(rx - expected.rotation.x) < 1e-9, lines
            sender.end()

        for name, body in [
            ("random lookups are tf2's: values, times and kinds of errors", lookups),
            ("what tf2 refuses is refused", refusals),
            ("/tf and /tf_static of tf2_ros; lookups that wait", listening),
            ("pharos tf: the tree, a frame in another", command),
            ("tf2_ros hears our static transforms", broadcasting),
        ]:
            checks.check(name, body)
        peer.end()
    checks.finish()


main()
