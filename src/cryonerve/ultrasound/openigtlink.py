"""OpenIGTLink on the wire: whole messages from and to a socket, with limits against whoever sends them.

What a body means is left to pyigtl. Its own loops are not used: they do not check the checksum, ask for as
much memory as a header announces, do not notice that a server has gone away, and spin when it goes within a
header.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint

__all__ = [
    "BrokenStreamError",
    "Envelope",
    "Packet",
    "UnreadableError",
    "capability",
    "decode",
    "library",
    "picture",
    "polylines",
    "read_envelope",
    "receive",
    "safe_text",
    "status",
    "text",
    "transform",
]

Floats = NDArray[np.float64]
HEADER = struct.Struct(
    ">H12s20sIIQQ"
)  # version, type, device, time stamp in two parts, size of the body, checksum
NEWEST_VERSION = 3  # of the header; 1 and 2 exist, a third would be read like the second
MOST = {"IMAGE": 64 * 2**20}  # bytes of a body; a colour picture of 4096 x 4096 is 50 MB
MOST_OTHERWISE = 2**20
LONGEST_NAME = 20  # bytes
LONGEST_TEXT = 65535  # bytes of a STRING, whose length is a 16-bit number
STATUS_OK = 1


class BrokenStreamError(ClipError):
    """Where the next message begins is no longer known: the connection must be closed."""


class UnreadableError(ClipError):
    """One message cannot be used; the next one may be fine."""


def library() -> ModuleType:
    """The package pyigtl.

    Raises
    ------
    ClipError
        It is not installed.
    """
    try:
        import pyigtl  # noqa: PLC0415  an extra: only live streams need it
    except ImportError as error:
        what = "live ultrasound needs the package pyigtl (OpenIGTLink), which is not installed"
        raise ClipError(Complaint(what, "Run: pip install 'cryonerve[ultrasound]'")) from error
    return pyigtl  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header of a message.

    Attributes
    ----------
    version : of the header; 2 carries metadata.
    kind : type, "IMAGE". device : name of what sent it, "Image_Reference".
    stamp : s since 1970 by the sender's clock; 0 where it gives none.
    size : bytes of the body. checksum : of the body; 0 where the sender made none.
    """

    version: int
    kind: str
    device: str
    stamp: float
    size: int
    checksum: int


def safe_text(raw: bytes | str, most: int = 120) -> str:
    r"""Text of a stranger, for a terminal: printable letters only, cut at `most`.

    >>> safe_text("Image\x1b[2J")
    'Image?[2J'
    """
    letters = raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else raw
    return "".join(item if item.isprintable() else "?" for item in letters.rstrip("\0 \t\r\n")[:most])


def read_envelope(raw: bytes | bytearray) -> Envelope:
    """Read the 58 bytes of a header.

    Raises
    ------
    BrokenStreamError
        They are no header, or announce a body larger than is sensible.
    """
    version, kind, device, seconds, fraction, size, checksum = HEADER.unpack(raw)
    name = kind.rstrip(b"\0 ")
    if not 1 <= version <= NEWEST_VERSION or not name.isascii() or not name.replace(b"_", b"").isalnum():
        raise BrokenStreamError(Complaint("something arrived that is no OpenIGTLink message"))
    envelope = Envelope(
        version, name.decode(), safe_text(device), seconds + fraction * 2.0**-32, size, checksum
    )
    most = MOST.get(envelope.kind, MOST_OTHERWISE)
    if size > most:
        what = f"a message of type {envelope.kind} announces {size:.3g} bytes; {most:.3g} are allowed"
        raise BrokenStreamError(Complaint(what))
    return envelope


def receive(connection: socket.socket, patience: float) -> tuple[Envelope, bytearray] | None:
    """Wait for one whole message.

    Parameters
    ----------
    connection : with a timeout, after which it is None if nothing has arrived.
    patience : s that a message may take from its first byte to its last.

    Raises
    ------
    BrokenStreamError
        The other end closed the connection, stopped within a message, or sent what is no message.
    OSError
        The connection failed.
    """
    head = bytearray(HEADER.size)
    try:
        got = connection.recv_into(head)
    except TimeoutError:
        return None
    if got == 0:
        raise BrokenStreamError(Complaint("the other end closed the connection"))
    deadline = time.monotonic() + patience
    _fill(connection, memoryview(head)[got:], deadline)
    envelope = read_envelope(head)
    body = bytearray(envelope.size)
    _fill(connection, memoryview(body), deadline)
    return envelope, body


