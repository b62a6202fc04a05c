# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Starts `pharos master` and lets the genuine nodes and tools loose on it."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import PYTHON, Peers, wait_until  # noqa: E402


def main():
    with Peers() as peers:
        printed = os.path.join(peers.scratch, "master")
        peers.start([peers.pharos, "master", "--port", "0"], stdout=open(printed, "w"))
        wait_until(lambda: "URI=" in open(printed).read(), 10, "the master")
        uri = open(printed).read().split("=", 1)[1].split()[0]
        check = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_master.py")
        done = subprocess.run([PYTHON, check], env=dict(os.environ, ROS_MASTER_URI=uri), timeout=150)
        sys.exit(done.returncode)


main()
