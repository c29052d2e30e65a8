"""How the work grows with the input: the ratio of processor times, which is alike on all machines, and executed lines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from types import FrameType
from typing import Any

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


def steps(work: Callable[[], object]) -> int:
    """Lines of Python that `work` executes."""
    count = 0

    def each(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return each

    before = sys.gettrace()
    sys.settrace(each)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
