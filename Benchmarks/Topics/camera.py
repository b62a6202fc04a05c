# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A 1 MiB image from a roscpp camera that does not wait, through one node, to one client process and to ten."""
import json
import subprocess
import time

from figures import CPP, PHAROS
from peers import Peers, wait_until


def run(figures):
    with Peers() as peers:
        uri, core = peers.roscore()
        environment = peers.ros_environment(uri)
        name = "ros://" + uri[len("http://"):].rstrip("/") + "/camera"
        camera = subprocess.Popen([CPP + "/camera", "600"], env=environment, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        wait_until(lambda: subprocess.run([PHAROS, "describe", name], env=environment, capture_output=True,
                                          timeout=30).returncode == 0, 20, "the camera")
        for round_number in range(figures.rounds):
            print(f"camera: round {round_number + 1} of {figures.rounds}", flush=True)
            for count in (1, 10):
                figures.add(f"1 MiB images to {count} client(s), MB/s in all", delivered(environment, name, count))
        camera.terminate()
        camera.wait(10)
        core.terminate()
        core.wait(10)
    figures.ratio("1 MiB images: to ten clients in all / to one",
                  ["1 MiB images to 10 client(s), MB/s in all"], ["1 MiB images to 1 client(s), MB/s in all"], "≥ 0.7")


def delivered(environment, name, count):
    """What all clients together got a second, each keeping the newest few."""
    clients = [subprocess.Popen([PHAROS, "bench", "receive", name, "--newest", "--seconds", "3"], env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(count)]
    rates = [json.loads(client.communicate(timeout=60)[0].splitlines()[-1])["mb_per_s"] for client in clients]
    time.sleep(0.5)
    return sum(rates)
