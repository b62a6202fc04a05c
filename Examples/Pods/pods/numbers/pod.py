"""Numbers: what a program in Swift may want of Python's libraries."""
import statistics
import time

from tabulate import tabulate


def mean(values: list[float], *, trim: int = 0) -> float:
    """The arithmetic mean, without the `trim` least and greatest values."""
    return statistics.fmean(sorted(values)[trim:len(values) - trim])


def table(rows: list[dict[str, float]], style: str = "simple") -> str:
    """The rows as a table to be read by people."""
    return tabulate(rows, headers="keys", tablefmt=style)


def countdown(start: int = 3):
    """Counts down to zero."""
    for number in range(start, -1, -1):
        yield number
        time.sleep(0.01)


def anything(*values, **named):
    """Takes everything."""
    return {"values": values, "named": named}
