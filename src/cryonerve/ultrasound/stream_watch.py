"""What is odd about a stream, in sentences: it stopped, jumped, froze, changed, or is not what was asked for.

Nothing here knows of sockets, and every time comes in as an argument.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.stream_console import Console
from cryonerve.ultrasound.stream_pictures import LiveFrame

__all__ = ["LiveStatus", "Seen", "StreamWatch", "Trouble"]

# Limits, s, and how many; assumed: what an operator would call late, stuck or gone.
STALE = 1.0
SILENT = 3.0  # of a console, which may speak once a second
FROZEN = 1.0
FROZEN_PICTURES = 5
JUMP = 0.5
JITTER = 0.01
CLOCKS = 30.0  # a delay beyond this is a wrong clock, not a slow network
EARLY = 0.05  # so much before it was sent may a picture arrive by clocks that are said to agree
LATE = 0.3
WINDOW = 2.0  # of the frame rate
MOST_NAMES = 64
MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """A device that sent something: its name, the type of its messages, and how many."""

    device: str
    kind: str
    messages: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong now: a word for its kind, a sentence, and what would help."""

    kind: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class LiveStatus:
    """A stream at one moment.

    Attributes
    ----------
    connected : whether there is a connection. connections : how many there were so far.
    device : whose pictures are used. seen : every device heard so far.
    frames : pictures used. refused : pictures and messages that could not be.
    size : rows and columns. spacing : m, None where unknown; scale : why, one sentence.
    rate : pictures a second over the last 2 s. latency : s from the sender's time stamp to receiving, median;
        None where the clocks do not agree. age : s since the last picture.
    unchanged : s between the last change of pixels and the last picture.
    console : what the cryo console said last.
    troubles : what is wrong now, gravest first.
    events : what happened, newest last; the same again is counted.
    happened : how many events that differ from the one before there were so far.
    """

    connected: bool
    connections: int
    device: str
    seen: tuple[Seen, ...]
    frames: int
    refused: int
    size: tuple[int, int] | None
    spacing: tuple[float, float] | None
    scale: str
    rate: float | None
    latency: float | None
    age: float | None
    unchanged: float | None
    console: Console | None
    troubles: tuple[Trouble, ...]
    events: tuple[str, ...]
    happened: int

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is wrong now, in one sentence each."""
        return tuple(item.sentence for item in self.troubles)


@dataclass
class StreamWatch:
    """Keeps what `status` needs; called by the receiver for everything that happens.

    Parameters
    ----------
    device : whose pictures are asked for; "" takes the first that sends any.
    """

    device: str = ""
    connected: bool = False
    connections: int = 0
    frames: int = 0
    refused: int = 0
    console: Console | None = None
    newest: LiveFrame | None = None
    _asked: str = field(init=False, default="")
    _happened: int = 0
    _why: str = "there was no connection yet"
    _refusal: str = ""
    _changed: float = 0.0
    _alike: int = 0
    _strangers: int = 0
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)
    _arrivals: deque[float] = field(default_factory=lambda: deque(maxlen=512))
    _delays: deque[float] = field(default_factory=lambda: deque(maxlen=50))
    _events: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))

    def __post_init__(self) -> None:
        self._asked = self.device

    def event(self, sentence: str) -> None:
        """Remember what happened; the same again and again is counted, not listed."""
        last = self._events[-1] if self._events else ""
        known, _, times = last.partition(" (times: ")
        if known == sentence:
            self._events[-1] = f"{sentence} (times: {int(times.rstrip(')') or 1) + 1})"
        else:
            self._events.append(sentence)
            self._happened += 1

    def opened(self) -> None:
        """A connection stands."""
        self.connected, self.connections = True, self.connections + 1
        if self.connections > 1:
            self.event("The connection stands again.")
        self.console = None
        self._arrivals.clear()
        self._delays.clear()

    def lost(self, why: str) -> None:
        """It does not stand any more, or could not be made."""
        if self.connected:
            self.event(f"Connection lost: {why}.")
        self.connected, self._why = False, why

    def heard(self, device: str, kind: str) -> None:
        """Something came from a device."""
        key = (device, kind)
        if key in self._counts or len(self._counts) < MOST_NAMES:
            self._counts[key] = self._counts.get(key, 0) + 1
        else:
            self._strangers += 1

    def refuse(self, why: str) -> None:
        """A picture or message cannot be used."""
        self.refused += 1
        self._refusal = why
        self.event(f"Refused: {why}.")

    def picture(self, frame: LiveFrame) -> None:
        """A picture that is used."""
        before = self.newest
        self._refusal = ""
        if before is None or not _same(before.pixels, frame.pixels):
            self._changed, self._alike = frame.received, 0
        else:
            self._alike += 1
        if before is not None:
            self._compare(before, frame)
        self.frames += 1
        self.newest = frame
        self._arrivals.append(frame.received)
        if frame.stamp:
            self._delays.append(frame.received - frame.stamp)

    def _compare(self, before: LiveFrame, frame: LiveFrame) -> None:
        """What changed from one picture to the next."""
        if before.pixels.shape != frame.pixels.shape:
            old, new = (f"{item.pixels.shape[1]} x {item.pixels.shape[0]}" for item in (before, frame))
            self.event(f"The picture's size changed from {old} to {new} pixels.")
        if before.spacing is not None and frame.spacing is not None and before.spacing != frame.spacing:
            old, new = (
                f"{1e3 * item[0]:.4g} x {1e3 * item[1]:.4g} mm" for item in (before.spacing, frame.spacing)
            )
            self.event(f"The scale changed from {old} to {new} a pixel (row x column).")
        if before.stamp and frame.stamp and self._delays:
            usual, delay = median(self._delays), frame.received - frame.stamp
            # Being late proves nothing about the clock; being early, or older than the last, does.
            if delay < min(self._delays) - JUMP:
                self.event(f"The sender's time jumped ahead by {usual - delay:.1f} s.")
                self._delays.clear()
            elif frame.stamp < before.stamp - JITTER:
                self.event(f"The sender's time jumped back by {delay - usual:.1f} s.")
                self._delays.clear()

    def status(self, now: float) -> LiveStatus:
        """Everything at a moment (s since 1970)."""
        frame = self.newest
        age = None if frame is None else max(0.0, now - frame.received)
        delay = median(self._delays) if self._delays else None
        agrees = delay is not None and -EARLY <= delay <= CLOCKS
        unchanged = None if frame is None else max(0.0, frame.received - self._changed)
        return LiveStatus(
            connected=self.connected,
            connections=self.connections,
            device=self.device,
            seen=tuple(Seen(device, kind, count) for (device, kind), count in self._counts.items()),
            frames=self.frames,
            refused=self.refused,
            size=None if frame is None else (frame.pixels.shape[0], frame.pixels.shape[1]),
            spacing=None if frame is None else frame.spacing,
            scale="" if frame is None else frame.scale,
            rate=self._rate(now),
            latency=max(0.0, delay) if delay is not None and agrees else None,
            age=age,
            unchanged=unchanged,
            console=self.console,
            troubles=tuple(self._troubles(age, delay, unchanged) + self._about_console(now)),
            events=tuple(self._events),
            happened=self._happened,
        )

    def _rate(self, now: float) -> float | None:
        recent = [item for item in self._arrivals if now - item <= WINDOW]
        return (
            (len(recent) - 1) / (recent[-1] - recent[0])
            if len(recent) > 1 and recent[-1] > recent[0]
            else None
        )

    def _troubles(self, age: float | None, delay: float | None, unchanged: float | None) -> list[Trouble]:
        """What is wrong now, gravest first."""
        said = []
        if not self.connected:
            remedy = "Look at the address, and whether the server runs; it is tried again all the time."
            said.append(Trouble("connection", f"Not connected: {self._why}.", remedy))
        if self.newest is None:
            said += self._without_picture()
        elif age is not None and age > STALE:
            sentence = f"No picture for {age:.1f} s: what is shown is old."
            said.append(Trouble("stopped", sentence, "Look at the scanner, its sender and the network."))
        if unchanged is not None and unchanged >= FROZEN and self._alike >= FROZEN_PICTURES:
            sentence = (
                f"The same picture has come for {unchanged:.1f} s: scanner frozen, or its sender stuck."
            )
            said.append(Trouble("frozen", sentence, "Unfreeze the scanner's picture."))
        if self._refusal:
            remedy = "Look at what the sender sends; grey pictures of 8 bits are used."
            said.append(Trouble("refused", f"The last one was refused: {self._refusal}.", remedy))
        if self.newest is not None and self.newest.spacing is None:
            remedy = 'Give it by hand, --scale "0.1 mm", or let the sender send ImageToProbe.'
            said.append(Trouble("scale", f"Nothing can be measured: {self.newest.scale}", remedy))
        if self.newest is not None:
            said += _about_delay(delay)
        if self._strangers:
            sentence = f"More than {MOST_NAMES} device names came; the others are not listed."
            said.append(Trouble("names", sentence, "Let the server send what is needed only."))
        return said

    def _about_console(self, now: float) -> list[Trouble]:
        if self.console is None or now - self.console.received <= SILENT:
            return []
        silence = now - self.console.received
        sentence = f"The cryo console has said nothing for {silence:.1f} s: its temperature is old."
        return [Trouble("console", sentence, "Look at the console and its cable.")]

    def _without_picture(self) -> list[Trouble]:
        """Why there is no picture: names are the most frequent reason."""
        if not self._counts:
            nothing = Trouble("no picture", "Nothing was received so far.", "Start the scanner's sender.")
            return [nothing] if self.connected else []
        names = sorted({f"{device or '(no name)'} ({kind})" for device, kind in self._counts})
        wanted = f"from '{self._asked}'" if self._asked else "of type IMAGE"
        sentence = f"No picture {wanted} so far. Seen: {', '.join(names)}."
        return [Trouble("no picture", sentence, "Name one that sends pictures: --device NAME.")]


def _about_delay(delay: float | None) -> list[Trouble]:
    if delay is None:
        sentence = "The sender gives no time stamps: the delay is unknown."
        return [Trouble("clocks", sentence, "Judge the delay by moving the transducer.")]
    if not -EARLY <= delay <= CLOCKS:
        differ = f"The clocks of sender and receiver differ by about {abs(delay):.1f} s"
        remedy = "Set both clocks, for example by NTP."
        return [Trouble("clocks", f"{differ}: the delay is unknown.", remedy)]
    late = Trouble(
        "late", f"Pictures are {delay:.2f} s late.", "Look at the network, or send fewer pictures."
    )
    return [late] if delay > LATE else []


def _same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and bool(np.array_equal(one, other))
