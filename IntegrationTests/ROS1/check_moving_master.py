# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Masters that move: a name that comes to mean another machine, with genuine rosmasters on machines of their own."""
import os
import subprocess
import sys
import time
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, PYTHON, Checks, Peers, wait_until  # noqa: E402

from networks import Networks  # noqa: E402
from steered import Steered  # noqa: E402

NAME = "master.robot"
PORT = 11400  # on machines of their own
URI = f"http://{NAME}:{PORT}"
SECONDS = 3
ANSWERS = "heard from the peer\nanswered from the peer\n"


def main():
    checks = Checks()
    with Networks() as networks, Peers() as peers:
        # The programs are on `here`, which has an address towards each of the two that a master can be on.
        with checks.setting_up():
            for machine in ("here", "one", "two"):
                networks.machine(machine)
            cable, _ = networks.cable("here", ["10.91.1.1/24"], "one", ["10.91.1.2/24"])
            networks.cable("here", ["10.91.2.1/24"], "two", ["10.91.2.2/24"])
        address = {"here": "127.0.0.1", "one": "10.91.1.2", "two": "10.91.2.2"}

        def environment(ip):
            return {**peers.ros_environment(URI), "ROS_HOSTNAME": ip}

        def steered():
            """A peer that finds out by itself where it is reached."""
            return Steered(
                peers, URI, "network", prefix=networks.on("here"), environment={**peers.bare, "ROS_HOSTNAME": ""})

        def move(machine):
            """The name means that machine from now on, for `here`; for the others always their own."""
            networks.hosts("here", {NAME: address[machine]})
            return time.monotonic()

        def master(machine, method, *arguments):
            def call():
                server = xmlrpc.client.ServerProxy(f"http://{address[machine]}:{PORT}")
                return getattr(server, method)("/test", *arguments)
            try:
                return networks.ask(machine, call)
            except OSError:
                return [0, "", ""]

        def start_master(machine):
            process = peers.start(
                [*networks.on(machine), "rosmaster", "--core", "-p", str(PORT)], environment(address[machine]))
            wait_until(lambda: master(machine, "getPid")[0] == 1, 20, f"the master on {machine}")
            return process

        def output(command, environment=None):
            """Starts a command, and gives what tells what it has printed so far."""
            place = os.path.join(peers.scratch, f"output{len(peers.processes)}")
            with open(place, "w") as file:
                peers.start(command, environment, stdout=file, stderr=subprocess.DEVNULL)
            return lambda: open(place).read()

        def genuine(machine, ip, name, topic="-", service="-"):
            return output(
                [*networks.on(machine), PYTHON, os.path.join(HERE, "Peers", "network_node.py"), name, topic, service],
                environment(ip))

        def knows(machine, host):
            """Whether that master knows the peer at that address, with all that it registers."""
            state = master(machine, "getSystemState")
            if state[0] != 1:
                return False
            rows = [{name: nodes for name, nodes in part} for part in state[2]]
            return ("/pharos_peer" in rows[0].get("/ours", []) and "/pharos_peer" in rows[1].get("/kept/text", [])
                    and "/pharos_peer" in rows[2].get("/ask", [])
                    and master(machine, "lookupNode", "/pharos_peer")[2].startswith(f"http://{host}:"))

        def moved(start, machine, host):
            wait_until(lambda: knows(machine, host), SECONDS, f"what the master on {machine} knows")
            took = time.monotonic() - start
            assert took < SECONDS, f"registered again after {took:.1f} s"

        def hears(peer, topic, seconds=5):
            """What comes from now on."""
            while not peer.fresh.empty():
                peer.fresh.get()
            peer.event("message", seconds, name=topic)

        for machine in ("one", "two"):
            networks.hosts(machine, {NAME: address[machine]})
        first = start_master("one")
        start_master("two")
        move("one")
        genuine("here", "10.91.1.1", "kept")
        wait_until(lambda: master("one", "lookupNode", "/kept")[0] == 1, 20, "the rospy node beside the peer")
        peer = steered()
        for topic in ("/kept/text", "/one/text", "/two/text"):
            peer.ask("subscribe", "done", name=topic)
        peer.ask("publish", "done", name="/ours")
        peer.ask("serve", "done", name="/ask")

        def silent():
            wait_until(lambda: knows("one", "10.91.1.1"), 5, "the first registrations")
            hears(peer, "/kept/text")
            # The first machine says nothing any more, not even that it ended.
            networks.plug("here", cable, False)
            moved(move("two"), "two", "10.91.2.1")
            # The rospy node beside the peer is known to no master now; what it says still comes.
            assert master("two", "lookupNode", "/kept")[0] != 1
            hears(peer, "/kept/text")
            node = genuine("two", "10.91.2.2", "two", "/ours", "/ask")
            hears(peer, "/two/text", 10)
            wait_until(lambda: node() == ANSWERS, 10, node)
            peer.do("call", name="/two/ask")
            assert peer.event("answer").get("text") == "two", peer.events[-1]

        def alive():
            networks.plug("here", cable, True)
            # One that knows nothing.
            first.terminate()
            first.wait()
            start_master("one")
            genuine("one", "10.91.1.2", "one")
            wait_until(lambda: master("one", "lookupNode", "/one")[0] == 1, 20, "the rospy node on the first machine")
            moved(move("one"), "one", "10.91.1.1")
            hears(peer, "/one/text", 10)
            for topic in ("/kept/text", "/two/text"):
                hears(peer, topic)
            peer.end()
            # Leaves the graph it is in; the other one has what rosnode cleanup is for.
            state = str(master("one", "getSystemState")[2])
            assert "/pharos_peer" not in state, state

        def outward():
            own = start_master("here")
            move("here")
            peer = steered()
            assert peer.ask("publish", "done", name="/ours")["uri"].startswith("http://127.0.0.1:")
            peer.ask("subscribe", "done", name="/kept/text")
            peer.ask("serve", "done", name="/ask")
            own.terminate()
            moved(move("one"), "one", "10.91.1.1")
            node = genuine("one", "10.91.1.2", "late", "/ours", "/ask")
            wait_until(lambda: node() == ANSWERS, 10, node)
            peer.end()

        def program():
            move("one")
            watch = output([*networks.on("here"), peers.pharos, "watch", f"ros://{NAME}:{PORT}/both"])
            for machine in ("one", "two"):
                peers.start(
                    [*networks.on(machine), "rostopic", "pub", "-r", "10", "/both", "std_msgs/String", machine],
                    environment(address[machine]))
            wait_until(lambda: "one" in watch(), 20, "the first master's values")
            start = move("two")
            wait_until(lambda: "two" in watch(), 10, watch)
            assert time.monotonic() - start < 5, f"after {time.monotonic() - start:.1f} s"

        for name, body in [
            ("a master's name means another machine, the first is silent: registered there within 3 s, with the address "
             "towards it; connections stay", silent),
            ("the name means the first machine again, while both masters run", alive),
            ("a master goes from this machine to another: the node is reached from there", outward),
            ("a program's subscription goes on at the new master", program),
        ]:
            checks.check(name, body)
    checks.finish()


main()
