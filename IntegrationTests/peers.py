# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Starts the genuine peers of an integration test on loopback, and ends all of them in reverse order."""
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xmlrpc.client

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"  # the interpreter for which Debian installs rospy


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resources_of(pid):
    """A process's descriptors, threads, and resident memory in KiB."""
    with open(f"/proc/{pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return [len(os.listdir(f"/proc/{pid}/fd")), int(fields["Threads"]), int(fields["VmRSS"].split()[0])]


def wait_until(condition, seconds, what):
    """Polls until `condition` gives something true; fails with what was waited for, text or what gives it."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what() if callable(what) else what}")
        time.sleep(0.05)


class Peers:
    """A scratch folder, and every process that was started in it."""

    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="pharos-it-")
        self.runtime = os.path.join(self.scratch, "run")
        os.mkdir(self.runtime, 0o700)
        self.processes = []
        self.pharos = os.environ["PHAROS"]
        # What a user has who never sourced anything.
        self.bare = {"PATH": os.environ["PATH"], "HOME": self.scratch, "PHAROS_RUNTIME_DIR": self.runtime}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for name in os.listdir(self.runtime):
            if name.endswith(".node"):
                with open(os.path.join(self.runtime, name)) as record:
                    for line in record:
                        if line.startswith("pid="):
                            try:
                                os.kill(int(line[4:]), signal.SIGKILL)
                            except ProcessLookupError:
                                pass
        shutil.rmtree(self.scratch, ignore_errors=True)

    def start(self, command, environment=None, **more):
        log = open(os.path.join(self.scratch, f"log{len(self.processes)}"), "w")
        process = subprocess.Popen(
            command, env=environment or self.bare, stdin=more.pop("stdin", subprocess.DEVNULL),
            stdout=more.pop("stdout", log), stderr=more.pop("stderr", subprocess.STDOUT), **more)
        self.processes.append(process)
        return process

    # --- the genuine ROS -------------------------------------------------------------------------------------

    def ros_environment(self, uri):
        return {
            "PATH": os.environ["PATH"], "HOME": self.scratch, "ROS_HOME": self.scratch + "/ros",
            "ROS_MASTER_URI": uri, "ROS_HOSTNAME": "localhost", "PYTHONUNBUFFERED": "1",
        }

    def roscore(self, port=None):
        port = port or free_port()
        uri = f"http://localhost:{port}"
        process = self.start(["roscore", "-p", str(port)], self.ros_environment(uri))
        def answers():
            assert process.poll() is None, "roscore ended"
            try:
                master = xmlrpc.client.ServerProxy(uri)
                return master.lookupNode("/test", "/rosout")[0] == 1
            except OSError:
                return False

        wait_until(answers, 30, "roscore")
        return uri, process

    def rosmaster(self, port=None):
        """The genuine master alone: one process, so that it can be killed and stopped."""
        port = port or free_port()
        uri = f"http://localhost:{port}"
        process = self.start(["rosmaster", "--core", "-p", str(port)], self.ros_environment(uri))

        def answers():
            assert process.poll() is None, "rosmaster ended"
            try:
                return xmlrpc.client.ServerProxy(uri).getPid("/test")[0] == 1
            except OSError:
                return False

        wait_until(answers, 30, "rosmaster")
        return uri, process

    def rospy(self, script, uri, *arguments):
        return self.start([PYTHON, os.path.join(HERE, "Peers", script), *arguments], self.ros_environment(uri))

    def compiled(self, source, *more):
        """A roscpp program, compiled once per run; `more`: what else it needs, as the compiler is told."""
        target = os.path.join(self.scratch, os.path.splitext(os.path.basename(source))[0])
        if not os.path.exists(target):
            flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "roscpp"], text=True).split()
            subprocess.check_call(["g++", "-O1", "-o", target, os.path.join(HERE, source), *flags, *more])
        return target

    # --- pharos ----------------------------------------------------------------------------------------------

    def run(self, *arguments, timeout=20, code=0, environment=None):
        """Runs the CLI; checks its exit code (`None`: any will do) and gives what it printed."""
        done = subprocess.run(
            [self.pharos, *arguments], env=environment or self.bare, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=timeout)
        assert code is None or done.returncode == code, (
            f"pharos {' '.join(arguments)} ended with {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
        return done.stderr if code else done.stdout

    def node(self, scheme):
        """What the one running node of a scheme says of itself; `None` where there is none."""
        rows = [row for row in json.loads(self.run("node", "ps", "--json")) if row["scheme"] == scheme]
        assert len(rows) < 2, rows
        return rows[0] if rows else None


class Checks:
    """Runs functions as checks, prints a line each, and gives the exit code."""

    def __init__(self):
        self.passed = 0
        self.failed = []

    def check(self, name, body):
        started = time.monotonic()
        try:
            body()
        except Exception as error:  # noqa: BLE001 - a check may fail in any way
            self.failed.append(name)
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
            return
        self.passed += 1
        print(f"ok      {name} ({time.monotonic() - started:.1f} s)", flush=True)

    @contextlib.contextmanager
    def setting_up(self):
        """What all the checks need: when it fails, it is the one check that does, with its reason."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - as above
            self.failed.append("what the checks need")
            print(f"FAILED  what the checks need: {type(error).__name__}: {error}", flush=True)
            self.finish()

    def finish(self):
        print(f"{self.passed} passed, {len(self.failed)} failed", flush=True)
        sys.exit(1 if self.failed else 0)
