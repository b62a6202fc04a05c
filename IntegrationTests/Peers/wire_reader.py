# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""A reader of one topic over the wire: <socket> <path> <all limit, or 0 for the latest> <credit> <file>.

Writes a line per sample: the sequence number, how many were dropped before it, and the number at the beginning of its
string; ends after the string "end"."""
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import wire_client as wire  # noqa: E402

socket, path, limit, credit, file = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
with wire.WireClient(socket, name="reader", timeout=None) as client, open(file, "w", buffering=1) as out:
    stream = client.subscribe(path, wire.ALL if limit else wire.LATEST, max(1, limit), credit, 64 << 20)
    print("subscribed", file=out)
    used = size = 0
    while True:
        frame = client.next_frame()
        if frame is None:
            sys.exit("the node closed the connection")
        if frame.kind == wire.FAILURE:
            raise wire.Refused(frame.payload)
        if frame.kind != wire.SAMPLE or frame.stream != stream:
            continue
        sample = wire.Sample(frame.payload)
        used, size = used + 1, size + len(sample.bytes)
        if used >= max(1, credit // 4):
            client.grant(stream, used, size)
            used = size = 0
        (length,) = struct.unpack_from("<I", sample.bytes)
        first = sample.bytes[4:4 + min(length, 20)].split(b" ")[0].decode()
        print(sample.sequence, sample.dropped, first, file=out)
        if first == "end":
            break
