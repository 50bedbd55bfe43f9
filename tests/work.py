"""How much work something is, counted so that it is the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def lines_run(work: Callable[[], object]) -> int:
    """How many lines are executed."""
    executed = 0

    def see(_frame: FrameType, event: str, _argument: object) -> object:
        nonlocal executed
        executed += event == "line"
        return see

    before = sys.gettrace()
    sys.settrace(see)
    try:
        work()
    finally:
        sys.settrace(before)
    return executed


def calls_made(work: Callable[[], object]) -> int:
    """How many functions are entered; cheaper to count than lines."""
    entered = 0

    def see(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return entered
