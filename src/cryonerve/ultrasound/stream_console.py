"""The cryo console of a stream: what it says, and the clock of the procedure that follows from it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryonerve.errors import Complaint
from cryonerve.ultrasound.openigtlink import UnreadableError, safe_text

if TYPE_CHECKING:
    from cryonerve.ultrasound.stream_pictures import LiveFrame

__all__ = ["CONSOLE", "Console", "ProcedureClock", "console_of"]

CONSOLE = "CryoConsole"
COLDEST, WARMEST = -273.15, 200.0  # degC a console may say
NEIGHBOURS = 0.2  # s between two readings from which the pace of the procedure is told
FASTEST = 1000.0  # s of the procedure in one second, of a simulation


@dataclass(frozen=True, slots=True)
class Console:
    """What the cryo console says: degC (NaN: no heat is exchanged), phase "freeze 1", s of the procedure.

    `procedure` is NaN where it says none; received and stamp are s since 1970, by this computer's clock and
    by the sender's (0 where it gives none).
    """

    temperature: float
    phase: str
    procedure: float
    received: float
    stamp: float = 0.0


def console_of(written: str, now: float, stamp: float = 0.0) -> Console:
    """What a console's document says.

    >>> console_of('{"temperature_degC": -71.5, "phase": "freeze 1", "procedure_s": 12}', 0.0).procedure
    12.0

    Raises
    ------
    UnreadableError
        It is no JSON document with `temperature_degC`.
    """
    try:
        document = json.loads(written)
        raw, told = document["temperature_degC"], document.get("procedure_s")
        temperature = math.nan if raw is None else float(raw)
        procedure = math.nan if told is None else float(told)
        phase = safe_text(str(document.get("phase", "")), 40)
    except (ValueError, ArithmeticError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableError(
            Complaint(f"what {CONSOLE} says is no document with temperature_degC")
        ) from None
    if not (math.isnan(temperature) or COLDEST <= temperature <= WARMEST):
        raise UnreadableError(Complaint(f"{CONSOLE} says {temperature:.4g} degC, which no console can"))
    return Console(temperature, phase, procedure if math.isfinite(procedure) else math.nan, now, stamp)


@dataclass
class ProcedureClock:
    """s since the procedure began, of every picture.

    A time by hand counts first: the first picture has it, and this computer's clock goes on from there. Else
    it is the console's `procedure_s`, carried from the moment it was said to the picture's by the pace of its
    last two readings (1 before there are two; a simulation may run faster, a pause stands still).

    Parameters
    ----------
    starts_at : s of the procedure at the first picture; None: the console says.
    """

    starts_at: float | None = None
    _first: float = field(init=False, default=math.nan)
    _before: Console | None = field(init=False, default=None)
    _pace: float = field(init=False, default=1.0)

    @property
    def words(self) -> str:
        """Whose clock it is."""
        return "the cryo console's" if self.starts_at is None else "this computer's, begun by hand"

    def time(self, frame: LiveFrame) -> float:
        """Time (s) of the procedure at which a picture was taken; NaN where nobody says."""
        if self.starts_at is not None:
            self._first = frame.received if math.isnan(self._first) else self._first
            return self.starts_at + frame.received - self._first
        console = frame.console
        if console is None or math.isnan(console.procedure):
            return math.nan
        stamped = bool(frame.stamp and console.stamp)
        self._learn(console, stamped=stamped)
        apart = frame.stamp - console.stamp if stamped else frame.received - console.received
        return console.procedure + self._pace * apart

    def _learn(self, console: Console, *, stamped: bool) -> None:
        """How many seconds of the procedure pass in one of the clock's."""
        before = self._before
        if before is None:
            self._before = console
            return
        apart = (
            console.stamp - before.stamp if stamped and before.stamp else console.received - before.received
        )
        if apart < 0.0 or apart >= NEIGHBOURS:
            pace = (console.procedure - before.procedure) / apart if apart > 0.0 else 1.0
            self._pace = pace if 0.0 <= pace <= FASTEST else 1.0
            self._before = console
