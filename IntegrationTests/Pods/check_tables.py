# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Tables of the genuine pyarrow in a pod: both directions, large ones, kept ones, refused ones, and through `pod:`."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from peers import Checks, Peers  # noqa: E402

#: Where Scripts/install-peers puts pyarrow, which comes from PyPI.
ARROW = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "pharos", "pod-tables")

TABLES = '''
import datetime, decimal, os
import pyarrow as pa
import pyarrow.compute as pc

def people():
    return pa.table({
        "name": ["Ada", None, "Grace"], "height": [1.65, 1.8, 1.7],
        "born": [datetime.date(1815, 12, 10), None, datetime.date(1906, 12, 9)],
        "seen": pa.array([1764000000123456, None, 0], pa.timestamp("us", "UTC")),
        "paid": [decimal.Decimal("12.50"), decimal.Decimal("-0.01"), None],
        "tags": [["a", "b"], [], None]})
def batch(): return pa.record_batch({"x": [1, 2]})
def array(): return pa.array([1, 2, None])
def chunked(): return pa.chunked_array([[1, 2], [3]])
def nested(): return {"tables": [people(), pa.table({"x": [1]})]}
def union(): return pa.table({"u": pa.UnionArray.from_sparse(
    pa.array([0, 1], "int8"), [pa.array([1, 2]), pa.array(["a", "b"])])})
def view(): return pa.table({"v": pa.array(["a"], pa.string_view())})
def total(values): return float(sum(values.to_pylist() if hasattr(values, "to_pylist") else values, 0)
                                if not hasattr(values, "null_count") else pc.sum(values).as_py())
def tell(table):
    table.validate(full=True)
    return ["%s: %s = %s" % (field.name, field.type, column.to_pylist())
            for field, column in zip(table.schema, table.columns)]
def kind(value): return type(value).__name__
made = {}
def large(count):
    if count not in made:
        made[count] = pa.table({"x": pc.fill_null(pa.concat_arrays([
            pa.array([3.0]), pa.nulls(count - 2, "float64"), pa.array([4.0])]), 0.5)})
    return made[count]
def zeros(count): return pa.table({"x": pc.fill_null(pa.nulls(count, "float64"), 0.0)})
def rows(table): return table.num_rows
def table_total(table): return pc.sum(table["x"]).as_py()
kept = None
def keep(table):
    global kept
    kept = table
def kept_total(): return table_total(kept)
def dies(): os._exit(3)
'''


def main():
    checks = Checks()
    with Peers() as peers:
        program = os.path.join(os.path.dirname(peers.pharos), "pod-runtime")
        root = os.path.join(peers.scratch, "project")
        for name, source in (("tables", TABLES), ("arrays", "def same(value): return value\n")):
            os.makedirs(os.path.join(root, "pods", name))
            with open(os.path.join(root, "pods", name, "pod.py"), "w") as file:
                file.write(source)
        # An environment that stands beside pod.py and has what is required is used as it is.
        with open(os.path.join(root, "pods", "tables", "requirements.txt"), "w") as file:
            file.write("pyarrow\n")
        os.symlink(ARROW, os.path.join(root, "pods", "tables", "venv"))

        def run(scenario, interpreter=ARROW + "/bin/python"):
            done = subprocess.run([program, scenario, root, interpreter], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr[-2000:]
            return done.stdout.splitlines()

        def read():
            said = run("tables")
            assert said == [
                "Table: 3 rows of name: string, height: double, born: date32[day], seen: timestamp[us, tz=UTC], "
                "paid: decimal128(4, 2), tags: list<item: string>",
                'names = ["Ada", "-", "Grace"]', "heights = [1.65, 1.8, 1.7]", 'born = ["1815-12-10", "-", "1906-12-09"]',
                'seen = ["2025-11-24T16:00:00.123456Z", "-", "1970-01-01T00:00:00Z"]', 'paid = ["12.50", "-0.01", "-"]',
                said[6], 'decoded = ["Ada", "Grace"] [1.65, 1.8, 1.7]', "batch = RecordBatch: 2 rows of x: int64",
                "array = Array: 3 rows of : int64", "nested = 2",
                "union: unsupportedValue the pod's Table cannot be read: column 'u': unions are not supported",
                "view: unsupportedValue the pod's Table cannot be read: column 'v': views of text are not supported",
                "still = 3.0"], said

        def made():
            said = run("tables-made")
            # Which class the zone has depends on what is installed.
            assert said[6].startswith("moments: timestamp[us, tz=UTC] = [datetime.datetime(2025, 11, 24, 16, 0, 0, 250000"), said
            del said[6]
            assert said == [
                "doubles: double = [1.5, -2.0]", "optional: int32 = [1, None]", "flags: bool = [None, True]",
                "texts: string = ['é', None]", "bytes: binary = [b'\\x01\\x02', None]",
                "days: date32[day] = [datetime.date(1970, 1, 2), None]",
                "spans: duration[ms] = [datetime.timedelta(microseconds=5000), None]",
                "decimals: decimal128(10, 2) = [Decimal('-12.34'), None]", "lists: list<item: int64> = [[1, 2, 3], None]",
                "structs: struct<x: double, y: string> = [{'x': 1.0, 'y': 'a'}, {'x': 2.0, 'y': 'b'}]",
                "words: dictionary<values=string, indices=int32, ordered=0> = ['yes', None]",
                "table = Table", "batch = RecordBatch", "array = Int64Array", "same = 6.0", "given = 3.0"], said

        def large():
            said = run("tables-large")
            print("  " + "; ".join(said[:2]))
            assert said[2] == "sum = 5.0", said

        def held():
            assert run("tables-held") == ["kept = 4.0", "kept there = 200000.0", "after its death = 4.0"]

        def without():
            said = run("tables-without", "/usr/bin/python3")
            assert said[0].startswith("unsupportedValue") and "has no pyarrow" in said[0], said
            assert said[-1] == "still = 1", said

        def as_value():
            def call(*arguments):
                return subprocess.run([peers.pharos, "pod", "call", "tables", *arguments], cwd=root, timeout=120,
                                      capture_output=True, text=True)
            done = call("people")
            assert done.returncode == 0, done.stderr[-2000:]
            value = json.loads(done.stdout)
            assert value["name"] == ["Ada", None, "Grace"] and value["height"] == [1.65, 1.8, 1.7], value
            assert value["born"][0] == "1815-12-10" and value["paid"][1] == "-0.01" and value["tags"][0] == ["a", "b"]
            done = call("large", str(10 << 20))
            assert done.returncode != 0 and "takes more than 64 MiB as values" in done.stderr, done.stderr[-2000:]

        checks.check("a table that a pod returns", read)
        checks.check("a table for a pod", made)
        checks.check("64 MiB each way", large)
        checks.check("tables that are kept, here and there", held)
        checks.check("a pod without pyarrow", without)
        checks.check("a table behind pod:", as_value)
    checks.finish()


main()
