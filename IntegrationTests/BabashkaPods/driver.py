# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""The client of babashka pods in Swift, spoken to from Python."""
import json
import os
import queue
import subprocess
import threading

BUILT = os.path.dirname(os.path.abspath(os.environ["PHAROS"]))
DRIVER = os.path.join(BUILT, "babashka-pods-driver")
EXAMPLE = os.path.join(BUILT, "pod-pharos-example")


class Driver:
    """The client, spoken to line by line."""

    def __init__(self, peers, command, **options):
        options["command"] = command
        self.process = subprocess.Popen(
            [DRIVER, json.dumps(options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=peers.scratch,
            env=dict(os.environ, SECRET_TOKEN="hidden"))
        peers.processes.append(self.process)
        self.answers, self.outputs, self.ignored = queue.Queue(), [], []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            if "output" in answer:
                self.outputs.append(answer)
            elif "ignored" in answer:
                self.ignored.append(answer["ignored"])
            else:
                self.answers.put(answer)

    def ask(self, seconds=15, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.answers.get(timeout=seconds)

    def invoke(self, name, arguments="[]", space="pod.test", seconds=15):
        return self.ask(seconds, do="invoke", function=f"{space}/{name}", arguments=arguments)

    def value(self, name, arguments="[]", **more):
        answer = self.invoke(name, arguments, **more)
        assert "value" in answer, answer
        return answer["value"]

    def error(self, code, name, arguments="[]", **more):
        answer = self.invoke(name, arguments, **more)
        assert answer.get("error") == code, answer
        return answer

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0
