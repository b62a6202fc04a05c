# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Nodes on a machine with several addresses, and over IPv6: topics and services both ways with genuine nodes."""
import os
import subprocess
import sys
import xmlrpc.client

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import HERE, PYTHON, Checks, Peers, wait_until  # noqa: E402

from networks import Networks  # noqa: E402
from steered import Steered  # noqa: E402

PORT = 11400  # on machines of their own
HEARD = "heard from the peer\n"
ANSWERED = "answered from the peer\n"


def main():
    checks = Checks()
    with Networks() as networks, Peers() as peers:
        # `middle` has two cables and four addresses; `left` and `right` know nothing of each other.
        with checks.setting_up():
            for machine in ("middle", "left", "right"):
                networks.machine(machine)
            for number, machine in enumerate(("left", "right"), 1):
                networks.cable("middle", [f"10.92.{number}.1/24", f"fd92:{number}::1/64"],
                               machine, [f"10.92.{number}.2/24", f"fd92:{number}::2/64"])
            networks.hosts("left", {"middle6": "fd92:1::1", "left6": "fd92:1::2"})
            networks.hosts("middle", {"middle6": "fd92:1::1", "left6": "fd92:1::2"})

        def start_master(machine, address, six=False):
            """A genuine master, reached at `address`, and its URI."""
            uri = f"http://{address}:{PORT}"
            process = peers.start(
                [*networks.on(machine), "rosmaster", "--core", "-p", str(PORT)], environment(uri, address, six))

            def answers():
                try:
                    return networks.ask(
                        machine, lambda: xmlrpc.client.ServerProxy(f"http://localhost:{PORT}").getPid("/test"))
                except OSError:
                    return False

            wait_until(answers, 20, f"the master on {machine}")
            return uri, process

        def environment(uri, host, six=False):
            result = {**peers.ros_environment(uri), "ROS_HOSTNAME": host}
            if six:
                result["ROS_IPV6"] = "on"
            return result

        def exchange(uri, machine, host, expected, six=False, own="", service="/ask"):
            """A genuine node on `machine`, which says that it is `host`, and ours in the middle, which is `expected`."""
            own = {**peers.bare, "ROS_HOSTNAME": own, "ROS_IPV6": "on" if six else "off"}
            peer = Steered(peers, uri, "network", prefix=networks.on("middle"), environment=own)
            place = peer.ask("publish", "done", name="/ours")["uri"]
            assert place.startswith(f"http://{expected}:"), place
            peer.ask("serve", "done", name="/ask")
            peer.ask("subscribe", "done", name="/other/text")
            output = os.path.join(peers.scratch, f"output{len(peers.processes)}")
            with open(output, "w") as file:
                node = peers.start(
                    [*networks.on(machine), PYTHON, os.path.join(HERE, "Peers", "network_node.py"), "other", "/ours",
                     service], environment(uri, host, six), stdout=file, stderr=subprocess.DEVNULL)
            assert peer.event("message", 15, name="/other/text")["text"] == "other"
            expected = HEARD if service == "-" else HEARD + ANSWERED
            wait_until(lambda: open(output).read() == expected, 10, lambda: open(output).read())
            peer.do("call", name="/other/ask")
            assert peer.event("answer").get("text") == "other", peer.events[-1]
            peer.end()
            node.terminate()
            node.wait()

        def several():
            # One program, two masters: each is told the address that it can reach.
            for machine, number in (("left", 1), ("right", 2)):
                uri, master = start_master(machine, f"10.92.{number}.2")
                exchange(uri, machine, f"10.92.{number}.2", f"10.92.{number}.1")
                master.terminate()
                master.wait()

        def given():
            # A master on the same machine is reached by loopback, from where nobody else comes: the address is given.
            uri, master = start_master("middle", "10.92.2.1")
            exchange(uri, "right", "10.92.2.2", "10.92.2.1", own="10.92.2.1")
            master.terminate()
            master.wait()

        def six():
            uri, master = start_master("left", "left6", six=True)
            # rospy itself cannot read an address where a service is, its own ones neither; only a name.
            exchange(uri, "left", "left6", "[fd92:1::1]", six=True, service="-")
            exchange(uri, "left", "left6", "middle6", six=True, own="middle6")
            master.terminate()
            master.wait()

        def compiled():
            uri, master = start_master("left", "left6", six=True)
            source = peers.compiled("Peers/cpp_datagrams.cpp")
            peers.start([*networks.on("left"), source], environment(uri, "left6", six=True))
            peer = Steered(peers, uri, "network", prefix=networks.on("middle"),
                           environment={**peers.bare, "ROS_HOSTNAME": "", "ROS_IPV6": "on"})
            peer.ask("subscribe", "done", name="/datagrams")
            assert len(peer.event("message", 15, name="/datagrams")["text"]) == 3016
            peer.end()
            master.terminate()

        for name, body in [
            ("a machine with two addresses: each master's graph reaches the node by its own", several),
            ("the address that was given is the one that is told", given),
            ("IPv6: topics and services both ways with rospy, by address and by name", six),
            ("IPv6: roscpp's messages", compiled),
        ]:
            checks.check(name, body)
    checks.finish()


main()
