# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Driver of bench.sh: interleaved runs, medians, ratios, peak memory."""
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

GENERATOR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Tests/RosPkgTests/Resources/trees.py")
LIST = "import rospkg; rospkg.RosPack().list()"
FIND = "import rospkg; rospkg.RosPack().get_path(%r)"
DEPENDS = """
import rospkg, sys, time
pack = rospkg.RosPack(); names = pack.list(); begin = time.perf_counter()
for name in names:
    try: pack.get_depends(name)
    except Exception: pass
    if time.perf_counter() - begin > 200: break
print(time.perf_counter() - begin)
"""


def once(command, env):
    begin = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def memory(command, env):
    """Peak resident set in MB, of a child of a child so that this process does not count."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
              "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-S", "-c", script] + command, env=env, capture_output=True, text=True)
    return int(done.stdout) / 1024


def measure(commands, repeats):
    times = {name: [] for name in commands}
    for _ in range(repeats):
        for name, (command, env) in commands.items():
            times[name].append(once(command, env))
    return {name: statistics.median(values) for name, values in times.items()}


def main():
    pharos, python, sizes = os.path.abspath(sys.argv[1]), sys.argv[2], [int(size) for size in sys.argv[3:]]
    prefix = ["pkg"] if os.path.basename(pharos) == "pharos" else []
    with tempfile.TemporaryDirectory() as scratch:
        tool = scratch + "/rospack"
        os.symlink(pharos, tool)
        for size in sizes:
            tree = "%s/t%d" % (scratch, size)
            subprocess.run([sys.executable, GENERATOR, "tree", "--out", tree, "--packages", str(size), "--seed", "1"],
                           check=True, stdout=subprocess.DEVNULL)
            env = {k: v for k, v in os.environ.items() if not k.startswith(("ROS", "AMENT", "CMAKE"))}
            env.update(json.load(open(tree + "/env.json")), HOME=scratch, AMENT_PREFIX_PATH="")
            name = sorted(os.listdir(tree + "/under/share"))[0]
            fresh, kept = dict(env, ROS_CACHE_TIMEOUT="0"), dict(env, ROS_CACHE_TIMEOUT="-1")
            cold = [pharos] + prefix
            commands = {
                "list, no cache: this": (cold + ["list", "--names", "--no-cache"], env),
                "list, no cache: rospack": (["/usr/bin/rospack", "list-names"], fresh),
                "list, no cache: python": ([python, "-c", LIST], env),
                "list, cached: this": ([tool, "list-names"], env),
                "list, cached: rospack": (["/usr/bin/rospack", "list-names"], kept),
                "find, cached: this": ([tool, "find", name], env),
                "find, cached: rospack": (["/usr/bin/rospack", "find", name], kept),
                "find, no cache: python": ([python, "-c", FIND % name], env),
            }
            time.sleep(0.5)
            measure(commands, 2)
            result = measure(commands, 5 if size > 5000 else 9)
            print("--- %d packages" % size)
            for key, value in result.items():
                print("%-28s %9.2f ms" % (key, value * 1000))
            for kind in ("list, no cache", "list, cached", "find, cached"):
                print("%-28s %9.2f x rospack" % (kind, result[kind + ": this"] / result[kind + ": rospack"]))
            print("%-28s %9.2f x python" % ("list, no cache", result["list, no cache: this"] / result["list, no cache: python"]))
            for key in ("list, no cache: this", "list, cached: this", "list, no cache: rospack", "list, no cache: python"):
                print("memory, %-28s %7.1f MB" % (key, memory(*commands[key])))
            profile = subprocess.run(cold + ["profile", "--json"], env=env, capture_output=True, text=True)
            ours = json.loads(profile.stdout)["closureMicroseconds"] / 1e6
            done = subprocess.run([python, "-c", DEPENDS], env=env, capture_output=True, text=True)
            theirs = float(done.stdout.split()[-1])
            print("dependencies of every package: this %.4f s, python %.2f s, ratio 1/%.0f" % (ours, theirs, theirs / ours))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
