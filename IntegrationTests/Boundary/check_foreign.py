# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The foreign side gone: publisher, service provider and master killed, stopped, started again on the same and on
another port. What survives is kept, what returns is found, and nobody waits for the one that does not answer."""
import json
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, PYTHON, Checks, Peers, wait_until  # noqa: E402

sys.path.insert(0, os.path.join(HERE, "Peers"))
import wire_client as wire  # noqa: E402

# What the product promises, and what a busy machine may add to it.
PROMISED, LOAD = 3.0, 3.0


def main():
    checks = Checks()
    with Peers() as peers:
        uri, master_process = peers.rosmaster()
        port = int(uri.rsplit(":", 1)[1])
        system = "ros://" + uri[len("http://"):]
        master = xmlrpc.client.ServerProxy(uri)
        masters = [master_process]

        def robot(name):
            """A robot whose names all begin with its own."""
            remaps = [f"/{one}:=/{name}/{one}" for one in ("chatter", "pose", "latched", "cmd", "switch", "slow", "broken")]
            # What a killed one registered is still listed.
            before = master.lookupService("/test", f"/{name}/broken")[2]
            process = peers.rospy("robot.py", uri, os.path.join(peers.scratch, "heard"), "50", f"__name:={name}", *remaps)
            wait_until(lambda: master.lookupService("/test", f"/{name}/broken")[2] not in ("", 0, before), 20, f"robot {name}")
            return process

        def state():
            return master.getSystemState("/test")[2]

        def registered(kind, name, node=""):
            """Whether publishers (0), subscribers (1) or services (2) of a name are registered, by a node of ours."""
            return any(node in one for found, nodes in state()[kind] if found == name for one in nodes)

        robots = {"one": robot("one"), "two": robot("two")}
        files = iter(range(1000))

        def watch(topic):
            path = os.path.join(peers.scratch, f"watch{next(files)}")
            process = peers.start([peers.pharos, "watch", system + topic, "--all", "5000"], stdout=open(path, "w"))
            wait_until(lambda: numbers(path), 20, f"values of {topic}")
            return process, path

        def numbers(path):
            return [int(json.loads(line)["data"].split()[1]) for line in open(path).read().split("\n")[:-1]]

        steady, steady_file = watch("/two/chatter")
        path = wire.sockets(peers.runtime)[0]
        server = wire.WireClient(path, name="server", timeout=None)
        server.serve("/ours/service", "service", "std_srvs/SetBool")
        server.serve("/ours/topic", "topic", "std_msgs/String")

        def gapless():
            got = numbers(steady_file)
            assert got == list(range(got[0], got[0] + len(got))), "the steady subscription has a gap"
            seen = len(got)
            wait_until(lambda: len(numbers(steady_file)) > seen + 20, 10, "the steady subscription to go on")

        def ours():
            return (registered(0, "/ours/topic", "/pharos") and registered(2, "/ours/service", "/pharos")
                    and registered(1, "/two/chatter", "/pharos"))

        def call(path, *more, **options):
            return peers.run("call", system + path, '{"data": true}', *more, **options)

        def publisher_goes_and_comes():
            _, values = watch("/one/chatter")
            robots["one"].send_signal(signal.SIGSTOP)
            time.sleep(1)
            seen = len(numbers(values))
            time.sleep(1)
            assert len(numbers(values)) == seen
            robots["one"].send_signal(signal.SIGCONT)
            wait_until(lambda: len(numbers(values)) > seen + 10, 10, "values after the stop")
            got = numbers(values)
            assert got == list(range(got[0], got[0] + len(got))), "a stopped publisher left a gap"
            robots["one"].kill()
            robots["one"].wait()
            time.sleep(0.5)
            seen = len(numbers(values))
            robots["one"] = robot("one")
            wait_until(lambda: len(numbers(values)) > seen + 5, PROMISED + LOAD, "values of the new publisher")
            gapless()

        def provider_goes_and_comes():
            assert json.loads(call("/one/switch"))["success"]
            robots["one"].send_signal(signal.SIGSTOP)
            stopped = [subprocess.Popen(
                [peers.pharos, "call", system + path, *more, "--timeout", "3"], env=peers.bare, text=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                for path, more in [("/one/switch", ['{"data": true}']), ("/one/slow", [])] * 5]
            started = time.monotonic()
            # One client with calls of both kinds in flight: the answers come past each other.
            with wire.WireClient(path, name="both") as client:
                waiting = [client.call("/one/slow", b"\x80", timeout=3000) for _ in range(5)]
                for _ in range(50):
                    begun = time.monotonic()
                    client.answer(client.call("/two/switch", b"\x81\xa4data\xc3"))
                    assert time.monotonic() - begun < 2, "a call waited for a stopped provider"
                for number in waiting:
                    try:
                        client.answer(number)
                        raise AssertionError("a stopped provider answered")
                    except wire.Refused as refused:
                        assert refused.code == "deadlineExceeded", refused
                assert 2.5 < time.monotonic() - started < 3 + LOAD, time.monotonic() - started
            for one in stopped:
                _, told = one.communicate(timeout=10)
                assert one.returncode == 6 and "deadlineExceeded" in told, told
            robots["one"].send_signal(signal.SIGCONT)
            assert json.loads(call("/one/switch"))["success"]
            # Killed in the middle of a call: it fails at once, not at its deadline.
            slow = subprocess.Popen(
                [peers.pharos, "call", system + "/one/slow", "--timeout", "30"], env=peers.bare, text=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(1)
            robots["one"].kill()
            robots["one"].wait()
            killed = time.monotonic()
            _, told = slow.communicate(timeout=10)
            assert slow.returncode not in (0, 6) and time.monotonic() - killed < 1 + LOAD, told
            # Nobody is there now; the master still lists it.
            begun = time.monotonic()
            told = call("/one/switch", "--timeout", "5", code=None)
            assert time.monotonic() - begun < 5 + LOAD, told
            robots["one"] = robot("one")
            assert json.loads(call("/one/switch"))["success"], "the provider's new port was not found"
            gapless()

        def master_back(again):
            masters.append(peers.rosmaster(port)[1])
            back = time.monotonic()
            wait_until(ours, PROMISED + LOAD, lambda: f"everything to be registered again: {state()}")
            print(f"        registered again {time.monotonic() - back:.1f} s after the master's return ({again})", flush=True)

        def master_killed():
            gapless()
            masters[-1].kill()
            masters[-1].wait()
            # What is connected needs no master: values come, known services are called.
            gapless()
            assert json.loads(call("/two/switch"))["success"]
            seen = len(numbers(steady_file))
            time.sleep(2)
            assert len(numbers(steady_file)) > seen + 20
            # What is asked for without a master ends at its deadline, in words.
            begun = time.monotonic()
            told = peers.run("call", system + "/nothing", "--timeout", "2", code=None)
            assert time.monotonic() - begun < 2 + LOAD, told
            master_back("killed")
            # rospy does not register again: the master knows nothing of the publisher, the connection stays.
            assert not registered(0, "/two/chatter"), state()
            time.sleep(2)
            gapless()
            # A client that comes now uses the same connection.
            assert json.loads(peers.run("watch", system + "/two/chatter", "--count", "1"))["data"].startswith("hello")

        def served_while_away():
            masters[-1].kill()
            masters[-1].wait()
            time.sleep(1.5)
            with wire.WireClient(path, name="gone") as dead:
                dead.serve("/ours/brief", "topic", "std_msgs/String")
            server.serve("/ours/later", "topic", "std_msgs/String")
            master_back("killed again")
            wait_until(lambda: registered(0, "/ours/later", "/pharos"), 5, "what was offered meanwhile")
            assert not registered(0, "/ours/brief"), "what was withdrawn meanwhile is registered"

        def master_stopped():
            dying = wire.WireClient(path, name="dying")
            dying.serve("/ours/dying", "service", "std_srvs/SetBool")
            dying.serve("/ours/dying_topic", "topic", "std_msgs/String")
            assert registered(2, "/ours/dying")
            masters[-1].send_signal(signal.SIGSTOP)
            time.sleep(0.5)
            dying.close()
            # Longer than any single call to the master may take.
            begun = time.monotonic()
            while time.monotonic() - begun < 12:
                gapless()
                assert json.loads(call("/two/switch"))["success"]
                time.sleep(0.5)
            masters[-1].send_signal(signal.SIGCONT)
            wait_until(lambda: not registered(2, "/ours/dying") and not registered(0, "/ours/dying_topic"),
                       PROMISED + LOAD, "what was withdrawn while the master was stopped to be unregistered")
            wait_until(ours, PROMISED + LOAD, "what is served")

        def another_port():
            """A master on another port is another system with a node of its own; the first one is found when it returns."""
            masters[-1].kill()
            masters[-1].wait()
            other_uri, other = peers.rosmaster()
            other_system = "ros://" + other_uri[len("http://"):]
            xmlrpc.client.ServerProxy(other_uri).setParam("/test", "/here", 7)
            assert peers.run("read", other_system + "/here?param").strip() == "7"
            rows = json.loads(peers.run("node", "ps", "--json"))
            assert len({row["pid"] for row in rows if row["scheme"] == "ros"}) == 2, rows
            gapless()
            master_back("after another one was used")
            assert peers.run("read", other_system + "/here?param").strip() == "7"
            other.kill()
            gapless()

        def node_killed_while_serving():
            """What the genuine client serves is called by rospy, and served again by the next node."""
            printed = os.path.join(peers.scratch, "served")
            serve = peers.start(
                [peers.pharos, "serve", system + "/ours/genuine", "--type", "std_srvs/SetBool", "--answer",
                 '{"success": true, "message": "from afar"}'], stdout=open(printed, "w"))
            caller = (
                "import rospy, std_srvs.srv as s; rospy.init_node('caller', anonymous=True)\n"
                "rospy.wait_for_service('/ours/genuine', 10); print(rospy.ServiceProxy('/ours/genuine', s.SetBool)(True))")

            def called():
                return subprocess.run(
                    [PYTHON, "-c", caller], env=peers.ros_environment(uri), capture_output=True, text=True, timeout=30)

            wait_until(lambda: registered(2, "/ours/genuine", "/pharos"), 10, "the service")
            assert "from afar" in called().stdout
            assert open(printed).read() == '{"data":true}\n', open(printed).read()
            before = master.lookupService("/test", "/ours/genuine")[2]
            node = [row for row in json.loads(peers.run("node", "ps", "--json"))
                    if row["scheme"] == "ros" and str(port) in row["authority"]][0]["pid"]
            os.kill(node, signal.SIGKILL)
            wait_until(lambda: master.lookupService("/test", "/ours/genuine")[2] not in (0, before), 10, "the next node")
            answer = called()
            assert "from afar" in answer.stdout, answer.stderr
            told = peers.run("serve", system + "/ours/genuine", "--type", "std_srvs/SetBool", code=1)
            assert "alreadyServed" in told, told
            serve.kill()
            wait_until(lambda: not registered(2, "/ours/genuine"), 5, "the killed program's service to be unregistered")

        for name, body in [
            ("a publisher stopped, killed, started again", publisher_goes_and_comes),
            ("a provider stopped, killed, started again: calls end in time and disturb no other", provider_goes_and_comes),
            ("the master stopped: nothing waits for it, and it hears what it missed", master_stopped),
            ("the master killed and started again: registered again, no gap", master_killed),
            ("what is offered and withdrawn without a master is so when it returns", served_while_away),
            ("a master on another port is another system", another_port),
            ("the node killed: what a program serves is served again", node_killed_while_serving),
        ]:
            checks.check(name, body)
        server.close()
        steady.kill()
    checks.finish()


main()
