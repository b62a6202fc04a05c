# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Starting a node where something is in the way: what a crashed machine left, directories that cannot be used, other
users, other versions, nodes that die at once. Each has one clear outcome."""
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, Checks, Peers, wait_until  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "Peers"))
import wire_client as wire  # noqa: E402

NOBODY = 65534


def main():
    checks = Checks()
    with Peers() as peers:

        def files(end):
            return [os.path.join(peers.runtime, name) for name in os.listdir(peers.runtime) if name.endswith(end)]

        def pid():
            return peers.node("mock")["pid"]

        def fresh():
            """No node, and what one leaves that is killed."""
            peers.run("ls", "mock:")
            process = pid()
            os.kill(process, signal.SIGKILL)
            wait_until(lambda: not alive(process), 5, "the node's end")
            assert files(".sock") and files(".node") and files(".lock"), os.listdir(peers.runtime)
            return files(".sock")[0], files(".node")[0]

        def alive(process):
            try:
                with open(f"/proc/{process}/stat") as stat:
                    return stat.read().rpartition(")")[2].split()[0] != "Z"
            except FileNotFoundError:
                return False

        def crashed_machine():
            """Socket, locks and record of another life; the lock is of the file, so nobody holds it."""
            path, _ = fresh()
            for start in files(".start"):
                open(start, "w").write("left behind")
            peers.run("mock", "add", "mock:/a", "--value", "1")
            assert peers.run("read", "mock:/a").strip() == '{"data":1}', peers.run("read", "mock:/a")
            assert wire.sockets(peers.runtime) == [path]
            peers.run("node", "stop", "mock:")
            # A file where the socket should be, and one that nobody may read.
            open(path, "w").write("no socket")
            os.chmod(path, 0)
            peers.run("ls", "mock:")
            peers.run("node", "stop", "mock:")
            assert not files(".sock")

        def process_number_in_use():
            """The record names a process that lives and is no node: it is left alone, and nothing is believed of it."""
            _, record = fresh()
            bystander = peers.start(["sleep", "1000"])
            text = re.sub(r"pid=\d+", f"pid={bystander.pid}", open(record).read())
            open(record, "w").write(text)
            assert "no node" in peers.run("node", "ps")
            peers.run("node", "stop", "mock:")
            peers.run("ls", "mock:")
            assert pid() != bystander.pid and f"pid={pid()}" in open(record).read()
            peers.run("node", "stop", "mock:")
            assert bystander.poll() is None, "a process that is no node was killed"
            bystander.kill()
            # The start lock held by somebody who lives but never starts anything: said so after the start time.
            fresh()
            with open(files(".start")[0]) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                waiting = subprocess.Popen(
                    [peers.pharos, "ls", "mock:"], env=peers.bare, text=True, stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE)
                time.sleep(2)
                assert waiting.poll() is None and not alive_nodes(), "the start lock was not respected"
            _, told = waiting.communicate(timeout=20)
            assert waiting.returncode == 0, told

        def alive_nodes():
            return json.loads(peers.run("node", "ps", "--json"))

        def stopped_node():
            """A node that is stopped is no dead one: nobody starts a second, everybody's wait ends."""
            peers.run("ls", "mock:")
            process = pid()
            path = wire.sockets(peers.runtime)[0]
            os.kill(process, signal.SIGSTOP)
            held = []
            try:
                # Its queue of connections is full.
                while len(held) < 2000:
                    one = socket.socket(socket.AF_UNIX)
                    one.setblocking(False)
                    held.append(one)
                    one.connect(path)
            except BlockingIOError:
                pass
            try:
                begun = time.monotonic()
                told = peers.run("ls", "mock:", timeout=60, code=7)
                assert time.monotonic() - begun < 40 and "not ready" in told, told
                records = [line for line in open(files(".node")[0]) if line.startswith("pid=")]
                assert records == [f"pid={process}\n"], records
            finally:
                for one in held:
                    one.close()
                os.kill(process, signal.SIGCONT)
            peers.run("ls", "mock:")
            assert pid() == process
            peers.run("node", "stop", "mock:")

        def directories():
            def told(path, code=1):
                return peers.run("ls", "mock:", code=code, environment=dict(peers.bare, PHAROS_RUNTIME_DIR=path))

            assert "too long for Unix sockets" in told("/tmp/" + "x" * 110)
            assert "PHAROS_RUNTIME_DIR" in told("/tmp/" + "x" * 110)
            assert "cannot be made" in told("/proc/pharos") and "directory that you may write" in told("/proc/pharos")
            file = os.path.join(peers.scratch, "file")
            open(file, "w").close()
            assert "is not a directory" in told(file)
            link = os.path.join(peers.scratch, "link")
            os.symlink(peers.runtime, link)
            assert "is not a directory" in told(link), "a link is followed"
            # The longest path that fits, works.
            # 107 bytes hold the directory, a slash, and the longest socket's name of 38; mkdtemp adds 8.
            place = tempfile.mkdtemp(prefix="p" * (107 - 1 - 38 - len("/tmp/") - 8), dir="/tmp")
            try:
                environment = dict(peers.bare, PHAROS_RUNTIME_DIR=place)
                peers.run("ls", "mock:", environment=environment)
                peers.run("node", "stop", "mock:", environment=environment)
            finally:
                shutil.rmtree(place)

        def as_nobody(directory, *arguments):
            """Runs the command line as another user; gives exit code and what it said."""
            environment = {"PATH": os.environ["PATH"], "HOME": "/", "PHAROS_RUNTIME_DIR": directory}
            if not directory:
                environment = {"PATH": os.environ["PATH"], "HOME": "/", "TMPDIR": shared}
            done = subprocess.run(
                ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", program, *arguments],
                env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
            return done.returncode, done.stdout + done.stderr

        # A place that both users can use, as /tmp is, and a copy of the program that both can run.
        shared = tempfile.mkdtemp(prefix="pharos-users-", dir="/tmp")
        os.chmod(shared, 0o1777)
        program = os.path.join(shared, "pharos")
        shutil.copy(peers.pharos, program)
        os.chmod(program, 0o755)

        def read_only_directory():
            place = os.path.join(shared, "readonly")
            os.mkdir(place)
            os.chown(place, NOBODY, NOBODY)
            os.chmod(place, 0o500)
            code, told = as_nobody(place, "ls", "mock:")
            assert code == 1 and "is not writable" in told, (code, told)

        def two_users():
            own = dict(peers.bare, TMPDIR=shared)
            del own["PHAROS_RUNTIME_DIR"]
            peers.run("mock", "add", "mock:/whose", "--value", '"mine"', environment=own)
            code, told = as_nobody("", "mock", "add", "mock:/whose", "--value", '"theirs"')
            assert code == 0, told
            assert "mine" in peers.run("read", "mock:/whose", environment=own)
            assert "theirs" in as_nobody("", "read", "mock:/whose")[1]
            mine, theirs = os.path.join(shared, f"pharos-{os.getuid()}"), os.path.join(shared, f"pharos-{NOBODY}")
            for directory, user in ((mine, os.getuid()), (theirs, NOBODY)):
                status = os.stat(directory)
                assert status.st_uid == user and status.st_mode & 0o777 == 0o700, (directory, status)
                node = os.stat(wire.sockets(directory)[0])
                assert node.st_uid == user and node.st_mode & 0o777 == 0o600
            # Neither uses the other's directory …
            code, told = as_nobody(mine, "ls", "mock:")
            assert code == 1 and f"belongs to user {os.getuid()}, not to you ({NOBODY})" in told, told
            told = peers.run("ls", "mock:", code=1, environment=dict(own, PHAROS_RUNTIME_DIR=theirs))
            assert f"belongs to user {NOBODY}, not to you ({os.getuid()})" in told, told
            # … and who gets at the socket all the same is refused by the node itself, in words, and logged.
            try:
                wire.WireClient(wire.sockets(theirs)[0])
                raise AssertionError("another user's process was let in")
            except wire.Refused as refused:
                assert refused.code == "environment", refused
                assert f"belongs to user {NOBODY} and takes no connections of user {os.getuid()}" in refused.message
            assert "another user's process was refused" in as_nobody("", "node", "logs", "mock:")[1]
            assert "theirs" in as_nobody("", "read", "mock:/whose")[1], "the refusal did some harm"
            peers.run("node", "stop", "mock:", environment=own)
            assert as_nobody("", "node", "stop", "mock:")[0] == 0

        def foreign_directory_first():
            """Somebody else made the directory that would be ours: refused, not used."""
            place = os.path.join(shared, "other")
            os.mkdir(place)
            os.mkdir(os.path.join(place, f"pharos-{os.getuid()}"), 0o700)
            os.chown(os.path.join(place, f"pharos-{os.getuid()}"), NOBODY, NOBODY)
            environment = dict(peers.bare, TMPDIR=place)
            del environment["PHAROS_RUNTIME_DIR"]
            assert "belongs to user" in peers.run("ls", "mock:", code=1, environment=environment)

        def versions():
            peers.run("mock", "add", "mock:/v", "--value", "1")
            path = wire.sockets(peers.runtime)[0]
            for lowest, highest in [(0, 0), (2, 9), (7, 3), (1 << 31, (1 << 32) - 1)]:
                try:
                    wire.WireClient(path, versions=(lowest, highest))
                    raise AssertionError(f"versions {lowest} to {highest} were accepted")
                except wire.Refused as refused:
                    assert refused.code == "versionMismatch", refused
                    assert f"speaks protocol versions 1 to 1, the client {lowest} to {highest}" in refused.message
                    assert "pharos node stop" in refused.message
            # Who also speaks ours is welcome, whatever else it speaks.
            for versions in [(0, 1), (1, 99), (0, 4_000_000_000)]:
                with wire.WireClient(path, versions=versions) as client:
                    assert client.welcome[1] == [1] and client.list() == ["/v"]
            # And the other way round: a newer node, as an older client sees it.
            peers.run("node", "stop", "mock:")
            with newer_node(path):
                told = peers.run("ls", "mock:", code=7)
                assert "speaks protocol versions 5 to 6" in told and "versionMismatch" in told, told
            os.unlink(path)
            peers.run("ls", "mock:")

        class newer_node:
            """Something that answers as a node of another version would."""

            def __init__(self, path):
                self.path = path

            def __enter__(self):
                code = (
                    "import socket, sys\n"
                    f"sys.path.insert(0, {os.path.join(HERE, 'Peers')!r})\n"
                    "import wire_client as wire\n"
                    f"server = socket.socket(socket.AF_UNIX); server.bind({self.path!r}); server.listen()\n"
                    "words = 'this node speaks protocol versions 5 to 6, the client 1 to 1'\n"
                    "while True:\n"
                    "    client, _ = server.accept(); client.recv(100)\n"
                    "    client.sendall(wire.frame(wire.FAILURE, 0, wire.message(f1='versionMismatch', f2=words)))\n"
                    "    client.close()\n")
                self.process = peers.start([sys.executable, "-c", code])
                wait_until(lambda: os.path.exists(self.path), 10, "the newer node")
                time.sleep(0.2)

            def __exit__(self, *_):
                self.process.kill()
                self.process.wait()

        def dies_at_once():
            """A plug-in that cannot start: tried a few times with growing pauses, then given up with its own words."""
            plugins = os.path.join(peers.scratch, "plugins")
            os.mkdir(plugins)
            tries = os.path.join(peers.scratch, "tries")
            plugin = os.path.join(plugins, "pharos-node-xyz")
            environment = dict(peers.bare, PATH=plugins + ":" + peers.bare["PATH"])

            def write(body):
                open(tries, "w").close()
                with open(plugin, "w") as file:
                    file.write(f"#!/bin/sh\ndate +%s.%N >> {tries}\n{body}\n")
                os.chmod(plugin, 0o755)

            write("echo 'the licence of xyz has run out' >&2\nexit 3")
            told = peers.run("ls", "xyz:", code=7, environment=environment)
            times = [float(line) for line in open(tries)]
            assert "died 6 times" in told and "is not started again for" in told, told
            assert "exit code 3" in told and "the licence of xyz has run out" in told and "nodeUnavailable" in told, told
            assert len(times) == 6, times
            # 50, 100, 200, 400 ms, at least half of each by the jitter, and the first one at once.
            pauses = [later - earlier for earlier, later in zip(times, times[1:])]
            assert all(pause >= least for pause, least in zip(pauses[1:], (0.025, 0.05, 0.1, 0.2))), pauses
            # A subscription ends with the same reason.
            told = peers.run("watch", "xyz:/a", code=7, environment=environment)
            assert "the licence of xyz has run out" in told, told
            # By a signal.
            write("kill -SEGV $$")
            told = peers.run("ls", "xyz:", code=7, environment=environment)
            assert "signal 11" in told and "died 6 times" in told, told
            # What will not be different the next time is tried once.
            write("echo 'what is --grace?' >&2\nexit 64")
            told = peers.run("ls", "xyz:", code=7, environment=environment)
            assert "exit code 64" in told and "what is --grace?" in told, told
            assert len(open(tries).readlines()) == 1

        def flaky_node():
            """A node that cannot be started again ends what waits for it, and one that can at last is used."""
            # The mock's node is replaced by one that dies until it is allowed to live.
            plugins = os.path.join(peers.scratch, "flaky")
            os.mkdir(plugins)
            allowed = os.path.join(peers.scratch, "allowed")
            plugin = os.path.join(plugins, "pharos-node-mock")
            with open(plugin, "w") as file:
                file.write(f"#!/bin/sh\n[ -e {allowed} ] || exit 3\nexec {peers.pharos} node mock \"$@\"\n")
            os.chmod(plugin, 0o755)
            open(allowed, "w").close()
            environment = dict(peers.bare, PATH=plugins + ":" + peers.bare["PATH"])
            peers.run("mock", "add", "mock:/w", "--value", "1", environment=environment)
            output = os.path.join(peers.scratch, "watched")
            watcher = peers.start(
                [peers.pharos, "ls", "mock:", "--watch"], environment, stdout=open(output, "w"))
            wait_until(lambda: "+ topic /w" in open(output).read(), 10, "the list")
            os.unlink(allowed)
            os.kill(pid(), signal.SIGKILL)
            assert watcher.wait(30) == 7, "a watch of a node that cannot be started goes on"
            # One that is well again after some deaths is used.
            tries = os.path.join(peers.scratch, "deaths")
            with open(plugin, "w") as file:
                file.write(f"#!/bin/sh\necho . >> {tries}\n[ $(wc -l < {tries}) -lt 4 ] && exit 3\n"
                           f"exec {peers.pharos} node mock \"$@\"\n")
            peers.run("ls", "mock:", environment=environment)
            assert len(open(tries).readlines()) == 4
            peers.run("node", "stop", "mock:")

        def vanished_meanwhile():
            """What a killed node listed and the next does not, is told as vanished."""
            peers.run("mock", "add", "mock:/kept", "--value", "1")
            output = os.path.join(peers.scratch, "list")
            watcher = peers.start([peers.pharos, "ls", "mock:", "--watch"], stdout=open(output, "w"))
            wait_until(lambda: "+ topic /kept" in open(output).read(), 10, "the list")
            os.kill(pid(), signal.SIGKILL)
            wait_until(lambda: "- topic /kept" in open(output).read(), 15, "the disappearance")
            peers.run("mock", "add", "mock:/next", "--value", "1")
            wait_until(lambda: open(output).read().count("+ topic /next") == 1, 10, "the next appearance")
            watcher.kill()

        try:
            for name, body in [
                ("socket, locks and record of a crashed machine", crashed_machine),
                ("a record with a process number that is another's now", process_number_in_use),
                ("a stopped node is waited for, and not for ever", stopped_node),
                ("directories that cannot be used", directories),
                ("a read-only directory", read_only_directory),
                ("two users: a node each, and none gets at the other's", two_users),
                ("a directory of ours that another user made", foreign_directory_first),
                ("older and newer clients and nodes", versions),
                ("a node that dies at once is given up with its reason", dies_at_once),
                ("a node that cannot be started again, and one that can at last", flaky_node),
                ("what vanished while there was no node", vanished_meanwhile),
            ]:
                checks.check(name, body)
        finally:
            shutil.rmtree(shared, ignore_errors=True)
    checks.finish()


main()
