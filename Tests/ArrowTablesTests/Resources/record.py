# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Records the streams beside it with the genuine pyarrow, and what is in them as text: python3 record.py

A stream NAME.arrows has its columns in NAME.txt: a line for the column's name and type, then one for each value. Those
that begin with `refused_` are what this project does not read; their text has what the error must name.
"""
import datetime
import decimal
import os

import pyarrow as pa

HERE = os.path.dirname(os.path.abspath(__file__))
UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def clock(nanoseconds):
    seconds, rest = divmod(nanoseconds, 10**9)
    text = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return text + (".%09d" % rest).rstrip("0") if rest else text


def text(scalar):
    kind = scalar.type
    if not scalar.is_valid:
        return "null"
    if pa.types.is_dictionary(kind):
        return text(scalar.dictionary[scalar.index.as_py()])
    if pa.types.is_boolean(kind):
        return "true" if scalar.as_py() else "false"
    if pa.types.is_floating(kind):
        return repr(float(scalar.as_py()))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return '"%s"' % scalar.as_py()
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "0x" + scalar.as_py().hex()
    if pa.types.is_date32(kind):
        return str(datetime.date(1970, 1, 1) + datetime.timedelta(days=scalar.value))
    if pa.types.is_date64(kind):
        return str(datetime.date(1970, 1, 1) + datetime.timedelta(milliseconds=scalar.value))
    if pa.types.is_time(kind):
        return clock(scalar.value * UNITS[kind.unit])
    if pa.types.is_timestamp(kind):
        days, rest = divmod(scalar.value * UNITS[kind.unit], 86400 * 10**9)
        day = datetime.date(1970, 1, 1) + datetime.timedelta(days=days)
        return "%sT%s%s" % (day, clock(rest), "Z" if kind.tz else "")
    if pa.types.is_duration(kind):
        return "%dns" % (scalar.value * UNITS[kind.unit])
    if pa.types.is_decimal(kind):
        return format(scalar.as_py(), "f")
    if pa.types.is_map(kind):
        return "[%s]" % ", ".join("{key: %s, value: %s}" % (text(pa.scalar(key, kind.key_type)),
                                                            text(pa.scalar(value, kind.item_type)))
                                  for key, value in scalar.as_py())
    if pa.types.is_struct(kind):
        return "{%s}" % ", ".join("%s: %s" % (name, text(each)) for name, each in scalar.items())
    if pa.types.is_nested(kind):
        return "[%s]" % ", ".join(text(each) for each in scalar.values)
    return str(scalar.as_py())


def record(name, table, batch_rows=None, expected=None, **options):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, batch_rows)
    with open(os.path.join(HERE, name + ".arrows"), "wb") as file:
        file.write(sink.getvalue())
    lines = []
    for field, column in zip(table.schema, table.columns) if expected is None else ():
        lines.append("# %s: %s" % (field.name, field.type))
        lines += [text(each) for each in column]
    with open(os.path.join(HERE, name + ".txt"), "w") as file:
        file.write("\n".join(lines if expected is None else [expected]) + "\n")


def numbers():
    columns = {}
    for bits in (8, 16, 32, 64):
        columns["int%d" % bits] = pa.array([-(1 << bits - 1), None, 0, (1 << bits - 1) - 1, 7], "int%d" % bits)
        columns["uint%d" % bits] = pa.array([0, 1, None, (1 << bits) - 1, 7], "uint%d" % bits)
    columns["double"] = pa.array([0.1, -1e300, None, float("inf"), 1e-5], "float64")
    columns["float"] = pa.array([0.5, -1.25, 3.0, None, float("-inf")], "float32")
    columns["half"] = pa.array([0.5, -2.0, 65504.0, 2.0**-24, None], "float16")
    columns["bool"] = pa.array([True, False, None, True, False])
    columns["null"] = pa.nulls(5)
    columns["plain"] = pa.array([1.5, 2.5, 3.5, 4.5, 5.5])
    return pa.table(columns)


def texts():
    return pa.table({
        "string": ["", "ascii", None, "Grüße, 世界", "a" * 300],
        "large": pa.array(["x", None, "", "yz", "Ω"], pa.large_string()),
        "bytes": pa.array([b"", b"\x00\xff", None, b"abc", b"d"]),
        "large bytes": pa.array([b"1", b"22", b"333", None, b""], pa.large_binary()),
        "fixed": pa.array([b"abcd", None, b"\x00\x01\x02\x03", b"zzzz", b"...."], pa.binary(4)),
        "word": pa.array(["red", "green", None, "red", "blue"]).dictionary_encode(),
    })


def times():
    moments = [0, None, -1, 1764000000123456789, -5 * 10**17 - 1]

    def scaled(unit):
        return [None if each is None else each // UNITS[unit] for each in moments]
    columns = {"date32": pa.array([0, -719162, None, 20000, 2932896], pa.int32()).cast(pa.date32()),
               "date64": pa.array([0, -86400000, None, 20000 * 86400000, 86400000], pa.int64()).cast(pa.date64())}
    for unit in UNITS:
        columns["moment " + unit] = pa.array(scaled(unit), pa.timestamp(unit))
        columns["utc " + unit] = pa.array(scaled(unit), pa.timestamp(unit, "UTC"))
        columns["span " + unit] = pa.array([0, 1, -1, None, 10**9 + 1], pa.duration(unit))
    columns["berlin"] = pa.array(scaled("us"), pa.timestamp("us", "Europe/Berlin"))
    columns["time s"] = pa.array([0, 1, 86399, None, 3600], pa.time32("s"))
    columns["time ms"] = pa.array([0, 1, 86399999, None, 3600000], pa.time32("ms"))
    columns["time us"] = pa.array([0, 1, 86399999999, None, 3600000000], pa.time64("us"))
    columns["time ns"] = pa.array([0, 1, 86399999999999, None, 3600000000001], pa.time64("ns"))
    return pa.table(columns)


def decimals():
    values = [decimal.Decimal(text) for text in ("0", "1.25", "-1.25", "-0.01", "1234567.89")]
    large = [decimal.Decimal(text) for text in ("0.001", "-1", "9" * 30 + ".999", "-" + "9" * 60 + ".5")] + [None]
    return pa.table({
        "decimal32": pa.array(values, pa.decimal32(9, 2)),
        "decimal64": pa.array(values, pa.decimal64(18, 2)),
        "decimal128": pa.array(values[:4] + [None], pa.decimal128(38, 2)),
        "decimal256": pa.array(large, pa.decimal256(76, 3)),
        "hundreds": pa.array([decimal.Decimal(n) for n in (0, 100, -12300, 4500)] + [None], pa.decimal128(10, -2)),
    })


def nested():
    return pa.table({
        "list": pa.array([[1, 2], [], None, [3, None], [4]], pa.list_(pa.int32())),
        "large list": pa.array([["a"], None, [], ["b", "c"], [None]], pa.large_list(pa.string())),
        "pairs": pa.array([[1.0, 2.0], None, [3.0, 4.0], [5.0, None], [0.0, 0.0]], pa.list_(pa.float64(), 2)),
        "struct": pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": "b"}, {"x": 4, "y": None}, {"x": 5, "y": "e"}]),
        "deep": pa.array([[{"a": [[1]]}], [], [{"a": None}, {"a": []}], None, [{"a": [[], [2, 3]]}]]),
        "map": pa.array([[("a", 1), ("b", None)], [], None, [("c", 3)], [("d", 4)]], pa.map_(pa.string(), pa.int64())),
        "words": pa.array([["x", "y"], ["x"], None, [], ["y", None]],
                          pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    })


def chunked():
    first = pa.table({"x": pa.array(range(1000), "int64"), "s": pa.array(["n%d" % (n % 3) for n in range(1000)])})
    return first.set_column(1, "s", pa.chunked_array([
        first["s"].slice(0, 500).combine_chunks().dictionary_encode(),
        pa.array(["other", None] * 250).dictionary_encode()])).append_column("flag", pa.array([n % 7 == 0 for n in range(1000)]))


def main():
    record("numbers", numbers())
    record("texts", texts())
    record("times", times())
    record("decimals", decimals())
    record("nested", nested())
    record("chunked", chunked(), 300)
    record("sliced", numbers().slice(1, 3))
    record("empty", numbers().slice(0, 0))
    record("version4", texts(), metadata_version=pa.ipc.MetadataVersion.V4)
    record("metadata", pa.table({"x": [1]}).replace_schema_metadata({"who": "recorded"}))
    plain = pa.array([1, 2, 3])
    union = pa.UnionArray.from_sparse(pa.array([0, 1, 0], "int8"), [plain, pa.array(["a", "b", "c"])])
    record("refused_union", pa.table({"u": union}), expected="column 'u': unions")
    record("refused_compressed", pa.table({"x": [1] * 100}), expected="column 'x': compress", compression="zstd")
    record("refused_view", pa.table({"v": pa.array(["a"], pa.string_view())}), expected="column 'v': views of text")
    record("refused_interval", pa.table({"i": pa.array([(1, 2, 3)], pa.month_day_nano_interval())}),
           expected="column 'i': intervals")
    record("refused_run_ends", pa.table({"s": pa.StructArray.from_arrays(
        [pa.RunEndEncodedArray.from_arrays([1, 3], pa.array(["a", "b"]))], ["r"])}),
           expected="column 's.r': run-end")


main()
