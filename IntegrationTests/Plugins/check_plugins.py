# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Plug-ins from the command line: found, listed, used; and those that crash, hang, babble or speak another protocol."""
import filecmp
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Checks, Peers, wait_until  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
EXAMPLE = os.path.join(ROOT, "Examples", "Plugin")
ARTICLE = os.path.join(ROOT, "Sources", "Core", "PharosNode", "PharosNode.docc", "WritingAnInterface.md")

# What a plug-in that was not written with this library may do.
FOREIGN = '''
import os, socket, struct, sys, time
with open(sys.argv[0] + ".pids", "a") as pids:
    pids.write(f"{os.getpid()}\\n")
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
def socket_path(scheme):
    value = 0xcbf29ce484222325
    for byte in f"{scheme}\\0\\0".encode():
        value = ((value ^ byte) * 0x100000001b3) % 2**64
    return f"{options['--runtime-dir']}/{scheme}-{value:016x}.sock"
def clients(scheme):
    path = socket_path(scheme)
    if os.path.exists(path):
        os.unlink(path)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    while True:
        client, _ = server.accept()
        if client.recv(4096):
            yield client
        client.close()
def serve(scheme, answer):
    for client in clients(scheme):
        client.sendall(answer)
def frame(kind, payload):
    return struct.pack("<IBBHI", len(payload), kind, 0, 0, 0) + payload
'''


