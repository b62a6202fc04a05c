# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""What the checks of pods have in common: a project folder, uv, and the genuine PyPods."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Peers  # noqa: E402

PYTHON = "/usr/bin/python3"  # an interpreter, and no script that looks for one
#: Where Scripts/install-peers puts uv and pypods, which come from PyPI.
TOOLS = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "pharos", "pods-peers", "bin")
#: How this machine reaches PyPI.
NETWORK = ("PIP_", "UV_", "SSL_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")

#: PyPods' own template below the functions, from its README.
TAIL = '''
# Don't change anything here!
if __name__ == "__main__":
    from pypods.pods import PodListener
    pl = PodListener()
    msg = (
        pl.read_stdin()
    )
    if msg:
        function_name, args, kwargs = msg["name"], msg["args"], msg["kwargs"]
        try:
            if function_name in globals():
                function_output = globals()[function_name](*args, **kwargs)
                pl.write_stdout(function_output)
            else:
                pl.write_stderr(f"Function {function_name} does not exist in pod")
        except Exception as e:
            pl.write_stderr(str(e))
'''


class PodPeers(Peers):
    """Peers with a project folder of their own, as a user has it who has uv."""

    def __init__(self):
        super().__init__()
        self.project = os.path.join(self.scratch, "project")
        os.makedirs(os.path.join(self.project, "pods"))
        network = {name: value for name, value in os.environ.items() if name.upper().startswith(NETWORK)}
        self.with_pip = {
            **network, **self.bare, "PHAROS_PYTHON": PYTHON, "XDG_CACHE_HOME": os.path.join(self.scratch, "cache"),
            "PHAROS_PODS": os.path.join(self.project, "pods"), "PATH": self.without_uv()}
        self.bare = {**self.with_pip, "PATH": TOOLS + ":" + self.with_pip["PATH"]}

    def without_uv(self):
        places = os.environ["PATH"].split(":")
        return ":".join(place for place in places if not os.path.exists(os.path.join(place, "uv")))

    def write(self, name, text):
        """Writes a file of the project."""
        path = os.path.join(self.project, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path

    def path(self, *parts):
        return os.path.join(self.project, "pods", *parts)

    def environments(self):
        """The environments in the cache."""
        folder = os.path.join(self.scratch, "cache", "pharos", "pods")
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
