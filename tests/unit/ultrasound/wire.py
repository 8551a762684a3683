"""Both ends of a stream for tests: a bare server that sends what it is told, and pictures to send."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyigtl

from cryonerve.ultrasound.live import Receiver

PATIENCE = 10.0  # s after which a test fails; what is waited for happens at once
SCALED = np.diag([0.1, 0.05, 1.0, 1.0])  # mm: columns 0.1, rows 0.05


def picture(
    pixels=None, *, device="Image_Reference", stamp=None, matrix=SCALED, seed=0, shape=(12, 16), metadata=None
):
    """An IMAGE of noise, packed by pyigtl."""
    if pixels is None:
        pixels = np.random.default_rng(seed).integers(0, 255, shape, dtype=np.uint8)
    message = pyigtl.ImageMessage(pixels[None], matrix, timestamp=stamp, device_name=device)
    if metadata:
        message.header_version, message.metadata = 2, metadata
    return message.pack()


class BareServer:
    """Accepts one client after another; the test sends what it likes."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(PATIENCE)
        self.port = self.listening.getsockname()[1]
        self.client: socket.socket | None = None
        self.greeting = b""

    def accept(self) -> socket.socket:
        self.hang_up()
        self.client, _ = self.listening.accept()
        self.client.settimeout(PATIENCE)
        self.greeting = self.client.recv(200)  # unread, it would turn every goodbye into a reset
        return self.client

    def send(self, raw: bytes) -> None:
        assert self.client is not None
        self.client.sendall(raw)

    def hang_up(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None

    def close(self) -> None:
        self.hang_up()
        self.listening.close()


@contextmanager
def stream(**options) -> Iterator[tuple[BareServer, Receiver]]:
    """A bare server with a receiver connected to it."""
    server = BareServer()
    try:
        with Receiver("127.0.0.1", server.port, **options) as receiver:
            server.accept()
            assert receiver.wait_until(lambda now: now.connected, PATIENCE).connected
            yield server, receiver
    finally:
        server.close()


def come(receiver: Receiver, number: int = 1):
    """The picture of that number or a later one; fails where it does not come."""
    frame = receiver.wait(after=number - 1, timeout=PATIENCE)
    assert frame is not None, receiver.status()
    return frame
