# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""PyPI's transit: `print` prints random values, one a line, the same in every run; `compare` reads pairs of lines and
says of each whether they are the same value."""
import datetime
import io
import random
import sys
import uuid

from transit.reader import Reader
from transit.transit_types import Keyword, Symbol, TaggedValue, URI
from transit.writer import Writer

choose = random.Random(42)


def word():
    return choose.choice(["a", "name", "a.b/c", "*x*", "a-long-word", "another", "key?"]) + str(choose.randrange(3))


def scalar():
    return choose.choice([
        lambda: None, lambda: choose.random() < 0.5, lambda: choose.randrange(-2**60, 2**60), lambda: choose.randrange(-9, 9),
        lambda: choose.gauss(0, 1), lambda: choose.choice(["~", "^", "`x", "", "^ ", "~~", "é😀", 'q"\\\n']) + word(),
        lambda: Keyword(word()), lambda: Symbol(word()), lambda: uuid.UUID(int=choose.getrandbits(128)),
        lambda: URI("http://example.org/" + word()), lambda: choose.randrange(2**64, 2**90),
        lambda: datetime.datetime(2000 + choose.randrange(30), 1, 1, tzinfo=datetime.timezone.utc)])()


def value(depth):
    kind = choose.randrange(8 if depth else 3)
    if kind < 3:
        return scalar()
    if kind == 3:
        return frozenset(item for item in (scalar() for _ in range(choose.randrange(4))))
    if kind == 4:
        return TaggedValue("point", [value(depth - 1), value(depth - 1)])
    if kind == 5:
        return {scalar(): value(depth - 1) for _ in range(choose.randrange(4))}
    return [value(depth - 1) for _ in range(choose.randrange(5))]


def read(text):
    return Reader("json").read(io.StringIO(text))


def main():
    if sys.argv[1] == "print":
        for _ in range(3000):
            text = io.StringIO()
            Writer(text, "json").write(value(4))
            print(text.getvalue())
    else:
        lines = sys.stdin.read().splitlines()
        for one, other in zip(lines[::2], lines[1::2]):
            left, right = read(one), read(other)
            print("true" if repr(left) == repr(right) or left == right else f"{one} | {other}")


main()