def _fill(connection: socket.socket, room: memoryview, deadline: float) -> None:
    """Fill `room` before the deadline."""
    while room:
        if time.monotonic() > deadline:
            raise BrokenStreamError(Complaint("the other end stopped within a message"))
        try:
            got = connection.recv_into(room)
        except TimeoutError:
            continue
        if got == 0:
            raise BrokenStreamError(Complaint("the other end closed the connection within a message"))
        room = room[got:]


def decode(envelope: Envelope, body: bytearray) -> Any:  # noqa: ANN401  what the library makes of it
    """The message as pyigtl reads it; None for a type that it does not know.

    Raises
    ------
    UnreadableError
        The checksum is wrong, or the body is not what its type says.
    """
    messages = library().messages
    if envelope.checksum and messages.CRC64(body) != envelope.checksum:
        what = f"a message of type {envelope.kind} arrived damaged: its checksum is wrong"
        raise UnreadableError(Complaint(what))
    message = messages.MessageBase.create_message(envelope.kind)
    if message is None:
        return None
    fields = {
        "header_version": envelope.version,
        "message_type": envelope.kind,
        "device_name": envelope.device,
        "timestamp": envelope.stamp,
        "body_size": envelope.size,
    }
    try:
        message.unpack(fields, bytes(body))
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, NotImplementedError, struct.error):
        what = f"a message of type {envelope.kind} could not be read"
        raise UnreadableError(Complaint(what)) from None
    return message


class Packet:
    """A message on its way out: packed once for each version of the header that somebody asks for."""

    def __init__(self, message: Any) -> None:  # noqa: ANN401  a message of the library
        self.device, self.kind = str(message.device_name), str(message.message_type)
        if len(self.device.encode()) > LONGEST_NAME:
            raise ClipError(Complaint(f"'{self.device}' has more than the {LONGEST_NAME} bytes of a name"))
        self._message = message
        self._metadata = dict(message.metadata)
        self._packed: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def bytes(self, version: int = 1) -> bytes:
        """The whole message with a header of version 1, or 2, which carries metadata."""
        with self._lock:
            if version not in self._packed:
                self._message.header_version = version
                self._message.metadata = self._metadata if version > 1 else {}
                self._packed[version] = self._message.pack()
            return self._packed[version]


def picture(
    device: str,
    pixels: NDArray[np.uint8],
    matrix: Floats,
    *,
    stamp: float | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Packet:
    """An IMAGE: (row, column) grey; `matrix` (4, 4) leads from column, row, slice to mm."""
    message = library().ImageMessage(
        pixels[None], matrix, world_coordinate_system="ras", timestamp=stamp, device_name=device
    )
    message.metadata = dict(metadata or {})
    return Packet(message)


def transform(device: str, matrix: Floats, *, stamp: float | None = None) -> Packet:
    """A TRANSFORM, (4, 4), mm."""
    return Packet(library().TransformMessage(matrix, timestamp=stamp, device_name=device))


def text(device: str, document: Mapping[str, object], *, stamp: float | None = None) -> Packet:
    """A STRING that holds a JSON document; numbers that are not finite become null.

    Raises
    ------
    ClipError
        The document is longer than a STRING may be.
    """
    written = json.dumps({key: _finite(value) for key, value in document.items()})
    if len(written) > LONGEST_TEXT:
        what = f"{device}: a document of {len(written)} bytes is longer than the {LONGEST_TEXT} of a STRING"
        raise ClipError(Complaint(what))
    return Packet(library().StringMessage(written, timestamp=stamp, device_name=device))


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    return value


def polylines(device: str, points: Floats, lines: Iterable[range], *, stamp: float | None = None) -> Packet:
    """A POLYDATA: (point, 3) mm, and which of them in turn are joined."""
    cells = [number for line in lines for number in (len(line), *line)]
    message = library().PolyDataMessage(
        points=np.asarray(points, dtype=np.float32),
        lines=np.asarray(cells, dtype=np.uint32),
        timestamp=stamp,
        device_name=device,
    )
    return Packet(message)


def status(device: str = "", sentence: str = "") -> Packet:
    """A STATUS "OK", which pyigtl does not know: code, sub-code, name of the error, a sentence."""
    content = struct.pack(">Hq20s", STATUS_OK, 0, b"OK") + sentence.encode("ascii", "replace") + b"\0"
    return _bare("STATUS", device, content)


def capability(device: str, kinds: Iterable[str]) -> Packet:
    """A CAPABILITY, which pyigtl does not know: the types of messages that are understood, 12 bytes each."""
    return _bare("CAPABILITY", device, b"".join(struct.pack(">12s", kind.encode()) for kind in kinds))


def _bare(kind: str, device: str, content: bytes) -> Packet:
    message = library().MessageBase(device_name=device)
    message._message_type = kind
    message._pack_content = lambda: content
    return Packet(message)
