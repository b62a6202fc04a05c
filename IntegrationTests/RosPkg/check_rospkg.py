#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Compares the drop-in mode and `pkg` with the genuine rospack, rosstack, rosversion and Python's rospkg.

Needs rospack-tools and python3-rospkg (Debian). $PHAROS is the program to test. One line per check; the exit code is
the number of checks that failed. The peers evaluate no conditions, so the tree that is generated has none.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

PHAROS = os.path.abspath(os.environ.get("PHAROS", "pharos"))
SUB = ["pkg"] if os.path.basename(PHAROS) == "pharos" else []
failures = 0


def check(name, good, detail=""):
    global failures
    print(("ok    " if good else "FAIL  ") + name + ("" if good else "  " + str(detail)[:600]), flush=True)
    failures += not good


def run(command, env):
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def make_tree(root, count=60):
    """Wet packages in two overlays, dry ones in stacks, a metapackage, exports; the same in every run."""
    rng = random.Random(4)
    for number in range(count):
        deps = sorted(rng.sample(range(number), min(number, rng.randint(0, 4))))
        tags = "".join("<run_depend>p%02d</run_depend><build_depend>p%02d</build_depend>" % (d, d) for d in deps)
        export = '<export><p00 plugin="${prefix}/plugin.xml"/></export>' if 0 in deps else ""
        base = os.path.join(root, rng.choice(["over", "under/group", "under"]), "p%02d" % number)
        write(base + "/package.xml", '<package><name>p%02d</name><version>0.%d.1</version><description>d</description>'
              '<maintainer email="a@example.org">A</maintainer><license>BSD</license>%s%s</package>'
              % (number, number, tags, export))
    write(root + "/under/p00/package.xml", open(next(
        os.path.join(d, f) for d, _, fs in os.walk(root) for f in fs if d.endswith("/p00"))).read().replace("0.0.1", "9.0.0"))
    write(root + "/stacks/st/stack.xml", "<stack><author>a</author><license>b</license></stack>")
    write(root + "/stacks/st/CMakeLists.txt", "rosbuild_make_distribution(1.4.2)\n")
    for name, needs in (("one", "p05"), ("two", "one")):
        write(root + "/stacks/st/%s/manifest.xml" % name,
              "<package><author>a</author><license>b</license><depend package='%s'/></package>" % needs)
    return ":".join(os.path.join(root, p) for p in ("over", "under", "stacks"))


def compare_rospack(tools, env):
    def both(tool, arguments, ordered=True):
        mine = run([os.path.join(tools, tool)] + arguments, env)
        theirs = run(["/usr/bin/" + tool] + arguments, env)
        shape = (lambda t: t) if ordered else (lambda t: sorted(t.split("\n")))
        good = mine[0] == theirs[0] and shape(mine[1]) == shape(theirs[1])
        check(" ".join([tool] + arguments), good, "%r, expected %r" % (mine, theirs))

    both("rospack", ["list"], False)
    both("rospack", ["list-names"], False)
    both("rosstack", ["list"], False)
    names = ["p%02d" % n for n in range(0, 60, 3)] + ["one", "two"]
    for name in names:
        both("rospack", ["find", name])
        both("rospack", ["depends", name])
        both("rospack", ["depends1", name])
    for name in names[:6]:
        both("rospack", ["depends-on", name], False)
        both("rospack", ["depends-on1", name], False)
    for name in ("p09", "p12"):
        both("rospack", ["depends-indent", name])
        both("rospack", ["depends-manifests", name])
    both("rospack", ["depends-why", "--target=p00", "p15"])
    both("rospack", ["plugins", "--attrib=plugin", "p00"], False)
    both("rospack", ["find", "missing"])
    both("rosstack", ["contains", "one"])
    both("rosstack", ["contents", "st"], False)
    both("rosversion", ["p03"])
    both("rosversion", ["st"])
    both("rosversion", ["missing"])


def compare_debian(env):
    clean = {k: v for k, v in env.items() if k != "ROS_PACKAGE_PATH"}
    code, out, _ = run([PHAROS] + SUB + ["list", "--json"], clean)
    mine = {p["name"]: p["path"] for p in json.loads(out or "[]")} if code == 0 else {}
    script = "import rospkg, json; r = rospkg.RosPack(); print(json.dumps({n: r.get_path(n) for n in r.list()}))"
    theirs = json.loads(run(["/usr/bin/python3", "-c", script], clean)[1] or "{}")
    check("packages of the operating system, nothing sourced", mine == theirs and mine, set(mine) ^ set(theirs))


def check_json(env):
    for arguments in (["list"], ["depends", "p12"], ["depends-on", "p00"], ["why", "p15", "p00"], ["problems"],
                      ["versions"], ["env"], ["os"], ["profile"], ["plugins", "p00"], ["find", "p00"]):
        code, out, err = run([PHAROS] + SUB + arguments + ["--json"], env)
        try:
            json.loads(out)
            good = code in (0, 1)
        except ValueError:
            good = False
        check("pkg %s --json" % arguments[0], good, (code, out[:200], err[:200]))
    code, out, err = run([PHAROS] + SUB + ["find", "p0"], env)
    check("not found names the paths searched", code == 1 and env["ROS_PACKAGE_PATH"].split(":")[0] in err
          and re.search("Did you mean: p0", err) is not None, err)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        root = os.path.realpath(scratch)
        tools = os.path.join(root, "bin")
        os.makedirs(tools)
        for name in ("rospack", "rosstack", "rosversion"):
            os.symlink(PHAROS, os.path.join(tools, name))
        env = {k: v for k, v in os.environ.items() if not k.startswith(("ROS_", "AMENT_", "COLCON_", "CMAKE_"))}
        env.update(HOME=root + "/home", ROS_CACHE_TIMEOUT="0", ROS_PACKAGE_PATH=make_tree(root + "/tree"))
        os.makedirs(env["HOME"])
        compare_rospack(tools, env)
        check_json(env)
        compare_debian(env)
    print("%d failed" % failures)
    return min(failures, 125)


if __name__ == "__main__":
    sys.exit(main())
