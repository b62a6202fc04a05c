# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The conformance kit against the scheme ros, with the genuine rosmaster and a rospy node behind it."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers, wait_until  # noqa: E402


def main():
    checks = Checks()
    with Peers() as peers:
        uri, _ = peers.roscore()
        peers.rospy(os.path.join("..", "ROS1", "conformance_peer.py"), uri)
        authority = uri.removeprefix("http://")
        wait_until(lambda: "/ask" in peers.run("ls", f"ros://{authority}"), 20, "the rospy node")
        program = os.path.join(os.path.dirname(os.path.realpath(peers.pharos)), "ros1-conformance")

        def run(*arguments):
            done = subprocess.run(
                [program, authority, *arguments], env=peers.bare, capture_output=True, text=True, timeout=170)
            report = done.stdout + done.stderr
            assert done.returncode == 0, report
            print(report.splitlines()[-1], flush=True)

        checks.check("the scheme ros conforms within a program", run)
        checks.check("the scheme ros conforms in a node", lambda: run(peers.pharos))
    checks.finish()


main()
