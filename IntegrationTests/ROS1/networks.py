# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Machines of their own on this one: network namespaces with cables between them, and a hosts file each. Needs root."""
import concurrent.futures
import ctypes
import os
import shutil
import signal
import subprocess
import sys


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()} (network namespaces need root)"


class Networks:
    """Every machine that was made, and the end of all of them."""

    def __init__(self):
        self.prefix = f"pharos{os.getpid()}-"
        self.machines = []
        self.cables = 0

    def __enter__(self):
        # Machines stay when nobody takes them away: also who takes too long does.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        return self

    def __exit__(self, *_):
        for name in self.machines:
            subprocess.run(["ip", "netns", "delete", self.prefix + name], capture_output=True)
            shutil.rmtree(f"/etc/netns/{self.prefix}{name}", ignore_errors=True)

    def machine(self, name):
        run("ip", "netns", "add", self.prefix + name)
        self.machines.append(name)
        os.makedirs(f"/etc/netns/{self.prefix}{name}")
        self.hosts(name, {})
        run("ip", "-n", self.prefix + name, "link", "set", "lo", "up")

    def cable(self, first, first_addresses, second, second_addresses):
        """Joins two machines; addresses with their prefix lengths."""
        self.cables += 1
        ends = [f"ph{os.getpid()}-{self.cables}{end}" for end in "ab"]
        run("ip", "link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        for end, name, addresses in zip(ends, (first, second), (first_addresses, second_addresses)):
            place = self.prefix + name
            run("ip", "link", "set", end, "netns", place)
            for address in addresses:
                nodad = ["nodad"] if ":" in address else []
                run("ip", "-n", place, "address", "add", address, "dev", end, *nodad)
            run("ip", "-n", place, "link", "set", end, "up")
        return ends

    def plug(self, machine, end, is_in):
        """Pulls a cable out of a machine, or puts it in again: nobody is told."""
        run("ip", "-n", self.prefix + machine, "link", "set", end, "up" if is_in else "down")

    def hosts(self, machine, names):
        """The machine's hosts file; what runs there sees the change at once, for the file stays the same one."""
        with open(f"/etc/netns/{self.prefix}{machine}/hosts", "a+") as hosts:
            hosts.truncate(0)
            hosts.write(f"127.0.0.1 localhost {os.uname().nodename}\n")
            hosts.writelines(f"{address} {name}\n" for name, address in names.items())

    def on(self, machine):
        """What runs a command on a machine."""
        return ["ip", "netns", "exec", self.prefix + machine]

    def ask(self, machine, body):
        """What `body` gives, run by a thread that is on that machine."""

        def there():
            with open(f"/run/netns/{self.prefix}{machine}") as place:
                if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), 0x40000000) != 0:  # CLONE_NEWNET
                    raise OSError(ctypes.get_errno(), "setns")
            return body()

        # A thread of its own: it does not come back.
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            return pool.submit(there).result()
