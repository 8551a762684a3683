"""An OpenIGTLink server: front, isotherm and dose, or pictures, to whoever connects (3D Slicer, PLUS)."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.following import Band
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.openigtlink import (
    BrokenStreamError,
    Packet,
    capability,
    library,
    polylines,
    receive,
    status,
    text,
)
from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["DOSE", "FRONT", "ISOTHERM", "Publisher", "dose", "front_outline", "isotherm_outline", "outlines"]

Floats = NDArray[np.float64]
FRONT, ISOTHERM, DOSE = "IceFront_Reference", "Isotherm20_Reference", "NerveDose"
SENT = ("IMAGE", "TRANSFORM", "STRING", "POLYDATA", "STATUS", "CAPABILITY")
MOST_CLIENTS = 8
PATIENCE = 5.0  # s that a client may take for what is sent to it, or for one message of its own
QUIET = 0.2  # s
WANTED = re.compile(rb'<Message\s[^>]{0,80}?Type\s*=\s*"([A-Z]{1,12})"')


class Publisher:
    """Sends to every client the newest message of each device; a slow client gets fewer, and holds up nobody.

    Parameters
    ----------
    host : address to listen on; only programs of this computer reach 127.0.0.1.
    port : 0 takes a free one, see `port`.

    Raises
    ------
    ClipError
        pyigtl is not installed, or the address cannot be listened on.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        library()
        try:
            self._server = socket.create_server((host, port), backlog=MOST_CLIENTS)
        except OSError as error:
            why = (error.strerror or str(error)).partition(" (while")[0]  # the address is said already
            what = f"{host}:{port} cannot be listened on: {why}"
            raise ClipError(Complaint(what, "Choose another port.")) from error
        self._server.settimeout(QUIET)
        self.host, self.port = host, int(self._server.getsockname()[1])
        self._changed = threading.Condition()
        self._clients: list[_Client] = []
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="cryonerve-publisher", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def clients(self) -> int:
        """How many are connected."""
        with self._changed:
            return len(self._clients)

    def wait_for_client(self, timeout: float) -> bool:
        """Whether somebody is connected, at once or within `timeout` s."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._clients), timeout)

    def send(self, packet: Packet) -> None:
        """Send a message; what has not gone out yet from the same device is replaced by it."""
        with self._changed:
            clients = list(self._clients)
        for client in clients:
            client.offer(packet)

    def send_raw(self, raw: bytes) -> None:
        """Send bytes as they are, to try what a receiver makes of them."""
        with self._changed:
            clients = list(self._clients)
        for client in clients:
            client.put("", raw)

    def disconnect(self) -> None:
        """Close the connections of all clients after what is waiting has gone out; they may come back."""
        with self._changed:
            clients = list(self._clients)
        for client in clients:
            client.put("", None)

    def close(self) -> None:
        """Close everything."""
        self._closed.set()
        with suppress(OSError):  # wakes the thread; where it does not, the thread looks around by itself
            self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=PATIENCE)
        self._server.close()
        with self._changed:
            clients, self._clients = self._clients, []
        for client in clients:
            client.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:  # no handle left, a client that went at once: the next may come all the same
                self._closed.wait(QUIET)
                continue
            with self._changed:
                if len(self._clients) >= MOST_CLIENTS:
                    connection.close()
                    continue
                self._clients.append(_Client(connection, self._forget))
                self._changed.notify_all()

    def _forget(self, client: _Client) -> None:
        with self._changed:
            if client in self._clients:
                self._clients.remove(client)
            self._changed.notify_all()


class _Client:
    """One connection: a thread that writes the newest of every device, and one that listens to questions."""

    def __init__(self, connection: socket.socket, gone: Callable[[_Client], None]) -> None:
        self._connection = connection
        self._gone = gone
        self._version = 1  # until the client speaks version 2
        self._wanted: frozenset[str] = frozenset()  # types of messages; none named: all
        self._waiting: list[tuple[str, Packet | bytes | None]] = []
        self._changed = threading.Condition()
        self._closed = False
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(PATIENCE)
        for work in (self._write, self._listen):
            threading.Thread(target=work, name="cryonerve-client", daemon=True).start()

    def offer(self, packet: Packet) -> None:
        """Line a message up, if the client wants its kind."""
        if not self._wanted or packet.kind in self._wanted:
            self.put(packet.device, packet)

    def put(self, device: str, item: Packet | bytes | None) -> None:
        """Line something up; None closes the connection when it is reached."""
        with self._changed:
            for place, (waiting, _) in enumerate(self._waiting):
                if device and waiting == device:
                    self._waiting[place] = (device, item)
                    return
            self._waiting.append((device, item))
            self._changed.notify()

    def close(self) -> None:
        """End both threads."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def _write(self) -> None:
        with suppress(OSError):
            while (item := self._next()) is not None:
                self._connection.sendall(item if isinstance(item, bytes) else item.bytes(self._version))
        self.close()
        self._connection.close()
        self._gone(self)

    def _next(self) -> Packet | bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._waiting))
            return None if self._closed else self._waiting.pop(0)[1]

    def _listen(self) -> None:
        with suppress(OSError, BrokenStreamError):
            while not self._closed:
                arrived = receive(self._connection, PATIENCE)
                if arrived is None:
                    continue
                kind, body = arrived[0].kind, arrived[1]
                self._version = 2 if arrived[0].version > 1 else self._version
                if kind == "GET_CAPABIL":
                    self.put(kind, capability(arrived[0].device, SENT))
                elif kind == "GET_STATUS":
                    self.put(kind, status(arrived[0].device))
                elif (
                    kind == "CLIENTINFO"
                ):  # of PLUS, which reads one message at a time, thirty times a second
                    self._wanted = frozenset(item.decode() for item in WANTED.findall(body))
        self.close()


