"""What an operator sees while the ice is followed: a calm block on a terminal, lines where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from cryonerve.app.speech import flush, say

if TYPE_CHECKING:
    from rich.console import Group

    from cryonerve.ultrasound.live_following import Moment

__all__ = ["Display", "display"]

APART = 5.0  # s between lines where nothing happens
REDRAWN = 0.1  # s between drawings on a terminal
SHOWN = 10.0  # s for which an event of the stream stays to be read


class Display(Protocol):
    """Shows moment after moment."""

    def __call__(self, moment: Moment) -> None:
        """Show what is known now."""


@contextmanager
def display(*, silent: bool) -> Iterator[Display]:
    """Yield what shows moments: on stderr of a terminal, else as lines on stdout, or nowhere (`silent`)."""
    if sys.stderr is not None and sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live

        with Live(console=Console(stderr=True), auto_refresh=False) as live:
            yield _Block(live)
    else:
        yield _nowhere if silent else _Lines()


def _nowhere(moment: Moment) -> None:
    del moment


class _Block:
    """Redraws one block: the ice, the stream, what is wrong."""

    def __init__(self, live: object) -> None:
        self._live, self._drawn, self._event, self._since = live, 0.0, "", -SHOWN

    def __call__(self, moment: Moment) -> None:
        if moment.happened:
            self._event, self._since = moment.happened[-1], moment.elapsed
        now = time.monotonic()
        if now - self._drawn < REDRAWN and not (moment.begun or moment.ended):
            return
        self._drawn = now
        event = self._event if moment.elapsed - self._since < SHOWN else ""
        self._live.update(block(moment, event), refresh=True)  # type: ignore[attr-defined]


def block(moment: Moment, event: str = "") -> Group:
    """The block as a terminal shows it."""
    from rich.console import Group
    from rich.text import Text

    from cryonerve.ultrasound.live_words import alarm_words, moment_words, stream_words

    lines = [Text(moment_words(moment), style="bold")]
    lines.append(Text(stream_words(moment.stream, moment.took.get("answer")), style="dim"))
    lines += [Text(alarm_words(item), style="bold red") for item in moment.alarms]
    lines += [Text(event, style="yellow")] if event else []
    return Group(*lines)


class _Lines:
    """A line now and then, and one for everything that begins or ends."""

    def __init__(self) -> None:
        self._told, self._phase = -APART, ""

    def __call__(self, moment: Moment) -> None:
        from cryonerve.ultrasound.live_words import alarm_words, moment_words, stream_words

        said = [f"{_when(moment)}ALARM {alarm_words(item)}" for item in moment.begun]
        said += [f"{_when(moment)}{alarm_words(item)}" for item in moment.ended]
        said += [f"{_when(moment)}{item}" for item in moment.happened]
        if moment.phase != self._phase or moment.elapsed - self._told >= APART:
            self._phase, self._told = moment.phase, moment.elapsed
            said.append(f"{moment_words(moment)} | {stream_words(moment.stream, moment.took.get('answer'))}")
        for line in said:
            say(line)
        if said:
            flush()


def _when(moment: Moment) -> str:
    return f"{moment.time:.0f} s: " if moment.time == moment.time else ""