def main():
    checks = Checks()
    with Peers() as peers:
        binaries = os.path.dirname(os.path.realpath(peers.pharos))
        # The example's executable stands beside pharos in the build: it must be found in a directory of its own.
        program = os.path.join(peers.scratch, "program")
        plug_ins = os.path.join(peers.scratch, "plug-ins")
        bad = os.path.join(peers.scratch, "bad")
        for folder in [program, plug_ins, bad]:
            os.mkdir(folder)
        shutil.copy(peers.pharos, os.path.join(program, "pharos"))
        peers.pharos = os.path.join(program, "pharos")
        shutil.copy(os.path.join(binaries, "pharos-node-counter"), plug_ins)
        counter = os.path.join(plug_ins, "pharos-node-counter")
        environment = dict(peers.bare, PATH=f"{plug_ins}:{bad}:{os.environ['PATH']}")

        def run(*arguments, **more):
            return peers.run(*arguments, environment=environment, **more)

        def schemes():
            lines = run("schemes", "--json").splitlines()
            return {(entry["scheme"], entry.get("path", "")): entry for entry in map(json.loads, lines)}

        def fake(name, text, mode=0o755):
            path = os.path.join(bad, name)
            with open(path, "w") as file:
                file.write(text)
            os.chmod(path, mode)
            return path

        def python(scheme, text):
            return fake(f"pharos-node-{scheme}", f"#!{PYTHON}\n{FOREIGN}\n{text}\n")

        def others_work():
            assert run("read", "counter:/counters/main").strip().isdigit()
            run("ls", "mock:")

        def built_in():
            listed = schemes()
            assert listed["ros", ""]["from"] == "built in" and listed["ros", ""]["usable"]
            assert listed["mock", ""]["from"] == "built in"
            assert listed["eval", ""]["from"] == "within the program"
            assert listed["tango", ""]["from"] == "names only" and not listed["tango", ""]["usable"]
            assert listed["tango", ""]["case_sensitive"] is False
            assert "SCHEME" in run("schemes").splitlines()[0]
            for (scheme, _), entry in listed.items():
                if entry["from"] == "built in":
                    said = json.loads(run("node", scheme, "--describe"))
                    assert said["names"]["scheme"] == scheme, said

        def example_found():
            found = schemes()["counter", counter]
            assert found["version"] == "0.1.0" and found["usable"], found
            assert found["kinds"] == ["attribute", "authority"], found
            # With the manifest file the answer is the same and nothing was started.
            shutil.copy(os.path.join(EXAMPLE, "pharos-node-counter.json"), plug_ins)
            assert schemes()["counter", counter] == found
            printed = subprocess.run([counter, "--describe"], capture_output=True, text=True, timeout=10)
            with open(os.path.join(EXAMPLE, "pharos-node-counter.json")) as file:
                assert json.loads(printed.stdout) == json.load(file), printed.stdout

        def example_used():
            listed = run("ls", "counter:")
            assert "/counters/main" in listed and "/uptime" in listed and "/reset" in listed, listed
            run("write", "counter:/counters/main", "41")
            assert run("read", "counter:/counters/main").strip() == "41"
            assert "1000000" in run("write", "counter:/counters/main", "1000001", code=8)
            assert "counter" in run("describe", "counter:/counters/main")
            assert json.loads(run("call", "counter:/reset")) == {"counters": 1}
            assert "notFound" in run("read", "counter:/counters/other", code=3)
            assert float(run("read", "counter:/uptime").split()[0]) > 0

        def example_watched():
            printed = os.path.join(peers.scratch, "watched")
            watch = peers.start(
                [peers.pharos, "watch", "counter:/counters/main", "--all", "100"], environment,
                stdout=open(printed, "w"))
            wait_until(lambda: open(printed).read(), 5, "the first value")
            for value in range(1, 6):
                run("write", "counter:/counters/main", str(value))
            wait_until(lambda: [line.split()[-1] for line in open(printed).read().splitlines()][-5:]
                       == ["1", "2", "3", "4", "5"], 5, "five values, in order")
            watch.terminate()
            # A clock without events is polled.
            assert run("watch", "counter:/uptime", "--count", "3", timeout=10).count("\n") >= 3

        def example_killed():
            node = next(n for n in map(json.loads, [run("node", "ps", "--json")]) if n)
            pid = next(entry["pid"] for entry in node if entry["scheme"] == "counter")
            watch = peers.start([peers.pharos, "watch", "counter:/uptime"], environment)
            time.sleep(0.5)
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.3)
            assert run("read", "counter:/counters/main").strip() == "0"
            assert watch.poll() is None, "a watch goes on in the new node"
            watch.terminate()

        def crash_at_start():
            path = fake("pharos-node-crash", "#!/bin/sh\necho 'the licence has expired' >&2\nexit 3\n")
            told = run("read", "crash:/a", code=7)
            assert path in told and "exit code 3" in told and "the licence has expired" in told, told
            path = fake("pharos-node-signal", "#!/bin/sh\nkill -SEGV $$\n")
            told = run("read", "signal:/a", code=7)
            assert path in told and "signal 11" in told, told
            others_work()

        def crash_in_use():
            path = python("later", """
time.sleep(0.2)
print("about to divide by zero", file=sys.stderr, flush=True)
client = next(clients("later"))
pid = os.getpid()
welcome = bytes([8, 1, 17]) + bytes(8) + bytes([24]) + bytes([pid & 127 | 128, pid >> 7 & 127 | 128, pid >> 14])
client.sendall(frame(2, welcome))
client.recv(4096)
os._exit(9)
""")
            told = run("read", "later:/a", code=7)
            assert path in told and "exit code 9" in told and "about to divide by zero" in told, told
            others_work()

        def hang_at_start():
            path = fake("pharos-node-hang", f"#!{PYTHON}\nimport os, sys, time\n"
                        f"open({json.dumps(peers.scratch)} + '/hung', 'a').write(f'{{os.getpid()}}\\n')\n"
                        "print('waiting for the dongle', file=sys.stderr, flush=True)\ntime.sleep(600)\n")
            started = time.monotonic()
            told = run("read", "hang:/a", "--timeout", "1", code=7)
            assert time.monotonic() - started < 10, "it hung for too long"
            assert path in told and "not ready" in told and "waiting for the dongle" in told, told
            with open(peers.scratch + "/hung") as file:
                pids = [int(line) for line in file]
            wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") and
                                       open(f"/proc/{pid}/stat").read().split()[2] != "Z" for pid in pids),
                       3, "the hung process to be gone")
            others_work()

        def garbage():
            path = fake("pharos-node-babble", "#!/bin/sh\nprintf '\\033[2J\\007\\377\\376 PRESS ANY KEY'\nexit 0\n")
            told = run("read", "babble:/a", code=7)
            assert path in told and "exit code 0" in told and "PRESS ANY KEY" in told, told
            assert "\033" not in told and "\007" not in told, "what steers a terminal came through"
            others_work()

        def wrong_protocol():
            path = python("http", "serve('http', b'HTTP/1.0 200 OK\\r\\nServer: robot\\r\\n\\r\\n')")
            told = run("read", "http:/a", "--timeout", "3", code=1)
            assert path in told and "protocolViolation" in told, told
            path = python("newer", "serve('newer', frame(5, b'\\x0a\\x0fversionMismatch\\x12\\x11'"
                          " + b'I speak 7 to 9 now'[:17]))")
            told = run("read", "newer:/a", "--timeout", "3", code=7)
            assert path in told and "I speak 7 to 9 no" in told and "versionMismatch" in told, told
            path = fake("pharos-node-other", "#!/bin/sh\nexit 0\n")
            manifest = {"protocol": {"lowest": 8, "highest": 9}, "names": {"scheme": "other"}}
            fake("pharos-node-other.json", json.dumps(manifest), 0o644)
            told = run("read", "other:/a", code=7)
            assert path in told and "8 to 9" in told, told
            others_work()

        def unusable_listed():
            fake("pharos-node-plain", "not executable", 0o644)
            fake("pharos-node-torn", "#!/bin/sh\nexit 0\n")
            fake("pharos-node-torn.json", '{"protocol": {"lowest": 1', 0o644)
            shutil.copy(counter, os.path.join(bad, "pharos-node-counter"))
            started = time.monotonic()
            listed = schemes()
            assert time.monotonic() - started < 8, "the list waits for a plug-in that hangs"

            def problem(scheme):
                return listed[scheme, os.path.join(bad, "pharos-node-" + scheme)]["problem"]

            assert "not executable" in problem("plain")
            assert "pharos-node-torn.json" in problem("torn") and "JSON" in problem("torn")
            assert "8 to 9" in problem("other")
            assert "exit code 3" in problem("crash") and "licence" in problem("crash")
            assert "2.0 seconds" in problem("hang") and "killed" in problem("hang")
            assert "no manifest" in problem("babble")
            assert f"{counter} goes first" in problem("counter")
            assert listed["counter", counter]["usable"] and listed["mock", ""]["usable"]
            os.unlink(os.path.join(bad, "pharos-node-counter"))

        def nothing_there():
            told = run("read", "nosuch:/a", code=7)
            assert "pharos-node-nosuch" in told and "pharos schemes" in told, told
            assert "not executable" in run("read", "plain:/a", code=7)

        def init():
            made = os.path.join(peers.scratch, "made")
            run("plugin", "init", "counter", "--path", made, "--pharos", "../..")
            difference = filecmp.dircmp(made, EXAMPLE, ignore=[".build", "Package.resolved"])

            def same(folder):
                assert not folder.left_only and not folder.right_only and not folder.diff_files, (
                    folder.left_only, folder.right_only, folder.diff_files)
                for inner in folder.subdirs.values():
                    same(inner)

            same(difference)
            assert "not empty" in run("plugin", "init", "counter", "--path", made, "--pharos", "../..", code=1)
            other = os.path.join(peers.scratch, "other")
            run("plugin", "init", "my-lab", "--path", other, "--pharos", "https://example.org/swift/pharos.git")
            with open(other + "/Package.swift") as file:
                package = file.read()
            assert 'url: "https://example.org/swift/pharos.git"' in package and "MyLabInterface" in package, package
            with open(other + "/pharos-node-my-lab.json") as file:
                assert json.load(file)["names"]["scheme"] == "my-lab"
            text = subprocess.run(["grep", "-rhi", "{{\\|CounterInterface\\|node-counter", other], capture_output=True)
            assert not text.stdout, text.stdout
            for name in ["Counter", "9lives", "a b", "ros", "", "x" * 40]:
                assert name[:20] in run("plugin", "init", name, "--path", other + "2", "--pharos", "x", code=8)
            assert not os.path.exists(other + "2")

        def template_is_the_example():
            subprocess.check_call([sys.executable, os.path.join(ROOT, "Scripts", "plugin-template"), "--check"])

        def article():
            with open(ARTICLE) as file:
                blocks = re.findall(r"```swift\n(.*?)```", file.read(), re.S)
            sources = []
            for folder, _, names in os.walk(EXAMPLE):
                for name in names:
                    if name.endswith(".swift") and ".build" not in folder:
                        with open(os.path.join(folder, name)) as file:
                            sources.append(re.sub(r"\s+", " ", file.read()))
            assert len(blocks) >= 6, "the article lost its code"
            for block in blocks:
                text = re.sub(r"\s+", " ", block).strip()
                assert any(text in source for source in sources), f"not in the example:\n{block}"

        for name, body in [
            ("built-in schemes are listed and say what they are", built_in),
            ("the example is found, with a manifest and without", example_found),
            ("the example is listed, read, written, called, described", example_used),
            ("the example is watched, with events and polled", example_watched),
            ("the example is killed and comes back", example_killed),
            ("a plug-in that crashes at its start is named, with its last words", crash_at_start),
            ("a plug-in that crashes in use is named, with its last words", crash_in_use),
            ("a plug-in that hangs at its start is given up and ended", hang_at_start),
            ("a plug-in that babbles harms neither program nor terminal", garbage),
            ("a plug-in that speaks another protocol is named", wrong_protocol),
            ("pharos schemes says why plug-ins cannot be used", unusable_listed),
            ("a scheme that nothing serves says where was looked", nothing_there),
            ("pharos plugin init makes the example", init),
            ("the template in the command is the example", template_is_the_example),
            ("the article's code is the example's", article),
        ]:
            checks.check(name, body)
        for name in os.listdir(bad):
            if name.endswith(".pids"):
                with open(os.path.join(bad, name)) as file:
                    for pid in file:
                        try:
                            os.kill(int(pid), signal.SIGKILL)
                        except ProcessLookupError:
                            pass
    checks.finish()


main()