def outlines(
    device: str,
    lines: Iterable[Floats],
    plane: ImagePlane | None = None,
    *,
    stamp: float | None = None,
) -> Packet:
    """Lines of the picture as a POLYDATA; with a plane in the case's frame, without in the picture's own.

    Parameters
    ----------
    lines : each (point, 2) lateral and depth, m; where a point is NaN the line is interrupted.
    """
    points: list[Floats] = []
    joined: list[range] = []
    count = 0
    for line in lines:
        seen = np.all(np.isfinite(line), axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(int)))
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            points.append(_placed(line[first:last], plane))
            if last - first > 1:
                joined.append(range(count, count + last - first))
            count += last - first
    return polylines(device, np.concatenate(points) if points else np.zeros((0, 3)), joined, stamp=stamp)


def _placed(line: Floats, plane: ImagePlane | None) -> Floats:
    """(point, 3) mm."""
    if plane is not None:
        return 1e3 * plane.points(line[:, 0], line[:, 1])
    return 1e3 * np.column_stack([line, np.zeros(len(line))])


def front_outline(
    front: Front, frame: int = -1, plane: ImagePlane | None = None, *, stamp: float | None = None
) -> Packet:
    """The visible front of one frame as `IceFront_Reference`; interrupted where it was not seen."""
    return outlines(FRONT, [front.points[frame]], plane, stamp=stamp)


def isotherm_outline(
    band: Band,
    angles: Floats,
    *,
    centre: tuple[float, float],
    plane: ImagePlane | None = None,
    stamp: float | None = None,
) -> Packet:
    """A band around the probe as `Isotherm20_Reference`: closed lines of its inner end, middle and outer end.

    Parameters
    ----------
    band : (ray,) m; interrupted where it is NaN, along a shaft. angles : (ray,) rad, 0 up, positive right.
    centre : lateral place and depth from which rays run, m.
    """
    order = np.append(np.argsort(angles), np.argsort(angles)[:1])
    around = np.column_stack([np.sin(angles), -np.cos(angles)])[order]
    lines = [np.array(centre) + part[order, None] * around for part in (band.low, band.middle, band.high)]
    return outlines(ISOTHERM, lines, plane, stamp=stamp)


def dose(document: Mapping[str, object], *, stamp: float | None = None) -> Packet:
    """What the nerve got so far as `NerveDose`: a JSON document; its keys carry the units."""
    return text(DOSE, {"format": "cryonerve.dose/1", **document}, stamp=stamp)
