# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Steers ros1-peer, a node of the library: commands to it and events from it, as JSON lines."""
import json
import os
import queue
import subprocess
import threading
import time

PEER = os.path.join(os.path.dirname(os.environ["PHAROS"]), "ros1-peer")


class Steered:
    def __init__(self, peers, uri, role, *arguments, prefix=(), environment=None):
        """`prefix`: what runs it, a command that takes it into another network for one."""
        self.process = peers.start(
            [*prefix, PEER, uri, role, *arguments], environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=None, text=True)
        self.events = []
        self.fresh = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.fresh.put(json.loads(line))

    def do(self, command, /, **more):
        self.process.stdin.write(json.dumps({"do": command, **more}) + "\n")
        self.process.stdin.flush()

    def event(self, name, /, seconds=15, **wanted):
        """The next event of that name with these fields; what comes before it is kept in `events`."""
        end = time.monotonic() + seconds
        while True:
            try:
                event = self.fresh.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited in vain for {name} {wanted}; last came {self.events[-5:]}") from None
            self.events.append(event)
            if event["event"] == name and all(event.get(key) == value for key, value in wanted.items()):
                return event

    def ask(self, command, answer, /, **more):
        self.do(command, **more)
        return self.event(answer)

    def end(self):
        """Closes its input; it leaves the graph in order."""
        self.process.stdin.close()
        assert self.process.wait(10) == 0, f"ros1-peer ended with {self.process.returncode}"
