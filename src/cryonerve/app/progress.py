"""Progress on stderr: one line per step of the road, none when nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Progress", "bars", "nobody"]

Progress = Callable[[str, float, float], None]
"""Called with the step's name, what is done and the total; a total of 0 says that nobody knows how long."""


def nobody(step: str, done: float, total: float) -> None:
    """Progress that nobody watches."""
    del step, done, total


@contextmanager
def bars() -> Iterator[Progress]:
    """Progress bars on stderr while the block runs; silent when stderr is not a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield nobody
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        SpinnerColumn,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Display

    display = Display(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=36),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    tasks: dict[str, TaskID] = {}

    def watch(step: str, done: float, total: float) -> None:
        if step not in tasks:
            for earlier in tasks.values():
                display.update(earlier, total=1.0, completed=1.0)
            tasks[step] = display.add_task(step, total=None)
        if total > 0:
            display.update(tasks[step], total=total, completed=done)

    with display:
        yield watch
