"""A live scanner over OpenIGTLink: the newest picture, transforms and console temperature, and what is odd.

Names on the wire, as PLUS and 3D Slicer write them (A-To-B: a matrix that takes coordinates of A to B, mm):

========================  ==========  ==================================================
`Image_Reference`         IMAGE       the picture; its matrix leads to Reference
`ImageToProbe`            TRANSFORM   calibration: pixels to the probe's marker
`ProbeToTracker`          TRANSFORM   where the probe is
`NeedleToReference`       TRANSFORM   where the cryoprobe is
`CryoConsole`             STRING      JSON: `temperature_degC`, `phase`, `procedure_s`
`IceFront_Reference`      POLYDATA    outgoing: the visible front
`Isotherm20_Reference`    POLYDATA    outgoing: the -20 degC surface, lines of its band
`NerveDose`               STRING      outgoing: JSON
========================  ==========  ==================================================
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.sequences import DISPLAYED, ORIENTATION
from cryonerve.ultrasound.openigtlink import (
    BrokenStreamError,
    Envelope,
    UnreadableError,
    decode,
    library,
    receive,
    safe_text,
    status,
)
from cryonerve.ultrasound.stream_console import CONSOLE, console_of
from cryonerve.ultrasound.stream_pictures import LiveFrame, grey_of, orientation_of, scale_of
from cryonerve.ultrasound.stream_watch import LiveStatus, StreamWatch

__all__ = ["CALIBRATION", "CONSOLE", "IMAGE", "LiveTransform", "Receiver", "address_of"]

Floats = NDArray[np.float64]
IMAGE, CALIBRATION = "Image_Reference", "ImageToProbe"
# metadata of an IMAGE; PLUS writes the first
ORIENTATION_KEY, SIMULATED_KEY, RANGE_KEY = "UltrasoundImageOrientation", "Simulated", "DynamicRange"
PORT = 18944  # of PLUS and 3D Slicer
QUIET = 0.2  # s without a byte after which the receiver looks around
SOONEST, LATEST = 0.05, 1.0  # s between attempts to connect
MOST_TRANSFORMS = 64
ROUNDED = 1e-5  # relative difference of scales that are the same
RIGID = 0.02  # so far may a rotation be from one


@dataclass(frozen=True, eq=False)
class LiveTransform:
    """A transform of the stream: (4, 4), mm; stamp and received in s since 1970."""

    matrix: Floats
    stamp: float
    received: float


def address_of(written: str) -> tuple[str, int]:
    """Host and port of "HOST:PORT" or "HOST"; the port is 18944 where none is written.

    >>> address_of("127.0.0.1")
    ('127.0.0.1', 18944)
    >>> address_of("[::1]:18333")
    ('::1', 18333)

    Raises
    ------
    ClipError
        It is no address.
    """
    host, colon, port = written.rpartition(":")
    if not colon or written.endswith("]"):
        host, port = written, str(PORT)
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        what = f"'{safe_text(written)}' is no address of a server"
        raise ClipError(Complaint(what, f"Write HOST:PORT, for example 127.0.0.1:{PORT}."))
    return host, int(port)


def _as_good_as(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    """Whether two scales are the same but for rounding."""
    return one is not None and other is not None and bool(np.allclose(one, other, rtol=ROUNDED, atol=0.0))


class Receiver:
    """Receives from one server, and goes on when it stops, sends nonsense, or dies and comes back.

    Parameters
    ----------
    host, port : the server; nothing else is connected to.
    device : whose pictures are used; "" takes the first device that sends any.
    orientation : of the pictures, as PLUS names it; "" believes the sender, and takes MF where it is silent.
    spacing : m from row to row and column to column of the upright picture; instead of what the stream says.
    patience : s that one message may take.

    Raises
    ------
    ClipError
        pyigtl is not installed, or there is no such orientation.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        device: str = "",
        orientation: str = "",
        spacing: tuple[float, float] | None = None,
        patience: float = 5.0,
    ) -> None:
        library()
        self._place = (host, port)
        self._orientation = orientation_of(orientation) if orientation else ""
        self._by_hand = spacing
        self._measured: tuple[int, int] | None = None  # size of the picture that the scale by hand belongs to
        self._patience = patience
        self._watch = StreamWatch(device)
        self._transforms: dict[str, LiveTransform] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._work, name="cryonerve-live", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and end the thread."""
        self._stopping.set()
        with self._changed:
            connection = self._socket
            self._changed.notify_all()
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def status(self) -> LiveStatus:
        """Where the stream stands now."""
        with self._changed:
            return self._watch.status(time.time())

    def newest(self) -> LiveFrame | None:
        """The newest picture; None before the first."""
        with self._changed:
            return self._watch.newest

    def wait(self, after: int = 0, timeout: float = 1.0) -> LiveFrame | None:
        """The newest picture whose number is above `after`; None where none came in `timeout` s."""

        def come() -> bool:
            return self._watch.newest is not None and self._watch.newest.number > after

        with self._changed:
            return self._watch.newest if self._changed.wait_for(come, timeout) else None

    def wait_until(self, asked: Callable[[LiveStatus], bool], timeout: float = 1.0) -> LiveStatus:
        """The status as soon as `asked` answers True, else the one after `timeout` s."""
        with self._changed:
            self._changed.wait_for(lambda: asked(self._watch.status(time.time())), timeout)
            return self._watch.status(time.time())

    def transforms(self) -> dict[str, LiveTransform]:
        """The newest of every transform, by name."""
        with self._changed:
            return dict(self._transforms)

    def _work(self) -> None:
        pause = SOONEST
        while not self._stopping.is_set():
            before = self._watch.frames
            try:
                self._serve()
            except BrokenStreamError as error:
                self._lost(str(error))
            except OSError as error:
                self._lost(error.strerror or str(error) or "the connection failed")
            pause = SOONEST if self._watch.frames > before else min(2.0 * pause, LATEST)
            self._stopping.wait(pause)

    def _lost(self, why: str) -> None:
        with self._changed:
            self._socket = None
            self._watch.lost(why)
            self._changed.notify_all()

    def _serve(self) -> None:
        """One connection, until it breaks."""
        with socket.create_connection(self._place, timeout=2.0) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # 3D Slicer answers with version 2, which carries metadata, to those who speak it first.
            connection.sendall(status("", "cryonerve listens").bytes(version=2))
            connection.settimeout(QUIET)
            with self._changed:
                self._socket = connection
                self._transforms.clear()  # whoever answers now may have another calibration
                self._watch.opened()
                self._changed.notify_all()
            while not self._stopping.is_set():
                arrived = receive(connection, self._patience)
                now = time.time()
                with self._changed:
                    if arrived is not None:
                        self._take(*arrived, now)
                    self._changed.notify_all()

    def _take(self, envelope: Envelope, body: bytearray, now: float) -> None:
        """One message; what cannot be used is said."""
        watch = self._watch
        watch.heard(envelope.device, envelope.kind)
        try:
            if envelope.kind == "IMAGE":
                watch.device = watch.device or envelope.device
                if envelope.device == watch.device:
                    self._picture(decode(envelope, body), envelope, now)
            elif envelope.kind == "TRANSFORM":
                self._transform(decode(envelope, body), envelope, now)
            elif envelope.kind == "STRING" and envelope.device == CONSOLE:
                watch.console = console_of(decode(envelope, body).string, now, envelope.stamp)
        except UnreadableError as error:
            watch.refuse(str(error))

    def _picture(self, message: Any, envelope: Envelope, now: float) -> None:  # noqa: ANN401
        told = str(message.metadata.get(ORIENTATION_KEY, "")).upper()
        orientation = self._orientation or (told if ORIENTATION.fullmatch(told) else DISPLAYED)
        pixels = grey_of(message, orientation)
        before = self._watch.newest
        if before is not None and before.pixels.shape != pixels.shape:
            self._transforms.pop(CALIBRATION, None)  # it was that of the other size
        spacing, scale = self._scale(message.ijk_to_world_matrix, orientation, pixels.shape)
        if (
            before is not None
            and before.pixels.shape == pixels.shape
            and _as_good_as(before.spacing, spacing)
        ):
            spacing = before.spacing  # numbers of 32 bits, said in two ways, differ in their last digit
        simulated = message.metadata.get(SIMULATED_KEY, "") == "true"
        number = self._watch.frames + 1
        shown = safe_text(str(message.metadata.get(RANGE_KEY, "")), 20)
        self._watch.picture(
            LiveFrame(
                pixels, number, envelope.stamp, now, spacing, scale, simulated,
                settings={"dynamic range": shown} if shown else {}, console=self._watch.console,
            )
        )  # fmt: skip

    def _scale(
        self, matrix: Floats, orientation: str, size: tuple[int, ...]
    ) -> tuple[tuple[float, float] | None, str]:
        """The scale by hand, else the calibration's, else the picture's own; and who said so."""
        if self._by_hand is not None:
            self._measured = self._measured or (size[0], size[1])
            if size == self._measured:
                return self._by_hand, "The scale was given by hand."
            return None, "The scale given by hand was that of another size of picture: give it again."
        calibration = self._transforms.get(CALIBRATION)
        for found, who in (
            (None if calibration is None else calibration.matrix, f"The scale is that of {CALIBRATION}."),
            (matrix, "The scale is that of the picture's own spacing."),
        ):
            spacing = None if found is None else scale_of(found, orientation)
            if spacing is not None:
                return spacing, who
        return None, f"the stream gives no scale (spacing 1 x 1, no {CALIBRATION}): give it by hand."

    def _transform(self, message: Any, envelope: Envelope, now: float) -> None:  # noqa: ANN401
        matrix = np.asarray(message.matrix, dtype=np.float64)
        name = envelope.device
        if not np.all(np.isfinite(matrix)):
            raise UnreadableError(Complaint(f"the transform {name} holds numbers that are not finite"))
        turn = matrix[:3, :3]
        scales = name.startswith("Image")  # pixels are no millimetres
        if not scales and np.abs(turn @ turn.T - np.eye(3)).max() > RIGID:
            raise UnreadableError(Complaint(f"the transform {name} stretches, where only a move can be"))
        if name in self._transforms or len(self._transforms) < MOST_TRANSFORMS:
            self._transforms[name] = LiveTransform(matrix, envelope.stamp, now)
