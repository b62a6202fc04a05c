# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A pod as people write them in Python: PyPI's bcoding for the messages, sqlite3 for the work, no thought of errors."""
import json
import sqlite3
import sys

from bcoding import bdecode, bencode


def main():
    base = sqlite3.connect(":memory:")
    while True:
        try:
            message = bdecode(sys.stdin.buffer)
        except Exception:
            return
        if message["op"] == "describe":
            answer = {
                "format": "json",
                "namespaces": [{"name": "pod.example.sqlite", "vars": [{"name": "execute!"}]}], "ops": {"shutdown": {}}}
        elif message["op"] == "shutdown":
            return
        else:
            # A wrong statement ends the pod with a traceback.
            rows = base.execute(*json.loads(message["args"])).fetchall()
            answer = {"id": message["id"], "value": json.dumps(rows), "status": ["done"]}
        sys.stdout.buffer.write(bencode(answer))
        sys.stdout.buffer.flush()


main()
