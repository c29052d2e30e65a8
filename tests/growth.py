"""How much more processor time ten times the input takes. Seconds differ from machine to machine, their ratio does not."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

_LEAST = 0.002  # seconds below which the clock tells nothing


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least processor time of some runs."""
    taken = []
    for _ in range(times):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return max(min(taken), _LEAST)


def growth(work: Callable[[int], Callable[[], object]], size: int, times: int = 10) -> float:
    """`work(size)` prepares a run; how many times longer the run on `times` times the size takes."""
    small, large = work(size), work(size * times)
    small()
    return seconds(large) / seconds(small)
