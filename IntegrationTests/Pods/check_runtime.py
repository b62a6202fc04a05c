# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A pod in a program: a project as PyPods lays it out, numpy's arrays in shared memory, and either side killed."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402
from pod_peers import TAIL  # noqa: E402

#: What PyPods' README shows.
HELLO = "def foo(x, y):\n    return x + y\n" + TAIL

ARRAYS = '''
import os
import numpy
import pharos_pod
kept = None
def ones(dtype, count): return numpy.ones(count, dtype)
def count_ones(array): return int((array == 1).sum())
def same(value): return value
def scale(array):
    array *= 2
    return array
def part(array): return array[:256]
def turned(array): return array.T
def made(count): return numpy.arange(count, dtype="f8")
def keep(array):
    global kept
    kept = array
def kept_sum(): return float(kept.sum())
def total(array): return float(array.sum())
def own():
    array = pharos_pod.empty((1000, 100), "f8")
    array[...] = 7
    return array
def scalars(): return [numpy.float64(1.5), numpy.int32(2), numpy.bool_(True), numpy.str_("s")]
def objects(): return numpy.array([object()])
def nested(array): return {"all": [array, array[0], (array,)]}
def dies(): os._exit(3)
def writes(path):
    try: open(path, "w").write("x")
    except OSError as error: return error.strerror
    return "done"
def connects():
    import socket
    try: socket.create_connection(("127.0.0.1", 9), 1)
    except OSError as error: return error.strerror
    return "done"
'''


def main():
    checks = Checks()
    with Peers() as peers:
        program = os.path.join(os.path.dirname(peers.pharos), "pod-runtime")
        root = os.path.join(peers.scratch, "project")
        for name, source in (("hello_world", HELLO), ("arrays", ARRAYS)):
            os.makedirs(os.path.join(root, "pods", name))
            with open(os.path.join(root, "pods", name, "pod.py"), "w") as file:
                file.write(source)

        def run(scenario, *arguments):
            done = subprocess.run([program, scenario, root, *arguments], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr[-2000:]
            return done.stdout.splitlines()

        def readme():
            assert run("readme") == ["foo(1, 2) = 3", "foo(1, y: 2) = 3"]

        def other_interpreter():
            place = os.path.join(peers.scratch, "venv")
            subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", place], check=True, timeout=60)
            assert run("readme", place + "/bin/python") == ["foo(1, 2) = 3", "foo(1, y: 2) = 3"]

        def numpy():
            said = run("numpy")
            assert said == [
                "types ok", "in place = true", "view = true", "transposed = true", "kept = 4999950000.0", "own = 7.0",
                "scalars = " + said[6].split(" = ", 1)[1], "objects = unsupportedValue", "nested = 3"], said
            assert "1.5" in said[6] and "2" in said[6] and "true" in said[6] and '"s"' in said[6], said[6]

        def pod_killed():
            said = run("held")
            assert said == ["ended with exit code 3", f"sum = {float(sum(range(1 << 20)))}", "again = 3.0"] or (
                float(said[1].split("=")[1]) == sum(range(1 << 20))), said

        def host_killed():
            before = set(os.listdir("/dev/shm"))
            program_process = subprocess.Popen([program, "wait", root], stdout=subprocess.PIPE, text=True)
            try:
                pid = int(program_process.stdout.readline().split("=")[1])
                assert os.path.exists(f"/proc/{pid}")
            finally:
                program_process.send_signal(signal.SIGKILL)
                program_process.wait(10)
            wait_until(lambda: not os.path.exists(f"/proc/{pid}"), 5, "the end of the pod")
            assert set(os.listdir("/dev/shm")) <= before, "names in /dev/shm"

        def sandbox():
            said = run("sandbox")
            assert said[:4] == [
                "numpy = 3.0", "write = done", "write = Permission denied", "connect = Permission denied"], said
            assert not os.path.exists("/tmp/pod-outside")
            for part in ("memory: applied", "processor time: applied", "open files: applied", "files: applied",
                         "network: applied", "dies with parent: applied", "processes: not asked for"):
                assert part in said[4], said[4]

        def descriptors():
            before, after = run("many")
            assert int(after.split("=")[1]) <= int(before.split("=")[1]) + 1, (before, after)

        checks.check("a project as PyPods lays it out", readme)
        checks.check("the interpreter of an environment", other_interpreter)
        checks.check("numpy's arrays, without copies", numpy)
        checks.check("a pod is killed while its array is held", pod_killed)
        checks.check("a program is killed while its pod works", host_killed)
        checks.check("nothing stays open of processes that ended", descriptors)
        checks.check("sandbox and limits hold, numpy works in them", sandbox)
    checks.finish()


main()
